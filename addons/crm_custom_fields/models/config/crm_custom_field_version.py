from odoo import api, fields, models

from ...engine.config import config_file


class CrmCustomFieldVersion(models.Model):
    """The set-up as it was at one moment, to go back to. Never changed later."""

    _name = "crm.custom.field.version"
    _description = "Custom Field Version"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    content = fields.Text(required=True, readonly=True)

    @api.model
    def _keep(self, name):
        """Keep the present set-up, unless the last version says the same."""
        config = self.env["crm.custom.field.config"]
        content = config_file.dump(config._document())
        last = self.search([], limit=1)
        return (
            last
            if last.content == content
            else self.create({"name": name, "content": content})
        )

    def action_restore(self):
        """Go back to this version: what is not in it is archived, not dropped."""
        self.ensure_one()
        self.check_access("create")
        config = self.env["crm.custom.field.config"]
        document = config._read(self.content)
        self._keep(self.env._("Before going back to %(name)s", name=self.name))
        config._apply(document, complete=True)
        return {"type": "ir.actions.client", "tag": "reload"}
