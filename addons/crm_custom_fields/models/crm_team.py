from odoo import fields, models


class CrmTeam(models.Model):
    """A team may work along stages of its own, without the shared ones."""

    _inherit = "crm.team"

    crm_own_stages = fields.Boolean(
        string="Only Its Own Stages",
        help="The board of this team shows the stages of this team, and not the ones "
        "that all teams share.",
    )
    crm_config_key = fields.Char(
        string="Configuration Key",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Names the team in configuration files, in every database.",
    )
