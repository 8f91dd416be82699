from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.rights import EDIT, HIDDEN, VIEW

RIGHTS = [
    (EDIT, "Only those asked can change it"),
    (VIEW, "Nobody can change it"),
    (HIDDEN, "Those asked do not see it"),
]
PLAIN = (
    *("boolean", "char", "date", "datetime", "float", "html", "integer", "many2one"),
    *("monetary", "selection", "text"),
)


class CrmApprovalStepField(models.Model):
    """What becomes of a field of the record while a step waits.

    What the chain tests is locked anyway; a field that no line names stays open to
    everyone who may change it.
    """

    _name = "crm.approval.step.field"
    _description = "Field While an Approval Step Waits"
    _order = "field_name, id"
    _rec_name = "field_name"

    step_id = fields.Many2one(
        "crm.approval.step", required=True, index=True, ondelete="cascade"
    )
    res_model = fields.Selection(related="step_id.chain_id.res_model")
    field_name = fields.Char(string="Field", required=True)
    right = fields.Selection(
        RIGHTS, string="While the Step Waits", required=True, default=VIEW
    )

    _step_field_uniq = models.UniqueIndex(
        "(step_id, field_name)", "A step says once what becomes of a field."
    )

    @api.constrains("field_name", "step_id", "right")
    def _check_field_name(self):
        for line in self:
            chain = line.step_id.chain_id
            field = self.env[chain.res_model or "crm.lead"]._fields.get(line.field_name)
            fault = self.env._("its records do not keep such a field.")
            if field and field.store and field.name not in models.MAGIC_COLUMNS:
                fault = line._fault(field)
            if fault:
                raise ValidationError(
                    self.env._(
                        "Step %(step)s cannot hold %(field)s: %(fault)s Choose another "
                        "field.",
                        step=line.step_id.name,
                        field=line.field_name,
                        fault=fault,
                    )
                )

    def _fault(self, field):
        """Say why the right could not be kept; nothing if it can."""
        if self.right == HIDDEN and field.name == self.env[field.model_name]._rec_name:
            return self.env._("the record is known by it.")
        linked = field.type == "many2many" and not self.pool.field_inverses[field]
        if field.company_dependent or field.translate:
            return self.env._("it differs by company or language.")
        if not linked and field.type not in PLAIN:
            return self.env._(
                "files, properties and lists of other records change, and are read, "
                "in ways that cannot be closed."
            )
        return ""
