import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("crm_custom_fields_define", {
    steps: () => [
        {
            content: "A designer starts a new field",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "She gives it a label",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Tour Sector",
        },
        {
            content: "It is a selection",
            trigger: ".o_field_widget[name=kind] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Selection)",
            run: "click",
        },
        {
            content: "With one option",
            trigger: ".o_field_widget[name=option_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=option_ids] [name=name] input",
            run: "edit Health",
        },
        ...stepUtils.saveForm(),
        {
            content: "The column has its name",
            trigger: ".o_field_widget[name=technical_name]:contains(x_tour_sector)",
        },
        {
            content: "Back to the pipeline, without reloading the page",
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
            content: "The field stands in its tab",
            trigger: ".o_notebook .nav-link:contains(Additional Information)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=x_tour_sector] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Health)",
            run: "click",
        },
        ...stepUtils.saveForm(),
    ],
});
