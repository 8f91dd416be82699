from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..engine import rights as engine


class CrmApprovalRequestStepRights(models.AbstractModel):
    """Holds what a step says about the fields of the record while it waits."""

    _name = "crm.approval.request.step.rights"
    _description = "Fields While a Step of a Request Waits"

    rights = fields.Json(help="What becomes of fields of the record, by name.")
    kept = fields.Json(help="What stood in these fields when it became their turn.")

    def _keep_fields(self):
        """Remember what stands in the fields that may not move while it waits."""
        gate = self.env["crm.approval.gate"]
        for model, steps in (
            self.filtered("rights")
            .grouped(lambda step: step.request_id.res_model)
            .items()
        ):
            records = self.env[model].browse(steps.request_id.mapped("res_id"))
            records = gate._neutral(records.exists())
            known = dict(zip(records.ids, records, strict=True))
            for step in steps:
                record = known.get(step.request_id.res_id)
                step.kept = record and gate._known_values(record, step.rights)

    def _closed_to(self, user):
        """Return the fields that ``user`` cannot change because of these steps."""
        return frozenset().union(*(step._shut(user) for step in self if step.rights))

    def _shut(self, user):
        asked = user in self._asked()
        names = engine.closed(self.rights, is_asked=asked)
        known = engine.hidden([self.rights]) if asked and self._knows(user) else set()
        return names - known

    def _knows(self, user):
        """Tell whether nothing is hidden from this person: theirs, or asked by them."""
        record = self.request_id._target()
        own = "user_id" in record._fields and record.user_id == user
        return own or self.request_id.requester_id == user

    def _asked(self):
        return self.task_ids.filtered(lambda task: task.state == "todo").user_id

    def _kept_from(self, user):
        """Return ``{request id: {field: value}}`` that ``user`` cannot change."""
        found = {}
        for step in self.filtered(lambda step: step.state == "pending" and step.kept):
            closed = step._closed_to(user)
            kept = {name: step.kept[name] for name in step.kept.keys() & closed}
            found.setdefault(step.request_id.id, {}).update(kept)
        return found

    @api.model
    def _hidden_by_record(self, records):
        """Return by record the fields that are kept from the acting user.

        Not from who asked, nor from the owner of the record: they know them anyway.
        """
        for name in ("crm.approval.task", "crm.approval.request", self._name):
            self.env[name].flush_model()
        query = SQL(
            """
            SELECT request.res_id, step.rights
              FROM crm_approval_task task
              JOIN crm_approval_request_step step ON step.id = task.step_id
              JOIN crm_approval_request request ON request.id = task.request_id
             WHERE task.user_id = %s AND task.state = 'todo'
               AND step.state = 'pending' AND step.rights IS NOT NULL
               AND request.state = 'pending' AND request.res_model = %s
               AND request.res_id = ANY(%s) AND request.requester_id != task.user_id
            """,
            self.env.uid,
            records._name,
            list(records.ids),
        )
        found = {}
        for res_id, rights in self.env.execute_query(query):
            found[res_id] = found.get(res_id, frozenset()) | engine.hidden([rights])
        return self._without_own(records, found) if found else found

    def _without_own(self, records, found):
        if "user_id" not in records._fields:
            return found
        # sudo: only whose record it is.
        owned = (
            records.sudo()
            .browse(found)
            .filtered(  # sudo: see above
                lambda record: record.user_id == self.env.user
            )
        )
        return {key: names for key, names in found.items() if key not in owned._ids}

    @api.model
    def _refuse_hidden(self, records, names):
        """Refuse to hand out ``names`` of records where one of them is hidden."""
        hidden = self._hidden_by_record(records) if names else {}
        for res_id, found in hidden.items():
            if found & names:
                words = self.env["crm.approval.request"]
                labels = (
                    words._field_label(records._name, name)
                    for name in sorted(found & names)
                )
                raise AccessError(
                    self.env._(
                        "%(record)s waits for you, and you decide without seeing "
                        "%(fields)s. Leave that out, or decide first.",
                        record=records.browse(res_id).display_name,
                        fields=", ".join(labels),
                    )
                )

    @api.model
    def _blank(self, records, rows):
        """Empty in ``rows`` of :meth:`read` what is hidden from the acting user."""
        hidden = self._hidden_by_record(records)
        for row in rows if hidden else ():
            for name in hidden.get(row.get("id"), frozenset()) & row.keys():
                many = "2many" in records._fields[name].type
                row[name] = [] if many else False
