"""The rows of a database, and what people and set-up have made of them."""

from __future__ import annotations

from typing import Any

from devtools.postgres import Server
from psycopg2 import sql

Rows = dict[str, dict[str, Any]]  # by id; by the whole row where there is none
State = dict[str, Rows]

# Odoo's own bookkeeping, which changes whatever is updated.
LEFT_OUT = (
    "bus_bus",
    "ir_cron",
    "ir_cron_progress",
    "ir_cron_trigger",
    "ir_logging",
    "ir_module_module",
    "orm_signaling_%",
    "res_device_log",
    "res_users_log",
)
TOUCHED = {"write_date", "write_uid"}
# An external id may go to another of our addons together with what it names.
MAY_CHANGE = {("ir_model_data", "module")}


def rows_of(server: Server, database: str) -> State:
    """Every row of every table."""
    tables = server.column(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND relkind = 'r'"
        " AND NOT relname LIKE ANY (string_to_array(%s, ','))",
        ",".join(LEFT_OUT),
        database=database,
    )
    connection = server.connect(database)
    try:
        with connection.cursor() as cursor:
            return {table: _rows(cursor, table) for table in tables}
    finally:
        connection.close()


def _rows(cursor: Any, table: str) -> Rows:
    query = sql.SQL("SELECT to_jsonb(t), t::text FROM {} t")
    cursor.execute(query.format(sql.Identifier(table)))
    return {str(row.get("id", text)): row for row, text in cursor.fetchall()}


def is_noise(table: str, row: dict[str, Any]) -> bool:
    """Whether a row is a bundle of assets, which any start makes anew."""
    return table == "ir_attachment" and (row["url"] or "").startswith("/web/assets")


def made(before: State, after: State) -> list[tuple[str, str, str, Any]]:
    """Each cell that was written between two states: table, row, column, value."""
    cells = []
    for table, rows in after.items():
        known = before.get(table, {})
        for key, row in rows.items():
            old = known.get(key, {})
            if row == old or is_noise(table, row):
                continue
            cells += [
                (table, key, name, value)
                for name, value in row.items()
                if name not in TOUCHED
                and (table, name) not in MAY_CHANGE
                and (not old or old.get(name) != value)
            ]
    return cells


def lost(cells: list[tuple[str, str, str, Any]], now: State) -> list[str]:
    """Which of these cells do not hold their value any more."""
    found = []
    for table, key, name, value in cells:
        row = now.get(table, {}).get(key)
        if row is None:
            found.append(f"{table} {key}: the row is gone")
        elif name not in row:
            found.append(f"{table}: the column {name} is gone")
        elif row[name] != value:
            found.append(f"{table} {key}: {name} was {value!r}, is {row[name]!r}")
    return sorted(set(found))
