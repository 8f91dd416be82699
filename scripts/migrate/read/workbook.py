"""Read a workbook whole: values by calamine, and what calamine leaves out by XML.

Calamine turns an error cell (#N/A) and a formula that was never calculated into an
empty cell. For .xlsx a second, cheap pass over the XML finds these, so that nothing is
lost silently.
"""

import hashlib
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

import pandas as pd
import python_calamine as calamine

from ..errors import InputError
from ..tell.words import say

SUFFIXES = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
MAX_UNPACKED = 2 * 1024**3
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(r"^([A-Z]+)(\d+)$")


@dataclass
class Sheet:
    """One sheet: a frame of raw cells from A1 on, and cells that could not be read."""

    name: str
    frame: pd.DataFrame
    faults: dict[tuple[int, int], str] = field(default_factory=dict)

    def rows(self) -> list[list[Any]]:
        """Return the raw cells row by row."""
        return list(self.frame.to_numpy().tolist())


@dataclass
class Workbook:
    """All sheets of one file, and its fingerprint."""

    path: Path
    digest: str
    sheets: dict[str, Sheet]


def read_workbook(path: Path) -> Workbook:
    """Read the file or say why that is not possible."""
    if not path.is_file():
        raise InputError(say("There is no file {path}. Check the path.", path=path))
    digest = _digest(path)
    if path.suffix.lower() == ".csv":
        return Workbook(path, digest, {path.stem: _read_csv(path)})
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(
            say(
                "{name} is not a workbook. Readable are {known}.",
                name=path.name,
                known=", ".join([".csv", *sorted(SUFFIXES)]),
            )
        )
    _refuse_locked(path)
    sheets = _read_sheets(path)
    if zipfile.is_zipfile(path):
        for name, faults in _find_faults(path):
            if name in sheets:
                sheets[name].faults.update(faults)
    return Workbook(path, digest, sheets)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _refuse_locked(path: Path) -> None:
    with path.open("rb") as stream:
        start = stream.read(1 << 20)
    if start.startswith(OLE_MAGIC) and "EncryptedPackage".encode("utf-16-le") in start:
        raise _locked(path)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise InputError(
                    say(
                        "{name} unpacks to more than 2 GB. Split it into several "
                        "files.",
                        name=path.name,
                    )
                )


def _locked(path: Path) -> InputError:
    return InputError(
        say(
            "{name} is protected by a password. Open it in the spreadsheet program, "
            "save it without a password, and start again.",
            name=path.name,
        )
    )


def _read_sheets(path: Path) -> dict[str, Sheet]:
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            return {
                meta.name: _read_sheet(book, meta.name)
                for meta in book.sheets_metadata
                if meta.typ == calamine.SheetTypeEnum.WorkSheet
            }
    except calamine.PasswordError:
        raise _locked(path) from None
    except (calamine.CalamineError, OSError) as error:
        raise InputError(
            say(
                "{name} cannot be read as a workbook ({error}). Open it in the "
                "spreadsheet program and save it anew.",
                name=path.name,
                error=error,
            )
        ) from error


def _read_sheet(book: calamine.CalamineWorkbook, name: str) -> Sheet:
    found = book.get_sheet_by_name(name)
    rows = found.to_python(skip_empty_area=False)
    for (top, left), (bottom, right) in found.merged_cell_ranges or []:
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                rows[row][column] = rows[top][left]
    return Sheet(name, pd.DataFrame(rows, dtype=object))


def _read_csv(path: Path) -> Sheet:
    for encoding in TEXT_ENCODINGS:
        try:
            frame = pd.read_csv(
                path,
                header=None,
                dtype=object,
                encoding=encoding,
                keep_default_na=False,
                sep=None,
                engine="python",
            )
        except UnicodeDecodeError:
            continue
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            raise InputError(
                say(
                    "{name} cannot be read as CSV ({error}). Save it as .xlsx.",
                    name=path.name,
                    error=error,
                )
            ) from error
        return Sheet(path.stem, frame)
    raise InputError(
        say(
            "{name} is neither UTF-8 nor GB18030 text. Save it as .xlsx or UTF-8.",
            name=path.name,
        )
    )


def _find_faults(path: Path) -> Iterator[tuple[str, dict[tuple[int, int], str]]]:
    """Yield for each sheet the cells that hold an error or an uncalculated formula."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name, part in _sheet_parts(archive):
                text = archive.read(part)
                if b't="e"' in text or b"<f" in text:
                    with archive.open(part) as stream:
                        yield name, _faults_of(stream)
    except (ElementTree.ParseError, KeyError, zipfile.BadZipFile):
        return  # not .xlsx inside (.ods, .xlsb): calamine alone has to do


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = {link.get("Id"): link.get("Target", "") for link in links}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    for sheet in book.iter(f"{MAIN}sheet"):
        part = target.get(sheet.get(RELATION), "")
        path = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
        yield sheet.get("name", ""), path


def _faults_of(stream: IO[bytes]) -> dict[tuple[int, int], str]:
    faults: dict[tuple[int, int], str] = {}
    for _event, cell in ElementTree.iterparse(stream):
        if cell.tag != f"{MAIN}c":
            continue
        formula, value = cell.find(f"{MAIN}f"), cell.findtext(f"{MAIN}v")
        fault = ""
        if cell.get("t") == "e":
            fault = say("the cell holds the error {error}", error=value or "?")
        elif formula is not None and not value and cell.get("t") != "str":
            fault = say("the cell holds a formula that was never calculated")
        if fault and (place := CELL.match(cell.get("r", ""))):
            faults[int(place[2]) - 1, _column_number(place[1])] = fault
        cell.clear()
    return faults


def _column_number(letters: str) -> int:
    """Return the column of its letters, from 0.

    >>> _column_number("A"), _column_number("AA")
    (0, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
