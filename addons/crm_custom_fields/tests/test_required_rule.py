from lxml import etree

from odoo import Command
from odoo.exceptions import ValidationError

from ..models.rule import engine
from .common import FieldsCommon


class TestRequiredRule(FieldsCommon):
    """ "Required from stage X on" holds on every way into a record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define(
            {
                "name": "Field Test Sector",
                "technical_name": "x_cft_sector",
                "kind": "selection",
                "option_ids": [Command.create({"name": "Health", "value": "health"})],
            },
            {
                "name": "Field Test Employees",
                "technical_name": "x_cft_employees",
                "kind": "integer",
            },
        )
        cls.rule = cls.require(
            "x_cft_sector",
            "x_cft_employees",
            stage=cls.checked,
            message="The price list depends on it.",
        )

    REFUSED = (
        "“Ward extension” cannot be in stage “(Checked|Agreed)” yet. "
        "Fill in first: Field Test Employees, Field Test Sector."
    )

    def test_before_the_stage_nothing_is_asked(self):
        lead = self.lead()

        lead.name = "Ward extension, west"

        self.assertEqual(lead.stage_id, self.open)

    def test_create_in_the_stage_is_refused(self):
        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            self.lead(stage_id=self.checked.id)

    def test_write_into_the_stage_and_any_later_one_is_refused(self):
        lead = self.lead()

        for stage in (self.checked, self.agreed):
            with self.subTest(stage=stage.name):
                with self.assertRaisesRegex(ValidationError, self.REFUSED):
                    lead.stage_id = stage

    def test_the_refusal_says_what_to_do(self):
        with self.assertRaisesRegex(ValidationError, "The price list depends on it."):
            self.lead(stage_id=self.checked.id)

    def test_filled_in_the_deal_moves_on(self):
        lead = self.lead()

        lead.write(
            {
                "stage_id": self.checked.id,
                "x_cft_sector": "health",
                "x_cft_employees": 80,
            }
        )

        self.assertEqual(lead.stage_id, self.checked)

    def test_a_value_cannot_be_emptied_again(self):
        lead = self.lead(
            stage_id=self.checked.id, x_cft_sector="health", x_cft_employees=80
        )

        with self.assertRaisesRegex(ValidationError, "Fill in first: .*Sector"):
            lead.x_cft_sector = False

    def test_zero_counts_as_missing_unless_the_rule_says_otherwise(self):
        lead = self.lead(x_cft_sector="health", x_cft_employees=0)

        with self.assertRaisesRegex(ValidationError, "Employees"):
            lead.stage_id = self.checked

        self.rule.zero_is_filled = True
        lead.stage_id = self.checked
        self.assertEqual(lead.stage_id, self.checked)

    def test_sudo_does_not_open_the_door(self):
        lead = self.lead()

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.sudo().stage_id = self.checked

    def test_no_context_key_opens_the_door(self):
        lead = self.lead().with_context(
            install_mode=True,
            import_file=True,
            tracking_disable=True,
            mail_notrack=True,
            skip_validation_check=True,
            check_exception=False,
        )

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.stage_id = self.checked

    def test_a_kanban_drag_is_refused(self):
        lead = self.lead()

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.web_save({"stage_id": self.checked.id}, {"stage_id": {}})

    def test_an_import_reports_the_row(self):
        leads = self.env["crm.lead"].with_user(self.salesman)

        result = leads.load(
            ["name", "type", "stage_id/.id"],
            [
                ["Fine", "opportunity", str(self.open.id)],
                ["Ward extension", "opportunity", str(self.checked.id)],
            ],
        )

        self.assertFalse(result["ids"])
        self.assertEqual({message["type"] for message in result["messages"]}, {"error"})
        self.assertRegex(result["messages"][-1]["message"], self.REFUSED)

    def test_a_stage_recomputed_by_a_change_of_team_is_refused(self):
        self.open.team_ids = self.team
        earlier = self.env["crm.stage"].search([("sequence", "<", 1001)])
        earlier.team_ids = self.team
        self.checked.sequence = 0
        self.checked.team_ids = self.other_team
        self.open.sequence = -1
        lead = self.lead()
        self.env.flush_all()

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.team_id = self.other_team
            self.env.flush_all()

    def test_a_copy_into_the_stage_is_refused_when_it_lacks_the_values(self):
        lead = self.lead()

        with self.assertRaisesRegex(ValidationError, "Fill in first"):
            lead.copy({"stage_id": self.checked.id})

    def test_marking_as_won_is_refused(self):
        self.agreed.is_won = True
        self.env["crm.stage"].search(
            [("is_won", "=", True), ("id", "!=", self.agreed.id)]
        ).is_won = False
        lead = self.lead()

        with self.assertRaisesRegex(ValidationError, "Fill in first"):
            lead.action_set_won()

    def test_an_old_deal_can_still_be_edited_elsewhere(self):
        self.rule.active = False
        lead = self.lead(stage_id=self.checked.id)
        self.rule.active = True

        lead.name = "Ward extension, east"

        with self.assertRaisesRegex(ValidationError, "Fill in first"):
            lead.x_cft_employees = 0

    def test_a_rule_for_a_team_leaves_others_alone(self):
        self.rule.team_ids = self.other_team

        lead = self.lead(stage_id=self.checked.id)

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.team_id = self.other_team

    def test_a_rule_for_opportunities_leaves_leads_alone(self):
        lead = self.lead(type="lead", stage_id=self.checked.id)

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.type = "opportunity"

    def test_a_rule_without_stage_holds_always(self):
        self.rule.write({"stage_id": False, "lead_type": False})

        with self.assertRaisesRegex(ValidationError, "cannot be in stage “Open” yet"):
            self.lead()

    def test_a_stage_moved_behind_the_line_is_bound_too(self):
        self.open.sequence = 2000

        with self.assertRaisesRegex(ValidationError, "cannot be in stage “Open” yet"):
            self.lead()

    def test_stock_fields_can_be_required(self):
        self.require("expected_revenue", stage=self.open)

        with self.assertRaisesRegex(ValidationError, "Expected Revenue"):
            self.lead()

    def test_contacts_obey_rules_as_well(self):
        self.env["crm.custom.field.rule"].with_user(self.designer).create(
            {
                "name": "Contacts have a city",
                "model_id": self.partner_model.id,
                "field_ids": [
                    Command.set(
                        [self.env["ir.model.fields"]._get("res.partner", "city").id]
                    )
                ],
            }
        )

        with self.assertRaisesRegex(
            ValidationError, "“Clinic North” cannot be saved like this.*City"
        ):
            self.env["res.partner"].create({"name": "Clinic North"})

    def test_a_rule_names_fields_of_its_own_model_only(self):
        city = self.env["ir.model.fields"]._get("res.partner", "city")

        with self.assertRaisesRegex(ValidationError, "needs fields of"):
            self.rule.field_ids = [Command.set(city.ids)]

    def test_a_long_list_of_refusals_is_cut_short(self):
        leads = self.env["crm.lead"].concat(*(self.lead() for _ in range(7)))

        with self.assertRaisesRegex(ValidationError, "and 2 more"):
            leads.write({"stage_id": self.checked.id})

    def test_the_form_shows_what_is_required_live(self):
        arch = etree.fromstring(
            self.env["crm.lead"]
            .with_user(self.salesman)
            .get_view(self.env.ref("crm.crm_lead_view_form").id, "form")["arch"]
        )

        [node] = arch.xpath("//field[@name='x_cft_sector']")
        self.assertEqual(
            node.get("required"),
            f"stage_id in {sorted((self.checked + self.agreed).ids)}"
            " and type == 'opportunity'",
        )

    def test_a_batch_costs_a_constant_number_of_queries(self):
        few = self.leads_in_stage(5)
        many = self.leads_in_stage(50)

        cost = [self.queries_to_move(leads) for leads in (few, many)]

        self.assertEqual(cost[0], cost[1], "the rules query per record")

    def leads_in_stage(self, count):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Deal {n}",
                    "stage_id": self.open.id,
                    "x_cft_sector": "health",
                    "x_cft_employees": n + 1,
                }
                for n in range(count)
            ]
        )
        self.env.flush_all()
        leads.invalidate_recordset()
        return leads

    def queries_to_move(self, leads):
        self.env["crm.custom.field.rule"]._program("crm.lead")
        before = self.env.cr.sql_log_count
        engine.enforce(leads, {"stage_id"})
        return self.env.cr.sql_log_count - before
