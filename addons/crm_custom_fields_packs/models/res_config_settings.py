from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """The industry packs in use."""

    _inherit = "res.config.settings"

    crm_pack_ids = fields.Many2many(
        "crm.custom.field.pack",
        string="Industry Packs",
        groups="crm_custom_fields.group_designer",
    )

    @api.model
    def get_values(self):
        values = super().get_values()
        packs = self.env["crm.custom.field.pack"]
        if packs.has_access("read"):
            values["crm_pack_ids"] = packs._all().filtered("is_on").ids
        return values

    def set_values(self):
        """Switch packs on and off: those added at once, with one rebuild."""
        super().set_values()
        packs = self.env["crm.custom.field.pack"]
        if not packs.has_access("read"):
            return
        on = packs._all().filtered("is_on")
        if on - self.crm_pack_ids:
            (on - self.crm_pack_ids).action_switch_off()
        if self.crm_pack_ids - on:
            (self.crm_pack_ids - on).action_switch_on()
