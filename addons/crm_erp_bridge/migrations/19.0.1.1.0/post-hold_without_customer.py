"""Take back untried orders whose customer would be named after the opportunity.

They are sent by themselves once a customer is chosen.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Orders that were tried stay: the ERP may have them."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["crm.erp.message"].search(
        [
            ("operation", "=", "order"),
            ("state", "=", "pending"),
            ("tries", "=", 0),
            ("number", "=", 1),
            ("lead_id", "!=", False),
            ("lead_id.partner_id", "=", False),
        ]
    ).unlink()
