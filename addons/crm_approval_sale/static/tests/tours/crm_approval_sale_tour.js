import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_approval_sale_ask", {
    steps: () => [
        {
            content: "confirm the quotation",
            trigger: ".o_form_view button[name='action_confirm']:visible",
            run: "click",
        },
        {
            content: "a notification says who is asked",
            trigger: ".o_notification:contains('Waiting for Approver')",
        },
        {
            content: "the form says it too",
            trigger: ".o_form_view .alert:contains('Waiting for Approver')",
        },
    ],
});

registry.category("web_tour.tours").add("crm_approval_sale_approve", {
    steps: () => [
        {
            content: "approve on the card",
            trigger:
                ".o_kanban_record:contains('to be confirmed') button[name='action_approve']",
            run: "click",
        },
        {
            content: "nothing waits any more",
            trigger:
                ".o_crm_approval_request:not(:has(.o_kanban_record:contains('to be confirmed')))",
        },
    ],
});

registry.category("web_tour.tours").add("crm_approval_sale_chain", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit Tour orders",
        },
        {
            content: "protect orders",
            trigger: ".o_field_widget[name=res_model] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('Sales Order')",
            run: "click",
        },
        {
            content: "from being confirmed",
            trigger: ".o_field_widget[name=target] label:contains('Being confirmed')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=min_amount] input",
            run: "edit 50000",
        },
        {
            trigger: ".o_field_widget[name=step_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Finance",
        },
        {
            trigger: ".modal .o_field_widget[name=user_ids] input",
            run: "edit Approver",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Approver')",
            run: "click",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) button[name='action_publish']",
            run: "click",
        },
        {
            content: "it is published",
            trigger:
                ".o_arrow_button_current:contains('Published'), .o_statusbar_status:contains('Published'):not(:contains('Not'))",
        },
        {
            content: "and saved",
            trigger: "body:not(:has(.o_form_button_save:visible))",
        },
    ],
});
