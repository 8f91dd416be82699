from odoo import fields, models


class CrmCustomFieldLeftover(models.Model):
    """A value that did not fit when its field got another type.

    Only kept: written by the change of type, read and deleted by designers.
    """

    _name = "crm.custom.field.leftover"
    _description = "Custom Field Value Kept Aside"
    _order = "id desc"
    _rec_name = "value"

    field_id = fields.Many2one(
        "crm.custom.field",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="field_id.company_id")
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True, index=True
    )
    value = fields.Text(readonly=True)
    old_kind = fields.Selection(
        selection=lambda self: self.env["crm.custom.field"]._selection_kind(),
        string="Old Type",
        readonly=True,
    )

    def action_open_record(self):
        """Open the record that had the value."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
