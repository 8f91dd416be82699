import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_custom_fields_retype", {
    steps: () => [
        {
            content: "A designer opens the field",
            trigger: ".o_data_cell[name=name]:contains(Tour Beds)",
            run: "click",
        },
        {
            content: "She wants another type",
            trigger: ".o_statusbar_buttons button[name=action_retype]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=kind] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Integer)",
            run: "click",
        },
        {
            content: "The preview says what converts and what does not",
            trigger:
                ".modal .o_field_widget[name=preview] tr:contains(twelve):contains(kept aside)",
        },
        {
            trigger:
                ".modal .o_field_widget[name=preview] tr:contains('1,200'):contains(→ 1200)",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The type is another one, and the rest is kept",
            trigger:
                "body:not(:has(.modal)) .oe_stat_button[name=action_leftovers]:contains(1)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(twelve)",
        },
    ],
});
