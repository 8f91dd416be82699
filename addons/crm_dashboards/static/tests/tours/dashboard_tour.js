import { registry } from "@web/core/registry";

function typeDay(name, day) {
    return {
        trigger: `.o_crm_dashboards_days input[name=${name}]`,
        run({ anchor }) {
            anchor.value = day;
            anchor.dispatchEvent(new Event("input", { bubbles: true }));
        },
    };
}

function pickMay() {
    return [
        {
            content: "open the periods",
            trigger: ".o_crm_dashboards_period",
            run: "click",
        },
        typeDay("start", "2024-05-01"),
        typeDay("last", "2024-05-31"),
        {
            trigger: ".o_crm_dashboards_apply",
            run: "click",
        },
        {
            content: "the headline follows the period",
            trigger:
                ".o_crm_dashboards_tile:contains('Revenue won') button:contains('3,500')",
        },
    ];
}

function pickTeam(team) {
    return [
        {
            trigger: ".o_crm_dashboards_chip:contains('Sales team')",
            run: "click",
        },
        {
            trigger: `.o_crm_dashboards_choice:contains('${team}')`,
            run: "click",
        },
        {
            content: "one team is left",
            trigger:
                ".o_crm_dashboards_tile:contains('Revenue won') button:contains('500')",
        },
    ];
}

registry.category("web_tour.tours").add("crm_dashboards_desktop", {
    steps: () => [
        { trigger: ".o_crm_dashboards_number" },
        ...pickMay(),
        {
            content: "read the months as a table",
            trigger: ".o_crm_dashboards_wide .o_crm_dashboards_as_table",
            run: "click",
        },
        { trigger: ".o_crm_dashboards_wide .o_crm_dashboards_table" },
        {
            content: "click a region",
            trigger: ".o_crm_dashboards_bar:contains('North')",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains('May')" },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains('April')))" },
        {
            content: "and back",
            trigger: ".breadcrumb-item.o_back_button a, .o_back_button a",
            run: "click",
        },
        {
            content: "the period is kept",
            trigger:
                ".o_crm_dashboards_tile:contains('Revenue won') button:contains('3,500')",
        },
        ...pickTeam("South"),
    ],
});

registry.category("web_tour.tours").add("crm_dashboards_phone", {
    steps: () => [
        { trigger: ".o_crm_dashboards_number" },
        ...pickMay(),
        ...pickTeam("South"),
        {
            content: "close the sheet",
            trigger: ".o_bottom_sheet_backdrop, .o-overlay-container .o_bottom_sheet",
            run: "press Escape",
        },
        {
            trigger: ".o_crm_dashboards_number",
            run: "click",
        },
        {
            trigger:
                ".o_kanban_record:contains('May South'), .o_data_row:contains('May South')",
        },
    ],
});
