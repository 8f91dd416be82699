import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_migration_run", {
    steps: () => [
        {
            content: "open the run",
            trigger: ".o_data_cell[name='name']:contains('Old system of the tour')",
            run: "click",
        },
        {
            content: "the verdict stands on top",
            trigger: ".alert:contains('Every figure of the source is found')",
        },
        {
            content: "both figures stand side by side",
            trigger: ".o_field_widget[name='check_ids'] .o_data_row:contains('Deals')",
        },
        {
            content: "what was repaired is told",
            trigger: "a.nav-link[name='findings']",
            run: "click",
        },
        {
            content: "read it",
            trigger: ".o_field_widget[name='findings_html']:contains('GTX Pro')",
        },
        {
            content: "open the problems",
            trigger: "button[name='action_open_problems']",
            run: "click",
        },
        {
            content: "each says why",
            trigger: ".o_data_row:contains('sector: the cell is empty')",
        },
        {
            content: "go back to the run",
            trigger: ".o_back_button, .breadcrumb-item:last a",
            run: "click",
        },
        {
            content: "take it back",
            trigger: "button[name='action_undo']",
            run: "click",
        },
        {
            content: "it says first what that means",
            trigger: ".modal-body:contains('set back')",
        },
        {
            content: "go on",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "it goes on in the background",
            trigger: ".o_notification:contains('in the background')",
        },
    ],
});
