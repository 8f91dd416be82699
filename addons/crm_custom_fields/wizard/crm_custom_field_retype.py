from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.lifecycle import conversion

SHOWN = 8


class CrmCustomFieldRetype(models.TransientModel):
    """Shows what a change of type would do to the values, then does it."""

    _name = "crm.custom.field.retype"
    _description = "Custom Field Change of Type"

    field_id = fields.Many2one("crm.custom.field", required=True, ondelete="cascade")
    old_kind = fields.Selection(related="field_id.kind", string="Present Type")
    kind = fields.Selection(selection="_selection_kind", string="New Type")
    relation_model_id = fields.Many2one(
        "ir.model",
        string="Linked To",
        domain=[("transient", "=", False), ("abstract", "=", False)],
    )
    can_add = fields.Boolean(
        string="Make Options of New Values",
        default=True,
        help="The hundred most frequent values become options.",
    )
    misfits = fields.Selection(
        [("keep", "Keep them aside, for each record"), ("refuse", "Change nothing")],
        string="If Values Do Not Convert",
        required=True,
        default="keep",
    )
    fit_count = fields.Integer(string="Convert", compute="_compute_preview")
    misfit_count = fields.Integer(string="Do Not Convert", compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.model
    def _selection_kind(self):
        convertible = conversion.convertible_kinds()
        labels = self.env["crm.custom.field"]._selection_kind()
        return [(kind, label) for kind, label in labels if kind in convertible]

    @api.depends("field_id", "kind", "relation_model_id", "can_add")
    def _compute_preview(self):
        for wizard in self:
            cells = wizard._cells()
            fits = [cell for cell in cells if cell.fits]
            misfits = [cell for cell in cells if not cell.fits]
            wizard.fit_count = sum(cell.count for cell in fits)
            wizard.misfit_count = sum(cell.count for cell in misfits)
            wizard.preview = wizard._as_tables(fits, misfits)

    def _cells(self):
        """Return what becomes of each value, if that can be told yet."""
        if not self.kind or self._lacks_target():
            return []
        field = self.field_id
        field.check_access("write")
        field._refuse_hidden_values()
        field._refuse_retype(self.kind)
        self.env.flush_all()
        origin = conversion.origin_of(field)
        relation = self._relation().model or ""
        return field._cells_for(origin, self.kind, relation, self.can_add)

    def _relation(self):
        needs_target = self.kind in ("many2one", "many2many")
        return self.relation_model_id if needs_target else self.env["ir.model"]

    def _lacks_target(self):
        return self.kind in ("many2one", "many2many") and not self.relation_model_id

    def action_apply(self):
        """Change the type as shown, all of it or nothing."""
        self.ensure_one()
        field = self.field_id
        field.check_access("write")
        if not self.kind or self._lacks_target():
            raise UserError(
                self.env._(
                    "Choose the new type of %(field)s first, and what it links to.",
                    field=field.name,
                )
            )
        field._refuse_hidden_values()
        fits, misfits = field._retype(
            self.kind,
            self._relation(),
            can_add=self.can_add,
            keeps_misfits=self.misfits == "keep",
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(field)s has its new type: %(fits)s values converted, "
                    "%(misfits)s kept aside.",
                    field=field.name,
                    fits=fits,
                    misfits=misfits,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _as_tables(self, fits, misfits):
        """Return the examples: what converts, and what does not."""
        if not fits and not misfits:
            return Markup("<p>%s</p>") % self.env._("There are no values yet.")
        return self._as_table(
            self.env._("Convert"), "text-success", fits
        ) + self._as_table(self.env._("Do not convert"), "text-danger", misfits)

    def _as_table(self, title, colour, cells):
        if not cells:
            return Markup()
        rows = Markup().join(
            Markup("<tr><td>%s</td><td>→ %s</td><td class='text-end'>%s</td></tr>")
            % (cell.text[:80], self._shown(cell), cell.count)
            for cell in cells[:SHOWN]
        )
        more = len(cells) - SHOWN
        rest = self.env._("… and %(count)s more.", count=more) if more > 0 else ""
        return Markup(
            "<h5 class='%s'>%s</h5><table class='table table-sm mb-1'><tbody>%s"
            "</tbody></table><p>%s</p>"
        ) % (colour, title, rows, rest)

    def _shown(self, cell):
        """Return the result as people will see it."""
        if not cell.fits:
            return self.env._("kept aside") if self.misfits == "keep" else "—"
        if self.kind in ("selection", "tags", "many2one", "many2many"):
            return cell.text[:80]
        if self.kind == "percent":
            return f"{cell.result * 100:g} %"
        if isinstance(cell.result, bool):
            return self.env._("Yes") if cell.result else self.env._("No")
        return str(cell.result)[:80]
