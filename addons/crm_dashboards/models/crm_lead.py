from odoo import models


class CrmLead(models.Model):
    """Indexes for the questions that boards ask of large pipelines."""

    _inherit = "crm.lead"

    # Both hold the columns that the Sales board reads, so that the table itself,
    # with its wide rows, need not be touched. Closed deals hardly change any more,
    # so the larger one costs nothing while a deal is being worked on.
    _crm_dashboards_closed_idx = models.Index(
        "(date_closed) INCLUDE (won_status, type, active, company_id, team_id, user_id,"
        " country_id, expected_revenue, day_close) WHERE date_closed IS NOT NULL"
    )
    _crm_dashboards_open_idx = models.Index(
        "(stage_id) INCLUDE (type, company_id, team_id, user_id, expected_revenue)"
        " WHERE won_status = 'pending' AND active"
    )
