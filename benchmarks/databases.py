"""Two databases in one process: one with our addons, one as Odoo ships it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from .fill_leads import fill


@dataclass(frozen=True)
class Databases:
    """Names of the two databases of a run."""

    ours: str
    stock: str

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


def ensure_leads(env: Any, size: int) -> None:
    """Fill the leads once for a size; a second call sees that they are there."""
    counted = env["crm.lead"].with_context(active_test=False).search_count([])
    if counted != size:
        fill(env, size)
        env.cr.commit()
