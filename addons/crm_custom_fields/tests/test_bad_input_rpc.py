import base64
import json

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import FieldsCommon

MILLION = 1_000_000


@tagged("post_install", "-at_install")
class TestBadInputRpc(FieldsCommon, HttpCase):
    """What a designer sends by mistake is refused in words, and leaves nothing.

    Over HTTP: the request ends as it does in use, with the transaction and the
    registry as they were.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "fields_bad",
            groups="crm_custom_fields.group_designer,sales_team.group_sale_salesman",
            password="fields_bad",
        )
        cls.seller = new_test_user(
            cls.env,
            "fields_bad_seller",
            groups="sales_team.group_sale_salesman",
            password="fields_bad_seller",
        )
        cls.code, cls.seats = cls.define(
            {"name": "Bad Test Code", "technical_name": "x_bad_code"},
            {
                "name": "Bad Test Double",
                "technical_name": "x_bad_double",
                "kind": "formula",
                "formula": "expected_revenue * 2",
            },
        )

    def call(self, model, method, *args, login="fields_bad"):
        """Return the answer to a request as the web client sends it."""
        self.authenticate(login, login)
        params = {"model": model, "method": method, "args": args, "kwargs": {}}
        answer = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def present(self):
        """Return all that a definition could leave behind."""
        self.env.invalidate_all()
        self.env.cr.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE column_name LIKE 'x\\_%%' OR table_name LIKE 'x\\_%%'"
            " UNION SELECT model || '/' || name FROM ir_model_fields"
            " WHERE state = 'manual'"
            " UNION SELECT 'index ' || indexname FROM pg_indexes"
            " WHERE indexname LIKE '%%x\\_%%'"
            " UNION SELECT 'rule ' || id FROM crm_custom_field_rule"
            " UNION SELECT 'version ' || id FROM crm_custom_field_version"
            " UNION SELECT 'option ' || id FROM crm_custom_field_option"
            " UNION SELECT 'definition ' || id || kind || coalesce(formula, '')"
            " FROM crm_custom_field"
        )
        stored = {row[0] for row in self.env.cr.fetchall()}
        names = set(self.registry["crm.lead"]._fields)
        return stored | {f"registry {name}" for name in names}

    def refused(self, words, model, method, *args, login="fields_bad"):
        before = self.present()
        with mute_logger("odoo.http", "odoo.sql_db"):
            error = self.call(model, method, *args, login=login)["error"]
        self.assertRegex(error["data"]["message"], words)
        self.assertEqual(self.present(), before)

    def define_badly(self, words, *definitions):
        wanted = [
            {
                "name": "Bad Test New",
                "technical_name": "x_bad_new",
                "model_id": self.lead_model.id,
                **definition,
            }
            for definition in definitions
        ]
        self.refused(words, "crm.custom.field", "create", wanted)

    # Formulas

    def test_a_wrong_formula_is_told_with_its_position(self):
        self.define_badly(
            "formula of Bad Test New is not understood at position 20",
            {"kind": "formula", "formula": "expected_revenue * * 2"},
        )

    def test_an_unknown_field_in_a_formula_is_named(self):
        self.define_badly(
            "uses “x_nowhere”, which is no field that you can see. Write the technical",
            {"name": "Bad Test Good", "technical_name": "x_bad_good"},
            {"kind": "formula", "formula": "x_nowhere * 2"},
        )

    def test_formulas_in_a_circle_leave_the_old_one(self):
        second = self.define(
            {
                "name": "Bad Test Second",
                "technical_name": "x_bad_second",
                "kind": "formula",
                "formula": "x_bad_double + 1",
            }
        )
        lead = self.lead(expected_revenue=10)

        self.refused(
            "needs its own result: x_bad_double → x_bad_second → x_bad_double. Take",
            "crm.custom.field",
            "write",
            self.seats.ids,
            {"formula": "x_bad_second * 2"},
        )

        lead.expected_revenue = 20
        self.assertEqual((lead.x_bad_double, lead.x_bad_second), (40, 41))
        self.assertTrue(second)

    def test_a_formula_of_a_million_letters_is_too_long(self):
        self.define_badly(
            "the formula is too long. Split it",
            {"kind": "formula", "formula": "1 + " * (MILLION // 4) + "1"},
        )

    # Names and texts

    def test_a_technical_name_that_is_taken_is_refused(self):
        self.define_badly(
            "technical name is already taken on the same model. Choose another",
            {"name": "Bad Test Good", "technical_name": "x_bad_good"},
            {"technical_name": "x_bad_code"},
        )

    def test_a_name_twice_in_one_call_is_refused_as_a_whole(self):
        self.define_badly(
            "technical name is already taken on the same model. Choose another",
            {"name": "Bad Test One"},
            {"name": "Bad Test Two"},
        )

    def test_a_technical_name_of_odoo_is_refused(self):
        self.define_badly(
            "“stage_id” cannot be the technical name of Bad Test New. Start with x_",
            {"technical_name": "stage_id"},
        )

    def test_texts_of_a_million_letters_are_refused(self):
        option = Command.create({"name": "o" * MILLION})
        for words, values in (
            ("Label of “n+” is too long: 1000000 char.* at most", {"name": "n"}),
            ("Tab of “Bad Test New” is too long", {"page": "p"}),
            ("Help of “Bad Test New” is too long", {"help": "h"}),
            ("Default of “Bad Test New” is too long", {"default_value": "d"}),
        ):
            with self.subTest(values):
                [(name, letter)] = values.items()
                self.define_badly(words, {name: letter * MILLION})
        self.define_badly(
            "Label of “o+” is too long: 1000000 characters. Write at most 200",
            {"kind": "selection", "option_ids": [option]},
        )

    # Rules

    def rule_badly(self, words, **values):
        rule = {
            "name": "Bad test rule",
            "model_id": self.lead_model.id,
            "field_ids": [Command.set(self.code.ir_field_id.ids)],
            **values,
        }
        self.refused(words, "crm.custom.field.rule", "create", [rule])

    def test_a_pattern_that_blows_up_is_refused(self):
        for pattern in ("(a+)+b", "a" * MILLION, "[a-"):
            with self.subTest(pattern[:10]):
                self.rule_badly(
                    "pattern of rule Bad test rule is not accepted: .*simpler one",
                    effect="format",
                    format="pattern",
                    pattern=pattern,
                )

    def test_a_filter_that_cannot_be_read_is_refused(self):
        for condition in (
            "[('x_nowhere', '=', 1)]",
            "[('id', '=', __import__('os'))]",
            "[" * MILLION,
            "[" * 5000,
        ):
            with self.subTest(condition[:10]):
                self.rule_badly(
                    "filter of Bad test rule does not fit Lead", condition=condition
                )

    # Values

    def test_a_million_letters_in_a_field_with_a_format_are_refused(self):
        self.require("x_bad_code", effect="format", format="pattern", pattern="a*b*c*")
        count = self.env["crm.lead"].search_count([])

        self.refused(
            "check Bad Test Code",
            "crm.lead",
            "create",
            [{"name": "Bad deal", "x_bad_code": "a" * MILLION}],
            login="fields_bad_seller",
        )

        self.assertEqual(self.env["crm.lead"].search_count([]), count)

    def test_an_option_in_use_stays_with_all_others(self):
        field = self.define(
            {
                "name": "Bad Test Choice",
                "technical_name": "x_bad_choice",
                "kind": "selection",
                "option_ids": [
                    Command.create({"name": n, "value": n.lower()}) for n in "ABC"
                ],
            }
        )
        lead = self.lead(x_bad_choice="b")

        self.refused(
            "“B” is chosen for Bad Test Choice on 1 records. Choose another option",
            "crm.custom.field",
            "write",
            field.ids,
            {"option_ids": [Command.delete(id_) for id_ in field.option_ids.ids]},
        )

        self.assertEqual(lead.x_bad_choice, "b")
        self.assertEqual(len(field.option_ids), 3)

    # Files

    def import_badly(self, words, text):
        wizard = self.call(
            "crm.custom.field.transfer",
            "create",
            [
                {
                    "import_name": "set_up.json",
                    "import_file": base64.b64encode(text.encode()).decode(),
                }
            ],
        )
        self.refused(
            words, "crm.custom.field.transfer", "action_apply", wizard["result"]
        )

    def document(self, **changes):
        config = self.env["crm.custom.field.config"].with_user(self.designer)
        document = {"format": "crm_custom_fields", "version": 1, **config._document()}
        return json.dumps({**document, **changes})

    def test_a_file_that_is_none_or_of_another_version_changes_nothing(self):
        for words, text in (
            ("another version of this app.*99.*Nothing was changed", {"version": 99}),
            ("cannot be imported", {"format": "something"}),
        ):
            with self.subTest(words):
                self.import_badly(words, self.document(**text))
        self.import_badly("cannot be imported.*line 1", "{" * 1000)

    def test_a_file_with_one_wrong_entry_applies_none(self):
        good = {
            "key": "crm.lead/x_bad_good",
            "kind": "char",
            "name": {"en_US": "Bad Test Good"},
        }
        for words, wrong in (
            ("x_bad_wrong.*says “colour”", {"colour": "red"}),
            ("not understood at position", {"kind": "formula", "formula": "1 +"}),
            ("needs the model “no.model”, which is not here", {"relation": "no.model"}),
            ("needs the group “no.group”", {"groups_read": ["no.group"]}),
        ):
            with self.subTest(words):
                entry = {**good, "key": "crm.lead/x_bad_wrong", **wrong}
                entry["name"] = {"en_US": "Bad Test Wrong"}
                fields = [*json.loads(self.document())["fields"], good, entry]
                self.import_badly(words, self.document(fields=fields))
