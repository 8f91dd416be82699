"""Two real servers, the cable between them, and what tests do with them."""

import contextlib
import http.client
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

VARIABLES = (
    "CRM_TEST_ERP_URL",
    "CRM_TEST_ERP_DB",
    "CRM_TEST_ERP_KEY",
    "CRM_TEST_URL",
    "CRM_TEST_DB",
    "CRM_TEST_LOGIN",
    "CRM_TEST_PASSWORD",
)
PATIENCE = 120


def load_script(name: str) -> ModuleType:
    path = Path(__file__).parent.parent / "scripts" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


erp_demo = load_script("erp_demo")


def wait_until(question: Callable[[], Any], what: str) -> Any:
    """Ask until the answer is true; the failure says what was waited for."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.5)
    raise AssertionError(f"{PATIENCE} s went by and still not: {what}")


class Cable:
    """A real HTTP proxy in front of the real ERP that can be cut or held."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.target = (parts.hostname or "", parts.port or 80)
        self.held_path = ""
        self.holds_request = False
        self.reached = threading.Event()
        self.release = threading.Event()
        self.forwarded = threading.Event()
        self.wires: list[socket.socket] = []
        self._port = 0
        self._server: ThreadingHTTPServer | None = None
        self.plug()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def plug(self) -> None:
        cable = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                cable.wires.append(self.connection)

            def do_POST(self) -> None:
                cable.pass_on(self)

            def log_message(self, *_args: object) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._server.daemon_threads = True
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def cut(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        for wire in self.wires:  # those that are kept alive would go on working
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
        self.wires.clear()

    def hold(self, path: str, is_request: bool) -> None:
        """Keep the next request, or its answer, until ``release`` is set."""
        self.held_path, self.holds_request = path, is_request
        for event in (self.reached, self.release, self.forwarded):
            event.clear()

    def pass_on(self, handler: BaseHTTPRequestHandler) -> None:
        size = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(size)
        is_held = bool(self.held_path) and handler.path.endswith(self.held_path)
        if is_held:
            self.held_path = ""
        if is_held and self.holds_request:
            self._wait()
        status, headers, answer = self._forward(handler, body)
        if is_held:
            self.forwarded.set()
            if not self.holds_request:
                self._wait()
            handler.close_connection = True
            return
        handler.send_response(status)
        handler.send_header("Content-Type", headers.get("Content-Type", ""))
        handler.send_header("Content-Length", str(len(answer)))
        handler.end_headers()
        handler.wfile.write(answer)

    def _wait(self) -> None:
        self.reached.set()
        self.release.wait(PATIENCE)

    def _forward(
        self, handler: BaseHTTPRequestHandler, body: bytes
    ) -> tuple[int, Any, bytes]:
        connection = http.client.HTTPConnection(*self.target, timeout=PATIENCE)
        skip = ("host", "connection", "accept-encoding")
        headers = {k: v for k, v in handler.headers.items() if k.lower() not in skip}
        connection.request("POST", handler.path, body, headers)
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        return response.status, response.headers, answer


class CrmServer:
    """The process that serves the CRM, to be killed and started again."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.replacement: subprocess.Popen[bytes] | None = None

    def pids(self) -> list[int]:
        """Return the processes that listen on the CRM's port."""
        wanted = f"{urlsplit(self.url).port:04X}"
        inodes = set()
        for table in ("tcp", "tcp6"):
            for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
                words = line.split()
                if words[1].endswith(f":{wanted}") and words[3] == "0A":
                    inodes.add(f"socket:[{words[9]}]")
        return [int(p.name) for p in Path("/proc").glob("[0-9]*") if holds(p, inodes)]

    def kill_and_restart(self, while_dead: Callable[[], None]) -> None:
        pids = self.pids()
        assert pids, f"nobody listens at {self.url}"
        home = Path(f"/proc/{pids[0]}")
        command = [
            word.decode() for word in (home / "cmdline").read_bytes().split(b"\0")
        ]
        environment = dict(
            pair.decode().split("=", 1)
            for pair in (home / "environ").read_bytes().split(b"\0")
            if b"=" in pair
        )
        folder = os.readlink(home / "cwd")
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        if self.replacement:
            self.replacement.wait()
        wait_until(lambda: not self.pids(), "the CRM server is dead")
        while_dead()
        self.replacement = subprocess.Popen(
            command[:-1],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self.answers, "the CRM server answers again")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/web/health", timeout=5) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    def close(self) -> None:
        if self.replacement:
            self.replacement.terminate()
            self.replacement.wait()


def holds(process: Path, inodes: set[str]) -> bool:
    try:
        return any(os.readlink(fd) in inodes for fd in (process / "fd").iterdir())
    except OSError:
        return False  # gone meanwhile, or somebody else's


class World:
    """Both servers, the cable between them, and the words of the tests."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.server = CrmServer(env["CRM_TEST_URL"])
        self.cable = Cable(env["CRM_TEST_ERP_URL"])
        self.log_in()
        fields = ["url", "database", "api_key", "max_tries"]
        self.before = self.crm.call("crm.erp.connection", "search_read", [], fields)
        self.connection = self.connect()
        self.won_stage = self.crm.find("crm.stage", [["is_won", "=", True]])[0]
        self.open_stage = self.crm.find("crm.stage", [["is_won", "=", False]])[0]

    def session(self) -> Any:
        env = self.env
        return erp_demo.Session(
            env["CRM_TEST_URL"],
            env["CRM_TEST_DB"],
            env["CRM_TEST_LOGIN"],
            env["CRM_TEST_PASSWORD"],
        )

    def log_in(self) -> None:
        self.crm = self.session()

    def connect(self) -> int:
        connection: int = erp_demo.connect_crm(
            self.crm,
            self.cable.url,
            self.env["CRM_TEST_ERP_DB"],
            self.env["CRM_TEST_ERP_KEY"],
        )
        return connection

    def close(self) -> None:
        """Leave the connection as it was found."""
        for row in self.before:
            values = {name: row[name] for name in row if name != "id"}
            self.crm.call("crm.erp.connection", "write", [row["id"]], values)
        self.cable.cut()
        self.server.close()

    def erp(self, model: str, method: str, **arguments: Any) -> Any:
        request = urllib.request.Request(
            f"{self.env['CRM_TEST_ERP_URL']}/json/2/{model}/{method}",
            data=json.dumps(arguments).encode(),
            headers={
                "Authorization": f"bearer {self.env['CRM_TEST_ERP_KEY']}",
                "X-Odoo-Database": self.env["CRM_TEST_ERP_DB"],
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def product(self, code: str) -> int:
        found = self.crm.find("product.product", [["default_code", "=", code]])
        if found:
            return int(found[0])
        values = {"name": code, "default_code": code, "list_price": 100}
        return int(self.crm.call("product.product", "create", [values])[0])

    def customer(self) -> int:
        values = {"name": f"Customer {uuid.uuid4().hex[:8]}", "is_company": True}
        return int(self.crm.call("res.partner", "create", [values])[0])

    def lead(self, *codes: str, partner: int | None = None) -> int:
        """Create an open opportunity, of a new customer when none is given."""
        name = f"Test {uuid.uuid4().hex[:8]}"
        lines = [
            [0, 0, {"product_id": self.product(code), "quantity": 1, "price_unit": 10}]
            for code in codes
        ]
        values = {
            "name": name,
            "type": "opportunity",
            "partner_id": partner or self.customer(),
            "stage_id": self.open_stage,
            "erp_line_ids": lines,
        }
        return int(self.crm.call("crm.lead", "create", [values])[0])

    def win(self, lead: int) -> None:
        self.crm.call("crm.lead", "write", [lead], {"stage_id": self.won_stage})

    def nudge(self, cron: str = "ir_cron_deliver") -> None:
        """Run the worker now instead of at the scheduler's next look."""
        try:
            self.crm.call(
                "ir.cron",
                "method_direct_trigger",
                [self.crm.ref(f"crm_erp_bridge.{cron}")],
            )
        except erp_demo.DemoError:
            time.sleep(0.5)  # it is running already

    def messages(self, lead: int) -> list[dict[str, Any]]:
        domain = [["model", "=", "crm.lead"], ["res_id", "=", lead]]
        fields = ["state", "operation", "tries", "error", "idempotency_key"]
        rows: list[dict[str, Any]] = self.crm.call(
            "crm.erp.message", "search_read", domain, fields, order="number"
        )
        return rows

    def reach(self, lead: int, state: str) -> dict[str, Any]:
        """Wait until the newest message of this opportunity is in that state."""

        def look() -> dict[str, Any] | None:
            message = self.messages(lead)[-1]
            if message["state"] == state:
                return message
            self.nudge()
            return None

        message: dict[str, Any] = wait_until(look, f"opportunity {lead} is {state}")
        return message

    def orders(self, lead: int) -> list[dict[str, Any]]:
        key = self.messages(lead)[-1]["idempotency_key"]
        rows: list[dict[str, Any]] = self.erp(
            "sale.order",
            "search_read",
            domain=[["client_order_ref", "=", key]],
            fields=["name", "state", "order_line", "amount_untaxed"],
        )
        return rows

    def read(self, lead: int, *names: str) -> dict[str, Any]:
        row: dict[str, Any] = self.crm.call("crm.lead", "read", [lead], list(names))[0]
        return row
