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

class Deal extends models.Model {
    _name = "deal";
    province = fields.Selection({
        selection: [
            ["js", "Jiangsu"],
            ["zj", "Zhejiang"],
        ],
    });
    city = fields.Selection({
        selection: [
            ["sz", "Suzhou"],
            ["hz", "Hangzhou"],
            ["el", "Elsewhere"],
        ],
    });
    _records = [
        { id: 1, province: "js", city: "sz" },
        { id: 2, province: "js", city: "hz" },
    ];
}

defineMailModels();
defineModels([Deal]);

const ARCH = `<form>
    <field name="province"/>
    <field name="city" widget="crm_narrowed_selection" options="{'narrow': [
        {'when': 'province == \\'js\\'', 'values': ['sz', 'el']},
        {'when': 'province == \\'zj\\'', 'values': ['hz', 'el']},
    ]}"/>
</form>`;

async function choices() {
    await click(".o_field_widget[name=city] input");
    await animationFrame();
    return queryAllTexts(".o_select_menu_item");
}

test("only what fits is offered", async () => {
    await mountView({ type: "form", resModel: "deal", resId: 1, arch: ARCH });
    expect(await choices()).toEqual(["Suzhou", "Elsewhere"]);
});

test("what is offered follows the other field before saving", async () => {
    await mountView({ type: "form", resModel: "deal", arch: ARCH });
    expect(await choices()).toEqual(["Suzhou", "Hangzhou", "Elsewhere"]);
    await click(".o_field_widget[name=province] input");
    await animationFrame();
    await click(".o_select_menu_item:contains(Zhejiang)");
    await animationFrame();
    expect(await choices()).toEqual(["Hangzhou", "Elsewhere"]);
});

test("a value that does not fit is marked", async () => {
    await mountView({ type: "form", resModel: "deal", resId: 2, arch: ARCH });
    expect(".o_field_widget[name=city]").toHaveClass("o_field_invalid");
});
