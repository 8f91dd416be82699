"""What loading old opportunities costs, against stock and against the bare database.

The same rows (seeded, shaped like the real workbook: salesperson, team, customer and
stage by name, dates, won and lost) go into the same process:

- import_vs_load: our staging and loading against `load()` of stock, both with relations
  by name and with tracking switched off, which stock's import screen does not do;
- import_vs_row_rpc: against one `create()` a row with ready ids, measured on a sample
  and scaled; the HTTP round trips that a script would pay on top are left out;
- import_vs_copy: against PostgreSQL COPY of the same values, the bound nobody passes.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from .databases import Databases
from .harness import Result, compare

# COPY is the bound that nobody reaches: its figure is for orientation.
GOALS = {"import_vs_load": 0.333, "import_vs_row_rpc": 0.2, "import_vs_copy": 1500.0}
# load() takes minutes for the whole workbook, and the same time for each of its rows
MOST = 1000
SINGLE = 60
TURNS = 5
SEED = 1940
USERS, PARTNERS, TEAMS = 35, 85, 3
COLUMNS = (
    "name",
    "type",
    "user_id",
    "team_id",
    "partner_id",
    "stage_id",
    "active",
    "probability",
    "expected_revenue",
    "date_closed",
)
RELATIONS = {
    "user_id": "res.users",
    "team_id": "crm.team",
    "partner_id": "res.partner",
    "stage_id": "crm.stage",
}
QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True}


def run(databases: Databases, size: int) -> list[Result]:
    """Load the same rows by each way, turn by turn."""
    rows = make_rows(min(size, MOST))
    with databases.env(databases.ours) as ours, databases.env(databases.stock) as stock:
        for env in (ours, stock):
            prepare(env)
        admin = ours(user=ours.ref("base.user_admin").id)
        migrate = by_migration(admin, rows)
        peers = {
            "import_vs_load": by_load(stock, rows),
            "import_vs_copy": by_copy(stock, rows),
        }
        results = [
            compare(name, len(rows), GOALS[name], migrate, peer, turns=TURNS, warm_up=1)
            for name, peer in peers.items()
        ]
        return [*results, against_single(migrate, stock, rows)]


def against_single(
    migrate: Callable[[], object], stock: Any, rows: list[dict[str, Any]]
) -> Result:
    """Compare with single creates of a sample, scaled to all rows."""
    name = "import_vs_row_rpc"
    sample = rows[:SINGLE]
    measured = compare(
        name, len(rows), 1.0, migrate, by_row(stock, sample), turns=TURNS, warm_up=1
    )
    scale = len(rows) / len(sample)
    return Result(
        name=name,
        size=len(rows),
        ratio=round(measured.ratio / scale, 4),
        goal=GOALS[name],
        runs=tuple(round(ratio / scale, 4) for ratio in measured.runs),
        ours_seconds=measured.ours_seconds,
        peer_seconds=measured.peer_seconds * scale,
    )


def make_rows(number: int) -> list[dict[str, Any]]:
    """Return rows as a sheet has them: names, not ids."""
    chance = random.Random(SEED)
    rows = []
    for index in range(number):
        stage = chance.choices(["Bench Won", "Bench Open", "Bench Lost"], [48, 24, 28])[
            0
        ]
        is_open = stage == "Bench Open"
        rows.append(
            {
                "name": f"Bench deal {index}",
                "type": "opportunity",
                "user_id": f"Bench Seller {chance.randrange(USERS)}",
                "team_id": f"Bench Team {chance.randrange(TEAMS)}",
                "partner_id": f"Bench Customer {chance.randrange(PARTNERS)}",
                "stage_id": "Bench Won" if stage == "Bench Won" else "Bench Open",
                "active": stage != "Bench Lost",
                "probability": 10 if is_open else 100 * (stage == "Bench Won"),
                "expected_revenue": chance.randrange(50, 30_000),
                "date_closed": "" if is_open else "2017-03-01 12:00:00",
            }
        )
    return rows


def prepare(env: Any) -> None:
    """Create what the rows name."""
    quiet = env(context={**QUIET, "no_reset_password": True})
    quiet["res.users"].create(
        [
            {"name": f"Bench Seller {number}", "login": f"bench.{number}"}
            for number in range(USERS)
        ]
    )
    names = {"crm.team": ("Team", TEAMS), "res.partner": ("Customer", PARTNERS)}
    for model, (label, number) in names.items():
        quiet[model].create([{"name": f"Bench {label} {i}"} for i in range(number)])
    quiet["crm.stage"].create(
        [{"name": "Bench Open"}, {"name": "Bench Won", "is_won": True}]
    )
    env.flush_all()


def turns() -> Iterator[str]:
    """Return a fresh source name for each turn, so that nothing is known yet."""
    return (f"bench{number}" for number in count())


def by_migration(env: Any, rows: list[dict[str, Any]]) -> Callable[[], object]:
    """Stage and load, relations found by name on the server."""
    sources = turns()
    fields: dict[str, dict[str, Any]] = {name: {"kind": "value"} for name in COLUMNS}
    for name, model in RELATIONS.items():
        fields[name] = {"kind": "find", "model": model, "by": "name"}
    targets = [{"name": "deals", "model": "crm.lead", "fields": fields}]

    def work() -> None:
        source = next(sources)
        values = {"name": source, "source": source, "targets": targets}
        status = env["crm.migration.run"].open_run(values)
        run_record = env["crm.migration.run"].browse(status["id"])
        run_record.stage_rows(
            [
                {
                    "target": "deals",
                    "sheet": "deals",
                    "row_number": number,
                    "key": str(number),
                    "payload": {name: row[name] or False for name in COLUMNS},
                }
                for number, row in enumerate(rows)
            ]
        )
        while (status := run_record.load_rows())["waiting"]:
            pass
        env.flush_all()
        assert status["created"] == len(rows), status

    return work


def by_load(env: Any, rows: list[dict[str, Any]]) -> Callable[[], object]:
    """Import with stock `load()`, relations found by name."""
    leads = env["crm.lead"].with_context(**QUIET)
    data = [[str(row[name]) for name in COLUMNS] for row in rows]

    def work() -> None:
        found = leads.load(list(COLUMNS), data)
        env.flush_all()
        assert found["ids"], found["messages"]

    return work


def by_row(env: Any, rows: list[dict[str, Any]]) -> Callable[[], object]:
    """Create one by one with ids that are already known."""
    leads = env["crm.lead"].with_context(**QUIET)
    known = {
        (model, record.name): record.id
        for model in RELATIONS.values()
        for record in env[model].search([("name", "like", "Bench %")])
    }
    vals_list = [
        {
            name: known[RELATIONS[name], row[name]]
            if name in RELATIONS
            else row[name] or False
            for name in COLUMNS
        }
        for row in rows
    ]

    def work() -> None:
        for vals in vals_list:
            leads.create(dict(vals))
            env.flush_all()

    return work


def by_copy(env: Any, rows: list[dict[str, Any]]) -> Callable[[], object]:
    """Copy the same values into a plain table."""
    env.cr.execute(
        "CREATE TEMP TABLE bench_copy (name text, type text, user_id text,"
        " team_id text, partner_id text, stage_id text, active bool,"
        " probability float, expected_revenue float, date_closed timestamp)"
    )
    lines = [
        "\t".join(str(row[name]) if row[name] != "" else "\\N" for name in COLUMNS)
        for row in rows
    ]
    text = "\n".join(lines) + "\n"

    def work() -> None:
        env.cr.copy_expert("COPY bench_copy FROM STDIN", io.StringIO(text))

    return work
