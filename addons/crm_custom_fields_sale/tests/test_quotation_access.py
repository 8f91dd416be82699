from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import QuotationCommon

NUMBER = "13812341234"


@tagged("post_install", "-at_install")
class TestQuotationAccess(QuotationCommon):
    """What somebody may not see on the deal stays hidden on the quotation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.limited = {
            "name": "Quote Test Phone",
            "technical_name": "x_cqt_phone",
            "mask": "middle",
            "read_group_ids": [Command.link(cls.managers.id)],
        }
        cls.define(
            *cls.on_both(**cls.limited),
            *cls.on_both(
                name="Quote Test Margin",
                technical_name="x_cqt_margin",
                kind="float",
                write_group_ids=[Command.link(cls.managers.id)],
            ),
        )

    def test_a_closed_value_comes_along_and_stays_closed(self):
        lead = self.deal()
        lead.sudo().x_cqt_phone = NUMBER

        order = self.quotation(lead)

        self.assertEqual(order.sudo().x_cqt_phone, NUMBER, "nothing is lost")
        self.assertEqual(order.x_cqt_phone_masked, "138****1234")
        with self.assertRaises(AccessError):
            order.read(["x_cqt_phone"])

    def test_the_form_gives_a_closed_value_to_nobody(self):
        lead = self.deal()
        lead.sudo().x_cqt_phone = NUMBER
        orders = self.clicked(lead)

        values = orders.default_get(["opportunity_id", "x_cqt_phone", "x_cqt_sector"])

        self.assertNotIn("x_cqt_phone", values)
        self.assertNotIn(NUMBER, str(orders.onchange({}, [], {"x_cqt_sector": {}})))

    def test_who_may_not_write_a_field_still_takes_it_over(self):
        lead = self.deal()
        lead.sudo().x_cqt_margin = 12.5

        self.assertEqual(self.quotation(lead).x_cqt_margin, 12.5)
        with self.assertRaises(AccessError):
            self.quotation(lead, x_cqt_margin=50)
        with self.assertRaises(AccessError):
            self.clicked(lead).with_context(default_x_cqt_margin=50).create(
                {"partner_id": self.customer.id}
            )

    def test_an_opportunity_that_one_does_not_see_gives_nothing(self):
        other = new_test_user(
            self.env, "quotes_other", groups="sales_team.group_sale_salesman"
        )
        lead = self.lead(user=other, x_cqt_sector="Secret")

        values = (
            self.env["sale.order"]
            .with_user(self.salesman)
            .with_context(default_opportunity_id=lead.id)
            .default_get(["opportunity_id", "x_cqt_sector"])
        )

        self.assertNotIn("x_cqt_sector", values)
        self.assertFalse(self.quotation(lead).x_cqt_sector)

    def test_a_field_that_shows_more_gets_nothing_by_its_name_alone(self):
        open_to_all = {"name": "Quote Test Code", "technical_name": "x_cqt_code"}
        self.define({**open_to_all, "model_id": self.order_model.id})
        self.define(
            {
                **open_to_all,
                "read_group_ids": [Command.link(self.managers.id)],
                "mask": "all",
            }
        )
        lead = self.deal()
        lead.sudo().x_cqt_code = "S-1"

        self.assertFalse(self.quotation(lead).sudo().x_cqt_code)

    def test_a_field_that_shows_more_cannot_be_chosen(self):
        [shown, lighter] = self.define(
            {
                "name": "Quote Test Open",
                "technical_name": "x_cqt_open",
                "model_id": self.order_model.id,
            },
            {
                **self.limited,
                "name": "Quote Test Lighter",
                "technical_name": "x_cqt_lighter",
                "mask": "last",
                "model_id": self.order_model.id,
            },
        )
        source = self.env["crm.custom.field"].search(
            [("technical_name", "=", "x_cqt_phone"), ("model_name", "=", "crm.lead")]
        )

        for target in (shown, lighter):
            with self.assertRaisesRegex(
                ValidationError,
                f"{target.name} would show its value to more people. Let {target.name}"
                " be visible to the same groups",
            ):
                source.carry_order_field_id = target
        lighter.mask = "all"
        source.carry_order_field_id = lighter

    def test_a_narrower_group_may_take_over(self):
        administrators = self.env.ref("base.group_system")
        administrators.implied_ids += self.managers
        target = self.define(
            {
                **self.limited,
                "technical_name": "x_cqt_private",
                "read_group_ids": [Command.link(administrators.id)],
                "name": "Quote Test Private",
                "model_id": self.order_model.id,
            }
        )
        source = self.env["crm.custom.field"].search(
            [("technical_name", "=", "x_cqt_phone"), ("model_name", "=", "crm.lead")]
        )
        source.carry_order_field_id = target
        lead = self.deal()
        lead.sudo().x_cqt_phone = NUMBER

        self.assertEqual(self.quotation(lead).sudo().x_cqt_private, NUMBER)

        administrators.implied_ids -= self.managers  # the way is closed at once
        self.assertFalse(self.quotation(lead).sudo().x_cqt_private)
