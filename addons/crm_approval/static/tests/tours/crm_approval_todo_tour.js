import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_approval_decide_many", {
    steps: () => [
        {
            content: "the counter says that two requests wait",
            trigger: ".o_crm_approval_menu:contains('2')",
            run: "click",
        },
        {
            content: "they are shown with what would change; as a list there are many",
            trigger: ".o_crm_approval_request .o_crm_approval_change",
        },
        { trigger: "button.o_switch_view.o_list", run: "click" },
        { trigger: "thead .o_list_record_selector input", run: "click" },
        {
            trigger: ".o_control_panel button[name='action_approve']",
            run: "click",
        },
        {
            content: "the result of each is told",
            trigger: ".o_notification:contains('2 decided.')",
        },
        {
            content: "nothing waits any more, and the counter is gone by itself",
            trigger: ".o_menu_systray:not(:has(.o_crm_approval_menu))",
        },
    ],
});

registry.category("web_tour.tours").add("crm_approval_read_report", {
    steps: () => [
        {
            content: "reasons are groups",
            trigger: ".o_group_name:contains('Margin too thin')",
            run: "click",
        },
        {
            content: "with who wrote them on what",
            trigger: ".o_data_row:contains('Rooftop solar'):contains('Approver')",
        },
    ],
});
