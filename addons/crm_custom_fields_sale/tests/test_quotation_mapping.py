from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import QuotationCommon


@tagged("post_install", "-at_install")
class TestQuotationMapping(QuotationCommon):
    """The consultant says where a value goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target, cls.source = cls.define(
            {
                "name": "Quote Test Order Code",
                "technical_name": "x_cqt_order_code",
                "model_id": cls.order_model.id,
            },
            {"name": "Quote Test Code", "technical_name": "x_cqt_code"},
        )

    def test_a_value_can_go_to_a_field_of_another_name(self):
        self.source.carry_order_field_id = self.target

        order = self.quotation(self.deal(x_cqt_code="A-1"))

        self.assertEqual(order.x_cqt_order_code, "A-1")

    def test_a_value_cannot_go_to_a_field_of_another_type_or_model(self):
        number, contact = self.define(
            {
                "name": "Quote Test Number",
                "technical_name": "x_cqt_number",
                "kind": "integer",
                "model_id": self.order_model.id,
            },
            {
                "name": "Quote Test Contact",
                "technical_name": "x_cqt_contact",
                "model_id": self.partner_model.id,
            },
        )
        for target in (number, contact):
            with self.assertRaisesRegex(
                ValidationError,
                f"The value of Quote Test Code cannot go to {target.name}. Choose a "
                "field of the same type that is shown on: Sales Order",
            ):
                self.source.carry_order_field_id = target

    def test_the_configuration_file_knows_the_way(self):
        config = self.env["crm.custom.field.config"].with_user(self.designer)
        self.source.carry_order_field_id = self.target
        document = config._document()
        [entry] = [e for e in document["fields"] if e["key"] == "crm.lead/x_cqt_code"]
        self.assertEqual(entry["carry_to_quotation"], "x_cqt_order_code")

        self.source.carry_order_field_id = False
        config._apply(document)

        self.assertEqual(self.source.carry_order_field_id, self.target)

    def test_another_type_ends_the_way(self):
        self.source.carry_order_field_id = self.target

        self.source._retype("text")

        self.assertFalse(self.source.carry_order_field_id)
