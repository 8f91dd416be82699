"""A cache of the set-up that keeps nothing older than what is committed.

Odoo forgets an ormcache when the set-up changes, once. A transaction that began before
that change was committed reads the old set-up, and would keep it afterwards for all in
its process: a chain would be published, and not hold until the next change.
"""

import functools

from odoo import tools
from odoo.tools import SQL
from odoo.tools.sql import existing_tables

# What is set here was worked out in this transaction, and is not yet looked at.
FILLED = "crm_approval_filled"
# The rows that say which chains hold, and when each was last changed.
TABLES = {"crm_approval_chain": "write_date", "crm_approval_version": "date"}


class kept(tools.ormcache):
    """An ormcache whose entries are forgotten if a newer set-up is committed.

    Looked at once, after an answer was worked out and kept: what is committed later
    than that forgets the cache by itself.
    """

    def __call__(self, method):
        @functools.wraps(method)
        def filling(model, *args, **kwargs):
            value = method(model, *args, **kwargs)
            model.env.cr.cache[FILLED] = True
            return value

        return super().__call__(filling)

    def lookup(self, *args, **kwargs):
        value = super().lookup(*args, **kwargs)
        env = args[0].env
        if env.cr.cache.pop(FILLED, False) and is_outdated(env):
            env.registry.clear_cache(self.cache_name)
        return value


def is_outdated(env):
    """Tell whether a newer set-up is committed than this transaction reads."""
    if not env.registry.ready:
        return False  # alone, and with the tables locked: modules are being loaded
    own = _changes(env.cr)
    # Its own connection: sees what is committed.
    with env.registry.cursor(readonly=env.cr.readonly) as now:
        committed = _changes(now)
    return any(row not in own or date > own[row] for row, date in committed.items())


def _changes(cr):
    """Return {(table, id): when it was last changed}; nothing without the addon."""
    found = {}
    if len(existing_tables(cr, TABLES)) != len(TABLES):
        return found
    for table, column in TABLES.items():
        cr.execute(
            SQL(
                "SELECT id, %s FROM %s",
                SQL.identifier(column),
                SQL.identifier(table),
            )
        )
        found.update({(table, row): date for row, date in cr.fetchall()})
    return found
