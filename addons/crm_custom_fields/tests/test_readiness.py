from .common import CODE, FieldsCommon


class TestReadiness(FieldsCommon):
    """A deal tells what the next stage will ask for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define(
            CODE,
            {"name": "Field Test Site", "technical_name": "x_cft_site"},
        )
        cls.require("x_cft_code", "x_cft_site", stage=cls.checked)

    def ready(self, lead):
        lead.invalidate_recordset()
        return (lead.crm_ready_percent, lead.crm_ready_stage, lead.crm_ready_missing)

    def test_the_meter_fills_up(self):
        lead = self.lead()
        self.assertEqual(
            self.ready(lead), (0, "Checked", "Field Test Code, Field Test Site")
        )

        lead.x_cft_code = "A"
        self.assertEqual(self.ready(lead), (50, "Checked", "Field Test Site"))

        lead.x_cft_site = "North"
        self.assertEqual(self.ready(lead), (100, "Checked", ""))

    def test_what_is_missing_is_listed_as_the_language_of_the_reader_does(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        lead = self.lead()
        self.ready(lead)

        chinese = lead.with_context(lang="zh_CN")

        self.assertEqual(chinese.crm_ready_missing, "Field Test Code、Field Test Site")

    def test_the_last_stage_asks_for_nothing(self):
        lead = self.lead(x_cft_code="A", x_cft_site="North")

        lead.stage_id = self.env["crm.stage"].search([])[-1]

        self.assertEqual(self.ready(lead), (100, False, ""))

    def test_a_board_costs_a_constant_number_of_queries(self):
        costs = []
        for size in (3, 30):
            leads = self.env["crm.lead"].create(
                [{"name": f"Deal {n}", "stage_id": self.open.id} for n in range(size)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            self.env["crm.custom.field.rule"]._program("crm.lead")
            leads.fields_get(["x_cft_code"], ["string"])
            before = self.env.cr.sql_log_count
            leads.mapped("crm_ready_missing")
            costs.append(self.env.cr.sql_log_count - before)

        self.assertEqual(costs[0], costs[1])
