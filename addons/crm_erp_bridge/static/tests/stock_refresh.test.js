import { LOOKS, PAUSE } from "@crm_erp_bridge/stock_refresh/stock_refresh";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Lead extends models.Model {
    _name = "crm.lead";
    name = fields.Char();
    erp_line_ids = fields.One2many({ relation: "crm.erp.line" });
    _records = [{ id: 1, name: "Rollout", erp_line_ids: [1] }];
}

class Line extends models.Model {
    _name = "crm.erp.line";
    lead_id = fields.Many2one({ relation: "crm.lead" });
    stock_on_hand = fields.Float();
    stock_read_at = fields.Datetime();
    _records = [
        { id: 1, lead_id: 1, stock_on_hand: 18, stock_read_at: "2026-01-01 10:00:00" },
    ];
}

defineModels([Lead, Line]);
defineMailModels();

const mountLead = () =>
    mountView({
        type: "form",
        resModel: "crm.lead",
        resId: 1,
        arch: `
            <form>
                <widget name="erp_stock_refresh"/>
                <field name="erp_line_ids">
                    <list><field name="stock_on_hand"/></list>
                </field>
            </form>`,
    });

test("new figures appear without a reload of the page", async () => {
    onRpc("crm.lead", "action_erp_refresh_stock", function ({ args }) {
        expect.step(`asked for ${args[0]}`);
        this.env["crm.erp.line"].write([1], {
            stock_on_hand: 7,
            stock_read_at: "2026-01-01 11:00:00",
        });
        return true;
    });
    await mountLead();
    expect("td[name='stock_on_hand']").toHaveText("18.00");

    await contains(".o_crm_erp_bridge_refresh").click();
    await animationFrame();
    expect(".o_crm_erp_bridge_refresh").toHaveText("Asking the ERP…");
    expect(".o_crm_erp_bridge_refresh").not.toBeEnabled();
    await advanceTime(PAUSE);
    await animationFrame();

    expect.verifySteps(["asked for 1"]);
    expect("td[name='stock_on_hand']").toHaveText("7.00");
    expect(".o_crm_erp_bridge_refresh").toHaveText("Refresh Stock");
});

test("an ERP that does not answer is said, and the old figures stay", async () => {
    onRpc("crm.lead", "action_erp_refresh_stock", () => true);
    await mountLead();

    await contains(".o_crm_erp_bridge_refresh").click();
    for (let look = 0; look <= LOOKS; look++) {
        await advanceTime(PAUSE);
    }
    await animationFrame();

    expect(".o_notification").toHaveText(/has not answered yet/);
    expect("td[name='stock_on_hand']").toHaveText("18.00");
    expect(".o_crm_erp_bridge_refresh").toBeEnabled();
});
