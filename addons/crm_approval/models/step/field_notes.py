from odoo import models

from ..engine import rights as engine
from ..listing import listed


class CrmApprovalRequestStepNotes(models.AbstractModel):
    """Says in words what is closed while a step waits."""

    _name = "crm.approval.request.step.notes"
    _description = "Notes on Fields While a Step Waits"

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
