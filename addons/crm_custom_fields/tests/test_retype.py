from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import FieldsCommon


class TestRetype(FieldsCommon):
    """Another type for a field: values convert, or are kept; nothing by halves."""

    def start(self, kind, *values, **definition):
        """Define a field of ``kind`` and give a lead to each of ``values``."""
        field = self.define(
            {
                "name": "Retyped",
                "technical_name": "x_retyped",
                "kind": kind,
                **definition,
            }
        )
        leads = [self.lead(x_retyped=value) for value in values]
        return field, self.env["crm.lead"].union(*leads)

    def wizard(self, field, kind, **values):
        wizards = self.env["crm.custom.field.retype"].with_user(self.designer)
        return wizards.create({"field_id": field.id, "kind": kind, **values})

    def retype(self, field, kind, **values):
        self.wizard(field, kind, **values).action_apply()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_text_becomes_a_number_and_the_rest_is_kept_aside(self):
        field, leads = self.start("char", "1,200", "12", "a dozen")
        wizard = self.wizard(field, "integer")
        self.assertEqual((wizard.fit_count, wizard.misfit_count), (2, 1))
        self.assertIn("a dozen", wizard.preview)
        self.assertIn("1200", wizard.preview)

        self.retype(field, "integer")

        self.assertEqual(leads.mapped("x_retyped"), [1200, 12, 0])
        self.assertEqual(self.column_of("crm_lead", "x_retyped")[0], "integer")
        self.assertEqual(field.kind, "integer")
        leftovers = self.env["crm.custom.field.leftover"].with_user(self.designer)
        kept = leftovers.search([("field_id", "=", field.id)])
        self.assertEqual((kept.res_id, kept.value), (leads[2].id, "a dozen"))
        self.assertEqual(kept.old_kind, "char")

    def test_nothing_changes_when_misfits_are_refused(self):
        field, leads = self.start("char", "12", "a dozen")

        with self.assertRaisesRegex(UserError, "1 values of Retyped.*“a dozen”"):
            self.retype(field, "float", misfits="refuse")

        self.assertEqual(field.kind, "char")
        self.assertEqual(leads.mapped("x_retyped"), ["12", "a dozen"])

    def test_every_way_between_plain_types(self):
        ways = [
            ("char", "float", "2.5", 2.5),
            ("char", "monetary", "¥ 1,000.5", 1000.5),
            ("char", "date", "2026年3月1日", date(2026, 3, 1)),
            ("char", "boolean", "是", True),
            ("char", "text", "as is", "as is"),
            ("char", "email", "a@example.com", "a@example.com"),
            ("text", "char", "as is", "as is"),
            ("integer", "float", 3, 3.0),
            ("integer", "char", 3, "3"),
            ("float", "integer", 3.0, 3),
            ("percent", "char", 0.5, "0.5"),
            ("date", "char", "2026-03-01", "2026-03-01"),
            ("date", "text", "2026-03-01", "2026-03-01"),
            ("boolean", "integer", True, 1),
            ("html", "char", "<p>Hi</p>", "Hi"),
        ]
        for number, (old, new, value, expected) in enumerate(ways):
            name = f"x_way_{number}"
            with self.subTest(old=old, new=new):
                field = self.define(
                    {"name": f"Way {number}", "technical_name": name, "kind": old}
                )
                lead = self.lead(**{name: value})
                self.retype(field, new)
                self.assertEqual(lead[name], expected)

    def test_text_becomes_a_selection_with_its_values_as_options(self):
        field, leads = self.start("char", "Gold", "Gold", "gold", "Silver")

        self.retype(field, "selection")

        self.assertEqual(field.option_ids.mapped("name"), ["Gold", "Silver"])
        self.assertEqual(leads.mapped("x_retyped"), ["gold", "gold", "gold", "silver"])
        self.lead(x_retyped="silver")

    def test_without_new_options_only_known_ones_convert(self):
        field, _leads = self.start("char", "Gold", "Silver")

        with self.assertRaisesRegex(UserError, "no options to choose from"):
            with self.cr.savepoint():
                self.retype(field, "selection", can_add=False)

        self.assertEqual(field.kind, "char")

    def test_a_selection_becomes_text_with_its_labels(self):
        options = [Command.create({"name": "Gold level", "value": "g"})]
        field, leads = self.start("selection", "g", option_ids=options)

        self.retype(field, "char")

        self.assertEqual(leads.x_retyped, "Gold level")
        leads.x_retyped = "anything"

    def test_a_selection_becomes_a_multi_select_and_back(self):
        options = [Command.create({"name": "Gold", "value": "g"})]
        field, leads = self.start("selection", "g", option_ids=options)

        self.retype(field, "tags")
        self.assertEqual(leads.x_retyped.mapped("name"), ["Gold"])

        self.retype(field, "selection")
        self.assertEqual(leads.x_retyped, "g")

    def test_a_check_mark_becomes_a_selection_of_yes_and_no(self):
        field, leads = self.start("boolean", True, False)

        self.retype(field, "selection")

        self.assertEqual(leads.mapped("x_retyped"), ["yes", "no"])

    def test_a_text_becomes_a_multi_select(self):
        field, leads = self.start("char", "North, South", "South")

        self.retype(field, "tags")

        self.assertEqual(leads[0].x_retyped.mapped("name"), ["South", "North"])
        self.assertEqual(leads[1].x_retyped.mapped("name"), ["South"])

    def test_links_become_names_and_names_become_links(self):
        partners = self.env["res.partner"].create(
            [{"name": "Retype Ward"}, {"name": "Twin"}, {"name": "Twin"}]
        )
        field, leads = self.start(
            "many2one",
            partners[0].id,
            partners[1].id,
            relation_model_id=self.partner_model.id,
        )

        self.retype(field, "char")
        self.assertEqual(leads.mapped("x_retyped"), ["Retype Ward", "Twin"])

        self.retype(field, "many2one", relation_model_id=self.partner_model.id)
        self.assertEqual(leads[0].x_retyped, partners[0])
        self.assertFalse(leads[1].x_retyped, "two contacts have this name")
        self.assertEqual(field.leftover_count, 1)

    def test_one_link_becomes_many_even_when_names_repeat(self):
        twins = self.env["res.partner"].create([{"name": "Twin"}, {"name": "Twin"}])
        target = {"relation_model_id": self.partner_model.id}
        field, leads = self.start("many2one", twins[1].id, **target)

        self.retype(field, "many2many", **target)

        self.assertEqual(leads.x_retyped, twins[1])

    def test_what_points_at_the_field_goes_on_doing_so(self):
        field, leads = self.start("char", "12")
        rule = self.require("x_retyped", stage=self.checked)
        column = field.ir_field_id
        self.env["ir.ui.view"].create(
            {
                "name": "own list",
                "model": "crm.lead",
                "arch": "<list><field name='x_retyped'/></list>",
            }
        )

        self.retype(field, "integer")

        self.assertEqual(field.ir_field_id, column)
        self.assertEqual(rule.field_ids, column)
        with self.assertRaisesRegex(UserError, "Fill in first: Retyped"):
            self.lead().stage_id = self.checked
        leads.stage_id = self.checked

    def test_a_rule_that_no_longer_makes_sense_stops_the_change(self):
        field, leads = self.start("integer", 3)
        self.require("x_retyped", effect="range", low="1")

        with self.assertRaises(UserError):
            self.retype(field, "char")

        self.assertEqual(field.kind, "integer")
        self.assertEqual(self.column_of("crm_lead", "x_retyped")[0], "integer")
        self.assertEqual(leads.x_retyped, 3)

    def test_formulas_follow(self):
        field, leads = self.start("char", "12")
        self.define(
            {
                "name": "Retyped twice",
                "technical_name": "x_retyped_twice",
                "kind": "formula",
                "formula": "x_retyped * 2",
            }
        )

        self.retype(field, "integer")

        self.assertEqual(leads.x_retyped_twice, 24)

    def test_index_and_default_stay_where_they_fit(self):
        field, _leads = self.start("char", "12", index="btree", default_value="7")

        self.retype(field, "integer")
        self.assertIn("btree", self.column_of("crm_lead", "x_retyped")[1])
        self.assertEqual(self.lead().x_retyped, 7)

        self.retype(field, "date")
        self.assertFalse(field.default_value)
        self.assertFalse(self.lead().x_retyped)

    def test_the_log_keeps_what_it_says(self):
        field, leads = self.start("char", "12", tracking=True)
        lead = leads.with_context(tracking_disable=False)
        self.env.cr.flush()
        lead.x_retyped = "13"
        self.env.cr.flush()
        value = self.env["mail.tracking.value"].search(
            [("field_id", "=", field.ir_field_id.id)]
        )

        self.retype(field, "integer")

        self.assertEqual(value.field_info["type"], "char")
        self.assertEqual(value.new_value_char, "13")

    def test_contacts_convert_as_well(self):
        field = self.define(
            {
                "name": "Retyped contact",
                "technical_name": "x_retyped",
                "model_id": self.partner_model.id,
            }
        )
        partner = self.env["res.partner"].create({"name": "P", "x_retyped": "5"})

        self.retype(field, "integer")

        self.assertEqual(partner.x_retyped, 5)
        self.assertEqual(self.env["res.users"]._fields["x_retyped"].type, "integer")

    def test_as_many_statements_for_many_records_as_for_few(self):
        counts = []
        for number, size in enumerate((2, 40)):
            name = f"x_batch_{number}"
            field = self.define({"name": f"Batch {number}", "technical_name": name})
            self.env["crm.lead"].create(
                [{"name": str(n), name: str(n)} for n in range(size)]
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            field._retype("integer")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_a_formula_and_an_unchanged_type_are_refused(self):
        field, _leads = self.start("char", "12")

        with self.assertRaisesRegex(UserError, "cannot change from Text to Text"):
            self.retype(field, "char")

    def test_only_who_sees_and_designs_the_field_may(self):
        field, _leads = self.start("char", "12")
        wizards = self.env["crm.custom.field.retype"].with_user(self.salesman)
        with self.assertRaises(AccessError):
            wizards.create({"field_id": field.id, "kind": "integer"})

        field.read_group_ids = self.env.ref("base.group_system")
        with self.assertRaisesRegex(UserError, "may not see the values"):
            self.retype(field, "integer")
