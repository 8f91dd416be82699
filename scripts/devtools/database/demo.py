"""What fills the demonstration: the workbook, the ERP's goods, a chain, two logins."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from ..machine.console import DevError, step
from ..machine.layout import Layout
from .demo_chinese import CHAIN, STEP, name_in_chinese, translate
from .ledger import Ledger

WORKBOOK = "data/crm_sales_opportunities.xlsx"
MAPPING = "scripts/mappings/crm_sales_opportunities.json"
PASSWORD = "demo"
# Three of the workbook's people; the others have no password.
SELLER, MANAGER = "anna.snelling", "dustin.brinkmann"
LARGE = 10_000


def fill(layout: Layout) -> None:
    """Fill both databases; each part is noted in the ledger and not done twice.

    The ERP is connected anew when another port gives it another address.
    """
    ledger = Ledger(layout)
    _crm, erp = _addresses(layout)
    parts: list[tuple[str, str, str, Callable[[Layout], None]]] = [
        # Connected after the workbook: deals won long ago are no news for the ERP.
        ("workbook", "done", "bringing in the legacy workbook", _migrate),
        ("connection", erp, "filling the ERP and connecting it", _connect_erp),
        ("people", "done", "preparing logins and the approval chain", _prepare_people),
    ]
    for name, mark, text, part in parts:
        if ledger.mark_of(layout.db, name) != mark:
            with step(text):
                part(layout)
            ledger.set(layout.db, name, mark)


def _addresses(layout: Layout) -> tuple[str, str]:
    return f"http://127.0.0.1:{layout.port}", f"http://127.0.0.1:{layout.erp_port}"


def _script(layout: Layout, name: str, *words: str, **env: str) -> None:
    done = subprocess.run(
        [str(layout.python), f"scripts/{name}", *words],
        cwd=layout.root,
        env={**os.environ, **env},
        stdout=sys.stdout,
        stderr=sys.stderr,
        check=False,
    )
    if done.returncode:
        raise DevError(f"scripts/{name} ended with exit code {done.returncode}.")


def _connect_erp(layout: Layout) -> None:
    crm, erp = _addresses(layout)
    _script(
        layout,
        "erp_demo.py",
        "connect",
        "--url",
        erp,
        "--db",
        layout.erp_db,
        "--products-file",
        WORKBOOK,
        "--crm-url",
        crm,
        "--crm-db",
        layout.db,
    )


def _migrate(layout: Layout) -> None:
    crm, _erp = _addresses(layout)
    _script(
        layout,
        "migrate_excel.py",
        WORKBOOK,
        "--mapping",
        MAPPING,
        "--url",
        crm,
        "--db",
        layout.db,
        CRM_MIGRATION_PASSWORD="admin",
    )


def _client(layout: Layout) -> Any:
    import odoorpc

    client = odoorpc.ODOO("127.0.0.1", port=layout.port, timeout=300)
    client.login(layout.db, "admin", "admin")
    return client


def _prepare_people(layout: Layout) -> None:
    """Two people of the workbook may log in; large deals need the manager's word."""
    client = _client(layout)
    users = client.env["res.users"]
    found = {}
    for login in (SELLER, MANAGER):
        found[login] = users.search([("login", "=", login)])
        users.write(found[login], {"password": PASSWORD})
    chains = client.env["crm.approval.chain"]
    name = "Large deals before Won"
    if chains.search([("name", "=", name)]):
        return
    chain = chains.create(
        {
            "name": name,
            "target": "won",
            "min_amount": LARGE,
            "step_ids": [
                (0, 0, {"name": "Sales manager", "user_ids": [(6, 0, found[MANAGER])]})
            ],
        }
    )
    steps = client.env["crm.approval.step"].search([("chain_id", "=", chain)])
    name_in_chinese(client.env, "crm.approval.chain", chain, CHAIN)
    name_in_chinese(client.env, "crm.approval.step", steps[0], STEP)
    chains.action_publish([chain])
    translate(client.env)


def welcome(layout: Layout) -> str:
    """The last lines of run: addresses, logins, what to click first."""
    crm, erp = f"http://localhost:{layout.port}", f"http://127.0.0.1:{layout.erp_port}"
    return f"""\
  CRM   {crm}    admin / admin
        salesperson {SELLER} / {PASSWORD}, sales manager {MANAGER} / {PASSWORD}
  ERP   {erp}    admin / admin   (a second Odoo: orders and stock)

What to click first:
  1. CRM > Dashboard: what the workbook's 8,800 opportunities tell.
  2. As {SELLER}: give a deal an expected revenue of {LARGE:,} or more and
     press Won, or drag its card there. It waits for approval.
  3. As {MANAGER}: Approvals > My Approvals, approve. The deal moves to
     Won by itself.
  4. In the ERP: Sales > Orders holds the order; stock on hand is on the deal's page.
  5. CRM > Configuration > Custom Fields: add a field, see it in the form.
  中文: avatar at the top right > Preferences > Language > 简体中文.

Stop with Ctrl-C; the next start takes seconds."""
