"""The databases of a run, all in one process: with our addons, and without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from .fill_leads import fill


@dataclass(frozen=True)
class Databases:
    """Names of the databases of a run.

    :ivar ours: holds all our addons.
    :ivar stock: holds stock modules only.
    :ivar template: what further databases are copied from; nobody connects to it.
    :ivar conf: the configuration of the server that they live in.
    """

    ours: str
    stock: str
    template: str
    conf: str

    def configure(self) -> None:
        """Let Odoo, in this process, find them."""
        from odoo.tools import config

        config.parse_config(["-c", self.conf, "--log-level=error"])

    def with_modules(self, *modules: str) -> str:
        """The database that holds only these addons, made when first asked for."""
        from odoo.modules.registry import Registry

        name = f"{self.ours}_{'_'.join(modules)}"[:63]
        if not _exists(name):
            _copy(self.template, name)
            Registry.new(name, update_module=True, install_modules=modules)
        return name

    def pack(self, database: str, table: str) -> None:
        """Write a table anew, so that no dead rows of the set-up slow one side."""
        from odoo.modules.registry import Registry
        from odoo.tools import SQL

        with Registry(database).cursor() as cursor:
            cursor._cnx.autocommit = True
            cursor.execute(SQL("VACUUM FULL ANALYZE %s", SQL.identifier(table)))

    @contextmanager
    def env(self, database: str, size: int = 0) -> Iterator[Any]:
        """An environment of the administrator, over this many generated leads.

        The fill is kept, everything else is rolled back.
        """
        import odoo
        from odoo.modules.registry import Registry

        with Registry(database).cursor() as cursor:
            env = odoo.api.Environment(cursor, odoo.SUPERUSER_ID, {})
            if size:
                ensure_leads(env, size)
            try:
                yield env
            finally:
                cursor.rollback()


def _administer(statement: Any, *values: object) -> Sequence[tuple[object, ...]]:
    """Run a statement outside any transaction, beside all databases."""
    from odoo.sql_db import db_connect

    with closing(db_connect("postgres").cursor()) as cursor:
        cursor._cnx.autocommit = True
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def _exists(name: str) -> bool:
    return bool(_administer("SELECT 1 FROM pg_database WHERE datname = %s", name))


def _copy(template: str, name: str) -> None:
    from odoo.tools import SQL

    copy = SQL(
        "CREATE DATABASE %s TEMPLATE %s",
        SQL.identifier(name),
        SQL.identifier(template),
    )
    _administer(copy)


def ensure_leads(env: Any, size: int) -> None:
    """Fill the leads once for a size; a second call sees that they are there."""
    counted = env["crm.lead"].with_context(active_test=False).search_count([])
    if counted != size:
        fill(env, size)
        env.cr.commit()
