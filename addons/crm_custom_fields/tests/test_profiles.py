from lxml import etree

from odoo import Command
from odoo.exceptions import ValidationError

from .common import FieldsCommon


class TestProfiles(FieldsCommon):
    """A profile brings fields and rules to the deals that it fits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.field = cls.define(
            {
                "name": "Field Test Certificate",
                "technical_name": "x_cft_certificate",
                "page": "Devices",
            }
        )
        cls.industry = cls.env["res.partner.industry"].create({"name": "FT Devices"})
        cls.customer = cls.env["res.partner"].create(
            {"name": "Clinic North", "industry_id": cls.industry.id}
        )
        medical = [("partner_id.industry_id", "=", cls.industry.id)]
        cls.profile = (
            cls.env["crm.custom.field.profile"]
            .with_user(cls.designer)
            .create(
                {
                    "name": "FT Medical",
                    "condition": repr(medical),
                    "field_ids": [Command.link(cls.field.id)],
                }
            )
        )
        cls.rule = cls.require(
            "x_cft_certificate",
            stage=cls.checked,
            profile_ids=[Command.link(cls.profile.id)],
        )

    def test_the_industry_of_the_customer_chooses_the_profile(self):
        lead = self.lead(partner_id=self.customer.id)
        other = self.lead()

        self.assertEqual(lead.crm_profile_id, self.profile)
        self.assertFalse(other.crm_profile_id)

        other.partner_id = self.customer
        self.assertEqual(other.crm_profile_id, self.profile)

    def test_its_rules_bind_only_its_deals(self):
        self.lead(stage_id=self.checked.id)

        with self.assertRaisesRegex(ValidationError, "Field Test Certificate"):
            self.lead(partner_id=self.customer.id, stage_id=self.checked.id)

    def test_a_profile_chosen_by_hand_binds_as_well(self):
        lead = self.lead(stage_id=self.checked.id)

        with self.assertRaisesRegex(ValidationError, "Field Test Certificate"):
            lead.crm_profile_id = self.profile

    def test_a_profile_chosen_by_hand_stays_without_a_better_one(self):
        self.profile.condition = False
        lead = self.lead(crm_profile_id=self.profile.id)

        lead.partner_id = self.customer

        self.assertEqual(lead.crm_profile_id, self.profile)

    def test_values_stay_when_the_profile_goes(self):
        lead = self.lead(partner_id=self.customer.id, x_cft_certificate="DE-1")

        lead.crm_profile_id = False

        self.assertEqual(lead.x_cft_certificate, "DE-1")

    def test_the_form_shows_field_and_tab_with_the_profile_only(self):
        arch = etree.fromstring(
            self.env["crm.lead"]
            .with_user(self.salesman)
            .get_view(self.env.ref("crm.crm_lead_view_form").id, "form")["arch"]
        )

        hidden = f"crm_profile_id not in [{self.profile.id}]"
        [field] = arch.xpath("//field[@name='x_cft_certificate']")
        [page] = arch.xpath("//page[@string='Devices']")
        self.assertEqual(field.get("invisible"), hidden)
        self.assertEqual(page.get("invisible"), f"({hidden})")

    def test_without_profiles_the_form_does_not_mention_them(self):
        self.env["crm.custom.field.profile"].search([]).action_archive()

        arch = etree.fromstring(
            self.env["crm.lead"].get_view(
                self.env.ref("crm.crm_lead_view_form").id, "form"
            )["arch"]
        )

        for node in arch.xpath("//field[@name='crm_profile_id']"):
            self.assertEqual(node.get("invisible"), "True")

    def test_a_filter_that_does_not_fit_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "The filter of FT Medical"):
            self.profile.condition = "[('x_nowhere', '=', 1)]"

    def test_many_deals_get_their_profile_in_a_constant_number_of_queries(self):
        costs = []
        for size in (4, 40):
            leads = self.env["crm.lead"].create(
                [
                    {"name": f"Deal {n}", "partner_id": self.customer.id}
                    for n in range(size)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            self.env["crm.custom.field.profile"]._profiles()
            before = self.env.cr.sql_log_count
            self.env["crm.custom.field.profile"]._assign(leads)
            costs.append(self.env.cr.sql_log_count - before)

        self.assertEqual(costs[0], costs[1])
