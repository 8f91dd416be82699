"""Apps of a vendor: messages to one person, cards whose buttons decide."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from ..engine import app_cards
from ..engine.answers import MEND, RENEW
from ..engine.card import Card
from ..exceptions import ChannelError
from .transport import Transport

EARLY = 300  # seconds before its end at which a token is fetched anew


class Tokens(Protocol):
    """Where the access token of a channel is kept between workers."""

    def get(self) -> str: ...

    def put(self, token: str, seconds: int) -> None: ...


@dataclass(frozen=True)
class Settings:
    """What an app is known by.

    :ivar app: app key, agent id or app id, as the vendor calls it.
    :ivar robot: robot code and card template; DingTalk only.
    """

    base: str
    app: str
    secret: str
    tenant: str = ""
    robot: str = ""
    template: str = ""
    route: str = ""


class App(ABC):
    """What the three have in common: a token that ages."""

    def __init__(self, transport: Transport, settings: Settings, tokens: Tokens):
        self.transport = transport
        self.settings = settings
        self.tokens = tokens

    def send(self, who: str, card: Card) -> str:
        """Send a card to a person; return what it can be updated by."""
        ref: str = self._fresh(lambda token: self._send(token, who, card))
        return ref

    def update(self, ref: str, who: str, card: Card) -> None:
        """Show on a card that was sent what became of it."""
        self._fresh(lambda token: self._update(token, ref, who, card))

    def ping(self) -> None:
        """Prove that id and secret are right, without telling anybody."""
        token, seconds = self._fetch()
        self.tokens.put(token, seconds - EARLY)

    def _fresh(self, call: Callable[[str], Any]) -> Any:
        token = self.tokens.get()
        if token:
            try:
                return call(token)
            except ChannelError as error:
                if error.kind != RENEW:
                    raise
        token, seconds = self._fetch()
        self.tokens.put(token, seconds - EARLY)
        try:
            return call(token)
        except ChannelError as error:
            if error.kind == RENEW:  # fresh and yet refused: it is not this app's
                raise ChannelError(MEND, "answered", **error.facts) from None
            raise

    @abstractmethod
    def _fetch(self) -> tuple[str, int]: ...

    @abstractmethod
    def _send(self, token: str, who: str, card: Card) -> str: ...

    @abstractmethod
    def _update(self, token: str, ref: str, who: str, card: Card) -> None: ...


class WecomApp(App):
    """A self-built app of WeCom."""

    def _fetch(self) -> tuple[str, int]:
        query = urlencode(
            {"corpid": self.settings.tenant, "corpsecret": self.settings.secret}
        )
        url = f"{self.settings.base}/cgi-bin/gettoken?{query}"
        answer = self.transport.call(url, method="GET")
        return str(answer["access_token"]), int(answer.get("expires_in") or 7200)

    def _url(self, path: str, token: str) -> str:
        return f"{self.settings.base}/cgi-bin/{path}?access_token={quote(token)}"

    def _send(self, token: str, who: str, card: Card) -> str:
        answer = self.transport.call(
            self._url("message/send", token),
            {
                "touser": who,
                "msgtype": "template_card",
                "agentid": int(self.settings.app),
                "enable_duplicate_check": 1,
                "duplicate_check_interval": 3600,
                "template_card": app_cards.wecom(card),
            },
        )
        if answer.get("invaliduser") or answer.get("unlicenseduser"):
            raise ChannelError.refused("unknown_person", who=who)
        return str(answer.get("response_code") or "")

    def _update(self, token: str, ref: str, who: str, card: Card) -> None:
        if not ref:
            return
        self.transport.call(
            self._url("message/update_template_card", token),
            {
                "userids": [who],
                "agentid": int(self.settings.app),
                "response_code": ref,
                "button": {"replace_name": card.note[:30]},
            },
        )


class FeishuApp(App):
    """An app of Feishu or Lark."""

    def _fetch(self) -> tuple[str, int]:
        answer = self.transport.call(
            f"{self.settings.base}/open-apis/auth/v3/tenant_access_token/internal",
            {"app_id": self.settings.app, "app_secret": self.settings.secret},
        )
        return str(answer["tenant_access_token"]), int(answer.get("expire") or 7200)

    def _call(
        self, token: str, path: str, body: dict[str, Any], method: str = "POST"
    ) -> dict[str, Any]:
        url = f"{self.settings.base}/open-apis/im/v1/messages{path}"
        headers = {"Authorization": f"Bearer {token}"}
        return self.transport.call(url, body, headers, method)

    def _send(self, token: str, who: str, card: Card) -> str:
        kind = "email" if "@" in who else "open_id"
        answer = self._call(
            token,
            f"?receive_id_type={kind}",
            {
                "receive_id": who,
                "msg_type": "interactive",
                "content": json.dumps(app_cards.feishu(card), ensure_ascii=False),
                "uuid": card.key,
            },
        )
        return str((answer.get("data") or {}).get("message_id") or "")

    def _update(self, token: str, ref: str, who: str, card: Card) -> None:
        if ref:
            content = json.dumps(app_cards.feishu(card), ensure_ascii=False)
            self._call(token, f"/{quote(ref)}", {"content": content}, "PATCH")


class DingtalkApp(App):
    """An internal app of DingTalk with a robot and, for buttons, a card template."""

    def _fetch(self) -> tuple[str, int]:
        answer = self.transport.call(
            f"{self.settings.base}/v1.0/oauth2/accessToken",
            {"appKey": self.settings.app, "appSecret": self.settings.secret},
        )
        return str(answer["accessToken"]), int(answer.get("expireIn") or 7200)

    def _call(
        self, token: str, path: str, body: dict[str, Any], method: str = "POST"
    ) -> dict[str, Any]:
        url = f"{self.settings.base}/v1.0/{path}"
        headers = {"x-acs-dingtalk-access-token": token}
        return self.transport.call(url, body, headers, method)

    def register(self, url: str, secret: str) -> None:
        """Tell DingTalk where clicks go and what they are signed with."""
        body = {
            "callbackRouteKey": self.settings.route,
            "callbackUrl": url,
            "apiSecret": secret,
            "forceUpdate": True,
        }
        self._fresh(lambda token: self._call(token, "card/callbacks/register", body))

    def _send(self, token: str, who: str, card: Card) -> str:
        if not card.buttons or not self.settings.template:
            self._notify(token, who, card)
            return ""
        try:
            answer = self._call(
                token, "card/instances/createAndDeliver", self._instance(who, card)
            )
        except ChannelError as error:
            if error.facts.get("number", "").endswith("cardAlreadyExist"):
                return str(card.key)  # a try whose answer was lost: it is there
            raise
        results = (answer.get("result") or {}).get("deliverResults") or []
        for result in results:
            if not result.get("success"):
                text = str(result.get("errorMsg") or "")[:300]
                raise ChannelError.refused("not_delivered", text=text)
        return str(card.key)

    def _instance(self, who: str, card: Card) -> dict[str, Any]:
        robot = self.settings.robot or self.settings.app
        return {
            "cardTemplateId": self.settings.template,
            "outTrackId": card.key,
            "callbackType": "HTTP",
            "callbackRouteKey": self.settings.route,
            "cardData": {"cardParamMap": app_cards.dingtalk_params(card)},
            "openSpaceId": f"dtv1.card//IM_ROBOT.{who}",
            "imRobotOpenSpaceModel": {
                "supportForward": False,
                "notification": {
                    "alertContent": card.title[:60],
                    "notificationOff": False,
                },
            },
            "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": robot},
            "userIdType": 1,
        }

    def _notify(self, token: str, who: str, card: Card) -> None:
        answer = self._call(
            token,
            "robot/oToMessages/batchSend",
            {
                "robotCode": self.settings.robot or self.settings.app,
                "userIds": [who],
                **app_cards.dingtalk_notice(card),
            },
        )
        if answer.get("invalidStaffIdList"):
            raise ChannelError.refused("unknown_person", who=who)
        if answer.get("flowControlledStaffIdList"):
            raise ChannelError("retry", "flow", 30.0, counts=False)

    def _update(self, token: str, ref: str, who: str, card: Card) -> None:
        if ref:
            body = {
                "outTrackId": ref,
                "cardData": {"cardParamMap": app_cards.dingtalk_params(card)},
                "cardUpdateOptions": {"updateCardDataByKey": True},
            }
            self._call(token, "card/instances", body, "PUT")


APPS: dict[str, type[App]] = {
    "dingtalk": DingtalkApp,
    "wecom": WecomApp,
    "feishu": FeishuApp,
}
BASES = {
    "dingtalk": "https://api.dingtalk.com",
    "wecom": "https://qyapi.weixin.qq.com",
    "feishu": "https://open.feishu.cn",
}
