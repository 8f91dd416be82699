from odoo import models
from odoo.tools import format_amount, format_datetime

from ...engine.card import APPROVED, DONE, PENDING, REJECTED, Button, Card, Digest

COLOUR = {"pending": PENDING, "approved": APPROVED, "rejected": REJECTED}


class CrmApprovalOaMessageCard(models.Model):
    """What a message says, at the moment when it leaves, to whom it goes."""

    _inherit = "crm.approval.oa.message"

    def _in_words_of_reader(self):
        """Return the message in the language and time zone of whoever reads it."""
        reader = self.user_id
        lang = reader.lang or self.channel_id.lang or self.env.lang
        return self.with_context(lang=lang, tz=reader.tz or self.env.user.tz)

    def _is_needed(self):
        """Tell whether somebody still waits for this message."""
        self.ensure_one()
        if self.event in ("result", "note"):
            return True
        if self.event == "update":
            return self.parent_id.state == "sent"
        if self.task_id:
            return self.task_id.state == "todo"
        return any(task.state == "todo" for task in self.request_id.task_ids)

    def _card(self):
        """Build the card for one person or one group."""
        self.ensure_one()
        request = self.request_id
        asked = self.event in ("ask", "remind")
        is_open = asked and (not self.task_id or self.task_id.state == "todo")
        buttons = self._buttons() if is_open else ()
        return Card(
            key=(self.parent_id or self).key,
            title=self._title(is_open),
            source=self.env._("CRM approval"),
            lines=tuple(self._lines()),
            note=self._note_words(is_open),
            url=self._url(),
            open_label=self.env._("Open"),
            state=PENDING if is_open else COLOUR.get(request.state, DONE),
            mentions=self._mentions(),
            keyword=self.channel_id.keyword or "",
            buttons=buttons,
            reason_label=self.env._("Reason or comment"),
            reasons=tuple(self.channel_id._reason_list()),
        )

    def _digest(self):
        """Build one message out of many to one group."""
        first = self[0]
        return Digest(
            key=first.batch_key or first.key,
            title=self.env._("%(count)s requests to decide", count=len(self)),
            items=tuple(
                (f"{one.request_id.name} · {one.request_id.chain_id.name}", one._url())
                for one in self
            ),
            more=self.env._("… and more in Odoo"),
            keyword=first.channel_id.keyword or "",
            mentions=tuple(
                dict.fromkeys(name for one in self for name in one._mentions())
            ),
        )

    def _title(self, is_open):
        name = self.request_id.name
        if is_open and self.event == "ask":
            return self.env._("Please decide: %(record)s", record=name)
        if is_open and self.event == "remind":
            return self.env._("Still waiting for you: %(record)s", record=name)
        return self.env._(
            "%(record)s: %(state)s", record=name, state=self._state_words()
        )

    def _state_words(self):
        states = self.request_id._fields["state"]._description_selection(self.env)
        return dict(states)[self.request_id.state]

    def _lines(self):
        request, channel = self.request_id, self.channel_id
        lines = [
            (self.env._("Chain"), request.chain_id.name),
            (self.env._("Requester"), request.requester_id.name),
        ]
        if self.event in ("ask", "remind") and not self.task_id:
            lines.append((self.env._("Waiting for"), request.waiting_for))
        if self.task_id.on_behalf_id:
            other = self.task_id.on_behalf_id.name
            lines.append((self.env._("In the place of"), other))
        if channel.show_details:
            if request.amount:
                amount = format_amount(self.env, request.amount, request.currency_id)
                lines.append((self.env._("Amount"), amount))
            lines.append((self.env._("Why"), request.reason_text))
        return [(label, text) for label, text in lines if text]

    def _note_words(self, is_open):
        if self.event == "update" or (self.task_id and not is_open):
            return self._outcome_words()
        if not self.note or (self.event == "result" and not self._may_show_note()):
            return ""
        return self.note

    def _may_show_note(self):
        return bool(self.user_id) or self.channel_id.show_details

    def _outcome_words(self):
        """Say on a card what became of it."""
        last = self.request_id.decision_ids.filtered(
            lambda row: row.verdict in ("approve", "reject", "return", "withdraw")
        )[:1]
        if not last:
            return self._state_words()
        verdicts = last._fields["verdict"]._description_selection(self.env)
        return self.env._(
            "%(verdict)s by %(user)s, %(date)s",
            verdict=dict(verdicts)[last.verdict],
            user=last.user_id.name,
            date=format_datetime(self.env, last.date, dt_format="short"),
        )

    def _buttons(self):
        """Return the buttons that can decide here; what needs more opens Odoo."""
        task, channel = self.task_id, self.channel_id
        if not channel.is_app or not task or task._link_demands_login():
            return ()
        can_write = channel.vendor != "wecom" or bool(channel._reason_list())
        buttons = []
        if can_write or not task.step_id.comment_required:
            buttons.append(Button("approve", self.env._("Approve")))
        if can_write:
            buttons.append(Button("reject", self.env._("Reject")))
        return tuple(buttons)

    def _url(self):
        """Return where the message leads; a personal link never goes to a group."""
        own = self.sudo().link  # sudo: closed column of the worker
        if own and self.task_id.state == "todo":
            return own
        return (
            f"{self.get_base_url()}/mail/view?model=crm.approval.request"
            f"&res_id={self.request_id.id}"
        )

    def _ensure_link(self):
        """Make the personal link before the first try, so that all tries are alike."""
        if self.task_id and self.event in ("ask", "remind") and not self.link:
            self.link = self.task_id._decision_url()

    def _mentions(self):
        channel = self.channel_id
        if not channel.mention or channel.is_app or self.event == "result":
            return ()
        todo = self.request_id.task_ids.filtered(lambda task: task.state == "todo")
        ids = channel._ids_of(todo.user_id)
        found = [ids.get((channel, user), "") for user in todo.user_id]
        if channel.vendor == "feishu":  # a group is told by Open ID, not by e-mail
            found = [one for one in found if "@" not in one]
        return tuple(one for one in found if one)

    def _webhook_body(self):
        """Return the event: numbers and states; names only where that is wanted."""
        request = self.request_id
        name = {"ask": "requested", "remind": "reminder"}.get(self.event)
        if not name:
            name = "question" if request.is_question_open else request.state
        body = {
            "event": f"approval.{name}",
            "id": self.key,
            "request_id": request.id,
            "record": {"model": request.res_model, "id": request.res_id},
            "chain_id": request.chain_id.id,
            "state": request.state,
            "requester_id": request.requester_id.id,
            "waiting_for": request.task_ids.filtered(
                lambda task: task.state == "todo"
            ).user_id.ids,
            "url": self._url(),
        }
        if self.channel_id.show_details:
            body |= {
                "name": request.name,
                "chain": request.chain_id.name,
                "requester": request.requester_id.name,
                "amount": request.amount,
                "currency": request.currency_id.name or "",
                "why": request.reason_text,
                "note": self.note or "",
            }
        return body
