import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_approval_set_rights", {
    steps: () => [
        {
            content: "open the step",
            trigger: ".o_field_widget[name='step_ids'] td:contains('Finance')",
            run: "click",
        },
        {
            content: "a right on one more field",
            trigger:
                ".modal .o_field_widget[name='field_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name='field_name'] .o_model_field_selector",
            run: "click",
        },
        {
            trigger: ".o_model_field_selector_popover_search input",
            run: "edit Phone",
        },
        {
            trigger:
                ".o_model_field_selector_popover_item[data-name='phone'] .o_model_field_selector_popover_item_name",
            run: "click",
        },
        {
            content: "nobody may change it",
            trigger: ".modal .o_field_widget[name='right']",
        },
        { trigger: ".modal footer .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "publish it",
            trigger: ".o_form_statusbar button:contains('Publish')",
            run: "click",
        },
        { trigger: ".o_arrow_button_current:contains('Published')" },
    ],
});

registry.category("web_tour.tours").add("crm_approval_rights_on_deal", {
    steps: () => [
        {
            content: "what stands still is said",
            trigger:
                ".o_crm_approval_notes:contains('While Finance waits'):contains('Phone')",
        },
        {
            content: "and cannot be edited",
            trigger:
                ".o_form_view:not(:has(.o_field_widget[name='phone'] input)) .o_field_widget[name='phone']",
        },
        {
            content: "other fields can",
            trigger: ".o_field_widget[name='expected_revenue'] input",
        },
    ],
});
