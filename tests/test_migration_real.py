"""The main job end to end: the real workbook into a running server, killed on the way.

Needs CRM_TEST_URL, CRM_TEST_DB, CRM_TEST_LOGIN and CRM_TEST_PASSWORD; `dev test` sets
them. The test uses a source name of its own and takes everything back at the end.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from migrate.send.transport import OdooRpc

pytestmark = pytest.mark.usefixtures("empty_crm")

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "migrate_excel.py"
WORKBOOK = ROOT / "data" / "crm_sales_opportunities.xlsx"
MAPPING = ROOT / "scripts" / "mappings" / "crm_sales_opportunities.json"
RUN = "crm.migration.run"
LEADS = 8800
SHORT = 1500


def setting(name):
    """Return a setting of the environment; without it the test fails, never skips."""
    value = os.environ.get(f"CRM_TEST_{name}")
    assert value, f"set CRM_TEST_{name}, or run the test by ./scripts/dev test"
    return value


@dataclass
class Site:
    """The running server and a mapping with a source of its own."""

    transport: OdooRpc
    mapping: Path
    source: str

    def command(self, *more):
        """Return the command line of the script."""
        return [
            sys.executable,
            str(SCRIPT),
            *(str(item) for item in more),
            f"--url={setting('URL')}",
            f"--db={setting('DB')}",
            f"--login={setting('LOGIN')}",
        ]

    def environment(self):
        """Return the environment of the script."""
        return {**os.environ, "CRM_MIGRATION_PASSWORD": setting("PASSWORD")}

    def migrate(self, *more):
        """Run the script to its end and return what it did."""
        return subprocess.run(
            self.command(*more), capture_output=True, text=True, env=self.environment()
        )

    def load(self):
        """Load the real workbook."""
        return self.migrate(WORKBOOK, f"--mapping={self.mapping}")

    def runs(self):
        """Return the runs of this source."""
        return self.transport.call(
            RUN,
            "search_read",
            domain=[["source", "=", self.source]],
            fields=["state", "created_count", "waiting_count", "is_reconciled"],
        )

    def rows(self, *domain):
        """Count rows of this source."""
        return self.transport.call(
            "crm.migration.row",
            "search_count",
            domain=[["run_id.source", "=", self.source], *domain],
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the server with a fresh source name."""
    source = f"e2e_{time.time_ns()}"
    content = json.loads(MAPPING.read_text(encoding="utf-8"))
    mapping = tmp_path_factory.mktemp("mapping") / "real.json"
    mapping.write_text(json.dumps({**content, "source": source}), encoding="utf-8")
    transport = OdooRpc(
        setting("URL"), setting("DB"), setting("LOGIN"), setting("PASSWORD")
    )
    return Site(transport, mapping, source)


@pytest.fixture(scope="module")
def killed(site):
    """Start the script, kill it in the middle, and tell how far it had come."""
    process = subprocess.Popen(
        site.command(WORKBOOK, f"--mapping={site.mapping}"),
        env=site.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    loaded = ["state", "=", "created"], ["target", "=", "opportunities"]
    until = time.monotonic() + 300
    while site.rows(*loaded) < 1000:
        assert process.poll() is None, "the script ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return site.rows(*loaded)


@pytest.fixture(scope="module")
def resumed(site, killed):
    """Start the same command again after the kill."""
    return site.load()


def test_the_kill_leaves_a_run_half_done(site, killed):
    assert 1000 <= killed < LEADS


def test_the_same_command_finishes_the_run_with_exact_totals(site, resumed):
    assert resumed.returncode == 0, resumed.stderr
    lines = re.findall(r"✓ (.+?)\s+([\d,.]+)\s+([\d,.]+)\n", resumed.stdout)
    figures = {name: (source, crm) for name, source, crm in lines}

    assert figures["Opportunities"] == ("8,800.00", "8,800.00")
    assert figures["Won"] == ("4,238.00", "4,238.00")
    assert figures["Lost"] == ("2,473.00", "2,473.00")
    assert figures["Engaging"] == ("1,589.00", "1,589.00")
    assert figures["Prospecting"] == ("500.00", "500.00")
    assert figures["Value won"] == ("10,005,534.00", "10,005,534.00")
    assert figures["Contacts"] == ("85.00", "85.00")
    assert figures["Salespeople"] == ("35.00", "35.00")
    assert figures["Managers"] == ("6.00", "6.00")
    assert "✗" not in resumed.stdout


def test_the_kill_cost_no_row_and_doubled_none(site, resumed):
    found = site.runs()

    assert len(found) == 1
    assert found[0]["state"] == "done"
    assert found[0]["is_reconciled"]
    created = ["state", "=", "created"], ["target", "=", "opportunities"]
    assert site.rows(*created) == LEADS


def test_the_report_names_repairs_and_what_is_worth_knowing(resumed):
    assert "“GTXPro” → “GTX Pro” in 1,480 rows" in resumed.stdout
    assert "“technolgy” → “technology” in 12 rows" in resumed.stdout
    assert "1,425 rows have no account" in resumed.stdout
    assert "2,089 rows have no value yet" in resumed.stdout


def test_a_deal_of_the_past_stands_in_the_past(site, resumed):
    row = site.transport.call(
        "crm.migration.row",
        "search_read",
        domain=[["key", "=", "Z063OYW0"], ["target", "=", "opportunities"]],
        fields=["res_id"],
        order="id desc",
        limit=1,
    )[0]
    deal = site.transport.call(
        "crm.lead",
        "read",
        [row["res_id"]],
        fields=["name", "create_date", "date_closed", "won_status", "team_id"],
    )[0]

    assert deal["name"] == "GTX Pro - Isdom"
    assert deal["won_status"] == "won"
    assert deal["create_date"] == "2016-10-25 12:00:00"
    assert deal["date_closed"] == "2017-03-11 12:00:00"
    assert deal["team_id"][1] == "Central"


def test_a_second_run_of_the_same_file_creates_nothing(site, resumed):
    again = site.load()

    assert again.returncode == 0, again.stderr
    assert re.search(r"Run \d+: 0 created, 0 updated, [\d,]+ unchanged", again.stdout)


def shortened(path):
    """Save the real workbook with the first deals only."""
    book = openpyxl.load_workbook(WORKBOOK)
    book["sales_pipeline"].delete_rows(SHORT + 2, LEADS)
    book.save(path)
    return path


def test_two_clients_at_once_load_each_row_once(site, tmp_path):
    content = json.loads(site.mapping.read_text(encoding="utf-8"))
    mapping = tmp_path / "both.json"
    mapping.write_text(
        json.dumps({**content, "source": f"{site.source}_both"}), encoding="utf-8"
    )
    both = Site(site.transport, mapping, f"{site.source}_both")
    workbook = shortened(tmp_path / "short.xlsx")
    clients = [
        subprocess.Popen(
            both.command(workbook, f"--mapping={mapping}"),
            env=both.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _turn in range(2)
    ]
    said = [client.communicate() for client in clients]

    assert [client.returncode for client in clients] == [0, 0], said
    assert (
        both.rows(["state", "=", "created"], ["target", "=", "opportunities"]) == SHORT
    )
    for found in both.runs():
        assert both.migrate(f"--undo={found['id']}").returncode == 0


def test_undo_takes_everything_back(site, resumed):
    for found in sorted(site.runs(), key=lambda run: -run["id"]):
        undone = site.migrate(f"--undo={found['id']}")
        assert undone.returncode == 0, undone.stdout + undone.stderr

    assert site.rows(["state", "in", ["created", "updated", "kept"]]) == 0


def test_a_wrong_password_is_a_sentence_and_exit_code_4(site):
    wrong = subprocess.run(
        site.command(WORKBOOK, "--password=wrong"), capture_output=True, text=True
    )

    assert wrong.returncode == 4
    assert "Check database, login and password" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_a_server_that_is_not_there_is_a_sentence_and_exit_code_3():
    command = [sys.executable, str(SCRIPT), str(WORKBOOK), "--url=http://127.0.0.1:9"]
    gone = subprocess.run(
        [*command, "--db=x", "--password=x"], capture_output=True, text=True
    )

    assert gone.returncode == 3
    assert "cannot be reached" in gone.stderr
    assert "Traceback" not in gone.stderr
