from odoo import api, fields, models


class CrmMigrationCheck(models.Model):
    """One line of the reconciliation: a figure of the source, the same in the CRM."""

    _name = "crm.migration.check"
    _description = "Migration Check"
    _order = "run_id desc, sequence, id"

    run_id = fields.Many2one(
        "crm.migration.run", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer()
    name = fields.Char(required=True)
    expected = fields.Float("In the Source", digits=(16, 2))
    actual = fields.Float("In the CRM", digits=(16, 2))
    difference = fields.Float(compute="_compute_difference", store=True, digits=(16, 2))
    is_equal = fields.Boolean("Equal", compute="_compute_difference", store=True)

    @api.depends("expected", "actual")
    def _compute_difference(self):
        for check in self:
            check.difference = round(check.actual - check.expected, 2)
            check.is_equal = not check.difference
