"""JSON-2 over a real socket: what is sent, and what a refusal becomes."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from migrate.errors import RightError, ServerError
from migrate.send.transport import Json2


class Answers(BaseHTTPRequestHandler):
    """Answer as the test wishes and remember what was asked."""

    status, answer, asked = 200, b"{}", []

    def do_POST(self):
        """Remember the request, give the prepared answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.path, dict(self.headers), json.loads(body)))
        self.do_GET()

    def do_GET(self):
        """Give the prepared answer."""
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_words):
        """Keep the test's output clean."""


@pytest.fixture
def server():
    """Serve on a free port while the test runs."""
    Answers.status, Answers.answer, Answers.asked = 200, b"{}", []
    with HTTPServer(("127.0.0.1", 0), Answers) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield Json2(f"http://127.0.0.1:{found.server_port}/", "crm", "secret")
        found.shutdown()
        thread.join()


def test_a_call_names_model_method_database_and_key(server):
    Answers.answer = b"[7]"

    assert server.create("res.partner", [{"name": "A"}]) == [7]
    server.call("crm.migration.run", "status", [3])

    path, headers, body = Answers.asked[0]
    assert path == "/json/2/res.partner/create"
    assert body == {"vals_list": [{"name": "A"}]}
    assert headers["Authorization"] == "bearer secret"
    assert headers["X-Odoo-Database"] == "crm"
    assert Answers.asked[1][2] == {"ids": [3]}


@pytest.mark.parametrize(
    ("status", "answer", "error", "message"),
    [
        (401, {"message": "Invalid apikey"}, RightError, "Invalid apikey"),
        (
            422,
            {"name": "odoo.exceptions.AccessError", "message": "not yours"},
            RightError,
            "not yours",
        ),
        (
            422,
            {"name": "odoo.exceptions.UserError", "message": "no such target"},
            ServerError,
            "no such target",
        ),
    ],
)
def test_a_refusal_keeps_its_words(server, status, answer, error, message):
    Answers.status, Answers.answer = status, json.dumps(answer).encode()

    with pytest.raises(error, match=message):
        server.call("crm.migration.run", "describe", models=[])


def test_a_page_instead_of_an_answer_is_not_printed(server):
    Answers.status, Answers.answer = 404, b"<html><h1>Not Found</h1></html>"

    with pytest.raises(ServerError, match="HTTP 404 Not Found"):
        server.call("crm.migration.run", "describe", models=[])


def test_the_version_is_read_before_anything_is_sent(server):
    Answers.answer = b'{"version": "19.0"}'

    assert server.version() == "19.0"


def test_a_server_that_is_gone_is_a_sentence():
    with pytest.raises(ServerError, match="cannot be reached"):
        Json2("http://127.0.0.1:9", "crm", "secret").version()
