import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const tours = registry.category("web_tour.tours");
const CONFIRM = ".modal footer button[name='action_confirm']";
const CLOSED = "body:not(:has(.modal))";

function press(label) {
    return {
        content: `press ${label}`,
        trigger: `.o_statusbar_buttons button:contains('${label}')`,
        run: "click",
    };
}

tours.add("crm_approval_return", {
    steps: () => [
        press("Return"),
        {
            content: "say what to correct",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The freight is missing",
        },
        { trigger: CONFIRM, run: "click" },
        {
            content: "the request is returned, with the reason",
            trigger: `${CLOSED} .o_form_view .o_field_widget[name=rejection_reason]:contains('The freight is missing')`,
        },
    ],
});

tours.add("crm_approval_correct", {
    steps: () => [
        {
            content: "the deal says what to correct",
            trigger: ".o_crm_approval_banner:contains('The freight is missing')",
        },
    ],
});

tours.add("crm_approval_attach", {
    steps: () => [
        press("Approve..."),
        {
            content: "without a file it cannot be confirmed",
            trigger: CONFIRM,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=attachment_ids].o_field_invalid",
        },
        {
            content: "attach the offer",
            trigger: ".modal .o_field_widget[name=attachment_ids]",
            async run() {
                const file = new File(["fine"], "offer.txt", { type: "text/plain" });
                await inputFiles(
                    ".modal .o_field_widget[name=attachment_ids] .o_input_file",
                    [file]
                );
            },
        },
        {
            trigger: ".modal .o_attachment:contains('offer.txt')",
        },
        { trigger: CONFIRM, run: "click" },
        {
            content: "it is approved",
            trigger: `${CLOSED} .o_form_view:not(:has(.o_statusbar_buttons button:contains('Approve...')))`,
        },
        { trigger: ".nav-link[name=evidence]", run: "click" },
        {
            content: "the file is on record",
            trigger: ".o_data_row:contains('offer.txt'):contains('SHA-1')",
        },
    ],
});

tours.add("crm_approval_password", {
    steps: () => [
        press("Approve"),
        {
            content: "the password is asked for again",
            trigger: ".modal .o_field_widget[name=password] input",
            run: "edit ap_approver",
        },
        { trigger: ".modal button[name='run_check']", run: "click" },
        {
            content: "it is approved",
            trigger: `${CLOSED} .o_form_view:not(:has(button[name='action_approve']:visible))`,
        },
    ],
});

tours.add("crm_approval_outcome", {
    steps: () => [
        { trigger: ".nav-link[name=outcomes]", run: "click" },
        {
            trigger: ".o_field_widget[name=outcome_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "what happens: a field is set",
            trigger:
                ".modal .o_field_widget[name=kind] .o_radio_item:contains('Set a field') input",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=field_name] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(/^Priority$/)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=value] input",
            run: "edit Very High",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "the line says it in words",
            trigger: `${CLOSED} .o_data_row:contains('Priority'):contains('Very High')`,
        },
        press("Publish"),
        {
            trigger: ".o_arrow_button_current:contains(/^Published$/)",
        },
    ],
});

tours.add("crm_approval_move", {
    steps: () => [
        press("Move Requests"),
        {
            content: "what differs between the versions is shown",
            trigger: ".modal .o_field_widget[name=diff_html]:contains('40,000.00')",
        },
        {
            content: "and who would be asked",
            trigger:
                ".modal .o_field_widget[name=preview_html]:contains('Rooftop solar')",
        },
        { trigger: ".modal button[name='action_move']", run: "click" },
        {
            content: "the result is told",
            trigger: ".o_notification:contains('1 moved.')",
        },
    ],
});

tours.add("crm_approval_carried", {
    steps: () => [
        {
            content: "the step that still holds says so",
            trigger:
                ".o_field_widget[name=task_ids] .o_data_row:contains('Approved: Approver')",
        },
        {
            content: "the earlier request is one click away",
            trigger: ".o_data_row button[name=action_view_carried]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=rejection_reason]:contains('The freight is missing')",
        },
    ],
});

tours.add("crm_approval_back_test", {
    steps: () => [
        press("Try"),
        {
            trigger: ".modal button[name=action_back_test]",
            run: "click",
        },
        {
            content: "what it would have asked for, and how far that is known",
            trigger:
                ".modal .o_field_widget[name=past_html]:contains('the first one recorded is of'):contains('70,000')",
        },
    ],
});
