from odoo import api, models

from odoo.addons.crm_approval.engine import values
from odoo.addons.crm_approval.engine.spec import LEAD

REVENUE = "expected_revenue"


class CrmApprovalGate(models.AbstractModel):
    """The amount of a deal is what is sold, whatever revenue somebody typed."""

    _inherit = "crm.approval.gate"

    @api.model
    def _sold(self, lead):
        """Return the larger of the expected revenue and what the products come to."""
        return max(lead[REVENUE] or 0.0, lead.erp_total or 0.0)

    @api.model
    def _amount_of(self, lead, spec):
        if lead._name == LEAD and spec.amount_field == REVENUE:
            return self._sold(lead)
        return super()._amount_of(lead, spec)

    def _value(self, lead, name):
        """A grant is for what is sold: another total of the products asks again."""
        if lead._name == LEAD and name == REVENUE:
            return values.number(self._sold(lead))
        return super()._value(lead, name)

    def _formula_values(self, lead, text):
        found = super()._formula_values(lead, text)
        if lead._name == LEAD and REVENUE in found:
            found[REVENUE] = self._sold(lead)
        return found
