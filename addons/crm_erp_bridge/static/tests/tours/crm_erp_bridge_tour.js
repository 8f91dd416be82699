import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_erp_bridge_tour", {
    steps: () => [
        {
            content: "Open the products of the opportunity",
            trigger: ".o_notebook a[name='erp_products']",
            run: "click",
        },
        {
            content: "Add a line",
            trigger:
                ".o_field_widget[name='erp_line_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Type the name of a product",
            trigger: ".o_selected_row .o_field_widget[name='product_id'] input",
            run: "edit Tour Product",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains('Tour Product')",
            run: "click",
        },
        {
            content: "The price comes from the product",
            trigger:
                ".o_selected_row .o_field_widget[name='price_unit'] input:value('100.00')",
        },
        {
            content: "Win it",
            trigger: ".o_statusbar_buttons button[name='action_set_won_rainbowman']",
            run: "click",
        },
        {
            content: "The order is on its way",
            trigger: ".o_field_widget[name='erp_sync_state']:contains('On its way')",
        },
    ],
});
