from odoo import api, models
from odoo.exceptions import UserError

from ...listing import listed


class CrmCustomFieldLifecycle(models.Model):
    """In use → retired → archived → deleted, and the way back.

    A retired field is not offered for new entries; its values can be read. An
    archived one is hidden, its column stays. Deleting takes the column too.
    """

    _inherit = "crm.custom.field"

    @api.depends("active", "is_retired")
    def _compute_lifecycle(self):
        for field in self:
            in_use = "retired" if field.is_retired else "used"
            field.lifecycle = in_use if field.active else "archived"

    def _compute_leftover_count(self):
        groups = self.env["crm.custom.field.leftover"]._read_group(
            [("field_id", "in", self.ids)], ["field_id"], ["__count"]
        )
        counts = {field.id: count for field, count in groups}
        for field in self:
            field.leftover_count = counts.get(field.id, 0)

    def action_retire(self):
        """Offer the fields for new entries no more; their values stay readable."""
        self.write({"is_retired": True})

    def action_restore(self):
        """Bring retired and archived fields back into use."""
        self.write({"active": True, "is_retired": False})

    def action_uses(self):
        """List where these fields are used."""
        return self.env["crm.custom.field.use"]._collect(self)._as_action()

    def action_retype(self):
        """Ask which type the field is to have."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Type"),
            "res_model": "crm.custom.field.retype",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_field_id": self.id},
        }

    def action_leftovers(self):
        """List the values that did not fit a new type."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_custom_fields.crm_custom_field_leftover_action"
        )
        return {**action, "domain": [("field_id", "=", self.id)]}

    def action_drop(self):
        """Ask before the column is deleted."""
        self.ensure_one()
        wizard = self.env["crm.custom.field.drop"].create({"field_id": self.id})
        return wizard._as_action()

    def _is_stored(self):
        """Tell whether the database holds values of the field."""
        self.ensure_one()
        field = self.env[self.model_name]._fields.get(self.technical_name)
        return field is not None and bool(field.store)

    def _is_computed_when_read(self):
        """Tell whether there is a value, but none that could be filled in."""
        field = self.env[self.model_name]._fields.get(self.technical_name)
        return field is not None and not self._is_stored()

    def _refuse_hidden_values(self):
        """Nobody takes out, changes or deletes what he may not see."""
        for field in self:
            model = self.env[field.model_name]
            column = model._fields.get(field.technical_name)
            if column is not None and not model._has_field_access(column, "read"):
                raise UserError(
                    self.env._(
                        "You may not see the values of %(field)s, so you cannot take "
                        "them out, change or delete them. Ask somebody it is visible "
                        "to.",
                        field=field.name,
                    )
                )

    def _refuse_in_use(self):
        """Refuse to delete what is still used somewhere, and say where."""
        uses = self.env["crm.custom.field.use"]._collect(self)
        hard = uses.filtered(lambda use: not use.is_soft)
        # What goes at the same time does not miss the field.
        gone = self | self.with_context(active_test=False).column_ids
        hard -= hard.filtered(
            lambda use: use.res_model == self._name and use.res_id in gone.ids
        )
        if hard:
            kinds = dict(hard._fields["kind"]._description_selection(self.env))
            shown = [f"{kinds[use.kind]} “{use.name}”" for use in hard[:10]]
            if len(hard) > len(shown):
                shown.append(self.env._("%(count)s more", count=len(hard) - len(shown)))
            raise UserError(
                self.env._(
                    "%(field)s is still used, so it is not deleted: %(uses)s. Take it "
                    "out there first.",
                    field=listed(self.env, hard.field_id.mapped("name")),
                    uses=listed(self.env, shown),
                )
            )

    def _drop(self):
        """Delete definitions and columns together with the values."""
        self._refuse_in_use()
        (self._columns() + self._companions()).unlink()
        self.invalidate_recordset(["ir_field_id"])
        self.unlink()
