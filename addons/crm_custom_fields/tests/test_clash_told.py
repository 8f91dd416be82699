from odoo import Command

from .clash_common import ClashCommon


class TestClashWithTheContact(ClashCommon):
    """The other table may belong to a record that the deal links to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls.define(
            cls.table_of("FT Known", "x_cft_known", model="res.partner")
        )
        cls.patient_of = cls.env["res.partner"].create(
            {
                "name": "Liu Min",
                "x_cft_known": [
                    Command.create(cls.entry(cls.known, "Antibiotics", "penicillin"))
                ],
            }
        )

    def known_clash(self, **values):
        link = self.env["ir.model.fields"]._get("crm.lead", "partner_id")
        return self.clash(with_table=self.known, with_link_id=link.id, **values)

    def test_the_plan_and_the_contact_are_judged_together(self):
        self.known_clash()
        bad = [Command.create(self.item("Amoxicillin", "penicillin"))]
        deal = self.patient(partner_id=self.patient_of.id)
        other = self.patient(x_cft_plan=bad)

        words = "“Amoxicillin” .FT Plan. conflicts with “Antibiotics” .FT Known."
        with self.refused(words):
            deal.x_cft_plan = bad
        with self.refused(words):
            other.partner_id = self.patient_of

    def test_an_allergy_is_always_recorded_and_stops_the_next_step(self):
        self.known_clash(stage=self.open)
        deal = self.patient(partner_id=self.patient_of.id)

        latex = self.entry(self.known, "Gloves", "latex")
        self.patient_of.x_cft_known = [Command.create(latex)]

        deal.invalidate_recordset()
        [item] = deal.crm_rule_hints["items"]
        self.assertIn("conflicts with “Gloves” (FT Known): Latex", item["hint"])
        with self.refused("conflicts with"):
            deal.stage_id = self.checked

    def test_without_a_contact_no_row_has_a_counterpart(self):
        self.known_clash(pairing="every")

        with self.refused("“Gloves” .FT Plan. needs a counterpart in FT Known: Latex"):
            self.patient()

    def test_who_may_not_read_the_contact_is_not_told_its_rows(self):
        self.known_clash()
        self.env["ir.rule"].create(
            {
                "name": "Hidden contacts",
                "model_id": self.partner_model.id,
                "domain_force": f"[('id', '!=', {self.patient_of.id})]",
                "groups": [
                    Command.link(self.env.ref("sales_team.group_sale_salesman").id)
                ],
            }
        )
        deal = self.patient()
        deal.sudo().partner_id = self.patient_of

        hidden = "“Pills” .FT Plan. conflicts with an entry that is not shown to you\\."
        with self.refused(hidden):
            deal.with_user(self.salesman).x_cft_plan = [
                Command.create(self.item("Pills", "penicillin"))
            ]


class TestClashIsTold(ClashCommon):
    """The meter, the panel, the report and the trial tell it too."""

    def test_the_panel_and_the_meter_tell_what_stops_the_next_stage(self):
        self.clash(stage=self.checked)
        bad = [Command.create(self.item("Amoxicillin", "penicillin"))]
        deal, good = self.patient(x_cft_plan=bad), self.patient()

        self.assertFalse(good.crm_ready_stage, "a ban asks for nothing")
        self.assertEqual(deal.crm_ready_percent, 0)
        self.assertEqual(deal.crm_ready_missing, "FT Plan")
        [item] = deal.crm_rule_hints["items"]
        self.assertEqual(item["when"], "next")
        self.assertEqual(item["fields"][0]["label"], "FT Plan")
        self.assertIn("“Amoxicillin” (FT Plan) conflicts with", item["hint"])

    def test_the_panel_follows_rows_that_are_not_saved(self):
        self.clash(severity="info")
        deal = self.patient()
        name = "x_cft_plan"
        rows = [Command.create(self.item("Amoxicillin", "penicillin"))]
        self.env.invalidate_all()  # as each request begins

        spec = {
            name: {"fields": {"x_item": {}, "x_harms": {"fields": {}}}},
            "crm_rule_hints": {},
        }
        answer = deal.onchange({name: rows}, [name], spec)["value"]
        hints = [item["hint"] for item in answer["crm_rule_hints"]["items"]]
        self.assertIn("“Amoxicillin” (FT Plan) conflicts with", hints[0])

    def test_the_report_and_the_trial_find_existing_clashes(self):
        bad = [Command.create(self.item("Amoxicillin", "penicillin"))]
        deal = self.patient(x_cft_plan=bad)
        rule = self.clash(starts="2026-01-01")

        self.assertIn(deal.id, rule.action_impact()["domain"][0][2])
        trial = (
            self.env["crm.custom.field.trial"]
            .with_user(self.designer)
            .create({"rule_id": rule.id, "record_ref": deal.id})
        )
        self.assertEqual(trial.line_ids.verdict, "refused")
        self.assertIn("“Amoxicillin” (FT Plan) conflicts", trial.line_ids.words)

    def test_many_deals_cost_a_constant_number_of_queries(self):
        self.clash(stage=self.checked, allowed_domain="[('x_fee', '<', 9)]")
        self.clash(column="x_item", other="x_item", stage=self.checked)

        def move(size):
            deals = self.env["crm.lead"].browse(
                [self.patient(name=f"Deal {n}").id for n in range(size)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            deals.stage_id = self.checked
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        move(2)
        self.assertEqual(move(3), move(40))

    def test_a_board_of_clashes_costs_a_constant_number_of_queries(self):
        rule = self.clash(stage=self.checked, active=False)
        bad = [Command.create(self.item("Amoxicillin", "penicillin"))]
        costs = []
        for size in (3, 20):
            deals = self.env["crm.lead"].browse(
                [self.patient(x_cft_plan=bad).id for _n in range(size)]
            )
            rule.active = True
            for counted in (False, True):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                deals.mapped("crm_ready_missing")
                self.assertIn("conflicts", str(deals.mapped("crm_rule_hints")))
                if counted:
                    costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[0], costs[1])
