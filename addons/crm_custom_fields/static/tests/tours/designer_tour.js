import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_custom_fields_designer", {
    steps: () => [
        {
            content: "The form stands beside the list, as it is now",
            trigger: ".o_crm_designer_preview .o_notebook .nav-link:contains(Policy)",
        },
        {
            content: "She moves the last field up, into the other tab",
            trigger: ".o_crm_designer_field:contains(Tour Costs) .o_crm_designer_up",
            run: "click",
        },
        {
            content: "The preview lost the tab that became empty",
            trigger:
                ".o_crm_designer_preview .o_notebook:not(:has(.nav-link:contains(Claims)))",
        },
        {
            content: "She keeps it",
            trigger: ".o_crm_designer_apply:enabled",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(Everybody sees the form like this)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_custom_fields_designer_drag", {
    steps: () => [
        {
            content: "She drags the last field in front of the first",
            trigger:
                ".o_crm_designer_field:contains(Tour Third) .o_crm_designer_handle",
            run: "drag_and_drop .o_crm_designer_field:contains(Tour First)",
        },
        {
            content: "The list and the form show the new order",
            trigger:
                ".o_crm_designer_section:has(.o_crm_designer_field:first-child:contains(Tour Third))",
        },
        {
            trigger: ".o_crm_designer_apply:enabled",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(Everybody sees the form like this)",
        },
    ],
});
