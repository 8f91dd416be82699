import { expect, test } from "@odoo/hoot";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

function makeItem(values) {
    return {
        rule: "Deals know their code",
        message: "",
        hint: "",
        effect: "required",
        severity: "block",
        when: "next",
        fields: [{ name: "code", label: "Code" }],
        ...values,
    };
}

class Deal extends models.Model {
    _name = "deal";
    code = fields.Char();
    crm_rule_hints = fields.Json();
    crm_rule_asks = fields.Boolean();
    _records = [
        { id: 1, crm_rule_hints: { stage: "", percent: 100, items: [] } },
        {
            id: 2,
            crm_rule_hints: {
                stage: "Checked",
                percent: 40,
                items: [
                    makeItem({
                        when: "now",
                        severity: "warn",
                        message: "Ask the desk.",
                    }),
                    makeItem({ effect: "range", hint: "It has to be within 1 and 9." }),
                ],
            },
        },
    ];
}

defineMailModels();
defineModels([Deal]);

function mountDeal(resId) {
    return mountView({
        type: "form",
        resModel: "deal",
        resId,
        arch: `<form><sheet>
            <widget name="crm_readiness" options="{'pages': {'code': 'second'}}"/>
            <notebook>
                <page name="first" string="First"/>
                <page name="second" string="Second"><field name="code"/></page>
            </notebook>
        </sheet></form>`,
    });
}

test("a deal that nothing is asked of shows no panel", async () => {
    await mountDeal(1);
    expect(".o_crm_readiness").toHaveCount(0);
});

test("the panel says what stops the deal now and what comes next", async () => {
    await mountDeal(2);
    expect(".o_crm_readiness header").toHaveCount(2);
    expect(".o_crm_readiness header:eq(0)").toHaveText("Why this is stopped");
    expect(".o_crm_readiness_item:eq(0)").toHaveText(/Fill in\s+Code\s+Ask the desk\./);
    expect(".o_crm_readiness_item:eq(0) i").toHaveAttribute(
        "title",
        "Passes with a reason"
    );
    expect(".o_crm_readiness_item:eq(1)").toHaveText(
        /Check\s+Code\s+It has to be within 1 and 9\./
    );
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "40");
});

test("a click leads to the field in another tab", async () => {
    await mountDeal(2);
    expect(".o_field_widget[name=code]").toHaveCount(0);
    await contains(".o_crm_readiness_item:eq(0) button").click();
    await animationFrame();
    await animationFrame();
    await runAllTimers();
    expect(".o_field_widget[name=code] input").toBeFocused();
});
