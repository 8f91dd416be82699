import { registry } from "@web/core/registry";

const CARD = ".o_kanban_record:contains('Rooftop solar')";

registry.category("web_tour.tours").add("crm_approval_ask", {
    steps: () => [
        {
            content: "drag the card to Won",
            trigger: `.o_opportunity_kanban ${CARD}`,
            run: "drag_and_drop (.o_opportunity_kanban .o_kanban_group:has(.o_column_title:contains('ApWon')))",
        },
        {
            content: "a notification says who is asked",
            trigger: ".o_notification:contains('Waiting for')",
        },
        {
            content: "the card is back where it was and says so",
            trigger: `.o_kanban_group:has(.o_column_title:contains('ApOpen')) ${CARD}:contains('Waiting for')`,
            run: "click",
        },
        {
            content: "the form says it too",
            trigger: ".o_crm_approval_banner:contains('Waiting for')",
        },
    ],
});

registry.category("web_tour.tours").add("crm_approval_approve", {
    steps: () => [
        {
            content: "approve on the card",
            trigger: `${CARD} button[name='action_approve']`,
            run: "click",
        },
        {
            content: "nothing waits any more",
            trigger: `.o_crm_approval_request:not(:has(${CARD}))`,
        },
    ],
});

registry.category("web_tour.tours").add("crm_approval_reject", {
    steps: () => [
        { content: "open the request", trigger: CARD, run: "click" },
        {
            content: "reject",
            trigger: ".o_form_view button:contains('Reject')",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Margin too thin",
        },
        {
            trigger: ".modal footer button[name='action_confirm']",
            run: "click",
        },
        {
            content: "the request is rejected",
            trigger:
                ".o_form_view:not(:has(button[name='action_approve'])):contains('Margin too thin')",
        },
    ],
});

registry.category("web_tour.tours").add("crm_approval_read_rejection", {
    steps: () => [
        {
            content: "the deal says why it was rejected",
            trigger: ".o_crm_approval_banner:contains('Margin too thin')",
        },
    ],
});

registry.category("web_tour.tours").add("crm_approval_withdraw_on_deal", {
    steps: () => [
        {
            content: "take it back where it is said that it waits",
            trigger: ".o_crm_approval_banner button:contains('Withdraw')",
            run: "click",
        },
        { trigger: ".modal footer button:contains('Withdraw')", run: "click" },
        {
            content: "nothing waits any more",
            trigger: ".o_form_view:not(:has(.o_crm_approval_banner))",
        },
    ],
});
