import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_approval_press_button", {
    steps: () => [
        {
            content: "press the protected button",
            trigger: "button[name='action_set_won_rainbowman']:visible",
            run: "click",
        },
        {
            content: "a notification says who is asked",
            trigger: ".o_notification:contains('Waiting for Approver')",
        },
        {
            content: "so does the form, after it was read again",
            trigger: ".o_crm_approval_banner:contains('to press “Won”')",
        },
    ],
});
