import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("crm_approval_path", {
    steps: () => [
        {
            content: "the chain is drawn",
            trigger:
                ".o_approval_path .o_approval_step:contains('Finance'):contains('Approver')",
        },
        {
            content: "what it protects can be changed",
            trigger: ".o_field_widget[name='target'] input[data-value='lost']",
            run: "click",
        },
        {
            content: "and the picture follows",
            trigger: ".o_approval_start:contains('Being lost')",
        },
        {
            content: "one more step",
            trigger: ".o_field_widget[name='step_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='name'] input",
            run: "edit Board",
        },
        {
            trigger: ".modal .o_field_widget[name='is_parallel'] input",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='user_ids'] input",
            run: "edit Manager",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Manager')",
            run: "click",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "drawn beside the first",
            trigger:
                ".o_approval_wave:contains('Finance') .o_approval_step:contains('Board'):contains('Manager')",
        },
        ...stepUtils.saveForm(),
    ],
});
