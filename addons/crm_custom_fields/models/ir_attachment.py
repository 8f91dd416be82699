from odoo import models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    """The file of a custom field is as closed as its field."""

    _inherit = "ir.attachment"

    def _check_access(self, operation):
        """Also hold the groups of custom fields, for system administrators too.

        Odoo asks attachments, not the model that has the field, who may read it,
        and lets a system administrator read the files of every field.
        """
        result = super()._check_access(operation)
        closed = self._crm_custom_closed(operation)
        if not closed:
            return result
        forbidden, _error = result or (closed, None)
        return forbidden | closed, closed._crm_custom_refusal

    def _crm_custom_closed(self, operation):
        """Return those that are the file of a field that is closed to the user."""
        if self.env.su or not self:
            return self.browse()
        mode = "read" if operation == "read" else "write"
        files = self.sudo()  # sudo: asked is only of which field they are
        files.fetch(["res_model", "res_field", "public"])
        return self.browse(
            file.id
            for file in files
            if file.res_field
            and not (file.public and mode == "read")
            and self._crm_custom_is_closed(file.res_model, file.res_field, mode)
        )

    def _crm_custom_is_closed(self, model_name, field_name, mode):
        model = self.env.get(model_name)
        field = model._fields.get(field_name) if model is not None else None
        if field is None or not field.manual:
            return False
        return not model._has_field_access(field, mode)

    def _crm_custom_refusal(self):
        """Say what was refused, without a word of what the file holds."""
        first = self[0].sudo()  # sudo: names the field, which is no secret
        field = self.env[first.res_model]._fields[first.res_field]
        return AccessError(
            self.env._(
                "The file in “%(field)s” is not open to you. Ask whoever set the field "
                "up to add you to its groups.",
                field=field._description_string(self.env),
            )
        )
