from lxml import etree

from odoo import Command

from .rows_common import RowRulesCommon


class TestRowsAreTold(RowRulesCommon):
    """The meter, the panel, the form and the report tell what rows lack."""

    def test_the_meter_counts_rows_and_what_they_lack(self):
        self.rule(fields=["x_number"], stage=self.checked)
        self.count(low="3", stage=self.checked)

        self.assertEqual(self.deal.crm_ready_percent, 0)
        self.assertEqual(self.deal.crm_ready_missing, "FT Certificates")

        self.deal.x_cft_certificates = [
            Command.update(self.rows[1].id, {"x_number": "B-2"})
        ]
        self.deal.invalidate_recordset()
        self.assertEqual(self.deal.crm_ready_percent, 50)

    def test_the_panel_names_the_row(self):
        self.rule(fields=["x_number"], stage=self.checked, name="Known")
        self.count(low="3", severity="info")

        hints = self.deal.crm_rule_hints
        told = {
            (item["rule"], item["when"]): (
                item["fields"][0]["name"],
                item["fields"][0]["label"],
                item["hint"],
            )
            for item in hints["items"]
        }
        self.assertEqual(
            told,
            {
                ("Enough", "now"): (
                    "x_cft_certificates",
                    "FT Certificates",
                    "Number of rows: at least 3.",
                ),
                ("Known", "next"): (
                    "x_cft_certificates",
                    "FT Certificates / France / Number",
                    "",
                ),
            },
        )

    def test_the_panel_follows_rows_that_are_not_saved(self):
        self.rule(fields=["x_number"], name="Known", severity="info")
        self.count(low="3", severity="info")

        self.env.invalidate_all()  # as each request begins
        name = "x_cft_certificates"
        spec = {name: {"fields": {"x_country": {}}}, "crm_rule_hints": {}}
        rows = [Command.create({"x_country": "Peru"})]
        answer = self.deal.onchange({name: rows}, [name], spec)["value"]

        labels = [
            field["label"]
            for item in answer["crm_rule_hints"]["items"]
            for field in item["fields"]
        ]
        self.assertIn("FT Certificates / Peru / Number", labels)
        self.assertNotIn("FT Certificates", labels, "three rows are enough")

    def test_a_board_costs_a_constant_number_of_queries(self):
        self.rule(fields=["x_number"], stage=self.checked)
        self.count(low="3", stage=self.checked)
        costs = []
        for size in (3, 30):
            leads = self.env["crm.lead"].create(
                [
                    {
                        "name": f"Deal {n}",
                        "stage_id": self.open.id,
                        "x_cft_certificates": [Command.create({"x_country": "Peru"})],
                    }
                    for n in range(size)
                ]
            )
            leads.mapped("crm_ready_missing")
            leads.mapped("crm_rule_hints")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads.mapped("crm_ready_missing")
            leads.mapped("crm_rule_hints")
            costs.append(self.env.cr.sql_log_count - before)

        self.assertEqual(costs[0], costs[1])

    def test_the_form_asks_rows_by_the_stage_of_the_deal(self):
        self.rule(fields=["x_number"], stage=self.checked)

        leads = self.env["crm.lead"].with_user(self.salesman)
        arch = etree.fromstring(leads.get_view(view_type="form")["arch"])
        table = arch.xpath("//field[@name='x_cft_certificates']")[0]
        number = table.xpath("./list/field[@name='x_number']")[0]
        self.assertIn("parent.stage_id in [", number.get("required"))
        own = etree.fromstring(self.rows.get_view(view_type="list")["arch"])
        self.assertFalse(own.xpath("./field[@name='x_number']/@required"))

    def test_the_report_lists_the_rows_that_fail(self):
        rule = self.rule(fields=["x_number"], stage=self.checked, starts="2099-01-01")
        self.deal.stage_id = self.checked

        action = rule.action_impact()

        self.assertEqual(action["res_model"], self.rows._name)
        self.assertEqual(action["domain"], [("id", "in", [self.rows[1].id])])
        self.assertEqual(action["name"], "1 of 2 would be refused")

    def test_the_report_lists_deals_with_too_few_rows(self):
        rule = self.count(low="3", starts="2099-01-01")

        self.assertIn(self.deal.id, rule.action_impact()["domain"][0][2])

    def test_a_trial_counts_rows(self):
        rule = self.count(low="3", starts="2026-01-01")
        trial = (
            self.env["crm.custom.field.trial"]
            .with_user(self.designer)
            .create({"rule_id": rule.id, "record_ref": self.deal.id})
        )

        self.assertEqual(trial.line_ids.verdict, "refused")
        self.assertIn("Number of rows: at least 3.", trial.line_ids.words)
