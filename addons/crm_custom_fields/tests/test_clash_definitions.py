from odoo import Command

from ..engine.config import config_file
from ..models.config import words
from ..models.lifecycle import reference
from .clash_common import ClashCommon


class TestClashDefinitions(ClashCommon):
    """What a rule on two tables says has to make sense."""

    def test_what_cannot_be_compared_is_refused(self):
        columns = self.env["ir.model.fields"]
        for values, text in (
            ({"column": "x_fee"}, "Fee and Substances cannot be compared in rule"),
            ({"column": "x_item"}, "Item and Substances cannot be compared"),
            ({"other": "x_origin"}, "Substances and Origin cannot be compared"),
            ({"pairing": False}, "is not complete: fill in Counterparts"),
            ({"column_id": False}, "is not complete: fill in Compared Column"),
            ({"with_table_id": False}, "is not complete: fill in Other Table"),
            (
                {"with_column_id": self.column(self.plan, "x_harms").id},
                "Substances is no column of FT Allergies",
            ),
            (
                {"with_table_id": columns._get("crm.lead", "tag_ids").id},
                "choose one table of rows of Lead",
            ),
            (
                {"with_link_id": columns._get("crm.lead", "tag_ids").id},
                "Tags does not lead from Lead",
            ),
            (
                {"with_link_id": columns._get("crm.lead", "partner_id").id},
                "choose one table of rows of Contact",
            ),
            ({"with_domain": "[('x_no', '=', 1)]"}, "x_no"),
            ({"allowed_domain": "[('x_no', '=', 1)]"}, "x_no"),
        ):
            with self.subTest(values=values), self.refused(text):
                self.clash(**values)
        with self.refused("has not the type"):
            self.rule(
                "crm.lead",
                ["name"],
                effect="clash",
                pairing="none",
                column_id=self.column(self.plan, "x_harms").id,
                with_table_id=columns._get("crm.lead", "x_cft_plan").id,
                with_column_id=self.column(self.plan, "x_harms").id,
            )

    def test_the_rule_travels_in_a_file(self):
        config = self.env["crm.custom.field.config"].with_user(self.designer)
        rule = self.clash(with_domain="[('x_counts', '=', True)]")
        key = rule.key
        before = config_file.dump(config._document())
        [entry] = [e for e in config_file.load(before)["rules"] if e["key"] == key]
        told = {k: v for k, v in entry.items() if k.startswith(("with", "col", "pai"))}
        self.assertEqual(
            told,
            {
                "column": "x_harms",
                "pairing": "none",
                "with_column": "x_harms",
                "with_domain": "[('x_counts', '=', True)]",
                "with_table": "x_cft_allergies",
            },
        )
        rule.unlink()
        config._apply(config_file.load(before))

        self.assertEqual(config_file.dump(config._document()), before)
        deal = self.patient(x_cft_allergies=[])
        allergy = self.allergy("Gloves", "latex", x_counts=True)
        with self.refused("conflicts with"):
            deal.x_cft_allergies = [Command.create(allergy)]

    def test_a_file_that_names_an_unknown_column_changes_nothing(self):
        config = self.env["crm.custom.field.config"].with_user(self.designer)
        rule = self.clash()
        document = config._document({**config._keys(), "rules": {rule.key}})
        document["rules"][0]["with_column"] = "x_gone"
        with self.refused("needs the field “x_gone”, which is not here"):
            config._apply(document)
        self.assertEqual(rule.with_column_id.name, "x_harms")

    def test_a_preview_says_it_in_words(self):
        self.assertEqual(
            words.path_words(self.env, "rules", "with_table"), "Other Table"
        )
        self.assertEqual(
            words.value_words(self.env, "rules", "pairing", "every"),
            "Every row needs a counterpart",
        )

    def test_used_columns_and_tables_are_seen_and_not_dropped(self):
        rule = self.clash(
            other="x_main", column="x_main", with_domain="[('x_fee', '>', 1)]"
        )
        columns = (self.plan | self.allergies).column_ids
        used = columns.filtered(lambda c: c.technical_name == "x_main")
        used |= self.plan | self.allergies
        used |= self.allergies.column_ids.filtered(
            lambda c: c.technical_name == "x_fee"
        )
        uses = reference.uses(columns | self.plan | self.allergies)
        found = {use.field_id for use in uses if use.res_id == rule.id}
        self.assertEqual(found, set(used.ids))
        for field in used:
            field.active = False
            with (
                self.subTest(field=field.name),
                self.assertRaisesRegex(Exception, "is still used.*No harm"),
            ):
                field._refuse_in_use()

    def test_a_change_of_type_that_parts_the_columns_is_refused(self):
        self.clash(column="x_main", other="x_main")
        column = self.allergies.column_ids.filtered(
            lambda c: c.technical_name == "x_main"
        )
        with self.refused("cannot be compared in rule No harm"):
            column._retype("char")
