import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const TABLE = ".o_field_widget[name=x_tour_certificates]";

/** Open the deal of the tour from anywhere, at the tab with the custom fields. */
const openDeal = () => [
    {
        content: "Open the deal",
        trigger: "[data-menu-xmlid='crm.crm_menu_sales']",
        run: "click",
    },
    {
        trigger: "[data-menu-xmlid='crm.menu_crm_opportunities']",
        run: "click",
    },
    {
        trigger: ".o_kanban_record:contains(Tour deal)",
        run: "click",
    },
    {
        trigger: ".o_notebook .nav-link:contains(Additional Information)",
        run: "click",
    },
];

const addRow = (country) => [
    {
        content: `A row for ${country}`,
        trigger: `${TABLE} .o_field_x2many_list_row_add a`,
        run: "click",
    },
    {
        trigger: `${TABLE} .o_selected_row [name=x_country] input`,
        run: `edit ${country}`,
    },
];

registry.category("web_tour.tours").add("crm_custom_fields_table", {
    steps: () => [
        {
            content: "A designer starts a new field",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit Tour Certificates",
        },
        {
            content: "It is a table",
            trigger: ".o_field_widget[name=kind] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Table of Rows)",
            run: "click",
        },
        {
            content: "With one column",
            trigger: ".o_field_widget[name=column_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Country",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=column_ids] .o_data_row:contains(Country)",
        },
        {
            content: "The model of the rows is made",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
            timeout: 60000,
        },
        ...openDeal(),
        ...addRow("China"),
        ...stepUtils.saveForm(),
        {
            trigger: `${TABLE} .o_data_row:contains(China)`,
        },
    ],
});

registry.category("web_tour.tours").add("crm_custom_fields_row_rule", {
    steps: () => [
        {
            content: "A designer starts a new rule",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit Two certificates",
        },
        {
            content: "On the table of the deal",
            trigger: ".o_field_widget[name=field_ids] input",
            run: "edit Tour Certificates",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Certificates)",
            run: "click",
        },
        {
            content: "It counts rows",
            trigger: ".o_field_widget[name=effect] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(number of rows)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=low] input",
            run: "edit 2",
        },
        ...stepUtils.saveForm(),
        ...openDeal(),
        ...addRow("China"),
        {
            content: "One row is not enough",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger:
                ".modal .modal-body:contains(check Tour Certificates):contains(Two certificates):contains(Number of rows: at least 2.)",
        },
        {
            trigger: ".modal .modal-footer button",
            run: "click",
        },
        {
            content: "The panel says so too",
            trigger:
                "body:not(:has(.modal)) .o_crm_readiness:contains(Why this is stopped):contains(Number of rows: at least 2.)",
        },
        ...addRow("France"),
        ...stepUtils.saveForm(),
        {
            content: "Two are",
            trigger: "body:not(:has(.o_crm_readiness)) .o_form_saved",
        },
    ],
});

registry.category("web_tour.tours").add("crm_custom_fields_why_stopped", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains(Tour deal)",
            run: "click",
        },
        {
            content: "The deal is stopped now, and the next stage asks for more",
            trigger:
                ".o_crm_readiness:contains(Why this is stopped):contains(Tour Code):contains(Ask the desk.)",
        },
        {
            trigger: ".o_crm_readiness:contains(Before Checked):contains(0 %)",
        },
        {
            content: "It names the row",
            trigger:
                ".o_crm_readiness button:contains(Tour Certificates / China / Number)",
            run: "click",
        },
        {
            content: "A click leads into the tab with the table",
            trigger: `.tab-pane.active ${TABLE}, .tab-content ${TABLE}`,
        },
        {
            trigger: `${TABLE} .o_data_row:contains(China) .o_data_cell[name=x_number]`,
            run: "click",
        },
        {
            trigger: `${TABLE} .o_selected_row [name=x_number] input`,
            run: "edit A-1",
        },
        {
            content: "The field that stops the deal is one click away",
            trigger: ".o_crm_readiness button:contains(Tour Code)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=x_tour_code] input",
            run: "edit X",
        },
        {
            content: "The panel follows without saving",
            trigger: ".o_notebook .nav-link:contains(Additional Information)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.o_crm_readiness))",
        },
        ...stepUtils.saveForm(),
        {
            content: "Now the stage is open",
            trigger: ".o_statusbar_status .o_arrow_button:contains(Checked)",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Checked)",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});
