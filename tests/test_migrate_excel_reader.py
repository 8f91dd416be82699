"""Workbooks as they come: titles, merged cells, errors, locks and junk."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from migrate.clean.records import clean_sheet, clean_workbook
from migrate.errors import InputError
from migrate.plan.mapping import Column
from migrate.read.workbook import read_workbook

DATA = Path(__file__).parent / "data"
COLUMNS = {
    "deal": Column("deal", required=True),
    "value": Column("value", kind="number"),
}


def write(path, rows, merged=()):
    """Write a workbook with one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "deals"
    for row in rows:
        page.append(row)
    for area in merged:
        page.merge_cells(area)
    book.save(path)
    return path


def records(path, columns=COLUMNS):
    """Return the clean records of the only sheet."""
    return clean_sheet(read_workbook(path).sheets["deals"], columns).records


def test_title_rows_above_the_header_are_passed_over(tmp_path):
    rows = [["Deals of 2017"], [], [None, "by region"], ["Deal", "Value"], ["A", 5]]
    path = write(tmp_path / "a.xlsx", rows)

    found = records(path)

    assert [(row.row_number, row.values) for row in found] == [
        (5, {"deal": "A", "value": 5.0})
    ]


def test_a_header_of_two_lines_is_one_header(tmp_path):
    columns = {
        "deal": Column("deal"),
        "won": Column("amount won", kind="number"),
        "lost": Column("amount lost", kind="number"),
    }
    columns = {
        name: Column(name, column.kind, aliases=(column.name,))
        for name, column in columns.items()
    }
    rows = [["Deal", "Amount", None], [None, "won", "lost"], ["A", 1, 2]]
    path = write(tmp_path / "a.xlsx", rows, ["A1:A2", "B1:C1"])

    found = records(path, columns)

    assert found[0].values == {"deal": "A", "won": 1.0, "lost": 2.0}


def test_merged_cells_count_for_all_their_rows(tmp_path):
    rows = [["deal", "value"], ["A", 7], ["B", None], ["C", None]]
    path = write(tmp_path / "a.xlsx", rows, ["B2:B4"])

    assert [row.values["value"] for row in records(path)] == [7, 7, 7]


def test_empty_rows_are_passed_over_and_numbers_stay_those_of_the_sheet(tmp_path):
    rows = [["deal", "value"], ["A", 1], [None, None], ["  ", ""], ["B", 2]]
    path = write(tmp_path / "a.xlsx", rows)

    assert [row.row_number for row in records(path)] == [2, 5]


def test_an_error_cell_is_a_fault_and_not_an_empty_cell(tmp_path):
    rows = [["deal", "value"], ["A", "#N/A"], ["B", "=1/0"], ["C", 3]]
    path = write(tmp_path / "a.xlsx", rows)

    faults = [row.faults for row in records(path)]

    assert faults == [
        ["value: the cell holds the error #N/A"],
        ["value: the cell holds a formula that was never calculated"],
        [],
    ]


def test_a_required_cell_that_is_empty_is_a_fault(tmp_path):
    path = write(tmp_path / "a.xlsx", [["deal", "value"], [None, 1]])

    assert records(path)[0].faults == ["deal: the cell is empty"]


def test_a_missing_column_names_what_is_there_and_what_was_meant(tmp_path):
    path = write(tmp_path / "a.xlsx", [["deal", "valeu"], ["A", 1]])

    with pytest.raises(InputError, match=r"no column “value”.*Did you mean “valeu”"):
        records(path)


def test_a_missing_sheet_names_the_sheets_there_are(tmp_path):
    book = read_workbook(write(tmp_path / "a.xlsx", [["deal"]]))

    with pytest.raises(InputError, match=r"no sheet “deal”.*Did you mean “deals”"):
        clean_workbook(book, {"deal": COLUMNS})


def test_a_locked_workbook_says_how_to_open_it():
    with pytest.raises(InputError, match=r"protected by a password.*save it without"):
        read_workbook(DATA / "password.xlsx")


@pytest.mark.parametrize(
    "content", [b"", b"not a workbook", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0junk"]
)
def test_junk_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "junk.xlsx"
    path.write_bytes(content)

    with pytest.raises(InputError, match="cannot be read as a workbook"):
        read_workbook(path)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(InputError, match="cannot be read as a workbook"):
        read_workbook(path)


def test_other_files_and_missing_files_are_refused(tmp_path):
    with pytest.raises(InputError, match="There is no file"):
        read_workbook(tmp_path / "nothing.xlsx")
    picture = tmp_path / "a.png"
    picture.write_bytes(b"x")
    with pytest.raises(InputError, match="is not a workbook"):
        read_workbook(picture)


def test_a_million_characters_in_one_cell_refuse_only_their_row(tmp_path):
    rows = [["deal", "value"], ["A", 1], ["short", 2]]
    path = write(tmp_path / "a.xlsx", rows)
    big = tmp_path / "big.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(big, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith(".xml"):
                text = text.replace(b"<t>A</t>", b"<t>" + b"A" * 1_000_000 + b"</t>")
            new.writestr(name, text)

    first, second = records(big)

    assert "1,000,000 characters" in first.faults[0]
    assert second.faults == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_western_and_chinese_encodings(tmp_path, encoding):
    path = tmp_path / "deals.csv"
    path.write_text("deal,value\n上海项目,1.2万\n", encoding=encoding)

    assert records(path)[0].values == {"deal": "上海项目", "value": 12000.0}


def test_exact_repairs_are_applied_and_counted_and_slips_left_alone(tmp_path):
    columns = {
        "deal": Column("deal", repairs={"GTXPro": "GTX Pro"}),
        "value": Column("value", kind="number"),
    }
    rows = [["deal", "value"], ["GTXPro", 1], ["GTX Prro", 2], ["GTX Pro", 3]]
    path = write(tmp_path / "a.xlsx", rows)

    found = records(path, columns)

    assert [row.values["deal"] for row in found] == ["GTX Pro", "GTX Prro", "GTX Pro"]
    assert found[0].repaired == {"deal": ("GTXPro", "GTX Pro")}


def test_a_value_outside_the_vocabulary_is_refused_with_a_hint(tmp_path):
    columns = {"deal": Column("deal", vocabulary=("Won", "Lost"))}
    path = write(tmp_path / "a.xlsx", [["deal"], ["Wonn"]])

    assert "did you mean “Won”" in records(path, columns)[0].faults[0]
