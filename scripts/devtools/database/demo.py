"""What fills the demonstration: the workbook, the ERP's goods, and a living company."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from demonstration import parts, tour

from ..machine.console import DevError, step
from ..machine.layout import Layout
from ..odoo.cli import run_script
from .ledger import Ledger
from .postgres import Server

WORKBOOK = "data/crm_sales_opportunities.xlsx"
MAPPING = "scripts/mappings/crm_sales_opportunities.json"


def fill(layout: Layout, server: Server, conf: Path) -> None:
    """Fill both databases; each part is noted in the ledger and not done twice.

    The ERP is connected anew when another port gives it another address.
    """
    ledger = Ledger(layout)
    system = _system(layout, server, conf)
    todo: list[tuple[str, str, str, Callable[[], None]]] = [
        # Connected after the workbook: deals won long ago are no news for the ERP.
        ("workbook", "1", "bringing in the legacy workbook", lambda: _migrate(layout)),
        ("company", "1", "making it a living company", lambda: parts.furnish(system)),
        ("connection", system.erp, "connecting the ERP", lambda: _connect_erp(layout)),
        ("erp", "1", "preparing the ERP", lambda: parts.prepare_erp(system)),
        ("mail", system.crm, "opening the mailbox", lambda: parts.configure(system)),
        ("story", "1", "asking for approvals", lambda: parts.play(system)),
    ]
    for name, mark, text, part in todo:
        if ledger.mark_of(layout.db, name) != mark:
            with step(text):
                part()
            ledger.set(layout.db, name, mark)


def _addresses(layout: Layout) -> tuple[str, str]:
    return f"http://127.0.0.1:{layout.port}", f"http://127.0.0.1:{layout.erp_port}"


def _system(layout: Layout, server: Server, conf: Path) -> parts.System:
    crm, erp = _addresses(layout)
    return parts.System(
        crm=crm,
        crm_db=layout.db,
        erp=erp,
        erp_db=layout.erp_db,
        mail=f"http://localhost:{layout.mail_port}",
        smtp_port=layout.smtp_port,
        language=layout.language,
        shell=lambda script, words: run_script(layout, conf, layout.db, script, words),
        execute=lambda query: server.execute(query, database=layout.db),
    )


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


def welcome(layout: Layout, server: Server, conf: Path) -> str:
    """The last lines of run: addresses, logins, and the tour."""
    crm = f"http://localhost:{layout.port}"
    words: str = tour.text(parts.places(_system(layout, server, conf), crm))
    return words
