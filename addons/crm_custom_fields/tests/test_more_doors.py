from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import FieldsCommon


@tagged("post_install", "-at_install")
class TestMoreDoors(FieldsCommon):
    """Ways into a deal that no form is behind."""

    REFUSED = "cannot be in stage “Checked” yet. Fill in first: Field Test Sector"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define({"name": "Field Test Sector", "technical_name": "x_cft_sector"})
        cls.rule = cls.require("x_cft_sector", stage=cls.checked)
        cls.public = cls.env.ref("base.public_user")

    def test_multi_edit_in_the_list(self):
        leads = self.lead(name="First", x_cft_sector="A") + self.lead(name="Second")

        with self.assertRaisesRegex(ValidationError, "“Second” " + self.REFUSED):
            leads.with_user(self.salesman).web_save_multi(
                [{"stage_id": self.checked.id}] * 2, {"stage_id": {}}
            )

    def test_list_edit(self):
        lead = self.lead(x_cft_sector="A")
        lead.stage_id = self.checked

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.web_save({"x_cft_sector": False}, {"x_cft_sector": {}})

    def test_a_mail_alias_creates_no_deal_behind_the_line(self):
        # As the mail gateway does: a stranger's message, the defaults of the alias.
        gateway = self.env["crm.lead"].with_user(self.public).sudo()
        message = {
            "subject": "Ward extension",
            "from": "clinic@example.com",
            "email_from": "clinic@example.com",
            "author_id": False,
            "to": "sales@example.com",
            "cc": "",
        }

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            gateway.message_new(
                message, {"stage_id": self.checked.id, "type": "opportunity"}
            )

        lead = gateway.message_new(
            message, {"stage_id": self.open.id, "type": "opportunity"}
        )
        self.assertEqual(lead.stage_id, self.open)

    def test_a_web_form_creates_no_deal_behind_the_line(self):
        # As website_crm does: in the name of a stranger, with the rights of the system.
        form = self.env["crm.lead"].with_user(self.public).sudo()

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            form.create(
                {
                    "name": "By web form",
                    "type": "opportunity",
                    "stage_id": self.checked.id,
                }
            )

    def test_a_web_form_is_bound_by_formats_and_ranges_too(self):
        self.require(
            "x_cft_sector",
            effect="format",
            format="pattern",
            pattern="[A-Z]+",
            lead_type=False,
        )
        form = self.env["crm.lead"].with_user(self.public).sudo()

        with self.assertRaisesRegex(ValidationError, "check Field Test Sector"):
            form.create({"name": "By web form", "type": "lead", "x_cft_sector": "a1"})

    def test_a_merge_into_a_stage_behind_the_line(self):
        first = self.lead(name="Ward", x_cft_sector="A")
        first.stage_id = self.checked
        second = self.lead(name="Ward, west")
        self.rule.active = False
        second.stage_id = self.checked
        first.x_cft_sector = False
        self.rule.active = True

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            (first + second).merge_opportunity()
            self.env.flush_all()

    def test_a_lead_that_becomes_an_opportunity(self):
        lead = self.lead(type="lead", stage_id=self.checked.id)

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.convert_opportunity(self.env["res.partner"])

    def test_automation_with_the_rights_of_the_system(self):
        lead = self.lead()
        action = self.env["ir.actions.server"].create(
            {
                "name": "Push on",
                "model_id": self.lead_model.id,
                "state": "object_write",
                "update_path": "stage_id",
                "resource_ref": f"crm.stage,{self.checked.id}",
            }
        )
        for environment in (self.salesman, self.env.ref("base.user_root")):
            with self.subTest(user=environment.login):
                with self.assertRaisesRegex(ValidationError, self.REFUSED):
                    action.with_user(environment).sudo().with_context(
                        active_model="crm.lead", active_ids=lead.ids
                    ).run()

    def test_a_reason_in_the_context_is_no_reason(self):
        self.rule.severity = "warn"
        lead = self.lead()

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.with_context(
                crm_rule_reason="Because", default_crm_rule_reason="Because"
            ).stage_id = self.checked

    def test_values_under_another_name_of_the_same_field(self):
        leads = self.env["crm.lead"].with_context(
            default_stage_id=self.checked.id, default_type="opportunity"
        )

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            leads.create({"name": "By default"})
        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            leads.name_create("By name")

    def test_commands_of_another_record(self):
        team = self.env["crm.team"].create({"name": "Field Test Parent"})
        partner = self.env["res.partner"].create({"name": "Clinic North"})

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            partner.write(
                {
                    "opportunity_ids": [
                        Command.create(
                            {
                                "name": "By command",
                                "type": "opportunity",
                                "team_id": team.id,
                                "stage_id": self.checked.id,
                            }
                        )
                    ]
                }
            )
