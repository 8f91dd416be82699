import { expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

class Deal extends models.Model {
    _name = "deal";
    name = fields.Char({ string: "Name" });
    x_policy = fields.Char({ string: "Policy Number" });
    x_start = fields.Date({ string: "Start" });
    _records = [{ id: 1, name: "Ward" }];
}

defineMailModels();
defineModels([Deal]);

async function saveWithout(required) {
    mockService("notification", {
        add: (message) => {
            expect.step(message.toString());
            return () => {};
        },
    });
    const lines = ["name", "x_policy", "x_start"].map(
        (name) => `<field name="${name}" required="${required.includes(name)}"/>`
    );
    await mountView({
        type: "form",
        resModel: "deal",
        resId: 1,
        arch: `<form>${lines.join("")}</form>`,
    });
    const value = required.includes("name") ? "" : "Bus";
    await contains(".o_field_widget[name=name] input").edit(value);
    await clickSave();
}

test("what is missing on a form of ours is named", async () => {
    await saveWithout(["x_policy", "x_start"]);
    expect.verifySteps(["Fill in or correct first: Policy Number and Start"]);
});

test("other forms say what Odoo says", async () => {
    await saveWithout(["name"]);
    expect.verifySteps(["Missing required fields"]);
});
