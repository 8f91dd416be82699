import { registry } from "@web/core/registry";

const BUTTON = ".o_statusbar_buttons button";
const STATUS = ".o_statusbar_status .o_arrow_button_current";

registry.category("web_tour.tours").add("crm_custom_fields_lifecycle", {
    steps: () => [
        {
            content: "A designer opens the field",
            trigger: ".o_data_cell[name=name]:contains(Tour Spare)",
            run: "click",
        },
        {
            content: "It is in use, and she retires it",
            trigger: `${STATUS}:contains(In Use)`,
        },
        {
            trigger: `${BUTTON}[name=action_retire]`,
            run: "click",
        },
        {
            content: "Then she archives it",
            trigger: `${STATUS}:contains(Retired)`,
        },
        {
            trigger: `${BUTTON}[name=action_archive]`,
            run: "click",
        },
        {
            trigger: `${STATUS}:contains(Archived)`,
        },
        {
            content: "She asks to delete it: a rule still needs it",
            trigger: `${BUTTON}[name=action_drop]`,
            run: "click",
        },
        {
            trigger: ".modal .alert-danger:contains(still used)",
        },
        {
            trigger: ".modal .o_data_row:contains(Tour rule)",
        },
        {
            trigger: ".modal .modal-footer:not(:has(button[name=action_drop]))",
        },
        {
            trigger: ".modal .modal-footer button:contains(Close)",
            run: "click",
        },
        {
            content: "So she brings it back",
            trigger: `body:not(:has(.modal)) ${BUTTON}[name=action_restore]`,
            run: "click",
        },
        {
            trigger: `${STATUS}:contains(In Use)`,
        },
        {
            content: "She looks where it is used",
            trigger: `${BUTTON}[name=action_uses]`,
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Tour rule)",
        },
        {
            content: "And how far fields are filled in",
            trigger: "[data-menu-xmlid='crm.crm_menu_config']",
            run: "click",
        },
        {
            trigger:
                "[data-menu-xmlid='crm_custom_fields.crm_custom_field_measure_menu']",
            run: "click",
        },
        {
            trigger: ".o_kanban_record:contains(Tour Spare):contains(Uses: 1)",
        },
    ],
});
