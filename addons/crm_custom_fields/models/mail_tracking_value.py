from odoo import models


class MailTrackingValue(models.Model):
    """Tracked values of custom fields that not everybody may read."""

    _inherit = "mail.tracking.value"

    def _filter_free_field_access(self):
        """Keep from push messages, which everybody gets alike, what is closed."""
        free = super()._filter_free_field_access()
        return free.filtered(lambda tracked: not tracked._crm_custom_is_closed())

    def _crm_custom_is_closed(self):
        """Tell whether only some people may read the field."""
        self.ensure_one()
        cache = self.env["crm.custom.field.cache"]
        groups = cache._groups_by_name(self.field_id.model).get(self.field_id.name)
        return bool(groups and groups[0])

    def _crm_custom_readable_by(self, uid):
        """Return what the user reads; who has no login reads what is free for all."""
        if not uid:
            return self._filter_free_field_access()
        return self._filter_has_field_access(self.env(user=uid, su=False))
