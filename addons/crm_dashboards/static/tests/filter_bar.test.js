import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { FilterBar } from "@crm_dashboards/filter_bar/filter_bar";
import { makeAnswer } from "./helpers";

// The web client asks for the models of mail as soon as it starts.
defineMailModels();

function mountBar({ filters, choices } = {}) {
    const answer = makeAnswer();
    return mountWithCleanup(FilterBar, {
        props: {
            filters: { ...answer.filters, ...filters },
            choices: { ...answer.choices, ...choices },
            onChange: (changes) => expect.step(JSON.stringify(changes)),
        },
    });
}

test("a period is picked by its name", async () => {
    await mountBar();
    expect(".o_crm_dashboards_period").toHaveText("Last 12 months");
    await click(".o_crm_dashboards_period");
    await animationFrame();
    await click("[data-period=this_year]");
    await animationFrame();
    expect.verifySteps(['{"period":"this_year"}']);
});

test("two days in the wrong order cannot be applied", async () => {
    await mountBar({
        filters: { period: "custom", start: "2024-05-09", last: "2024-05-01" },
    });
    await click(".o_crm_dashboards_period");
    await animationFrame();
    expect(".o_crm_dashboards_apply").not.toBeEnabled();
});

test("a custom period is applied with both of its days", async () => {
    await mountBar({
        filters: { period: "custom", start: "2024-05-01", last: "2024-05-09" },
    });
    await click(".o_crm_dashboards_period");
    await animationFrame();
    await click(".o_crm_dashboards_apply");
    await animationFrame();
    expect.verifySteps([
        '{"period":"custom","start":"2024-05-01","last":"2024-05-09"}',
    ]);
});

test("a long list of people can be searched", async () => {
    const users = [...Array(12).keys()].map((id) => ({ id, name: `Seller ${id}` }));
    await mountBar({ choices: { users } });
    await click(".o_crm_dashboards_chip:contains(Salesperson)");
    await animationFrame();
    await contains("input[type=search]").edit("11");
    expect(queryAllTexts(".o_crm_dashboards_choice")).toEqual(["Seller 11"]);
    await click(".o_crm_dashboards_choice");
    expect.verifySteps(['{"user_ids":[11]}']);
});

test("filters in use are named and can be reset", async () => {
    await mountBar({ filters: { team_ids: [1] } });
    expect(".o_crm_dashboards_chip_on").toHaveText("North");
    await click(".o_crm_dashboards_reset");
    expect.verifySteps(['{"team_ids":[],"user_ids":[]}']);
});
