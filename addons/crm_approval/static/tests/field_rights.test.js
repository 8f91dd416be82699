import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
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
    phone = fields.Char();
    email = fields.Char({ required: true });
    _records = [
        { id: 1, name: "Solar", phone: "111", email: "" },
        { id: 2, name: "Wind", phone: "222", email: "w@example.com" },
    ];
}

defineMailModels();
defineModels([Deal]);

const RIGHTS = {
    count: 1,
    lines: [],
    hidden: ["email"],
    closed: ["email", "phone"],
    notes: ["One field is hidden.", "Cannot change while step Finance waits: Phone."],
};
const FIELDS = `<sheet><group>
    <field name="name"/><field name="phone"/><field name="email"/>
</group></sheet>`;

function mountForm(resIds = [1]) {
    onRpc("crm.approval.request", "record_overview", ({ args }) =>
        args[1] === 1 ? RIGHTS : { count: 0, lines: [] }
    );
    return mountView({
        type: "form",
        resModel: "deal",
        resId: 1,
        resIds,
        arch: `<form><widget name="crm_approval_banner"/>${FIELDS}</form>`,
    });
}

test("fields show what a step allows", async () => {
    await mountForm();
    await animationFrame();
    expect(".o_crm_approval_notes").toHaveText(
        "One field is hidden.\nCannot change while step Finance waits: Phone."
    );
    expect(".o_field_widget[name=phone] input").toHaveCount(0);
    expect(".o_field_widget[name=phone]").toHaveText("111");
    expect(".o_field_widget[name=name] input").toHaveCount(1);
    expect(".o_field_widget[name=email]").not.toBeVisible();
    expect("label[for^=email]").not.toBeVisible();
});

test("a hidden field that is required does not stop a save, and is not written", async () => {
    onRpc("deal", "web_save", ({ args }) => {
        expect.step(args[1]);
    });
    await mountForm();
    await animationFrame();
    await contains(".o_field_widget[name=name] input").edit("Solar roof");
    await clickSave();
    expect.verifySteps([{ name: "Solar roof" }]);
});

test("the next record is free", async () => {
    await mountForm([1, 2]);
    await animationFrame();
    await click(".o_pager_next");
    await animationFrame();
    await animationFrame();
    expect(".o_crm_approval_notes").toHaveCount(0);
    expect(".o_field_widget[name=phone] input").toHaveValue("222");
    expect(".o_field_widget[name=email] input").toHaveValue("w@example.com");
});
