"""Tell what happened: on the screen, on the server, and in a workbook to mend."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from ..clean.records import CleanSheet, count_repairs
from ..plan.build import Plan
from .words import say

RED = PatternFill("solid", fgColor="FFC7CE")
YELLOW = PatternFill("solid", fgColor="FFEB9C")
BLUE = PatternFill("solid", fgColor="DDEBF7")
SHOWN = 20
MAX_CELL = 32_000


@dataclass
class Report:
    """What the client and the server found out about one run."""

    plan: Plan
    sheets: Mapping[str, CleanSheet]
    problems: Sequence[Mapping[str, Any]] = ()
    checks: Sequence[Mapping[str, Any]] = ()
    counts: Mapping[str, Any] = field(default_factory=dict)

    def sections(self) -> list[dict[str, Any]]:
        """Return titled lists of sentences."""
        found = [
            ("repaired", say("Repaired"), self._repairs()),
            ("accepted", say("Accepted, but worth knowing"), self._notes()),
            ("proposed", say("Proposed repairs (not applied)"), self._proposals()),
            ("refused", say("Not loaded"), self._refused()),
            ("left_out", say("Left out"), self.plan.left_out),
        ]
        return [
            {"code": code, "title": title, "lines": lines}
            for code, title, lines in found
            if lines
        ]

    def _repairs(self) -> list[str]:
        records = [record for sheet in self.sheets.values() for record in sheet.records]
        return [
            say(
                "{place}: “{old}” → “{new}” in {count:,} rows",
                place=f"{sheet}.{column}",
                old=old,
                new=new,
                count=count,
            )
            for (sheet, column, old, new), count in count_repairs(records).most_common()
        ]

    def _notes(self) -> list[str]:
        return [
            say("{label}: {count:,} rows {text}", label=label, count=count, text=text)
            for (label, text), count in self.plan.notes.most_common()
        ]

    def _proposals(self) -> list[str]:
        return [
            say(
                "{place}: “{value}” ({count:,} rows) looks like “{near}”",
                place=f"{item.sheet}.{item.column}",
                value=item.value,
                count=item.count,
                near=item.near,
            )
            for item in self.plan.proposals
        ]

    def _refused(self) -> list[str]:
        lines = [
            say(
                "{sheet}, row {row}: {error}",
                sheet=row["sheet"] or row["target"],
                row=row["row_number"],
                error=row["error"],
            )
            for row in self.problems
        ]
        if len(lines) > SHOWN:
            rest = len(lines) - SHOWN
            more = say("… and {count:,} more, see the report workbook", count=rest)
            return [*lines[:SHOWN], more]
        return lines

    def as_text(self) -> str:
        """Return the report as it is printed."""
        parts = []
        for section in self.sections():
            parts.append(section["title"])
            parts.extend(f"  · {line}" for line in section["lines"])
        if self.checks:
            width = max(len(check["name"]) for check in self.checks)
            title = f"{say('Reconciliation'):<{width + 3}}"
            parts.append(f"{title} {say('source'):>14} {'CRM':>14}")
            parts.extend(
                f"  {'✓' if check['is_equal'] else '✗'} {check['name']:<{width}} "
                f"{check['expected']:>14,.2f} {check['actual']:>14,.2f}"
                for check in self.checks
            )
        return "\n".join(parts)


def write_workbook(source: Path, target: Path, report: Report) -> None:
    """Save the original with refused rows red, repairs yellow and notes blue.

    A last column says why; mend the row there and load the file. Refused rows carry
    the reason as a comment as well.
    """
    book = openpyxl.load_workbook(source)
    last = {page.title: page.max_column + 1 for page in book}
    for (sheet, number), (fill, texts) in _marks(report).items():
        if sheet not in last:
            continue
        page, reason = book[sheet], "; ".join(texts)[:MAX_CELL]
        for column in range(1, last[sheet] + 1):
            page.cell(number, column).fill = fill
        page.cell(number, last[sheet]).value = reason
        if fill is RED:
            page.cell(number, 1).comment = Comment(reason[:2000], "migrate_excel")
    for sheet, cleaned in report.sheets.items():
        if sheet in last and cleaned.header.first_row:
            page = book[sheet]
            page.cell(cleaned.header.first_row, last[sheet]).value = say("Migration")
            page.column_dimensions[get_column_letter(last[sheet])].width = 60
    _add_summary(book, report)
    book.save(target)


def _marks(report: Report) -> dict[tuple[str, int], tuple[PatternFill, list[str]]]:
    texts: dict[tuple[str, int], list[str]] = defaultdict(list)
    fills: dict[tuple[str, int], PatternFill] = {}
    for place, notes in report.plan.noted_rows.items():
        fills[place] = BLUE
        texts[place] += notes
    for sheet in report.sheets.values():
        for record in sheet.records:
            for column, (old, new) in record.repaired.items():
                place = (record.sheet, record.row_number)
                fills[place] = YELLOW
                texts[place].append(
                    say(
                        "{column}: “{old}” was read as “{new}”",
                        column=column,
                        old=old,
                        new=new,
                    )
                )
    for row in report.problems:
        place = (row["sheet"] or "", row["row_number"])
        fills[place] = RED
        texts[place].append(f"{row['target']}: {row['error']}")
    return {place: (fill, texts[place]) for place, fill in fills.items()}


def _add_summary(book: Any, report: Report) -> None:
    page = book.create_sheet(say("Migration"), 0)
    page.append(
        [say("Red: not loaded. Yellow: repaired. Blue: loaded, worth knowing.")]
    )
    for section in report.sections():
        page.append([])
        page.append([section["title"]])
        page.cell(page.max_row, 1).font = Font(bold=True)
        for line in section["lines"]:
            page.append([line])
    if report.checks:
        page.append([])
        page.append([say("Reconciliation"), say("Source"), "CRM", say("Equal")])
        for check in report.checks:
            page.append(
                [
                    check["name"],
                    check["expected"],
                    check["actual"],
                    say("yes") if check["is_equal"] else say("NO"),
                ]
            )
    page.column_dimensions["A"].width = 90
