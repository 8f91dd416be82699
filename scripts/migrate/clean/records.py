"""From raw cells to clean records: types, exact repairs, faults, fuzzy proposals."""

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import InputError
from ..plan.mapping import Column
from ..read.headers import Header, find_header
from ..read.workbook import Sheet, Workbook
from ..tell.words import say
from .values import ValueFaultError, coerce, is_empty


@dataclass
class Record:
    """One data row of a sheet, cleaned; ``faults`` says why it cannot be used."""

    sheet: str
    row_number: int
    values: dict[str, Any]
    faults: list[str] = field(default_factory=list)
    repaired: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A value that looks like a slip of another; told, never applied."""

    sheet: str
    column: str
    value: str
    near: str
    count: int


@dataclass
class CleanSheet:
    """The records of one sheet and where its columns stand in the file."""

    name: str
    header: Header
    records: list[Record]


def clean_workbook(
    book: Workbook, sheets: Mapping[str, Mapping[str, Column]]
) -> dict[str, CleanSheet]:
    """Clean every sheet that the mapping names."""
    cleaned = {}
    for name, columns in sheets.items():
        if name not in book.sheets:
            near = difflib.get_close_matches(name, list(book.sheets), n=1)
            message = say(
                "{name} has no sheet “{sheet}”. It has: {known}.",
                name=book.path.name,
                sheet=name,
                known=", ".join(book.sheets),
            )
            hint = say(" Did you mean “{near}”?", near=near[0]) if near else ""
            raise InputError(message + hint)
        cleaned[name] = clean_sheet(book.sheets[name], columns)
    return cleaned


def clean_sheet(sheet: Sheet, columns: Mapping[str, Column]) -> CleanSheet:
    """Find the header and clean the rows below it; empty rows are passed over."""
    rows = sheet.rows()
    titles = {name: [name, *column.aliases] for name, column in columns.items()}
    header = find_header(sheet.name, rows, titles)
    records = []
    for index in range(header.first_row, len(rows)):
        cells = rows[index]
        places = header.columns.values()
        if all(is_empty(cells[place]) for place in places) and not any(
            (index, place) in sheet.faults for place in places
        ):
            continue
        records.append(_clean_row(sheet, index, cells, columns, header))
    return CleanSheet(sheet.name, header, records)


def _clean_row(
    sheet: Sheet,
    index: int,
    cells: list[Any],
    columns: Mapping[str, Column],
    header: Header,
) -> Record:
    record = Record(sheet.name, index + 1, {})
    for name, column in columns.items():
        place = header.columns[name]
        if fault := sheet.faults.get((index, place)):
            record.faults.append(say("{column}: {fault}", column=name, fault=fault))
            record.values[name] = None
            continue
        record.values[name] = _clean_cell(record, column, cells[place])
    return record


def _clean_cell(record: Record, column: Column, raw: Any) -> Any:
    if is_empty(raw):
        if column.required:
            record.faults.append(_fault(column, say("the cell is empty")))
        return None
    try:
        value = coerce(column.kind, raw, column.date_order)
    except ValueFaultError as error:
        record.faults.append(_fault(column, error))
        return None
    if isinstance(value, str) and value in column.repairs:
        repaired = column.repairs[value]
        record.repaired[column.name] = (value, repaired)
        value = repaired
    if column.vocabulary and value not in column.vocabulary:
        near = nearest(str(value), column.vocabulary)
        hint = say("; did you mean “{near}”?", near=near) if near else ""
        record.faults.append(
            _fault(
                column,
                say(
                    "“{value}” is not one of {known}",
                    value=value,
                    known=", ".join(column.vocabulary),
                )
                + hint,
            )
        )
    return value


def _fault(column: Column, fault: object) -> str:
    return say("{column}: {fault}", column=column.name, fault=fault)


def count_repairs(records: Iterable[Record]) -> Counter[tuple[str, str, str, str]]:
    """Count repairs by sheet, column, old value and new value."""
    return Counter(
        (record.sheet, column, old, new)
        for record in records
        for column, (old, new) in record.repaired.items()
    )


def nearest(value: str, known: Iterable[str]) -> str:
    """Return the known value that ``value`` is probably a slip of, or nothing.

    >>> nearest("GTXPro", ["GTX Pro", "MG Special"])
    'GTX Pro'
    >>> nearest("Zebra", ["GTX Pro"])
    ''
    """
    near = difflib.get_close_matches(value, list(known), n=1, cutoff=0.75)
    return near[0] if near else ""
