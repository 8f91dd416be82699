from odoo import api, models

from ..config.texts import SOURCE

# They need to be told what to link to, or which options to make.
CHOSEN = {"selection", "tags", "many2one", "many2many", "table"}


class CrmCustomFieldConfigKinds(models.AbstractModel):
    """Gives fields that are there already what a file says, their type included."""

    _name = "crm.custom.field.config.kinds"
    _description = "Custom Field Configuration Types"

    @api.model
    def _change_fields(self, known, entries):
        """Write what the entries say, and bring all columns up to date at once."""
        changed = self.env["crm.custom.field"]
        for entry in entries:
            record = known[entry["key"]].with_context(lang=SOURCE)
            self._change_kind(record, entry)
            record._write_later(self._values("fields", entry, record))
            changed += known[entry["key"]]
        changed._update_columns()

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
