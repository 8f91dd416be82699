"""The two databases of the demonstration: the CRM with our addons, and the ERP."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..machine.console import DevError, say, step
from ..machine.layout import Layout, fingerprint
from ..machine.progress import Progress
from ..odoo.cli import install
from .copies import STOCK_ALL
from .ledger import Ledger
from .postgres import Server

ERP_MODULES = ("sale_management", "stock", "mrp")
# Naming Chinese alone would switch English off.
LANGUAGES = "--load-language=en_US,zh_CN"


@dataclass(frozen=True)
class Target:
    """A database to have, with the modules that it needs.

    :ivar mark: changes when the modules' code changes; then they are updated.
    """

    database: str
    modules: tuple[str, ...]
    mark: str
    words: tuple[str, ...] = ()


def targets(layout: Layout) -> list[Target]:
    """The CRM database and the ERP database."""
    mark = fingerprint([layout.root / "addons"], *layout.addons())
    words = () if layout.language == "en" else (LANGUAGES,)
    modules = (*STOCK_ALL, *layout.main_addons())
    return [
        Target(layout.db, modules, mark, (LANGUAGES,)),
        Target(layout.erp_db, ERP_MODULES, "1", words),
    ]


def ensure_databases(layout: Layout, server: Server, conf: Path) -> None:
    """Make or update the databases, both at a time (there are two cores)."""
    ledger = Ledger(layout)
    due = [
        target
        for target in targets(layout)
        if not server.exists(target.database)
        or ledger.mark_of(target.database, "modules") != target.mark
    ]
    if not due:
        return
    for target in due:
        _refuse_strangers(ledger, server, target)
    names = " and ".join(target.database for target in due)
    with step(f"preparing the databases {names}"):
        _prepare(layout, server, conf, due, ledger)


def _refuse_strangers(ledger: Ledger, server: Server, target: Target) -> None:
    if server.exists(target.database) and not ledger.knows(target.database):
        raise DevError(
            f"A database {target.database} exists that this checkout did not make. "
            "Name another one in CRM_DEV_DB, or drop it yourself."
        )


def _prepare(
    layout: Layout,
    server: Server,
    conf: Path,
    due: Sequence[Target],
    ledger: Ledger,
) -> None:
    progress = Progress()

    def prepare(target: Target) -> None:
        fresh = (
            not server.exists(target.database)
            or ledger.mark_of(target.database, "modules") is None
        )
        if fresh:
            server.create(target.database)
        install(
            layout,
            conf,
            target.database,
            target.modules,
            *(target.words if fresh else ()),
            update=() if fresh else layout.addons(),
            progress=lambda _name, done, total: progress.show(
                target.database, done, total
            ),
        )

    for target in due:
        if ledger.mark_of(target.database, "modules") is None:
            ledger.begin(target.database)
    with concurrent.futures.ThreadPoolExecutor(len(due)) as pool:
        work = {pool.submit(prepare, target): target for target in due}
        for future in concurrent.futures.as_completed(work):
            future.result()
            ledger.set(work[future].database, "modules", work[future].mark)
    progress.end()


def forget(layout: Layout, server: Server) -> None:
    """Drop both databases, so that the next run makes them anew."""
    ledger = Ledger(layout)
    for target in targets(layout):
        if ledger.knows(target.database):
            server.drop(target.database)
            ledger.begin(target.database)
            say(f"  dropped {target.database}")
