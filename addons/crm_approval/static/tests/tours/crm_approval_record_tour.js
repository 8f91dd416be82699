import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_approval_contact_waits", {
    steps: () => [
        {
            content: "no request yet",
            trigger: "button[name='action_view_approval_requests']:contains('0')",
        },
        {
            content: "where the reference is",
            trigger: ".o_form_view .nav-link[name='sales_purchases']",
            run: "click",
        },
        {
            content: "make the customer large",
            trigger: ".o_field_widget[name='ref'] input",
            run: "edit large",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "a notification says who is asked",
            trigger: ".o_notification:contains('Waiting for Approver')",
        },
        {
            content: "so does the form, and the value is the old one",
            trigger: ".o_crm_approval_banner:contains('Waiting for Approver')",
        },
        {
            trigger: "button[name='action_view_approval_requests']:contains('1')",
        },
        {
            content: "take it back",
            trigger: ".o_crm_approval_banner button:contains('Withdraw')",
            run: "click",
        },
        { trigger: ".modal footer button:contains('Withdraw')", run: "click" },
        {
            content: "nothing waits any more",
            trigger: ".o_form_view:not(:has(.o_crm_approval_banner))",
        },
    ],
});

registry.category("web_tour.tours").add("crm_approval_try_on_contact", {
    steps: () => [
        {
            content: "try the chain",
            trigger: ".o_form_statusbar button:contains('Try')",
            run: "click",
        },
        {
            content: "on a contact",
            trigger: ".modal .o_field_widget[name='res_id'] input",
            run: "edit Acme",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains('Acme')",
            run: "click",
        },
        {
            content: "a small customer is not asked for",
            trigger:
                ".modal .o_field_widget[name='path_html']:contains('would not ask')",
        },
        { trigger: ".modal footer button:contains('Close')", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
