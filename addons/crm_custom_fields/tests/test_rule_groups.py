from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user

from .common import CODE, FieldsCommon


class TestRuleGroups(FieldsCommon):
    """A rule may bind some people only; it looks at who acts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define(CODE)
        cls.rule = cls.require("x_cft_code", stage=cls.checked)
        cls.managers = cls.env.ref("sales_team.group_sale_manager")
        cls.trainees = cls.env["res.groups"].create({"name": "Field Test Trainees"})

    def test_a_rule_for_a_group_leaves_others_alone(self):
        self.rule.group_ids = self.trainees
        lead = self.lead()
        lead.stage_id = self.checked
        lead.stage_id = self.open
        self.salesman.group_ids += self.trainees

        with self.assertRaisesRegex(ValidationError, "Fill in first: Field Test Code"):
            lead.stage_id = self.checked

    def test_an_exempt_group_is_not_bound(self):
        self.rule.except_group_ids = self.managers
        lead = self.lead()

        with self.assertRaisesRegex(ValidationError, "Fill in first"):
            lead.stage_id = self.checked
        lead.with_user(self.designer).stage_id = self.checked

        self.assertEqual(lead.stage_id, self.checked)

    def test_sudo_is_still_who_acts(self):
        self.rule.except_group_ids = self.managers
        lead = self.lead()

        with self.assertRaisesRegex(ValidationError, "Fill in first"):
            lead.sudo().stage_id = self.checked

    def test_automation_that_a_salesman_sets_off_binds_him(self):
        self.rule.except_group_ids = self.managers
        lead = self.lead()
        action = self.env["ir.actions.server"].create(
            {
                "name": "Push on",
                "model_id": self.lead_model.id,
                "state": "code",
                "code": f"records.sudo().write({{'stage_id': {self.checked.id}}})",
            }
        )
        context = {"active_model": "crm.lead", "active_ids": lead.ids}

        with self.assertRaisesRegex(ValidationError, "Fill in first"):
            action.with_user(self.salesman).sudo().with_context(**context).run()

    def test_jobs_of_the_system_are_bound_by_every_rule(self):
        self.rule.group_ids = self.trainees
        lead = self.lead()
        root = self.env.ref("base.user_root")
        public = self.env.ref("base.public_user")

        for nobody in (root, public):
            with self.assertRaisesRegex(ValidationError, "Fill in first"):
                lead.with_user(nobody).sudo().stage_id = self.checked

    def test_all_conditions_of_who_and_where_have_to_hold(self):
        profile = self.env["crm.custom.field.profile"].create({"name": "FT Clinics"})
        company = self.env.company
        self.rule.write(
            {
                "group_ids": [
                    Command.link(self.env.ref("sales_team.group_sale_salesman").id)
                ],
                "team_ids": [Command.link(self.team.id)],
                "profile_ids": [Command.link(profile.id)],
                "company_id": company.id,
            }
        )
        fitting = {"crm_profile_id": profile.id, "company_id": company.id}
        other = self.env["res.company"].create({"name": "Field Test Company"})
        self.salesman.company_ids += other
        elsewhere = (
            {"team_id": self.other_team.id},
            {"crm_profile_id": False},
            {"company_id": other.id, "team_id": False},
            {"stage_id": self.open.id},
        )

        for values in elsewhere:
            deal = {**fitting, "stage_id": self.checked.id, **values}
            self.assertTrue(self.lead(**deal), values)
        with self.assertRaisesRegex(ValidationError, "Fill in first"):
            self.lead(stage_id=self.checked.id, **fitting)

    def test_the_form_follows_the_group_of_the_viewer(self):
        self.rule.except_group_ids = self.managers
        view = self.env.ref("crm.crm_lead_view_form").id
        manager = new_test_user(
            self.env, "fields_manager", groups="sales_team.group_sale_manager"
        )

        for user, is_asked in ((self.salesman, True), (manager, False)):
            arch = self.env["crm.lead"].with_user(user).get_view(view, "form")["arch"]
            self.assertEqual(f"stage_id in [{self.checked.id}" in arch, is_asked)
