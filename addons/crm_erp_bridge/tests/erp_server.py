"""A tiny ERP on a real socket, for the failures that a real one seldom shows.

It keeps orders and contacts under their external ids, as an Odoo ERP does, and can
be told to misbehave before or after it has done its work.
"""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Row = dict[str, Any]
KEY = "the-key"


class Fault:
    """What goes wrong, on which method, how many times."""

    def __init__(self, kind: str, method: str = "", times: int = 1, **facts: Any):
        self.kind = kind
        self.method = method
        self.times = times
        self.facts = facts

    def takes(self, method: str) -> bool:
        if self.times and self.method in ("", method):
            self.times -= 1
            return True
        return False


class ErpServer:
    """Start with ``with ErpServer() as erp``; ``erp.url`` is where it listens."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.calls: list[tuple[str, str]] = []
        self.orders: list[Row] = []
        self.partners: list[Row] = []
        self.products: list[Row] = []
        self.currency = "USD"
        self.write_date = ""
        self._xmlids: dict[str, int] = {}
        server = self

        class Handler(_Handler):
            erp = server

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> "ErpServer":
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def fail(self, kind: str, method: str = "", times: int = 1, **facts: Any) -> None:
        self.faults.append(Fault(kind, method, times, **facts))

    def add_product(self, code: str, on_hand: float) -> None:
        self.products.append(
            {
                "id": len(self.products) + 1,
                "default_code": code,
                "qty_available": on_hand,
                "free_qty": on_hand,
            }
        )

    def count(self, method: str) -> int:
        return len([1 for _model, name in self.calls if name == method])

    def answer(self, model: str, method: str, body: Row) -> Any:
        self.calls.append((model, method))
        handler: Callable[..., Any] = getattr(self, f"_{method}")
        return handler(model, body)

    def _table(self, model: str) -> list[Row]:
        return {
            "sale.order": self.orders,
            "res.partner": self.partners,
            "product.product": self.products,
        }.get(model, [])

    def _search_count(self, model: str, _body: Row) -> int:
        return len(self._table(model))

    def _search_read(self, model: str, body: Row) -> list[Row]:
        terms = [term for term in body["domain"] if term[0] in _FILTERS]
        return [
            row
            for row in self._table(model)
            if all(_FILTERS[name](row.get(name), value) for name, _op, value in terms)
        ]

    def _load(self, model: str, body: Row) -> Row:
        values = dict(zip(body["fields"], body["data"][0], strict=True))
        name = values.pop("id")
        table = self._table(model)
        if name not in self._xmlids:
            row = {"id": len(table) + 1, "name": values.get("name"), **values}
            if model == "sale.order":
                row |= {"name": f"S{len(table) + 1:05}", "state": "draft"}
                row |= {"order_line": [], "currency_id": [1, self.currency]}
            table.append(row)
            self._xmlids[name] = row["id"]
        return {"ids": [self._xmlids[name]], "messages": []}

    def _write(self, model: str, body: Row) -> bool:
        for row in self._table(model):
            if row["id"] in body["ids"]:
                commands = body["vals"]["order_line"]
                row["order_line"] = [
                    values for code, _id, values in commands if not code
                ]
        return True

    def _action_confirm(self, model: str, body: Row) -> bool:
        for row in self._table(model):
            if row["id"] in body["ids"]:
                row["state"] = "sale"
        return True


_FILTERS: dict[str, Callable[[Any, Any], bool]] = {
    "id": lambda mine, wanted: (
        mine in (wanted if isinstance(wanted, list) else [wanted])
    ),
    "client_order_ref": lambda mine, wanted: mine == wanted,
    "default_code": lambda mine, wanted: not wanted or mine in wanted,
    "name": lambda mine, wanted: (mine or "").lower() == wanted.lower(),
    "email": lambda mine, wanted: (mine or "").lower() == wanted.lower(),
}


class _Handler(BaseHTTPRequestHandler):
    erp: ErpServer

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(size) or b"{}")
        _root, _json, _two, model, method = self.path.split("/")
        if self.headers.get("Authorization") != f"bearer {KEY}":
            self._send(401, json.dumps({"message": "Invalid apikey"}))
            return
        fault = next((one for one in self.erp.faults if one.takes(method)), None)
        if fault and fault.kind == "status":
            code = fault.facts["code"]
            self._send(code, '{"message": "no"}', fault.facts.get("headers"))
            return
        answer = self.erp.answer(model, method, body)
        if fault and fault.kind == "drop_after":
            self.close_connection = True  # the work is done, the answer is lost
            return
        if fault and fault.kind == "garbage_after":
            self._send(200, "<html>Welcome</html>")
            return
        self._send(200, json.dumps(answer))

    def _send(self, code: int, text: str, headers: Row | None = None) -> None:
        data = text.encode()
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: object) -> None:
        """Stay silent."""
