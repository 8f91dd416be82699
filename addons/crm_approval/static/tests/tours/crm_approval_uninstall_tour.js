import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_approval_uninstall_offers_evidence", {
    steps: () => [
        {
            content: "not only apps",
            trigger: ".o_searchview_facet:contains('Apps') .o_facet_remove",
            run: "click",
        },
        {
            content: "find the addon",
            trigger: ".o_searchview_input",
            run: "edit CRM Approval",
        },
        { trigger: ".o_searchview_input", run: "press Enter" },
        {
            content: "open its menu",
            trigger:
                ".o_kanban_record:has(code:contains(/^crm_approval$/)) .o_dropdown_kanban .dropdown-toggle",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu a:contains('Uninstall')",
            run: "click",
        },
        {
            content: "the evidence is offered before anything is removed",
            trigger:
                ".modal [name=crm_approval_evidence]:contains('whoever has the file can verify it')",
        },
        {
            trigger:
                ".modal button[name=action_crm_approval_export_evidence]:contains('Export All Evidence')",
            run: "click",
        },
        {
            content: "the dialog stays: nothing was uninstalled",
            trigger: ".modal button[name=action_uninstall]",
        },
        { trigger: ".modal footer .btn-primary[special=cancel]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
