import re
import secrets
from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from ...adapters import robots
from ...adapters.apps import APPS, BASES, Settings
from ...adapters.transport import Transport
from ...engine.card import DONE, Card
from ...engine.robot_cards import CARDS, DIGESTS
from ...exceptions import ChannelError
from ..oa_words import say

ROUTE = "crm_approval"  # the name of our callback in DingTalk's card platform


class _Tokens:
    """The access token of a channel, kept in its row."""

    def __init__(self, channel):
        self.channel = channel

    def get(self):
        until = self.channel.access_token_until
        is_good = until and until > fields.Datetime.now()
        return self.channel.access_token if is_good else ""

    def put(self, token, seconds):
        moment = fields.Datetime.now() + timedelta(seconds=max(seconds, 0))
        self.channel.write({"access_token": token, "access_token_until": moment})


class CrmApprovalOaChannelCall(models.Model):
    """How a channel speaks: which adapter, with which secrets."""

    _inherit = "crm.approval.oa.channel"

    def _deliver(self, messages):
        """Send what these messages say; return what it can be updated by."""
        self.ensure_one()
        messages = messages[:1]._in_words_of_reader().browse(messages.ids)
        first = messages[:1]
        if self.kind == "webhook":
            self._send_webhook(first.key, first._webhook_body())
        elif not self.is_app:
            builder, content = CARDS, first._card()
            if len(messages) > 1:
                builder, content = DIGESTS, messages._digest()
            self._send_robot(builder[self.vendor](content))
        elif first.event == "update":
            ref = first.parent_id.sudo().external_ref  # sudo: closed column
            self._app().update(ref or "", self._id_of(first.user_id), first._card())
        else:
            return self._app().send(self._id_of(first.user_id), first._card())
        return False

    def _send_robot(self, body):
        own = self.sudo()  # sudo: the worker may use what nobody may read
        if not own.address_secret:
            raise ChannelError("mend", "no_secret")
        send = robots.SEND[self.vendor]
        send(self._transport(), own.address_secret, own.signing_secret or "", body)

    def _send_webhook(self, key, body):
        own = self.sudo()  # sudo: the worker may use what nobody may read
        if not own.address_secret or not own.signing_secret:
            raise ChannelError("mend", "no_secret")
        robots.send_webhook(
            self._transport(), own.address_secret, own.signing_secret, key, body
        )

    def _transport(self):
        # sudo: what an administrator permits holds for whoever sends.
        parameters = self.env["ir.config_parameter"].sudo()
        allowed = parameters.get_param("crm_approval_oa.allowed_origins", "")
        return Transport(self.vendor, re.split(r"[\s,]+", allowed.strip()))

    def _app(self):
        own = self.sudo()  # sudo: the worker may use what nobody may read
        if not own.app or not own.app_secret_secret:
            raise ChannelError("mend", "no_secret")
        settings = Settings(
            base=(own.base_url or BASES[self.vendor]).rstrip("/"),
            app=own.app,
            secret=own.app_secret_secret,
            tenant=own.tenant or "",
            robot=own.robot_code or "",
            template=own.card_template or "",
            route=f"{ROUTE}-{own.id}",
        )
        return APPS[self.vendor](self._transport(), settings, _Tokens(own))

    def _id_of(self, user):
        found = self._ids_of(user).get((self, user))
        if not found:
            raise ChannelError.refused("no_id", who=user.name)
        return found

    def action_test(self):
        """Send a message now and say what the vendor answered."""
        self.ensure_one()
        self.check_access("write")
        try:
            words = self._send_test()
        except ChannelError as error:
            raise UserError(
                self.env._(
                    "Channel %(channel)s does not work. %(reason)s",
                    channel=self.name,
                    reason=say(self.env, error.code, error.facts),
                )
            ) from None
        self._mended(keep_token=True)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": words,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _send_test(self):
        seconds = self._wait()
        if seconds:
            raise UserError(
                self.env._(
                    "Channel %(channel)s has just sent as much as it may. Try again in "
                    "%(seconds)s seconds.",
                    channel=self.name,
                    seconds=int(seconds) + 1,
                )
            )
        self._count_one()
        card = Card(
            key=self.env["crm.approval.oa.message"].default_get(["key"])["key"],
            title=self.env._("Test: approvals come here"),
            source=self.env._("CRM approval"),
            lines=((self.env._("Channel"), self.name),),
            url=self.get_base_url(),
            open_label=self.env._("Open"),
            state=DONE,
            keyword=self.keyword or "",
        )
        if self.kind == "webhook":
            self._send_webhook(card.key, {"event": "approval.test", "id": card.key})
        elif not self.is_app:
            self._send_robot(CARDS[self.vendor](card))
        else:
            return self._send_test_to_me(card)
        return self.env._("The message was taken. Look into the chat.")

    def _send_test_to_me(self, card):
        app = self._app()
        me = self._ids_of(self.env.user).get((self, self.env.user))
        if not me:
            app.ping()
            return self.env._(
                "ID and secret are right. To get a message, enter your own ID on your "
                "user's form."
            )
        app.send(me, card)
        return self.env._("The message was taken. Look into the chat.")

    def action_register(self):
        """Tell DingTalk where clicks on cards go, and what they are signed with."""
        self.ensure_one()
        self.check_access("write")
        try:
            channel = self.sudo()  # sudo: the worker may use what nobody may read
            if not channel.signing_secret:
                channel.signing_secret = secrets.token_urlsafe(32)
            self._app().register(self.callback_url, channel.signing_secret)
        except ChannelError as error:
            raise UserError(
                self.env._(
                    "DingTalk did not accept the address of channel %(channel)s. "
                    "%(reason)s",
                    channel=self.name,
                    reason=say(self.env, error.code, error.facts),
                )
            ) from None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("DingTalk sends clicks to this server now."),
            },
        }

    def _tell_responsible(self, error):
        """Tell the responsible person once that messages do not arrive."""
        user = self.user_id
        channel = self.with_context(lang=user.lang)
        body = channel.env._(
            "Approval channel %(channel)s does not deliver. %(reason)s",
            channel=self.name,
            reason=say(channel.env, error.code, error.facts),
        )
        user.partner_id.message_notify(
            partner_ids=user.partner_id.ids,
            subject=channel.env._("Approval channel %(channel)s", channel=self.name),
            body=Markup("<p>%s</p>") % body,
        )
