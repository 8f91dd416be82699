import { expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";
import { ApprovalPath } from "@crm_approval/path/approval_path";

class Chain extends models.Model {
    _name = "chain";
    res_model = fields.Selection({ selection: [["lead", "Opportunity"]] });
    target = fields.Selection({
        selection: [
            ["won", "Being won"],
            ["lost", "Being lost"],
        ],
    });
    stage_ids = fields.Many2many({ relation: "person" });
    domain = fields.Char({ default: "[]" });
    min_amount = fields.Float();
    currency_id = fields.Many2one({ relation: "person" });
    condition_ids = fields.One2many({ relation: "condition" });
    step_ids = fields.One2many({ relation: "step", relation_field: "chain_id" });
    outcome_ids = fields.One2many({ relation: "outcome" });
    _records = [
        {
            id: 1,
            res_model: "lead",
            target: "won",
            min_amount: 5000,
            condition_ids: [1],
            step_ids: [1, 2, 3],
            outcome_ids: [1],
        },
    ];
}

class Condition extends models.Model {
    _name = "condition";
    words = fields.Char();
    _records = [{ id: 1, words: "Discount rose by more than 5 %" }];
}

class Outcome extends models.Model {
    _name = "outcome";
    event = fields.Char();
    kind = fields.Selection({ selection: [["set", "Set a field"]] });
    _records = [{ id: 1, event: "expired", kind: "set" }];
}

class Person extends models.Model {
    _name = "person";
    name = fields.Char();
    _records = [
        { id: 1, name: "Ann" },
        { id: 2, name: "Ben" },
    ];
}

class Step extends models.Model {
    _name = "step";
    chain_id = fields.Many2one({ relation: "chain" });
    name = fields.Char();
    is_parallel = fields.Boolean();
    mode = fields.Selection({
        selection: [
            ["any", "Any one of them"],
            ["count", "A number of them"],
        ],
    });
    quorum = fields.Integer();
    veto = fields.Boolean();
    user_ids = fields.Many2many({ relation: "person" });
    rule_words = fields.Char();
    requester_chooses = fields.Boolean();
    comment_required = fields.Boolean();
    attachment_required = fields.Boolean();
    identity_required = fields.Boolean();
    remind_hours = fields.Float();
    deadline_hours = fields.Float();
    on_deadline = fields.Selection({ selection: [["reject", "Reject"]] });
    empty_policy = fields.Selection({
        selection: [
            ["refuse", "Refuse to ask"],
            ["fallback", "Ask the fallback person"],
        ],
    });
    fallback_user_id = fields.Many2one({ relation: "person" });
    _records = [
        {
            id: 1,
            name: "Finance",
            mode: "count",
            quorum: 2,
            veto: true,
            user_ids: [1, 2],
            comment_required: true,
            remind_hours: 4,
            deadline_hours: 8,
            on_deadline: "reject",
            empty_policy: "fallback",
            fallback_user_id: 2,
        },
        {
            id: 2,
            name: "Legal",
            is_parallel: true,
            mode: "any",
            empty_policy: "refuse",
            rule_words: "Leader of the sales team",
        },
        { id: 3, name: "Board", mode: "any", empty_policy: "refuse" },
    ];
}

defineMailModels();
defineModels([Chain, Condition, Outcome, Person, Step]);

const HIDDEN = [
    ...["mode", "quorum", "veto", "rule_words", "requester_chooses"],
    ...["comment_required", "attachment_required", "identity_required"],
    ...["remind_hours", "deadline_hours", "on_deadline"],
    "empty_policy",
];

function mountChain() {
    const hidden = HIDDEN.map(
        (name) => `<field name="${name}" column_invisible="1"/>`
    ).join("");
    return mountView({
        type: "form",
        resModel: "chain",
        resId: 1,
        arch: `
            <form>
                <field name="res_model"/><field name="target"/>
                <field name="domain"/><field name="min_amount"/>
                <field name="currency_id" invisible="1"/>
                <field name="stage_ids" invisible="1"/>
                <field name="condition_ids"><list><field name="words"/></list></field>
                <field name="step_ids">
                    <list editable="bottom">
                        <field name="name"/><field name="is_parallel"/>
                        <field name="user_ids" widget="many2many_tags"/>
                        <field name="fallback_user_id" optional="hide"/>${hidden}
                    </list>
                </field>
                <field name="outcome_ids">
                    <list><field name="event"/><field name="kind"/></list>
                </field>
                <widget name="crm_approval_chain_path"/>
            </form>`,
    });
}

test("a chain is drawn from its target to its ends", async () => {
    await mountChain();
    expect(".o_approval_start strong").toHaveText("Opportunity: Being won");
    expect(queryAllTexts(".o_approval_condition")).toEqual([
        "from 5,000.00",
        "Discount rose by more than 5 %",
    ]);
    expect(queryAllTexts(".o_approval_step strong")).toEqual([
        "Finance",
        "Legal",
        "Board",
    ]);
    expect(queryAllTexts(".o_approval_number")).toEqual(["1", "2", "3"]);
    expect(queryAllTexts(".o_approval_end strong")).toEqual([
        "Approved",
        "Rejected",
        "Time was up",
    ]);
});

test("steps that are asked together stand side by side and say so", async () => {
    await mountChain();
    expect(".o_approval_together").toHaveCount(1);
    expect(".o_approval_path > li:nth-child(2) .o_approval_step").toHaveCount(2);
    expect(".o_approval_path > li:nth-child(3) .o_approval_step").toHaveCount(1);
});

test("a step says how many must agree, what it takes, and what time does", async () => {
    await mountChain();
    const finance = queryOne(".o_approval_step:eq(0)").textContent;
    for (const words of [
        "2 of 2; one rejection ends it",
        "Approving needs a comment",
        "After 04:00 hours: remind",
        "After 08:00 hours: Reject",
        "If nobody can be asked: Ask the fallback person Ben",
    ]) {
        expect(finance.includes(words)).toBe(true, { message: words });
    }
});

test("a step without people says that it cannot be published", async () => {
    await mountChain();
    expect(".o_approval_step .text-danger").toHaveCount(1);
    expect(".o_approval_step:eq(2) .text-danger").toHaveCount(1);
});

test("the picture follows what is edited", async () => {
    await mountChain();
    await contains(
        ".o_field_widget[name=target] select, .o_field_widget[name=target] input"
    ).click();
    await contains(".o_select_menu_item:contains('Being lost')").click();
    expect(".o_approval_start strong").toHaveText("Opportunity: Being lost");
    await contains("[name=step_ids] .o_data_row:eq(1) .o_data_cell[name=name]").click();
    await contains("[name=step_ids] .o_data_row:eq(1) [name=name] input").edit("Law", {
        confirm: false,
    });
    // Leaving the row is what hands the value over.
    await contains(".o_field_widget[name=min_amount] input").click();
    await animationFrame();
    expect(".o_approval_step:eq(1) strong").toHaveText("Law");
});

test("where a request stands is read without colours", async () => {
    const person = (key, name, state, label) => ({ key, name, state, label });
    await mountWithCleanup(ApprovalPath, {
        props: {
            label: "Where the approval stands",
            waves: [
                [
                    {
                        key: 1,
                        name: "Finance",
                        state: "approved",
                        label: "Approved",
                        rule: "",
                        people: [
                            person(1, "Ann", "carried", "Carried over"),
                            person(2, "Ben", "closed", "No longer needed"),
                        ],
                    },
                ],
                [
                    {
                        key: 2,
                        name: "Legal",
                        state: "skipped",
                        label: "Skipped",
                        rule: "",
                        people: [],
                    },
                ],
            ],
        },
    });
    expect("ol").toHaveAttribute("aria-label", "Where the approval stands");
    expect(queryAllTexts(".o_approval_label")).toEqual(["Approved", "Skipped"]);
    expect(queryAllTexts(".o_approval_person")).toEqual([
        "Ann: Carried over",
        "Ben: No longer needed",
    ]);
    expect(".o_approval_end").toHaveCount(0);
});
