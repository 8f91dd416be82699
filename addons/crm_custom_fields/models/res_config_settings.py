from odoo import fields, models

from ..hooks import DROP, KEEP, PARAMETER


class ResConfigSettings(models.TransientModel):
    """What an uninstall does to the columns."""

    _inherit = "res.config.settings"

    crm_custom_fields_on_uninstall = fields.Selection(
        [(KEEP, "Keep the columns and their data"), (DROP, "Drop the columns")],
        string="When Custom Fields Are Uninstalled",
        config_parameter=PARAMETER,
        default=KEEP,
    )
