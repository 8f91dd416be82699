import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_approval_oa_tour", {
    steps: () => [
        {
            content: "The address is kept and not shown",
            trigger: ".o_field_widget[name='address'] input:value('••••')",
        },
        {
            content: "Try it",
            trigger: "button[name='action_test']",
            run: "click",
        },
        {
            content: "The vendor has taken it",
            trigger: ".o_notification:contains('The message was taken')",
        },
        {
            content: "See what was not delivered",
            trigger: ".oe_stat_button:contains('Not Delivered')",
            run: "click",
        },
        {
            content: "Open it",
            trigger: ".o_data_row .o_data_cell[name='event']",
            run: "click",
        },
        {
            content: "It says why",
            trigger: ".o_form_view .alert:contains('too long')",
        },
        {
            content: "Send it again",
            trigger: "button[name='action_send_again']",
            run: "click",
        },
        {
            content: "It is on its way",
            trigger: ".o_arrow_button_current:contains('Waiting')",
        },
    ],
});
