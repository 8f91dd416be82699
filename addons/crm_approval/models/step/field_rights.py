from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...engine import rights as engine
from ...listing import listed

KEPT = {"change", "facts"}


class CrmApprovalRequestStepRights(models.Model):
    """Holds what a step says about the fields of the record while it waits."""

    _inherit = "crm.approval.request.step"

    def _keep_fields(self):
        """Remember what stands in the fields that may not move while it waits."""
        gate = self.env["crm.approval.gate"]
        for model, steps in self.grouped(
            lambda step: step.request_id.res_model
        ).items():
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
                requests = self.env["crm.approval.request"]
                labels = (
                    requests._field_label(records._name, name)
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

    def _overview(self):
        """Return what is closed to the acting user and hidden, and sentences on it."""
        steps = self.filtered(lambda step: step.state == "pending" and step.rights)
        user = self.env.user
        notes = [note for step in steps for note in step._notes(user)]
        closed = steps._closed_to(user)
        hidden = frozenset().union(
            *(step._shut(user) & engine.hidden([step.rights]) for step in steps)
        )
        return {"closed": sorted(closed), "hidden": sorted(hidden), "notes": notes}

    def _notes(self, user):
        """Return what ``user`` has to know about the fields, sentence by sentence."""
        self.ensure_one()
        asked = user in self._asked()
        by_right = {
            right: [name for name in sorted(self.rights) if self.rights[name] == right]
            for right in (engine.EDIT, engine.VIEW, engine.HIDDEN)
        }
        closed = self._shut(user)
        hidden = sorted(closed.intersection(by_right[engine.HIDDEN]))
        shut = sorted(closed.difference(hidden))
        mine = by_right[engine.EDIT] if asked else []
        names = {"step": self.display_name, "people": self._asked_names()}
        return [
            text
            for fields_, text in (
                (shut, self._shut_words(shut, names)),
                (mine, self._mine_words(mine, names)),
                (hidden, self._hidden_words(hidden, names)),
            )
            if fields_
        ]

    def _asked_names(self):
        return listed(self.env, self._asked().mapped("name")) or self.display_name

    def _labels(self, names):
        request = self.request_id
        labels = (request._field_label(request.res_model, name) for name in names)
        return listed(self.env, labels)

    def _shut_words(self, shut, names):
        return self.env._(
            "While %(step)s waits for %(people)s, %(fields)s cannot be changed.",
            fields=self._labels(shut),
            **names,
        )

    def _mine_words(self, mine, names):
        return self.env._(
            "You decide at %(step)s: meanwhile only you can change %(fields)s.",
            fields=self._labels(mine),
            **names,
        )

    def _hidden_words(self, hidden, names):
        return self.env._(
            "You decide at %(step)s without seeing %(fields)s.",
            fields=self._labels(hidden),
            **names,
        )


class CrmApprovalRequestHidden(models.Model):
    """What a step hides is not in its request either, for those it asks.

    A change that two chains ask about together is kept with both requests.
    """

    _inherit = "crm.approval.request"

    def _names_hidden(self):
        """Return by request the fields that the acting user may not see."""
        watches = self.env["crm.approval.chain"]._watch_map()
        if not self.ids or not any(watch.hidden for watch in watches.values()):
            return {}
        found = {}
        steps = self.env["crm.approval.request.step"]
        rows = steps._hidden_rows(SQL("request.id = ANY(%s)", self.ids))
        for _record, request_id, names in rows:
            found[request_id] = found.get(request_id, frozenset()) | names
        return found

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if self.env.su or KEPT.isdisjoint(fnames):
            return rows
        hidden = self._names_hidden()
        for row in rows:
            names = hidden.get(row["id"])
            if names and row.get("change"):
                row["change"] = self._without(row["change"], names)
            if names and row.get("facts"):
                shown = row["facts"].get("change", ())
                shown = [line for line in shown if line[0] not in names]
                row["facts"] = {**row["facts"], "change": shown}
        return rows

    @api.model
    def _without(self, change, names):
        return {name: change[name] for name in change if name not in names}

    def _change_seen(self):
        """Return the proposed change as the acting user may see it."""
        self.ensure_one()
        names = self._names_hidden().get(self.id)
        return self._without(self.change, names) if names else self.change
