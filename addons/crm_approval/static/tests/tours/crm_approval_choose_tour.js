import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_approval_choose", {
    steps: () => [
        {
            content: "win the deal",
            trigger: ".o_statusbar_status button[data-value]:contains('ApWon')",
            run: "click",
        },
        {
            content: "the dialog asks who shall approve",
            trigger: ".modal .o_field_widget[name=user_ids] input",
            run: "edit Approver",
        },
        {
            content: "pick a candidate",
            trigger: ".o-autocomplete--dropdown-item:contains('Approver')",
            run: "click",
        },
        {
            content: "the candidate stands there",
            trigger:
                ".modal .o_field_widget[name=user_ids] .o_tag:contains('Approver')",
        },
        {
            content: "ask",
            trigger: ".modal footer button[name='action_confirm']",
            run: "click",
        },
        {
            content: "the deal says whom it waits for",
            trigger:
                "body:not(:has(.modal)) .o_crm_approval_banner:contains('Waiting for Approver (')",
        },
    ],
});
