from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..engine import rights as engine
from ..listing import listed


class CrmApprovalRequestStepRights(models.AbstractModel):
    """Holds what a step says about the fields of the record while it waits."""

    _name = "crm.approval.request.step.rights"
    _description = "Fields While a Step of a Request Waits"

    rights = fields.Json(help="What becomes of fields of the record, by name.")
    kept = fields.Json(
        groups=fields.NO_ACCESS,  # what is hidden stands here
        help="What stands in these fields: since the step waits, or since somebody who "
        "may changed it.",
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Salesperson When Asked",
        ondelete="set null",
        help="Nothing is hidden from them. Taking the record over opens nothing.",
    )

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
                if record:
                    step.kept = gate._held_values(record, step.rights)
                    step.owner_id = self._owner(record)

    @api.model
    def _owner(self, record):
        field = record._fields.get("user_id")
        if field is None or field.comodel_name != "res.users":
            return self.env["res.users"]
        return record.user_id

    def _closed_to(self, user):
        """Return the fields that ``user`` cannot change because of these steps."""
        return frozenset().union(*(step._shut(user) for step in self if step.rights))

    def _shut(self, user):
        names = engine.closed(self.rights, is_asked=user in self._asked())
        hidden = engine.hidden([self.rights])
        return names | hidden if user in self._blind() else names - hidden

    def _blind(self):
        """Return from whom something is hidden: who is asked, or stood in for."""
        todo = self._todo()
        return (todo.user_id | todo.on_behalf_id) - (
            self.owner_id | self.request_id.requester_id
        )

    def _todo(self):
        return self.task_ids.filtered(lambda task: task.state == "todo")

    def _asked(self):
        return self._todo().user_id

    def _moved_by(self, user, records):
        """Return by request the fields that ``user`` moved and cannot.

        What somebody moved who may is what stands still from now on.

        :param records: by id, as they stand
        """
        gate, moved = self.env["crm.approval.gate"], {}
        for step in self.filtered(lambda step: step.state == "pending" and step.kept):
            request = step.request_id
            now = gate._held_values(records[request.res_id], step.kept)
            names = {name for name in now if now[name] != step.kept[name]}
            shut = names & step._closed_to(user)
            moved.setdefault(request.id, set()).update(shut)
            if names - shut:
                allowed = {name: now[name] for name in names - shut}
                step.kept = {**step.kept, **allowed}
        return moved

    @api.model
    def _hidden_by_record(self, records):
        """Return by record the fields that are kept from the acting user."""
        found = {}
        where = SQL(
            "request.res_model = %s AND request.res_id = ANY(%s)",
            records._name,
            list(records.ids),
        )
        for res_id, _request, names in self._hidden_rows(where):
            found[res_id] = found.get(res_id, frozenset()) | names
        return found

    @api.model
    def _hidden_rows(self, where):
        """Return (record, request, fields) that are kept from the acting user.

        From those who are asked and those they stand in for; not from who asked, nor
        from the owner of the record: they know it anyway. One query.
        """
        for name in ("crm.approval.task", "crm.approval.request", self._name):
            self.env[name].flush_model()
        uid = self.env.uid
        query = SQL(
            """
            SELECT DISTINCT request.res_id, request.id, step.rights
              FROM crm_approval_request request
              JOIN crm_approval_request_step step
                ON step.request_id = request.id AND step.state = 'pending'
               AND step.rights IS NOT NULL
              JOIN crm_approval_task task
                ON task.step_id = step.id AND task.state = 'todo'
             WHERE %s
               AND request.state = 'pending'
               AND (task.user_id = %s OR task.on_behalf_id = %s)
               AND request.requester_id != %s
               AND COALESCE(step.owner_id, 0) != %s
            """,
            where,
            *[uid] * 4,
        )
        rows = self.env.execute_query(query)
        return [(record, request, engine.hidden([r])) for record, request, r in rows]

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
                        fields=listed(self.env, labels),
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
