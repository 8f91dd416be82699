"""DingTalk, WeCom and Feishu on one real socket, as strict as they are.

It checks signatures, types, lengths, rates and keys, keeps what it was sent, and can
be told to misbehave. Where the vendors answer a failure under HTTP 200, so does it.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Row = dict[str, Any]
DINGTALK_TOKEN = "d" * 64
DINGTALK_SECRET = "SEC" + "0123456789abcdef" * 4
WECOM_KEY = "5a1f6f1e-0000-4000-8000-000000000001"
FEISHU_HOOK = "feishu-hook-0001"
FEISHU_SECRET = "Feishu-Test-Secret-0001"
WEBHOOK_SECRET = "whsec_Y3JtLWFwcHJvdmFsLWRlbW8tc2VjcmV0LTMyYnl0ZXM="
APP_SECRET = "the-app-secret-of-20-letters"


class OaServer:
    """Start with ``with OaServer() as oa``; ``oa.url`` is where it listens."""

    def __init__(self, port: int = 0) -> None:
        server = self

        class Handler(_Handler):
            oa = server

        self._http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self.forget()

    def forget(self) -> None:
        """Be as if just started."""
        self.faults: list[Row] = []
        self.calls: list[tuple[str, str]] = []
        self.taken: list[Row] = []  # bodies that were accepted
        self.keys: dict[str, str] = {}
        self.cards: dict[str, Row] = {}
        self.tokens: list[str] = []
        self.moments: dict[str, list[float]] = {}
        self.keyword = ""
        self.people = {"manager01", "zhangsan", "ou_1"}
        self.release = threading.Event()

    def __enter__(self) -> "OaServer":
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.release.set()
        self._http.shutdown()
        self._http.server_close()

    def fail(self, kind: str, path: str = "", times: int = 1, **facts: Any) -> None:
        """Misbehave at the next calls whose path holds these words."""
        self.faults.append({"kind": kind, "path": path, "times": times, **facts})

    def fault(self, path: str) -> Row | None:
        for fault in self.faults:
            if fault["times"] and fault["path"] in path:
                fault["times"] -= 1
                return fault
        return None

    def count(self, path: str) -> int:
        return len([1 for _method, called in self.calls if path in called])

    def expire_tokens(self) -> None:
        self.tokens.clear()

    def too_many(self, robot: str, most: int = 20) -> bool:
        now = time.time()
        recent = [one for one in self.moments.get(robot, []) if one > now - 60]
        self.moments[robot] = [*recent, now]
        return len(recent) >= most

    # robots

    def dingtalk_robot(self, query: Row, body: Row) -> Row:
        if query.get("access_token") != DINGTALK_TOKEN:
            return _ding(300001, "token is not exist")
        stamp, sign = query.get("timestamp", ""), query.get("sign", "")
        text = f"{stamp}\n{DINGTALK_SECRET}".encode()
        good = _b64(hmac.new(DINGTALK_SECRET.encode(), text, hashlib.sha256).digest())
        if sign != good:
            return _ding(310000, "sign not match")
        if abs(int(stamp) - time.time() * 1000) > 3_600_000:
            return _ding(310000, "invalid timestamp")
        if self.keyword and self.keyword not in json.dumps(body, ensure_ascii=False):
            return _ding(310000, "keywords not in content")
        if body.get("msgtype") not in ("text", "markdown", "link", "actionCard"):
            return _ding(400105, "unsupported msgtype")
        if len(json.dumps(body, ensure_ascii=False).encode()) > 20_000:
            return _ding(460101, "message too long")
        if self.too_many("dingtalk"):
            return _ding(130101, "send too fast, exceed 20 times per minute")
        return self._keep(body.get("msgUuid"), body, _ding(0, "ok"))

    def wecom_robot(self, query: Row, body: Row) -> Row:
        if query.get("key") != WECOM_KEY:
            return _ding(93000, "invalid webhook url, hint: [1], from ip: 203.0.113.9")
        kind = body.get("msgtype")
        if kind not in ("text", "markdown", "template_card"):
            return _ding(40008, "invalid message type")
        content = (body.get("markdown") or {}).get("content", "")
        if kind == "markdown" and not content:
            return _ding(44004, "empty content")
        if len(content.encode()) > 4096:
            return _ding(40058, "markdown.content exceed max length 4096")
        if kind == "template_card" and not body["template_card"].get("card_action"):
            return _ding(42045, "card_action is missing")
        if self.too_many("wecom"):
            return _ding(45009, "api freq out of limit, from ip: 203.0.113.9")
        return self._keep(None, body, _ding(0, "ok"))

    def feishu_robot(self, hook: str, body: Row) -> Row:
        if hook != FEISHU_HOOK:
            return {"code": 19001, "msg": "param invalid: token", "data": {}}
        stamp = body.get("timestamp", "")
        key = f"{stamp}\n{FEISHU_SECRET}".encode()
        good = _b64(hmac.new(key, b"", hashlib.sha256).digest())
        late = not stamp or abs(int(stamp) - time.time()) > 3600
        if late or body.get("sign") != good:
            return {"code": 19021, "msg": "sign match fail or timestamp", "data": {}}
        if body.get("msg_type") not in ("text", "post", "interactive"):
            return {"code": 19002, "msg": "params error, msg_type", "data": {}}
        if len(json.dumps(body, ensure_ascii=False).encode()) > 20_000:
            return {"code": 9499, "msg": "Bad Request", "data": {}}
        if self.too_many("feishu", 100):
            return {"code": 11232, "msg": "frequency limited psm", "data": {}}
        answer = {"StatusCode": 0, "code": 0, "data": {}, "msg": "success"}
        return self._keep(None, body, answer)

    def webhook(self, headers: Any, raw: bytes) -> bool:
        name, stamp = headers["webhook-id"], headers["webhook-timestamp"]
        key = base64.b64decode(WEBHOOK_SECRET.removeprefix("whsec_"))
        text = f"{name}.{stamp}.".encode() + raw
        good = "v1," + _b64(hmac.new(key, text, hashlib.sha256).digest())
        if headers["webhook-signature"] != good:
            return False
        self._keep(name, json.loads(raw), {})
        return True

    # apps

    def new_token(self) -> str:
        self.tokens.append(f"t-{len(self.calls)}")
        return self.tokens[-1]

    def wecom_token(self, query: Row) -> Row:
        if query.get("corpsecret") != APP_SECRET:
            return _ding(40001, "invalid credential")
        return {**_ding(0, "ok"), "access_token": self.new_token(), "expires_in": 7200}

    def wecom_send(self, query: Row, body: Row) -> Row:
        if query.get("access_token") not in self.tokens:
            return _ding(42001, "access_token expired")
        if body["touser"] not in self.people:
            return {**_ding(0, "ok"), "invaliduser": body["touser"]}
        card = body["template_card"]
        same = json.dumps(body, sort_keys=True)
        answer = {**_ding(0, "ok"), "response_code": f"rc-{len(self.calls)}"}
        self.cards[answer["response_code"]] = card
        return self._keep(same, body, answer)

    def wecom_update(self, query: Row, body: Row) -> Row:
        if query.get("access_token") not in self.tokens:
            return _ding(42001, "access_token expired")
        card = self.cards.pop(body["response_code"], None)
        if card is None:
            return _ding(40058, "response_code invalid")
        card["replaced"] = body["button"]["replace_name"]
        return _ding(0, "ok")

    def feishu_token(self, body: Row) -> Row:
        if body.get("app_secret") != APP_SECRET:
            return {"code": 10014, "msg": "app secret invalid"}
        token = self.new_token()
        return {"code": 0, "msg": "ok", "tenant_access_token": token, "expire": 7200}

    def feishu_send(self, token: str, body: Row) -> Row:
        if token not in self.tokens:
            return {"code": 99991663, "msg": "token invalid"}
        if body["receive_id"] not in self.people:
            return {"code": 230001, "msg": "invalid receive_id"}
        name = f"om_{len(self.calls)}"
        self.cards[name] = json.loads(body["content"])
        answer = {"code": 0, "msg": "success", "data": {"message_id": name}}
        return self._keep(body["uuid"], body, answer)

    def feishu_update(self, token: str, name: str, body: Row) -> Row:
        if token not in self.tokens:
            return {"code": 99991663, "msg": "token invalid"}
        self.cards[name] = json.loads(body["content"])
        return {"code": 0, "msg": "success", "data": {}}

    def dingtalk_token(self, body: Row) -> tuple[int, Row]:
        if body.get("appSecret") != APP_SECRET:
            return 400, {"code": "invalidClientIdOrSecret", "message": "no"}
        return 200, {"accessToken": self.new_token(), "expireIn": 7200}

    def dingtalk_app(self, token: str, path: str, body: Row) -> tuple[int, Row]:
        if token not in self.tokens:
            return 400, {"code": "InvalidAuthentication", "message": "expired"}
        if path.endswith("/batchSend"):
            bad = [one for one in body["userIds"] if one not in self.people]
            answer = {"processQueryKey": "q", "invalidStaffIdList": bad}
            return 200, answer if bad else self._keep(None, body, answer)
        if path.endswith("/createAndDeliver"):
            if body["outTrackId"] in self.cards:
                return 400, {"code": "param.cardAlreadyExist", "message": "exists"}
            self.cards[body["outTrackId"]] = body["cardData"]["cardParamMap"]
            done = {"success": True, "errorMsg": ""}
            return 200, self._keep(
                body["outTrackId"],
                body,
                {"success": True, "result": {"deliverResults": [done]}},
            )
        if path.endswith("/card/instances"):
            self.cards[body["outTrackId"]] |= body["cardData"]["cardParamMap"]
            return 200, {"success": True, "result": True}
        if path.endswith("/callbacks/register"):
            self.cards["registration"] = body
            return 200, {"success": True}
        return 404, {"code": "InvalidAction.NotFound", "message": path}

    def _keep(self, key: str | None, body: Row, answer: Row) -> Row:
        """Take a message once; what has the same key gets the first answer."""
        if key and key in self.keys:
            return json.loads(self.keys[key])
        if key:
            self.keys[key] = json.dumps(answer)
        self.taken.append(body)
        return answer


class _Handler(BaseHTTPRequestHandler):
    oa: OaServer

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_PATCH(self) -> None:
        self._serve("PATCH")

    def do_PUT(self) -> None:
        self._serve("PUT")

    def _serve(self, method: str) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(size)
        parts = urlsplit(self.path)
        self.oa.calls.append((method, parts.path))
        fault = self.oa.fault(parts.path) or {"kind": ""}
        before: dict[str, Callable[[], None]] = {
            "drop": self._drop,
            "status": lambda: self._send(fault["code"], fault.get("body", "{}")),
            "answer": lambda: self._send(200, json.dumps(fault["body"])),
            "html": lambda: self._send(200, "<html>busy</html>"),
            "redirect": lambda: self._send(302, "", {"Location": self.oa.url}),
            "huge": lambda: self._send(200, "x" * 200_000),
        }
        if fault["kind"] in before:
            before[fault["kind"]]()
            return
        status, answer = self._answer(method, parts.path, parts.query, raw)
        if fault["kind"] == "lose":  # taken, but the answer never arrives
            self._drop()
            return
        if fault["kind"] == "hold":  # taken, and the answer waits to be released
            self.oa.release.wait(60)
        self._send(status, json.dumps(answer))

    def _answer(
        self, method: str, path: str, query: str, raw: bytes
    ) -> tuple[int, Row]:
        words = {name: values[0] for name, values in parse_qs(query).items()}
        if path == "/hook":
            return (200 if self.oa.webhook(self.headers, raw) else 401), {}
        if method != "GET" and not self.headers.get("Content-Type", "").startswith(
            "application/json"
        ):
            return 200, _ding(43004, "invalid content type")
        body = json.loads(raw or b"{}")
        if path.startswith("/v1.0/"):
            return self._dingtalk(path, body)
        if path.startswith("/open-apis/"):
            return 200, self._feishu(method, path, body)
        routes: dict[str, Callable[[Row, Row], Row]] = {
            "/robot/send": self.oa.dingtalk_robot,
            "/cgi-bin/webhook/send": self.oa.wecom_robot,
            "/cgi-bin/gettoken": lambda query, _body: self.oa.wecom_token(query),
            "/cgi-bin/message/send": self.oa.wecom_send,
            "/cgi-bin/message/update_template_card": self.oa.wecom_update,
        }
        if path not in routes:
            return 404, {}
        return 200, routes[path](words, body)

    def _dingtalk(self, path: str, body: Row) -> tuple[int, Row]:
        if path.endswith("/accessToken"):
            return self.oa.dingtalk_token(body)
        token = self.headers.get("x-acs-dingtalk-access-token", "")
        return self.oa.dingtalk_app(token, path, body)

    def _feishu(self, method: str, path: str, body: Row) -> Row:
        if "/bot/v2/hook/" in path:
            return self.oa.feishu_robot(path.rsplit("/", 1)[1], body)
        if path.endswith("/internal"):
            return self.oa.feishu_token(body)
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if method == "PATCH":
            return self.oa.feishu_update(token, path.rsplit("/", 1)[1], body)
        return self.oa.feishu_send(token, body)

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(2)

    def _send(self, status: int, text: str, headers: Row | None = None) -> None:
        data = text.encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: object) -> None:
        """Stay silent."""


def _ding(code: int, text: str) -> Row:
    return {"errcode": code, "errmsg": text}


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
