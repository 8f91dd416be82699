from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import QuotationCommon


@tagged("post_install", "-at_install")
class TestQuotation(QuotationCommon):
    """A quotation starts with what its opportunity says."""

    def test_a_quotation_by_a_script_takes_the_values_over(self):
        lead = self.deal(x_cqt_sector="Care", x_cqt_needs=self.option("school").ids)

        order = self.quotation(lead)

        self.assertEqual(order.x_cqt_sector, "Care")
        self.assertEqual(order.x_cqt_needs, self.option("school", "sale.order"))

    def test_the_form_of_a_new_quotation_shows_them(self):
        lead = self.deal(x_cqt_sector="Care", x_cqt_needs=self.option("health").ids)

        form = Form(self.clicked(lead))

        self.assertEqual(form.x_cqt_sector, "Care")
        order = form.save()
        self.assertEqual(order.x_cqt_sector, "Care")
        self.assertEqual(order.x_cqt_needs.mapped("value"), ["health"])

    def test_what_one_enters_or_clears_wins(self):
        lead = self.deal(x_cqt_sector="Care")

        self.assertEqual(self.quotation(lead, x_cqt_sector="Own").x_cqt_sector, "Own")
        self.assertFalse(self.quotation(lead, x_cqt_sector=False).x_cqt_sector)
        with Form(self.clicked(lead)) as form:
            form.x_cqt_sector = False
        self.assertFalse(form.record.x_cqt_sector)

    def test_an_opportunity_chosen_by_hand_fills_what_is_empty(self):
        lead = self.deal(x_cqt_sector="Care", x_cqt_needs=self.option("health").ids)
        form = Form(self.env["sale.order"].with_user(self.salesman))
        form.partner_id = self.customer
        form.x_cqt_sector = "Own"

        form.opportunity_id = lead

        order = form.save()
        self.assertEqual(order.x_cqt_sector, "Own")
        self.assertEqual(order.x_cqt_needs.mapped("value"), ["health"])

    def test_a_quotation_keeps_its_values_when_the_deal_changes(self):
        lead = self.deal(x_cqt_sector="Care")
        order = self.quotation(lead)

        lead.x_cqt_sector = "School"
        lead.team_id = self.other_team

        self.assertEqual(order.x_cqt_sector, "Care")
        self.assertEqual(order.copy().x_cqt_sector, "Care")

    def test_rows_of_a_table_come_along(self):
        columns = [
            Command.create({"name": "Item", "technical_name": "x_item"}),
            Command.create({"name": "Days", "technical_name": "x_days"}),
        ]
        self.define(
            *self.on_both(
                name="Quote Test Dates",
                technical_name="x_cqt_dates",
                kind="table",
                column_ids=columns,
            )
        )
        rows = [Command.create({"x_item": "Survey", "x_days": "5"})]
        lead = self.deal(x_cqt_dates=rows)

        order = self.quotation(lead)

        self.assertEqual(order.x_cqt_dates.mapped("x_item"), ["Survey"])
        self.assertEqual(lead.x_cqt_dates.mapped("x_days"), ["5"], "a copy each")
        self.assertEqual(Form(self.clicked(lead)).save().x_cqt_dates.x_days, "5")

    def test_an_amount_is_turned_into_the_currency_of_the_quotation(self):
        self.define(
            *self.on_both(
                name="Quote Test Budget", technical_name="x_cqt_budget", kind="monetary"
            )
        )
        lead = self.deal(x_cqt_budget=100)
        foreign = self.env["res.currency"].create(
            {
                "name": "CQT",
                "symbol": "Q",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 4})],
            }
        )
        prices = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": foreign.id}
        )
        self.salesman.group_ids += self.env.ref("product.group_product_pricelist")
        self.customer.property_product_pricelist = prices

        self.assertEqual(self.quotation(lead).x_cqt_budget, 400)
        self.assertEqual(Form(self.clicked(lead)).x_cqt_budget, 400)

    def test_a_rule_of_quotations_is_met_by_what_comes_along(self):
        column = self.env["ir.model.fields"]._get("sale.order", "x_cqt_sector")
        self.env["crm.custom.field.rule"].with_user(self.designer).create(
            {
                "name": "Sector needed",
                "model_id": self.order_model.id,
                "field_ids": [Command.set(column.ids)],
            }
        )

        with self.assertRaisesRegex(ValidationError, "Quote Test Sector"):
            self.quotation(self.deal())
        order = self.quotation(self.deal(x_cqt_sector="Care"))
        with self.assertRaisesRegex(ValidationError, "Quote Test Sector"):
            order.x_cqt_sector = False

    def test_a_batch_costs_a_constant_number_of_queries(self):
        needs = self.option("health").ids
        few = [self.deal(x_cqt_sector="A", x_cqt_needs=needs) for _n in range(2)]
        many = [self.deal(x_cqt_sector="B", x_cqt_needs=needs) for _n in range(12)]
        carry = self.env["crm.custom.field.carry"].with_user(self.salesman)

        def queries(leads):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            carried = carry._quotation_values([lead.id for lead in leads])
            self.assertEqual(len(carried), len(leads))
            return self.env.cr.sql_log_count - before

        queries(few)  # what is cached for the registry

        self.assertEqual(queries(few), queries(many))
