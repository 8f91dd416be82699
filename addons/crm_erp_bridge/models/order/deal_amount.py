from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

COLUMNS = {"erp_total": "numeric", "erp_amount_follows": "bool"}


class DealAmount(models.Model):
    """What a deal is worth: what its products come to, unless a person says otherwise.

    The expected revenue follows the products. Somebody who enters another one, before
    or after the products, keeps it; both are shown then, and a button takes the total
    of the products over.
    """

    _inherit = "crm.lead"

    erp_total = fields.Monetary(
        "Products Total",
        currency_field="company_currency",
        compute="_compute_erp_total",
        store=True,
    )
    erp_amount_follows = fields.Boolean(
        "Revenue Follows Products",
        compute="_compute_expected_revenue",
        store=True,
        copy=True,
    )
    erp_amount_is_own = fields.Boolean(
        "Revenue Set by Hand",
        compute="_compute_erp_amount_is_own",
        help="Somebody entered another expected revenue than the products come to.",
    )
    expected_revenue = fields.Monetary(
        compute="_compute_expected_revenue", store=True, readonly=False, copy=True
    )

    def _auto_init(self):
        """Opportunities that are there have no products: nothing to compute."""
        for name, kind in COLUMNS.items():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    @api.depends("erp_line_ids.quantity", "erp_line_ids.price_unit")
    def _compute_erp_total(self):
        for lead in self:
            lead.erp_total = sum(lead.erp_line_ids.mapped("price_subtotal"))

    @api.depends("erp_total")
    def _compute_expected_revenue(self):
        for lead in self:
            revenue, follows = lead.expected_revenue, lead.erp_amount_follows
            follows = bool(lead.erp_line_ids) and (follows or not revenue)
            lead.erp_amount_follows = follows
            lead.expected_revenue = lead.erp_total if follows else revenue

    @api.depends("erp_line_ids", "erp_amount_follows", "expected_revenue", "erp_total")
    def _compute_erp_amount_is_own(self):
        for lead in self:
            lead.erp_amount_is_own = lead.erp_line_ids and lead._erp_amounts_differ()

    @api.onchange("expected_revenue")
    def _onchange_erp_revenue(self):
        """What is typed into a form stays while products are changed in it."""
        lines = bool(self.erp_line_ids)
        self.erp_amount_follows = lines and not self._erp_amounts_differ()

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        # Stock's default of zero keeps the revenue from being computed here.
        if any("erp_line_ids" in vals for vals in vals_list):
            leads._erp_note_revenue()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if "expected_revenue" in vals:
            self._erp_note_revenue()
        return result

    def _erp_amounts_differ(self) -> bool:
        self.ensure_one()
        currency = self.company_currency or self.env.company.currency_id
        return bool(currency.compare_amounts(self.expected_revenue, self.erp_total))

    def _erp_note_revenue(self):
        """Note whether the revenue that was entered is what the products come to."""
        for lead in self.filtered("erp_line_ids"):
            if not lead.expected_revenue:
                lead.expected_revenue = lead.erp_total  # nothing is no choice
            follows = not lead._erp_amounts_differ()
            if lead.erp_amount_follows != follows:
                lead.erp_amount_follows = follows

    def action_erp_take_total(self):
        """Take over what the products come to as the expected revenue."""
        for lead in self:
            lead.expected_revenue = lead.erp_total
        return True
