import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("crm_custom_fields_packs_on", {
    steps: () => [
        {
            content: "An administrator ticks an industry",
            trigger: ".settings_tab .tab[data-key=crm]",
            run: "click",
        },
        {
            trigger:
                "[name=crm_pack_ids] .form-check:has(label:contains(Fitness)) input:not(:checked)",
            run: "click",
        },
        {
            trigger: ".o_form_button_save:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page has come back with it",
            trigger:
                "[name=crm_pack_ids] .form-check:has(label:contains(Fitness)) input:checked",
        },
    ],
});

tours.add("crm_custom_fields_packs_upgrade", {
    steps: () => [
        {
            content: "A newer version of the pack is offered",
            trigger:
                ".o_kanban_record:contains(Medical) button[name=action_upgrade]:contains(Upgrade)",
            run: "click",
        },
        {
            content: "What it changes stands there",
            trigger: ".modal [name=preview]:contains(Department of Use)",
        },
        {
            content: "And what stays as it is here",
            trigger: ".modal [name=preview]:contains(yours stays):contains(Kept Cold)",
        },
        {
            trigger: ".modal footer button[name=action_apply]:contains(Upgrade)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It can be taken back",
            trigger:
                "body:not(:has(.modal)) .o_kanban_record:contains(Medical) button[name=action_roll_back]",
        },
    ],
});
