from odoo import Command, api, models


class CrmCustomFieldConfig(models.AbstractModel):
    """Cascades in configuration files.

    A field may be narrowed by another one of the same file, so the links come
    when all fields are there.
    """

    _inherit = "crm.custom.field.config"

    @api.model
    def _write_section(self, section, entries):
        res = super()._write_section(section, entries)
        if section == "fields":
            known = self._by_key(section)
            for entry in entries:
                self._write_narrowing(known[entry["key"]], entry)
        return res

    @api.model
    def _write_narrowing(self, field, entry):
        parent = entry.get("narrow_by")
        column = parent and self._column(field.model_id, parent, entry)
        if (column or self.env["ir.model.fields"]) != field.narrow_by_id:
            field.narrow_by_id = column
        choices = field._narrowing_definition().option_ids
        commands = []
        for option in field.option_ids:
            wanted = self._under(option, choices, entry)
            if wanted != option.parent_ids:
                parents = [Command.set(wanted.ids)]
                commands.append(Command.update(option.id, {"parent_ids": parents}))
        if commands:
            field.option_ids = commands

    @api.model
    def _under(self, option, choices, entry):
        """Return the parents that the file gives ``option``."""
        found = self.env["crm.custom.field.option"]
        for line in entry.get("options", ()):
            for value in line.get("under", ()) if line["value"] == option.value else ():
                parent = choices.filtered(lambda o, value=value: o.value == value)
                if not parent:
                    raise self._missing(entry, self.env._("the option"), value)
                found += parent
        return found
