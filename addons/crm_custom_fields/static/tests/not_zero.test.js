import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Deal extends models.Model {
    _name = "deal";
    name = fields.Char();
    seats = fields.Integer();
    _records = [{ id: 1, name: "Ward", seats: 0 }];
}

defineMailModels();
defineModels([Deal]);

function mountDeal(required) {
    onRpc("web_save", () => expect.step("saved"));
    return mountView({
        type: "form",
        resModel: "deal",
        resId: 1,
        arch: `<form><field name="name"/><field name="seats" required="${required}"/></form>`,
    });
}

test("a number that a rule wants is marked before saving", async () => {
    await mountDeal("(name == 'Bus') and 'not zero'");
    await contains(".o_field_widget[name=name] input").edit("Bus");
    await clickSave();
    expect(".o_field_widget[name=seats]").toHaveClass("o_field_invalid");
    expect.verifySteps([]);

    await contains(".o_field_widget[name=seats] input").edit("12");
    await animationFrame();
    expect(".o_field_widget[name=seats]").not.toHaveClass("o_field_invalid");
    await clickSave();
    expect.verifySteps(["saved"]);
});

test("zero passes where the rule does not apply", async () => {
    await mountDeal("(name == 'Bus') and 'not zero'");
    await contains(".o_field_widget[name=name] input").edit("Car");
    await clickSave();
    expect.verifySteps(["saved"]);
});

test("zero passes where it counts as filled in", async () => {
    await mountDeal("name == 'Bus'");
    await contains(".o_field_widget[name=name] input").edit("Bus");
    await clickSave();
    expect.verifySteps(["saved"]);
});
