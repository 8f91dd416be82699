import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { NumberTile } from "@crm_dashboards/tiles/number/number_tile";
import { makeTile } from "./helpers";

// The web client asks for the models of mail as soon as it starts.
defineMailModels();

function mountNumber(values) {
    return mountWithCleanup(NumberTile, {
        props: {
            tile: makeTile(values),
            currencyId: false,
            past: "May 2023",
            onOpen: () => expect.step("open"),
        },
    });
}

test("a large figure is short, and whole in its label", async () => {
    await mountNumber({ value: 1234567 });
    expect(".o_crm_dashboards_number_value").toHaveText("1.23M");
    expect("button").toHaveAttribute("aria-label", /1,234,567/);
});

test("a fall is good where lower is better", async () => {
    await mountNumber({ change: -0.25, before: 16, good_when: "down" });
    expect(".o_crm_dashboards_good").toHaveText("-25%");
    expect("button").toHaveAttribute("title", "May 2023: 16");
});

test("a share changes by points", async () => {
    await mountNumber({ unit: "share", value: 0.625, before: 0.5, change: 0.125 });
    expect(".o_crm_dashboards_number_value").toHaveText("62.5%");
    expect(".o_crm_dashboards_change").toHaveText("+12.5 pts");
});

test("no figure is a dash, and nothing is compared", async () => {
    await mountNumber({ value: null });
    expect(".o_crm_dashboards_number_value").toHaveText("–");
    expect(".o_crm_dashboards_change").toHaveCount(0);
});

test("the figure opens its records", async () => {
    await mountNumber();
    await click("button");
    expect.verifySteps(["open"]);
});
