from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import carry as engine
from ..listing import listed


class CrmApprovalStepLooks(models.AbstractModel):
    """Which of the tested values a step decides on, so that only they ask it again."""

    _name = "crm.approval.step.looks"
    _description = "What an Approval Step Looks At"

    looks_at = fields.Char(
        help="Fields that this step decides on, separated by commas, for example "
        "expected_revenue. If only others moved, its approval is carried over. Empty: "
        "everything that the chain tests.",
    )

    @api.constrains("looks_at", "chain_id")
    def _check_looks_at(self):
        for step in self:
            known = self.env[step.chain_id.res_model or "crm.lead"]._fields
            unknown = [name for name in step._looked_at() if name not in known]
            if unknown:
                raise ValidationError(
                    self.env._(
                        "Step %(step)s cannot look at %(fields)s: its records do not "
                        "have it. Write field names, separated by commas.",
                        step=step.name,
                        fields=listed(self.env, unknown),
                    )
                )

    def _looked_at(self):
        self.ensure_one()
        return sorted(filter(None, map(str.strip, (self.looks_at or "").split(","))))


class CrmApprovalRequestStepLooks(models.AbstractModel):
    """What a step of a request decides on, as its frozen chain says."""

    _name = "crm.approval.request.step.looks"
    _description = "What a Step of a Request Looks At"

    def _seen(self, tested):
        """Return the values of ``tested`` that this step decides on."""
        self.ensure_one()
        request = self.request_id
        looks = request._definition_of(self.origin).get("looks", ())
        spec = request.version_id._spec()
        optional = spec.fields | spec.measured | {spec.amount_field}
        return engine.seen_by(tested or {}, looks, optional - spec.goal.tested)
