"""Bring an Excel workbook of an old system into Odoo CRM.

Example:
    python scripts/migrate_excel.py data/crm_sales_opportunities.xlsx \\
        --url http://localhost:8069 --db crm --login admin

The password is taken from CRM_MIGRATION_PASSWORD or asked for. Starting the same
command again after an interruption goes on where it stopped; a second run of the same
file creates nothing.

Exit codes: 0 done and reconciled · 1 interrupted · 2 workbook or mapping · 3 server ·
4 login or rights · 5 figures differ.
"""

import argparse
import getpass
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.clean.records import CleanSheet, clean_workbook
from migrate.errors import InputError, MigrationError, NotEqualError
from migrate.plan.build import Builder, Plan
from migrate.plan.checks import expected_figures
from migrate.plan.mapping import MappingFile, TargetMap, read_mapping
from migrate.read.workbook import Workbook, read_workbook
from migrate.send.server import FIELD, FieldMaker, Run, describe, usable_targets
from migrate.send.transport import Json2, OdooRpc, Transport
from migrate.tell.report import Report, write_workbook
from migrate.tell.words import LANGUAGES, say, speak, spoken_by_the_shell

MAPPINGS = Path(__file__).parent / "mappings"
BATCH = 1000
COUNTS = ("created", "updated", "unchanged", "problems")


@dataclass
class Source:
    """The file side: workbook, mapping, clean records."""

    book: Workbook
    mapping: MappingFile
    sheets: dict[str, CleanSheet]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = parse(arguments)
    speak(options.lang)
    try:
        return run(options)
    except MigrationError as error:
        print(f"migrate_excel: {error}", file=sys.stderr)
        return int(error.exit_code)
    except KeyboardInterrupt:
        print(
            "\n" + say("Interrupted. Start the same command again to go on."),
            file=sys.stderr,
        )
        return 1


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, nargs="?", help="the workbook")
    parser.add_argument(
        "--mapping", type=Path, help="mapping file (default: the one named as the file)"
    )
    parser.add_argument("--url", default="http://localhost:8069")
    parser.add_argument("--db", help="database")
    parser.add_argument("--login", default="admin")
    parser.add_argument(
        "--password", help="password, or API key with --transport json2"
    )
    parser.add_argument("--transport", choices=("odoorpc", "json2"), default="odoorpc")
    parser.add_argument("--dry-run", action="store_true", help="check, load nothing")
    parser.add_argument("--resume", type=int, metavar="RUN", help="go on with a run")
    parser.add_argument("--undo", type=int, metavar="RUN", help="take a run back")
    parser.add_argument("--report", type=Path, help="workbook that marks what to mend")
    parser.add_argument("--batch", type=int, default=BATCH, help="rows per transaction")
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=spoken_by_the_shell(),
        help="language of the report",
    )
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> int:
    """Do what the options ask for."""
    started = time.monotonic()
    if options.undo:
        return undo(connect(options), options)
    source = read_source(options)
    if options.dry_run and not options.db:
        plan = Builder(source.mapping, source.sheets).build(source.mapping.targets)
        return finish_dry_run(source, plan, options)
    transport = connect(options)
    code = migrate(transport, source, options)
    print(say("Finished in {seconds:.0f} s.", seconds=time.monotonic() - started))
    return code


def read_source(options: argparse.Namespace) -> Source:
    """Read and clean the workbook."""
    if not options.file:
        raise InputError(say("Name the workbook to load, for example data/old.xlsx."))
    mapping = read_mapping(options.mapping or MAPPINGS / f"{options.file.stem}.json")
    book = read_workbook(options.file)
    return Source(book, mapping, clean_workbook(book, mapping.sheets))


def connect(options: argparse.Namespace) -> Transport:
    """Log in to the server."""
    if not options.db:
        raise InputError(say("Name the database with --db."))
    password = options.password or os.environ.get("CRM_MIGRATION_PASSWORD")
    if not password:
        if not sys.stdin.isatty():
            raise InputError(say("Give the password in CRM_MIGRATION_PASSWORD."))
        password = getpass.getpass(say("Password of {login}: ", login=options.login))
    if options.transport == "json2":
        return Json2(options.url, options.db, password)
    return OdooRpc(options.url, options.db, options.login, password)


def prepare(
    transport: Transport, source: Source, *, define: bool
) -> tuple[list[TargetMap], list[str]]:
    """Define missing fields and return the targets that the server can take."""
    names = sorted({target.model for target in source.mapping.targets} | {FIELD})
    known = describe(transport, names)
    left_out: list[str] = []
    if define:
        maker = FieldMaker(transport, source.mapping)
        if maker.make(known):
            known = describe(transport, names)
        left_out += maker.left_out
    return usable_targets(source.mapping, known, left_out), left_out


def migrate(transport: Transport, source: Source, options: argparse.Namespace) -> int:
    """Upload, load, reconcile, report."""
    targets, left_out = prepare(transport, source, define=not options.dry_run)
    plan = Builder(source.mapping, source.sheets).build(targets)
    plan.left_out += left_out
    if options.dry_run:
        return finish_dry_run(source, plan, options)
    if options.resume:
        current = Run(transport, options.resume)
        current.refresh()
        current.retry()
    else:
        current = Run.open(transport, source.mapping, source.book, targets)
    current.upload(plan.rows)
    current.load(options.batch)
    return finish(current, source, plan, targets, options)


def finish(
    current: Run,
    source: Source,
    plan: Plan,
    targets: Sequence[TargetMap],
    options: argparse.Namespace,
) -> int:
    """Compare both sides, tell what happened, and return the exit code."""
    report = Report(plan, source.sheets, current.problems(("refused", "error")))
    checks = expected_figures(
        source.mapping, source.sheets, {target.name for target in targets}
    )
    report.checks = current.reconcile(checks, {"sections": report.sections()})
    status = current.refresh()
    print(report.as_text())
    print(
        say(
            "Run {run}: {created:,} created, {updated:,} updated, {unchanged:,} "
            "unchanged, {problems:,} not loaded.",
            run=current.id,
            **{name: status[name] for name in COUNTS},
        )
    )
    save_report(source, report, options)
    if not all(check["is_equal"] for check in report.checks):
        raise NotEqualError(say("Some figures differ from the source; see above."))
    return 0


def finish_dry_run(source: Source, plan: Plan, options: argparse.Namespace) -> int:
    """Tell what would happen."""
    problems = [
        {
            "sheet": row.sheet,
            "row_number": row.row_number,
            "target": row.target,
            "error": row.error,
        }
        for row in plan.rows
        if row.error
    ]
    report = Report(plan, source.sheets, problems)
    print(report.as_text())
    ready = len(plan.rows) - len(problems)
    print(
        say(
            "Dry run: {ready:,} rows ready, {refused:,} refused, nothing loaded.",
            ready=ready,
            refused=len(problems),
        )
    )
    save_report(source, report, options)
    return 0


def save_report(source: Source, report: Report, options: argparse.Namespace) -> None:
    """Write the workbook that marks what to mend, if asked for."""
    if options.report:
        write_workbook(source.book.path, options.report, report)
        print(say("Marked copy of the workbook: {path}", path=options.report))


def undo(transport: Transport, options: argparse.Namespace) -> int:
    """Take a run back and tell what was kept."""
    current = Run(transport, options.undo)
    current.refresh()
    current.undo(options.batch)
    kept = current.problems(("kept",))
    for row in kept:
        print(f"  · {row['error']}")
    print(
        say(
            "Run {run}: {undone:,} undone, {kept:,} kept.",
            run=current.id,
            undone=current.status["undone"],
            kept=len(kept),
        )
    )
    return 0 if not kept else NotEqualError.exit_code


if __name__ == "__main__":
    sys.exit(main())
