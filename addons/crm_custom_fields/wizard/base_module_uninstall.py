from odoo import api, fields, models

from ..hooks import DROP, KEEP, PARAMETER


class BaseModuleUninstall(models.TransientModel):
    """Asks what is to become of the custom columns, where one uninstalls."""

    _inherit = "base.module.uninstall"

    crm_custom_fields_count = fields.Integer(
        string="Custom Fields", compute="_compute_crm_custom_fields_count"
    )
    crm_custom_fields_on_uninstall = fields.Selection(
        [
            (KEEP, "Keep the columns and their data"),
            (DROP, "Drop the columns and all their values"),
        ],
        string="Custom Columns",
        required=True,
        default=lambda self: self._default_crm_custom_fields_on_uninstall(),
    )

    @api.model
    def _default_crm_custom_fields_on_uninstall(self):
        parameters = self.env["ir.config_parameter"].sudo()  # sudo: one setting
        return parameters.get_param(PARAMETER, KEEP)

    @api.depends("module_ids")
    def _compute_crm_custom_fields_count(self):
        definitions = self.env["crm.custom.field"].sudo()  # sudo: only their number
        count = definitions.with_context(active_test=False).search_count([])
        for wizard in self:
            leaves = "crm_custom_fields" in wizard._get_modules().mapped("name")
            wizard.crm_custom_fields_count = count if leaves else 0

    def action_uninstall(self):
        """Remember the answer: the uninstall reads it."""
        if self.crm_custom_fields_count:
            self.env["ir.config_parameter"].set_param(
                PARAMETER, self.crm_custom_fields_on_uninstall
            )
        return super().action_uninstall()
