from odoo import Command, api

from .rows_common import RowRulesCommon


class TestNumberOfRows(RowRulesCommon):
    """A rule asks for a number of rows, on every way in."""

    def test_a_deal_with_too_few_rows_does_not_reach_the_stage(self):
        self.count(low="3", stage=self.checked)

        with self.refused(
            "“Ward extension”: check FT Certificates .rule “Enough”.. "
            "Number of rows: at least 3."
        ):
            self.deal.stage_id = self.checked
        self.deal.write(
            {
                "stage_id": self.checked.id,
                "x_cft_certificates": [Command.create({"x_country": "Peru"})],
            }
        )
        self.assertEqual(self.deal.stage_id, self.checked)

    def test_no_door_leaves_too_few_rows(self):
        self.count(low="2")
        other = self.lead(
            name="Other",
            x_cft_certificates=[
                Command.create({"x_country": "Peru"}),
                Command.create({"x_country": "Chile"}),
            ],
        )
        row = self.rows[0]
        leads = self.env["crm.lead"].with_user(self.salesman)
        doors = {
            "create": lambda: self.lead(name="Bare"),
            "create with rows": lambda: self.lead(
                x_cft_certificates=[Command.create({})]
            ),
            "command": lambda: self.deal.write(
                {"x_cft_certificates": [Command.delete(row.id)]}
            ),
            "clear": lambda: self.deal.write({"x_cft_certificates": [Command.clear()]}),
            "unlink": row.unlink,
            "as superuser": row.sudo().unlink,
            "other owner": lambda: row.write({"x_parent_id": other.id}),
            "inverse": lambda: other.write(
                {"x_cft_certificates": [Command.link(row.id)]}
            ),
        }
        for name, door in doors.items():
            with self.subTest(door=name), self.refused("at least 2"):
                door()
                self.env.flush_all()

        result = leads.load(
            ["name", "x_cft_certificates/x_country"], [["Imported", "Chile"]]
        )
        self.assertIn("at least 2", result["messages"][0]["message"])

    def test_the_last_row_that_is_required_stays(self):
        self.rule("crm.lead", ["x_cft_certificates"], effect="required")
        self.rows[0].unlink()

        with self.refused("Fill in first: FT Certificates"):
            self.rows.unlink()

    def test_there_may_be_only_so_many(self):
        self.count(high="2")

        with self.refused("Number of rows: at most 2."):
            self.rows.create({"x_parent_id": self.deal.id})
        with self.refused("Number of rows: at most 2."):
            self.deal.x_cft_certificates = [Command.create({})]
        self.deal.x_cft_certificates = [
            Command.delete(self.rows[0].id),
            Command.create({}),
        ]
        self.assertEqual(len(self.rows), 2)

    def test_only_rows_that_match_count(self):
        self.count(low="1", high="1", allowed_domain="[('x_country', '=', 'China')]")

        with self.refused("Number of rows: exactly 1."):
            self.rows[0].x_country = "Peru"
        with self.refused("Number of rows: exactly 1."):
            self.rows[1].x_country = "China"
        self.rows[1].x_country = "Peru"

    def test_a_column_that_is_computed_anew_counts_anew(self):
        self.define(
            {
                "name": "Rich",
                "technical_name": "x_rich",
                "kind": "formula",
                "formula_kind": "boolean",
                "formula": "x_parent_id.expected_revenue > 100",
                "table_id": self.table.id,
            }
        )
        self.count(high="0", allowed_domain="[('x_rich', '=', True)]")
        deal = self.env["crm.lead"].browse(self.deal.id).with_user(self.salesman)

        with self.refused("Number of rows: at most 0."):
            deal.expected_revenue = 500
            self.env.flush_all()

    def test_a_rule_without_or_with_odd_limits_is_refused(self):
        for limits, words in (
            ({}, "needs a lower or an upper limit"),
            ({"low": "1.5"}, "counts rows: write whole numbers"),
            ({"low": "-1"}, "counts rows: write whole numbers"),
            ({"low": "3", "high": "2"}, "the smaller one first"),
            ({"low": "many"}, "does not fit its fields"),
            ({"low": "1", "allowed_domain": "[('x_no', '=', 1)]"}, "x_no"),
        ):
            with self.subTest(limits=limits), self.refused(words):
                self.count(**limits)
        with self.refused("has not the type"):
            self.rule("crm.lead", ["name"], effect="rows", low="1")

    def test_a_warning_passes_with_a_reason(self):
        self.count(low="3", severity="warn")

        with self.refused("Reason for the Exception"):
            self.deal.name = "New"
            self.deal.x_cft_certificates = [Command.delete(self.rows[0].id)]
        self.deal.write(
            {
                "crm_rule_reason": "Agreed",
                "x_cft_certificates": [Command.delete(self.rows[0].id)],
            }
        )
        self.assertEqual(self.deal.sudo().crm_exception_ids.reason, "Agreed")


class TestEachRow(RowRulesCommon):
    """A rule on the rows asks each of them, by what its deal is."""

    def test_the_stage_of_the_deal_asks_its_rows(self):
        self.rule(fields=["x_number"], stage=self.checked)

        words = (
            "“Ward extension / FT Certificates / France” cannot be in stage "
            "“Checked” yet. Fill in first: Number."
        )
        with self.refused(words):
            self.deal.stage_id = self.checked
        self.deal.write(
            {
                "stage_id": self.checked.id,
                "x_cft_certificates": [
                    Command.update(self.rows[1].id, {"x_number": "B-2"})
                ],
            }
        )
        self.assertEqual(self.deal.stage_id, self.checked)

    def test_no_door_leaves_a_bad_row(self):
        self.rule(fields=["x_number"], stage=self.checked)
        self.rows[1].x_number = "B-2"
        self.deal.stage_id = self.checked
        bad = {"x_parent_id": self.deal.id, "x_country": "Peru"}
        early = self.lead(name="Early", x_cft_certificates=[Command.create({})])
        leads = self.env["crm.lead"].with_user(self.salesman)
        doors = {
            "create row": lambda: self.rows.create(bad),
            "as superuser": lambda: self.rows.sudo().create(bad),
            "write row": lambda: self.rows[0].write({"x_number": False}),
            "command": lambda: self.deal.write(
                {"x_cft_certificates": [Command.create({"x_country": "Peru"})]}
            ),
            "create deal": lambda: self.lead(
                stage_id=self.checked.id, x_cft_certificates=[Command.create({})]
            ),
            "move row": lambda: early.x_cft_certificates.write(
                {"x_parent_id": self.deal.id}
            ),
            "multi-edit": lambda: (early | self.deal).write(
                {"stage_id": self.checked.id}
            ),
        }
        for name, door in doors.items():
            with self.subTest(door=name), self.refused("Fill in first: Number"):
                door()
                self.env.flush_all()
        result = leads.load(
            ["name", "stage_id", "x_cft_certificates/x_country"],
            [["Imported", "Checked", "Chile"]],
        )
        self.assertIn("Fill in first: Number", result["messages"][0]["message"])

    def test_formats_limits_and_comparisons_hold_in_rows(self):
        self.rule(fields=["x_fee"], effect="range", high="100")
        self.rule(
            fields=["x_number"], effect="format", format="pattern", pattern="[A-Z]-\\d"
        )

        with self.refused("/ China · A-1”: check Fee .* at most 100"):
            self.deal.x_cft_certificates = [
                Command.update(self.rows[0].id, {"x_fee": 200})
            ]
        with self.refused("check Number"):
            self.rows[0].x_number = "wrong"

    def test_a_warning_on_a_row_passes_with_a_reason_on_the_deal(self):
        self.rule(fields=["x_number"], severity="warn", name="Known")

        def blank():
            row = Command.update(self.rows[0].id, {"x_number": False})
            return {"x_cft_certificates": [row]}

        with self.refused("write the reason into “Reason for the Exception”"):
            self.deal.write(blank())
        self.assertTrue(self.deal.crm_rule_asks, "the row of France has no number")
        self.deal.write({"crm_rule_reason": "Applied for", **blank()})

        kept = self.deal.sudo().crm_exception_ids
        self.assertEqual(kept.field_labels, "FT Certificates / China / Number")
        self.rows[0].x_country = "Hong Kong"  # covered: the same row, still no number
        with self.refused("France.* Fill in first: Number"):
            self.rows[1].x_number = ""

    def test_a_condition_on_the_deal_is_judged_when_the_deal_changes(self):
        self.rule(
            fields=["x_expiry"],
            condition="[('x_parent_id.expected_revenue', '>', 1000)]",
        )

        with self.refused("Fill in first: Expires"):
            self.deal.expected_revenue = 2000
        self.deal.expected_revenue = 500

    def test_a_profile_that_comes_by_itself_judges_the_rows(self):
        profile = self.env["crm.custom.field.profile"].create(
            {
                "name": "Rows",
                "condition": f"[('team_id', '=', {self.other_team.id})]",
            }
        )
        self.rule(fields=["x_number"], profile_ids=[Command.set(profile.ids)])

        with self.refused("Fill in first: Number"):
            self.deal.team_id = self.other_team
            self.env.flush_all()

    def test_a_locked_column_stays_and_a_locked_table_too(self):
        lock = self.rule(
            fields=["x_number"], effect="readonly", stage=self.checked, name="Lock"
        )
        self.deal.stage_id = self.checked
        with self.refused("China · A-1”: Number may not be changed any more"):
            self.rows[0].x_number = "C-3"
        lock.unlink()

        self.rule(
            "crm.lead", ["x_cft_certificates"], effect="readonly", stage=self.checked
        )
        for door in (
            self.rows[0].unlink,
            lambda: self.rows[0].write({"x_country": "Peru"}),
            lambda: self.rows.create({"x_parent_id": self.deal.id}),
        ):
            with self.refused("FT Certificates may not be changed any more"):
                door()

    def test_automation_on_other_rows_is_judged_at_once(self):
        """Records that are being made with rows do not shield those of others."""
        self.rule(fields=["x_country"])
        self.count(low="2")
        victim = self.rows[0]
        row_class = type(self.env[victim._name])
        origin = row_class.create

        @api.model_create_multi
        def create(rows, vals_list):
            if any(vals.get("x_country") == "Trigger" for vals in vals_list):
                rows.browse(victim.id).unlink()
            return origin(rows, vals_list)

        self.patch(row_class, "create", create)
        with self.refused("“Ward extension”: check FT Certificates"):
            self.lead(
                name="New",
                x_cft_certificates=[
                    Command.create({"x_country": "Trigger"}),
                    Command.create({"x_country": "Peru"}),
                ],
            )

    def test_many_deals_with_rows_cost_a_constant_number_of_queries(self):
        self.rule(fields=["x_country"], stage=self.checked)
        self.count(low="1", stage=self.checked, allowed_domain="[('x_fee', '<', 9)]")

        def move(size):
            leads = self.env["crm.lead"].create(
                [
                    {
                        "name": f"Deal {n}",
                        "stage_id": self.open.id,
                        "x_cft_certificates": [
                            Command.create({"x_country": "Peru"}),
                            Command.create({"x_country": "Chile"}),
                        ],
                    }
                    for n in range(size)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads.stage_id = self.checked
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        move(2)
        self.assertEqual(move(3), move(100))
