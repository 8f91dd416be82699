from odoo import Command

from odoo.addons.crm_custom_fields.tests.common import FieldsCommon


class QuotationCommon(FieldsCommon):
    """The same fields on opportunities and quotations, and a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order_model = cls.env["ir.model"]._get("sale.order")
        cls.managers = cls.env.ref("sales_team.group_sale_manager")
        cls.customer = cls.env["res.partner"].create({"name": "Clinic North"})
        options = [
            Command.create({"name": name, "value": name.lower()})
            for name in ("Health", "School")
        ]
        cls.define(
            *cls.on_both(name="Quote Test Sector", technical_name="x_cqt_sector"),
            *cls.on_both(
                name="Quote Test Needs",
                technical_name="x_cqt_needs",
                kind="tags",
                option_ids=options,
            ),
        )

    @classmethod
    def on_both(cls, **definition):
        models = (cls.order_model, cls.lead_model)
        return [{**definition, "model_id": model.id} for model in models]

    @classmethod
    def _rebuild_registry(cls):
        names = ["crm.lead", "res.partner", "sale.order"]
        cls.registry._setup_models__(cls.cr, names)

    def deal(self, **values):
        return self.lead(partner_id=self.customer.id, **values)

    def quotation(self, lead, **values):
        """Create a quotation as the salesman does from a script."""
        return self.quotations(lead, **values)

    def quotations(self, *leads, **values):
        orders = self.env["sale.order"].with_user(self.salesman)
        return orders.create(
            [
                {"partner_id": self.customer.id, "opportunity_id": lead.id, **values}
                for lead in leads
            ]
        )

    def clicked(self, lead):
        """Return the model as the button *New Quotation* opens it."""
        action = lead.with_user(self.salesman).action_new_quotation()
        orders = self.env["sale.order"].with_user(self.salesman)
        return orders.with_context(**action["context"])

    def option(self, value, model="crm.lead"):
        definition = self.env["crm.custom.field"].search(
            [("technical_name", "=", "x_cqt_needs"), ("model_name", "=", model)]
        )
        return definition.option_ids.filtered(lambda option: option.value == value)
