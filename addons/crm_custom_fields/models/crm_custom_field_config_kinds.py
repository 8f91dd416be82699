from odoo import api, models

# They need to be told what to link to, or which options to make.
CHOSEN = {"selection", "tags", "many2one", "many2many", "table"}


class CrmCustomFieldConfigKinds(models.AbstractModel):
    """Gives fields that are there already the type that a file says."""

    _name = "crm.custom.field.config.kinds"
    _description = "Custom Field Configuration Types"

    @api.model
    def _change_kind(self, record, entry):
        """Convert the values of a field to the type of ``entry``: all, or none at all.

        What cannot convert by itself is left to ``write``, which refuses it.
        """
        kinds = {record.kind, entry.get("kind")}
        if len(kinds) < 2 or not kinds <= self._plain_kinds():
            return
        record._refuse_hidden_values()
        record._retype(entry["kind"], keeps_misfits=False)

    @api.model
    def _plain_kinds(self):
        convertible = self.env["crm.custom.field.conversion"]._convertible_kinds()
        return set(convertible) - CHOSEN
