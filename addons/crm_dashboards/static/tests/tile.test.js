import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { Tile } from "@crm_dashboards/tile/tile";
import "@crm_dashboards/tiles/bars/bars_tile";
import "@crm_dashboards/tiles/trend/trend_tile";
import { makeBars, makeTile, makeTrend } from "./helpers";

// The web client asks for the models of mail as soon as it starts.
defineMailModels();

function mountTile(tile) {
    return mountWithCleanup(Tile, {
        props: {
            tile,
            currencyId: false,
            past: "May 2023",
            onOpen: (opened, point) => expect.step(point.label || point.date),
        },
    });
}

test("bars stand in the order given and open their group", async () => {
    await mountTile(makeBars());
    expect(".o_crm_dashboards_bar").toHaveCount(3);
    expect(".o_crm_dashboards_bar_rank:eq(1)").toHaveText("2");
    await click(".o_crm_dashboards_bar:eq(1)");
    expect.verifySteps(["South"]);
});

test("the bar of the others does not dwarf the named ones", async () => {
    await mountTile(makeBars());
    expect(".o_crm_dashboards_bar_track > span:eq(0)").toHaveStyle("width: 100%", {
        inline: true,
    });
    expect(".o_crm_dashboards_bar_track > span:eq(2)").toHaveStyle("width: 100%", {
        inline: true,
    });
    expect(".o_crm_dashboards_bar_rank:eq(2)").toHaveText("");
});

test("the bar of a share is measured against the whole", async () => {
    const bars = makeBars({ unit: "share" });
    bars.points = [{ label: "Ann", value: 0.5, weight: 8, extra: [] }];
    await mountTile(bars);
    expect(".o_crm_dashboards_bar_track > span").toHaveStyle("width: 50%", {
        inline: true,
    });
    expect(".o_crm_dashboards_bar").toHaveAttribute("aria-label", "Ann: 50.0% of 8");
});

test("a chart can be read as a table", async () => {
    await mountTile(makeTrend());
    expect("canvas[role=img]").toHaveCount(1);
    await click(".o_crm_dashboards_as_table");
    await animationFrame();
    expect("canvas").toHaveCount(0);
    expect("tbody tr").toHaveCount(2);
    expect("tbody tr:first td:last").toHaveText("4");
    await click("tbody button:first");
    expect.verifySteps(["2024-04-01"]);
});

test("a tile that failed says why and keeps its name", async () => {
    await mountTile({
        id: 1,
        name: "Broken",
        help: "",
        kind: "bar",
        size: "half",
        error: "Field gone.",
    });
    expect("h3").toHaveText("Broken");
    expect("[role=alert]").toHaveText("Field gone.");
});

test("a chart without points says that there is nothing to show", async () => {
    await mountTile(makeBars({ points: [] }));
    expect(".o_crm_dashboards_empty").toHaveCount(1);
    expect(".o_crm_dashboards_as_table").toHaveCount(0);
});

test("a filter that does not reach the tile is named", async () => {
    await mountTile(makeTile({ ignores: ["period", "teams"] }));
    expect("footer").toHaveText("Not limited by: sales team");
});
