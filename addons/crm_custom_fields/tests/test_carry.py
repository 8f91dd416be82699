from odoo import Command
from odoo.exceptions import ValidationError

from .common import FieldsCommon


class TestCarry(FieldsCommon):
    """Values go along when deals are merged or become customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        options = [
            Command.create({"name": name, "value": name.lower()})
            for name in ("Health", "School")
        ]
        managers = cls.env.ref("sales_team.group_sale_manager")
        on_lead = {"model_id": cls.lead_model.id}
        on_partner = {"model_id": cls.partner_model.id}
        sector = {"name": "Field Test Sector", "technical_name": "x_cft_sector"}
        needs = {"name": "Field Test Needs", "technical_name": "x_cft_needs"}
        cls.define(
            {**sector, **on_partner, "kind": "selection", "option_ids": options},
            {**needs, **on_partner, "kind": "tags", "option_ids": options},
            {**sector, **on_lead, "kind": "selection", "option_ids": options},
            {**needs, **on_lead, "kind": "tags", "option_ids": options},
            {
                "name": "Field Test Margin",
                "technical_name": "x_cft_margin",
                "kind": "float",
                "read_group_ids": [Command.link(managers.id)],
            },
        )

    def option(self, name):
        definition = self.env["crm.custom.field"].search(
            [("technical_name", "=", "x_cft_needs"), ("model_name", "=", "crm.lead")]
        )
        return definition.option_ids.filtered(lambda option: option.value == name)

    def test_merging_keeps_every_value(self):
        first = self.lead(x_cft_needs=self.option("health").ids, probability=60)
        second = self.lead(
            x_cft_sector="school", x_cft_needs=self.option("school").ids, probability=20
        )
        second.sudo().x_cft_margin = 12.5

        merged = (first | second).with_user(self.salesman).merge_opportunity()

        self.assertEqual(merged.x_cft_sector, "school")
        self.assertEqual(merged.x_cft_needs.mapped("value"), ["health", "school"])
        self.assertEqual(merged.sudo().x_cft_margin, 12.5, "unseen values count too")

    def test_what_the_remaining_deal_says_wins(self):
        first = self.lead(x_cft_sector="health", probability=60)
        second = self.lead(x_cft_sector="school", probability=20)

        self.assertEqual((first | second).merge_opportunity().x_cft_sector, "health")

    def test_converting_a_lead_keeps_its_values(self):
        lead = self.lead(type="lead", x_cft_sector="health")

        lead.convert_opportunity(self.env["res.partner"])

        self.assertEqual((lead.type, lead.x_cft_sector), ("opportunity", "health"))

    def test_a_new_customer_takes_the_values_over(self):
        lead = self.lead(
            partner_name="Clinic North",
            contact_name="Ada",
            x_cft_sector="health",
            x_cft_needs=self.option("school").ids,
        )

        contact = lead._create_customer()

        company = contact.parent_id
        self.assertEqual(company.x_cft_sector, "health")
        self.assertEqual(company.x_cft_needs.mapped("value"), ["school"])
        self.assertEqual(
            company.x_cft_needs.field_id.model_name, "res.partner", "its own options"
        )
        self.assertFalse(contact.x_cft_sector)

    def test_a_value_can_go_to_a_field_of_another_name(self):
        target = self.define(
            {
                "name": "Field Test Code",
                "technical_name": "x_cft_partner_code",
                "model_id": self.partner_model.id,
            }
        )
        self.define(
            {
                "name": "Field Test Code",
                "technical_name": "x_cft_lead_code",
                "carry_field_id": target.id,
            }
        )

        customer = self.lead(x_cft_lead_code="A-1")._create_customer()

        self.assertEqual(customer.x_cft_partner_code, "A-1")

    def test_a_value_cannot_go_to_a_field_of_another_type(self):
        target = self.env["crm.custom.field"].search(
            [("technical_name", "=", "x_cft_needs"), ("model_name", "=", "res.partner")]
        )
        with self.assertRaisesRegex(ValidationError, "cannot go to Field Test Needs"):
            self.define({"name": "Field Test Code", "carry_field_id": target.id})

    def limited(self, name, **groups):
        """Define the same field on opportunities and contacts, for few."""
        managers = [Command.link(self.env.ref("sales_team.group_sale_manager").id)]
        models = (self.partner_model, self.lead_model)
        return self.define(
            *(
                {
                    "name": f"Field Test {name}",
                    "technical_name": f"x_cft_{name.lower()}",
                    "model_id": model.id,
                    **dict.fromkeys(groups.get(model.model, ()), managers),
                }
                for model in models
            )
        )

    def test_a_customer_takes_over_what_the_user_may_not_enter(self):
        closed = ("read_group_ids", "write_group_ids")
        self.limited("Credit", **{"res.partner": closed, "crm.lead": closed})
        lead = self.lead(partner_name="Clinic North", contact_name="Ada")
        lead.sudo().x_cft_credit = "AAA"

        contact = lead._create_customer()

        self.assertEqual(contact.parent_id.sudo().x_cft_credit, "AAA")
        self.assertFalse(contact.sudo().x_cft_credit)

    def test_a_contact_field_that_shows_more_gets_nothing(self):
        target, source = self.limited("Credit", **{"crm.lead": ("read_group_ids",)})
        lead = self.lead(partner_name="Clinic North")
        lead.sudo().x_cft_credit = "AAA"

        self.assertFalse(lead._create_customer().sudo().x_cft_credit)
        with self.assertRaisesRegex(
            ValidationError, "would show its value to more people. Let Field Test Cre"
        ):
            source.carry_field_id = target
