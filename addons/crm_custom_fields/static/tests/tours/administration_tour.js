import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("crm_custom_fields_takeover", {
    steps: () => [
        {
            content: "A designer looks for fields to take over",
            trigger: "[data-menu-xmlid='crm.crm_menu_config']",
            run: "click",
        },
        {
            trigger:
                "[data-menu-xmlid='crm_custom_fields.crm_custom_field_takeover_menu']",
            run: "click",
        },
        {
            content: "She chooses the one made by hand",
            trigger:
                ".modal .o_data_row:contains(Tour Beds) [name=is_chosen] input:not(:checked)",
            run: "click",
        },
        {
            content: "And the property of the sales team",
            trigger:
                ".modal .o_data_row:contains(Tour Tender) [name=is_chosen] input:not(:checked)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "Both are fields now",
            trigger:
                "body:not(:has(.modal)) .o_list_view:has(.o_data_row:contains(Tour Beds)) .o_data_row:contains(Tour Tender)",
        },
    ],
});

tours.add("crm_custom_fields_heal", {
    steps: () => [
        {
            content: "An administrator has the fields checked",
            trigger: ".settings_tab .tab[data-key=crm]",
            run: "click",
        },
        {
            trigger: "#crm_custom_fields_check button:contains(Check Now)",
            run: "click",
        },
        {
            content: "What got lost is named, and healed",
            trigger:
                ".o_list_view .o_data_row:contains(Tour Lost):contains(are back) [name=is_healed] input:checked",
        },
    ],
});

tours.add("crm_custom_fields_uninstall", {
    steps: () => [
        {
            content: "An administrator wants the app to go",
            trigger: "button[name=button_uninstall_wizard]",
            run: "click",
        },
        {
            content: "She is asked about the columns; keeping them is the default",
            trigger:
                ".modal [name=crm_custom_fields_on_uninstall] .form-check:has(label:contains(Keep the columns)) input:checked",
        },
        {
            trigger:
                ".modal [name=crm_custom_fields_on_uninstall] .form-check:has(label:contains(Drop the columns)) input",
            run: "click",
        },
        {
            trigger: ".modal footer button[name=action_uninstall]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) button[name=button_uninstall_wizard]",
        },
    ],
});
