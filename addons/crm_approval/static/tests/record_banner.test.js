import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Customer extends models.Model {
    _name = "customer";
    name = fields.Char();
    city = fields.Char();
    _records = [
        { id: 1, name: "Acme", city: "Graz" },
        { id: 2, name: "Bold", city: "Linz" },
    ];
}

defineMailModels();
defineModels([Customer]);

const WAITS = {
    id: 7,
    state: "pending",
    message: "Waiting for Ann (Customers).",
    can_withdraw: true,
    can_choose: false,
};
const ARCH = `
    <form>
        <widget name="crm_approval_banner"/>
        <sheet>
            <div name="button_box" class="oe_button_box">
                <button name="action_view_approval_requests" type="object"
                        class="oe_stat_button" icon="fa-check-square-o">
                    <widget name="crm_approval_count"/>
                </button>
            </div>
            <field name="name"/>
        </sheet>
    </form>`;

function mountForm(resIds = [1]) {
    return mountView({
        type: "form",
        resModel: "customer",
        resId: resIds[0],
        resIds,
        arch: ARCH,
    });
}

test("the banner says for whom the record waits, the button how many there are", async () => {
    onRpc("crm.approval.request", "record_overview", () => ({
        count: 3,
        lines: [WAITS],
    }));
    await mountForm();
    expect(".o_crm_approval_banner span").toHaveText("Waiting for Ann (Customers).");
    expect(".o_crm_approval_banner").toHaveAttribute("role", "status");
    expect(".oe_stat_button .o_stat_value").toHaveText("3");
});

test("nothing to open or to take back for who may not read the request", async () => {
    onRpc("crm.approval.request", "record_overview", () => ({
        count: 0,
        lines: [{ id: false, state: "pending", message: "Waiting for Ann." }],
    }));
    await mountForm();
    expect(".o_crm_approval_banner").toHaveCount(1);
    expect(".o_crm_approval_banner button").toHaveCount(0);
});

test("what a save asks for is said at once", async () => {
    let asked = false;
    onRpc("crm.approval.request", "record_overview", () => ({
        count: asked ? 1 : 0,
        lines: asked ? [WAITS] : [],
    }));
    onRpc("customer", "web_save", () => {
        asked = true;
    });
    mockService("notification", { add: (message) => expect.step(message) });
    await mountForm();
    expect(".o_crm_approval_banner").toHaveCount(0);
    await click(".o_field_widget[name=name] input");
    const input = document.querySelector(".o_field_widget[name=name] input");
    input.value = "Large";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await animationFrame();
    await click(".o_form_button_save");
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["Waiting for Ann (Customers)."]);
    expect(".o_crm_approval_banner").toHaveCount(1);
});

test("the next record has its own banner", async () => {
    onRpc("crm.approval.request", "record_overview", ({ args }) => ({
        count: 1,
        lines: [{ ...WAITS, message: `Waiting (${args[1]})` }],
    }));
    await mountForm([1, 2]);
    await click(".o_pager_next");
    await animationFrame();
    await animationFrame();
    expect(queryAllTexts(".o_crm_approval_banner span")).toEqual(["Waiting (2)"]);
});

test("taking a request back asks first, then looks again", async () => {
    let lines = [WAITS];
    onRpc("crm.approval.request", "record_overview", () => ({ count: 1, lines }));
    onRpc("crm.approval.request", "action_withdraw", ({ args }) => {
        expect.step(args[0]);
        lines = [];
        return true;
    });
    await mountForm();
    await click(".o_crm_approval_banner button:contains(Withdraw)");
    await animationFrame();
    await click(".modal footer .btn-primary");
    await animationFrame();
    await animationFrame();
    expect.verifySteps([[7]]);
    expect(".o_crm_approval_banner").toHaveCount(0);
});

const CLOSED = `
    <form>
        <widget name="crm_approval_banner"/>
        <sheet>
            <field name="name"/>
            <field name="city"/>
        </sheet>
    </form>`;

test("what a waiting step has closed is shown and not offered", async () => {
    let closed = ["city"];
    onRpc("crm.approval.request", "record_overview", () => ({
        count: 1,
        lines: [],
        closed,
        notes: closed.length ? ["While Finance waits, City cannot be changed."] : [],
    }));
    await mountView({
        type: "form",
        resModel: "customer",
        resId: 1,
        resIds: [1, 2],
        arch: CLOSED,
    });
    await animationFrame();
    expect(".o_crm_approval_notes").toHaveText(
        "While Finance waits, City cannot be changed."
    );
    expect(".o_field_widget[name=city] input").toHaveCount(0);
    expect(".o_field_widget[name=city]").toHaveText("Graz");
    expect(".o_field_widget[name=name] input").toHaveCount(1);
    closed = [];
    await click(".o_pager_next");
    await animationFrame();
    await animationFrame();
    expect(".o_crm_approval_notes").toHaveCount(0);
    expect(".o_field_widget[name=city] input").toHaveCount(1);
});

test("rows that wait are marked, with one question for the page", async () => {
    onRpc("crm.approval.request", "record_marks", ({ args }) => {
        expect.step(args);
        return { 2: "Waiting for Ann (Customers)." };
    });
    await mountView({
        type: "list",
        resModel: "customer",
        arch: `
            <list>
                <field name="name"/>
                <widget name="crm_approval_mark"/>
            </list>`,
    });
    await animationFrame();
    expect.verifySteps([["customer", [1, 2]]]);
    expect(queryAllTexts(".o_data_row .o_crm_approval_mark")).toEqual([
        "Waiting for Ann (Customers).",
    ]);
});

test("cards that wait are marked", async () => {
    onRpc("crm.approval.request", "record_marks", () => ({ 1: "Waiting for Ann." }));
    await mountView({
        type: "kanban",
        resModel: "customer",
        arch: `
            <kanban>
                <templates>
                    <t t-name="card">
                        <field name="name"/>
                        <widget name="crm_approval_mark"/>
                    </t>
                </templates>
            </kanban>`,
    });
    await animationFrame();
    expect(queryAllTexts(".o_crm_approval_mark")).toEqual(["Waiting for Ann."]);
});
