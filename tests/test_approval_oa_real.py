"""The outbox of approval messages, with workers that are killed in the middle.

A real worker in a process of its own speaks to a real socket, which takes the message
and keeps the answer back. At that moment the worker dies by kill -9.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from devtools.database.copies import STOCK_ALL, copy_of
from devtools.database.postgres import Server
from devtools.machine.layout import ROOT, Layout
from devtools.odoo.cli import install, odoo_command, run_script
from devtools.odoo.config import write_conf

PATIENCE = 300
DEALS = 3
WORK = "env['crm.approval.oa.message']._cron_deliver(); env.cr.commit()"
SET_UP = """
users = env['res.users'].with_context(no_reset_password=True)
people = users.create([
    {{'name': name, 'login': name, 'email': name + '@example.com',
      'group_ids': [(6, 0, [env.ref(group).id])]}}
    for name, group in (
        ('seller', 'sales_team.group_sale_salesman'),
        ('decider', 'base.group_user'),
    )
])
env['ir.config_parameter'].set_param('crm_approval_oa.allowed_origins', '{url}')
env['crm.approval.oa.channel'].create({{
    'name': 'Hook', 'kind': 'webhook', 'lang': 'en_US', 'user_id': env.uid,
    'address': '{url}/hook', 'signing': '{secret}',
}})
chain = env['crm.approval.chain'].create({{
    'name': 'Large', 'min_amount': 1, 'company_id': False,
    'step_ids': [(0, 0, {{'name': 'One', 'user_ids': [(6, 0, people[1].ids)]}})],
}})
chain.action_publish()
won = env['crm.stage'].search([('is_won', '=', True)], limit=1)
leads = env['crm.lead'].create([
    {{'name': 'Deal %d' % number, 'type': 'opportunity', 'expected_revenue': 5,
      'user_id': people[0].id}}
    for number in range({deals})
])
leads.with_user(people[0]).action_request_approval({{'stage_id': won.id}})
env.cr.commit()
print('asked', env['crm.approval.oa.message'].search_count([]))
"""
STATES = """
messages = env['crm.approval.oa.message'].search([], order='id')
print('states', ','.join(messages.mapped('state')))
"""


def oa_server() -> Any:
    """The vendors' double of the addon's own tests: plain Python."""
    path = ROOT / "addons/crm_approval_oa/tests/oa_server.py"
    spec = importlib.util.spec_from_file_location("oa_server", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["oa_server"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def odoo(layout: Layout, pg: Server) -> Iterator[tuple[Layout, Path, str]]:
    """A database with the addon and its host."""
    database = copy_of(layout, pg, STOCK_ALL, "oa")
    conf = write_conf(layout, pg, "oa")
    install(layout, conf, database, ["crm_approval", "crm_approval_oa"])
    yield layout, conf, database
    pg.drop(database)


def worker(layout: Layout, conf: Path, database: str) -> subprocess.Popen[str]:
    """Start a worker that delivers what is due."""
    child = subprocess.Popen(
        odoo_command(layout, conf, "shell", "-d", database, "--no-http"),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert child.stdin is not None
    child.stdin.write(WORK)
    child.stdin.close()
    return child


def wait_until(question: Callable[[], bool], what: str) -> None:
    """Ask until the answer is true; the failure says what was waited for."""
    end = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < end, f"{PATIENCE} s went by and still not: {what}"
        time.sleep(0.1)


def calls_beyond(vendor: Any, calls: int) -> bool:
    """Tell whether the vendor was called once more."""
    return bool(vendor.count("/hook") > calls)


def test_workers_that_are_killed_lose_nothing_and_send_nothing_as_new(
    odoo: tuple[Layout, Path, str],
) -> None:
    layout, conf, database = odoo
    double = oa_server()
    with double.OaServer() as vendor:
        script = SET_UP.format(
            url=vendor.url, secret=double.WEBHOOK_SECRET, deals=DEALS
        )
        run_script(layout, conf, database, script, f"asked {DEALS}")

        for _death in range(2):
            calls = vendor.count("/hook")
            vendor.fail("hold", "/hook")
            child = worker(layout, conf, database)
            wait_until(partial(calls_beyond, vendor, calls), "a call")
            wait_until(lambda: bool(vendor.taken), "a message was taken")
            os.kill(child.pid, signal.SIGKILL)
            assert child.wait() == -signal.SIGKILL
        vendor.release.set()

        def delivered() -> bool:
            worker(layout, conf, database).wait()
            told = run_script(layout, conf, database, STATES, "states")
            return f"states {','.join(['sent'] * DEALS)}" in told

        wait_until(delivered, "everything delivered")

        keys = Counter(vendor.keys)
        assert len(keys) == DEALS, "one key for each message, also when sent again"
        assert len(vendor.taken) == DEALS, "the vendor took each of them once"
        assert vendor.count("/hook") > DEALS, "what was in flight was sent again"
