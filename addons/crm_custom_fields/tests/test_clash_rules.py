from odoo import Command

from .clash_common import ClashCommon


class TestClash(ClashCommon):
    """No row of one table may have a counterpart in another, whatever the door."""

    def test_the_refusal_names_both_rows_and_what_they_share(self):
        self.clash(message="Choose something else.")
        deal = self.patient()

        words = (
            "“Patient”: check FT Plan .rule “No harm”.. “Amoxicillin” .FT Plan. "
            "conflicts with “Antibiotics” .FT Allergies.: Penicillins.\n"
            "Choose something else."
        )
        bad = self.item("Amoxicillin", "penicillin", "iodine")
        with self.refused(words):
            deal.x_cft_plan = [Command.create(bad)]
        deal.x_cft_plan = [Command.create(self.item("Iodine", "iodine"))]
        self.assertEqual(len(deal.x_cft_plan), 2)

    def test_no_door_lets_rows_clash(self):
        self.clash()
        deal = self.patient()
        other = self.patient(
            name="Other",
            x_cft_plan=[Command.create(self.item("Amoxicillin", "penicillin"))],
            x_cft_allergies=[],
        )
        item, allergy = deal.x_cft_plan, deal.x_cft_allergies
        bad = self.item("Amoxicillin", "penicillin")
        harm = self.harms(self.plan, "penicillin")
        doors = {
            "create": lambda: self.patient(x_cft_plan=[Command.create(bad)]),
            "as superuser": lambda: deal.sudo().write(
                {"x_cft_plan": [Command.create(bad)]}
            ),
            "create row": lambda: item.create({"x_parent_id": deal.id, **bad}),
            "write row": lambda: item.write({"x_harms": harm}),
            "write row as superuser": lambda: item.sudo().write({"x_harms": harm}),
            "only the other table": lambda: allergy.write(
                {"x_harms": self.harms(self.allergies, "penicillin", "latex")}
            ),
            "a row of the other table": lambda: allergy.create(
                {"x_parent_id": deal.id, **self.allergy("Gloves", "latex")}
            ),
            "move row": lambda: other.x_cft_plan.write({"x_parent_id": deal.id}),
            "inverse": lambda: deal.write(
                {"x_cft_plan": [Command.link(other.x_cft_plan.id)]}
            ),
            "move the other row": lambda: allergy.write({"x_parent_id": other.id}),
            "both at once": lambda: deal.write(
                {
                    "x_cft_plan": [Command.create(self.item("A", "iodine"))],
                    "x_cft_allergies": [Command.create(self.allergy("B", "iodine"))],
                }
            ),
            "multi-edit": lambda: (deal | other).write(
                {"x_cft_allergies": [Command.create(self.allergy("B", "latex"))]}
            ),
            "merge": lambda: (deal | other).merge_opportunity(),
        }
        for name, door in doors.items():
            with self.subTest(door=name), self.refused("conflicts with"):
                door()
                self.env.flush_all()

    def test_an_import_is_refused_too(self):
        self.clash(column="x_item", other="x_item")
        leads = self.env["crm.lead"].with_user(self.salesman)
        columns = ["name", "x_cft_plan/x_item", "x_cft_allergies/x_item"]

        result = leads.load(columns, [["Imported", "Latex", " LATEX "]])
        self.assertIn("conflicts with", result["messages"][0]["message"])
        result = leads.load(columns, [["Imported", "Latex", "Iodine"]])
        self.assertFalse(result["messages"])

    def test_what_clashes_can_be_parted_in_one_save(self):
        self.clash()
        deal = self.patient()

        deal.write(
            {
                "x_cft_plan": [Command.create(self.item("Pills", "penicillin"))],
                "x_cft_allergies": [Command.delete(deal.x_cft_allergies.id)],
            }
        )
        self.assertEqual(deal.x_cft_plan.mapped("x_item"), ["Gloves", "Pills"])

    def test_selections_texts_and_links_compare_too(self):
        china, peru = self.env.ref("base.cn"), self.env.ref("base.pe")
        cases = (
            ("x_main", "x_main", "latex", "latex", "iodine", "Latex"),
            ("x_harms", "x_main", self.harms(self.plan, "latex"), "latex", "", "Latex"),
            ("x_item", "x_item", "Silk", " SILK ", "Wool", "Silk"),
            ("x_origin", "x_origin", china.id, china.id, peru.id, "China"),
        )
        for column, other, value, same, different, words in cases:
            with self.subTest(column=column, other=other):
                rule = self.clash(column=column, other=other)
                good = [Command.create({column: value})]
                apart = [Command.create({other: different})]
                self.lead(x_cft_plan=good, x_cft_allergies=apart)
                with self.refused(f"conflicts with .*: {words}"):
                    clashing = [Command.create({other: same})]
                    self.lead(x_cft_plan=good, x_cft_allergies=clashing)
                rule.unlink()

    def test_a_column_may_show_a_value_of_what_the_row_links_to(self):
        self.define(
            {
                "name": "Origin Code",
                "technical_name": "x_code",
                "kind": "related",
                "related_path": "x_origin.code",
                "table_id": self.plan.id,
            }
        )
        self.clash(column="x_code", other="x_item")
        origin = [Command.create({"x_origin": self.env.ref("base.cn").id})]
        deal = self.lead(x_cft_plan=origin)

        with self.refused("conflicts with “cn” .FT Allergies.: CN"):
            deal.x_cft_allergies = [Command.create({"x_item": "cn"})]

    def test_only_rows_that_match_their_filter_are_compared(self):
        counts = "[('x_counts', '=', True)]"
        self.clash(allowed_domain=counts, with_domain=counts)
        bad = self.item("Amoxicillin", "penicillin", x_counts=True)
        deal = self.patient(x_cft_plan=[Command.create(bad)])

        with self.refused("“Amoxicillin”"):
            deal.x_cft_allergies.x_counts = True
        deal.x_cft_plan.x_counts = False
        deal.x_cft_allergies.x_counts = True
        with self.refused("“Amoxicillin”"):
            deal.x_cft_plan.x_counts = True

    def test_every_row_may_need_a_counterpart(self):
        self.clash(pairing="every", stage=self.checked)
        deal = self.patient()

        words = "“Gloves” .FT Plan. needs a counterpart in FT Allergies: Latex."
        with self.refused(words):
            deal.stage_id = self.checked
        deal.write(
            {
                "stage_id": self.checked.id,
                "x_cft_allergies": [Command.create(self.allergy("Any", "latex"))],
            }
        )
        with self.refused(words):
            deal.x_cft_allergies[-1].unlink()
        deal.x_cft_plan = [Command.create({"x_item": "Says nothing"})]

    def test_rows_of_one_table_may_clash_with_each_other(self):
        self.clash(with_table=self.plan)
        deal = self.patient()

        with self.refused("“More” .FT Plan. conflicts|“Gloves” .FT Plan. conflicts"):
            deal.x_cft_plan = [Command.create(self.item("More", "latex"))]

    def test_scope_groups_days_and_conditions_hold_as_elsewhere(self):
        group = self.env.ref("sales_team.group_sale_salesman")
        bad = [Command.create(self.item("Amoxicillin", "penicillin"))]
        for values in (
            {"stage": self.checked},
            {"team_ids": [Command.set(self.other_team.ids)]},
            {"lead_type": "lead"},
            {"except_group_ids": [Command.set(group.ids)]},
            {"starts": "2099-01-01"},
            {"condition": "[('expected_revenue', '>', 5)]"},
            {"severity": "info"},
            {"active": False},
        ):
            with self.subTest(values=values):
                rule = self.clash(**values)
                self.patient(x_cft_plan=bad)
                rule.unlink()

    def test_a_reason_covers_what_it_was_given_for(self):
        self.clash(severity="warn")
        deal = self.patient()

        def add(item, *harms, **values):
            rows = [Command.create(self.item(item, *harms))]
            deal.write({"x_cft_plan": rows, **values})

        with self.refused("Reason for the Exception"):
            add("Amoxicillin", "penicillin")
        add("Amoxicillin", "penicillin", crm_rule_reason="The doctor knows")
        self.assertEqual(deal.sudo().crm_exception_ids.reason, "The doctor knows")
        add("Thread", "iodine")
        with self.refused("Reason for the Exception"):
            add("Ampicillin", "penicillin")
