from odoo import models


class CrmLead(models.Model):
    """Indexes for the questions that boards ask of large pipelines."""

    _inherit = "crm.lead"

    # One range of one date answers every figure about closed deals.
    _crm_dashboards_closed_idx = models.Index(
        "(date_closed, won_status) WHERE date_closed IS NOT NULL"
    )
    # The open pipeline stays small while the table grows by closed deals.
    _crm_dashboards_open_idx = models.Index(
        "(stage_id, team_id, user_id) WHERE won_status = 'pending' AND active"
    )
