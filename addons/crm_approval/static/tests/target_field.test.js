import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

class Chain extends models.Model {
    _name = "chain";
    kind = fields.Selection({
        selection: [
            ["deal", "Deals"],
            ["contact", "Contacts"],
        ],
        onChange(record) {
            record.fitting_targets = record.kind === "deal" ? "won value" : "value";
        },
    });
    target = fields.Selection({
        selection: [
            ["won", "Being won"],
            ["value", "Any state"],
        ],
    });
    fitting_targets = fields.Char();
    _records = [{ id: 1, kind: "deal", target: "value", fitting_targets: "won value" }];
}

defineMailModels();
defineModels([Chain]);

test("only what fits the records is offered", async () => {
    await mountView({
        type: "form",
        resModel: "chain",
        resId: 1,
        arch: `
            <form>
                <field name="kind" widget="radio"/>
                <field name="target" widget="crm_approval_target"/>
            </form>`,
    });
    const offered = () =>
        queryAllTexts(".o_field_widget[name=target] .o_radio_item label");
    expect(offered()).toEqual(["Being won", "Any state"]);
    await click(".o_field_widget[name=kind] input[data-value=contact]");
    await animationFrame();
    await animationFrame();
    expect(offered()).toEqual(["Any state"]);
});
