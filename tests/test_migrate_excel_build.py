"""From records to rows: keys, references, lookups, order and refusals."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from migrate.clean.records import CleanSheet, Record, clean_workbook
from migrate.errors import InputError
from migrate.plan.build import Builder, declare
from migrate.plan.checks import expected_figures
from migrate.plan.mapping import read_mapping
from migrate.read.headers import Header
from migrate.read.workbook import read_workbook
from migrate.tell.progress import progress
from migrate.tell.report import Report, write_workbook

ROOT = Path(__file__).parents[1]
MAPPING = ROOT / "scripts" / "mappings" / "crm_sales_opportunities.json"
WORKBOOK = ROOT / "data" / "crm_sales_opportunities.xlsx"


@pytest.fixture(scope="module")
def real():
    """Return mapping, clean sheets and plan of the real workbook."""
    mapping = read_mapping(MAPPING)
    sheets = clean_workbook(read_workbook(WORKBOOK), mapping.sheets)
    return mapping, sheets, Builder(mapping, sheets).build(mapping.targets)


def small(tmp_path, **changes):
    """Return a small mapping: contacts with parents, and deals."""
    content = {
        "version": 1,
        "source": "small",
        "sheets": {
            "c": {"columns": {"name": {}, "parent": {}}},
            "d": {"columns": {"id": {}, "contact": {}, "value": {"type": "number"}}},
        },
        "targets": [
            {
                "name": "contacts",
                "model": "res.partner",
                "sheet": "c",
                "key": {"column": "name"},
                "fields": {
                    "name": {"column": "name"},
                    "parent_id": {"column": "parent", "ref": "contacts"},
                },
            },
            {
                "name": "deals",
                "model": "crm.lead",
                "sheet": "d",
                "key": {"column": "id"},
                "fields": {
                    "name": {"template": "Deal {contact|id}"},
                    "partner_id": {"column": "contact", "ref": "contacts"},
                    "expected_revenue": {"column": "value"},
                },
                "notes": [{"empty": "value", "text": "have no value"}],
            },
        ],
        "checks": [
            {"name": "Value", "target": "deals", "measure": "sum:value"},
            {"name": "Deals", "target": "deals"},
        ],
        **changes,
    }
    path = tmp_path / "small.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return read_mapping(path)


def sheet(name, *rows):
    """Return a clean sheet of those rows."""
    return CleanSheet(
        name,
        Header(1, {}),
        [Record(name, number, values) for number, values in enumerate(rows, 2)],
    )


def contact(name, parent=None):
    """Return the values of a contact row."""
    return {"name": name, "parent": parent}


def deal(key, name=None, value=None):
    """Return the values of a deal row."""
    return {"id": key, "contact": name, "value": value}


def plan(mapping, contacts, deals):
    """Build the plan of a small mapping."""
    sheets = {"c": sheet("c", *contacts), "d": sheet("d", *deals)}
    return Builder(mapping, sheets).build(mapping.targets), sheets


def test_the_real_workbook_gives_all_rows_and_refuses_none(real):
    _mapping, _sheets, found = real
    count = {}
    for row in found.rows:
        assert not row.error
        count[row.target] = count.get(row.target, 0) + 1

    assert count == {
        "stages": 3,
        "lost_reasons": 1,
        "managers": 6,
        "agents": 35,
        "teams": 3,
        "members": 35,
        "contacts": 85,
        "categories": 3,
        "products": 7,
        "opportunities": 8800,
        "lines": 8800,
    }
    assert found.notes["Opportunities", "have no account"] == 1425
    assert found.notes["Opportunities", "have no value yet"] == 2089


def test_the_figures_of_the_real_workbook_are_the_known_ones(real):
    mapping, sheets, _plan = real
    names = {target.name for target in mapping.targets}

    figures = {
        check["name"]: check["expected"]
        for check in expected_figures(mapping, sheets, names)
    }

    assert figures["Won"] == 4238
    assert figures["Lost"] == 2473
    assert figures["Engaging"] == 1589
    assert figures["Prospecting"] == 500
    assert figures["Value won"] == 10_005_534
    assert figures["Managers"] == 6


def test_a_won_and_a_lost_deal_of_the_real_workbook(real):
    rows = {
        row.key: row.payload for row in real[2].rows if row.target == "opportunities"
    }
    won = rows["Z063OYW0"]
    lost = next(row for row in rows.values() if "lost_reason_id" in row)

    assert won["name"] == "GTX Pro - Isdom"
    assert won["stage_id"] == "Won"
    assert won["probability"] == 100
    assert won["active"] is True
    assert won["expected_revenue"] == 4514
    assert won["create_date"] == "2016-10-25 12:00:00"
    assert won["date_closed"] == "2017-03-11 12:00:00"
    assert won["team_id"] == "Central"
    assert won["x_sales_manager"] == "Melvin Marxen"
    assert lost["active"] is False
    assert lost["probability"] == 0


def test_a_line_without_value_takes_the_sales_price(real):
    rows = {row.key: row.payload for row in real[2].rows if row.target == "lines"}
    opened = {
        row.key: row.payload
        for row in real[2].rows
        if row.target == "opportunities" and "expected_revenue" not in row.payload
    }
    key = next(key for key in opened if rows[key]["product_id"] == "GTK 500")

    assert rows[key]["price_unit"] == 26768
    assert rows["Z063OYW0"]["price_unit"] == 4514


def test_the_same_workbook_always_gives_the_same_rows(real):
    mapping, sheets, found = real

    again = Builder(mapping, sheets).build(mapping.targets)

    assert [row.as_message() for row in again.rows] == [
        row.as_message() for row in found.rows
    ]


def test_parents_come_before_children(tmp_path):
    found, _sheets = plan(
        small(tmp_path),
        [contact("child", "middle"), contact("middle", "top"), contact("top")],
        [],
    )

    assert [row.key for row in found.rows] == ["top", "middle", "child"]


def test_a_second_row_with_the_same_key_is_refused(tmp_path):
    found, _sheets = plan(small(tmp_path), [], [deal("1"), deal("2"), deal("1")])

    assert [row.error for row in found.rows] == ["", "", "1 is already in row 2"]
    assert found.rows[2].row_number == 4


def test_an_unknown_reference_is_refused_with_a_proposal(tmp_path):
    found, _sheets = plan(
        small(tmp_path), [contact("Cancity")], [deal("1", "Cancitty"), deal("2")]
    )
    refused = found.rows[1]

    assert "did you mean “Cancity”" in refused.error
    assert refused.payload is None
    assert [item.near for item in found.proposals] == ["Cancity"]


def test_a_reference_to_a_refused_row_is_left_to_the_server(tmp_path):
    mapping = small(tmp_path)
    sheets = {
        "c": sheet("c", contact("Cancity")),
        "d": sheet("d", deal("1", "Cancity")),
    }
    sheets["c"].records[0].faults.append("sector: not a sector")

    found = Builder(mapping, sheets).build(mapping.targets)

    assert [row.error for row in found.rows] == ["sector: not a sector", ""]


def test_a_row_without_key_is_refused(tmp_path):
    found, _sheets = plan(small(tmp_path), [], [deal(None)])

    assert found.rows[0].error == "the key is empty"


def test_figures_count_refused_rows_so_that_a_loss_shows(tmp_path):
    mapping = small(tmp_path)
    _plan, sheets = plan(mapping, [], [deal("1", value=5), deal("1", value=6)])

    figures = expected_figures(mapping, sheets, {"deals"})

    assert [check["expected"] for check in figures] == [11, 2]


def test_the_declaration_says_how_each_field_is_resolved(tmp_path):
    declared = declare(small(tmp_path).targets)

    assert declared[1]["fields"]["partner_id"] == {"kind": "key", "target": "contacts"}
    assert declared[1]["fields"]["name"] == {"kind": "value"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"version": 2}, "version 2; this script reads version 1"),
        ({"targets": [{"name": "x"}]}, "lacks 'model'"),
        (
            {"checks": [{"name": "C", "target": "nothing"}]},
            "names “nothing” in check “C”",
        ),
        ({"sheets": {"c": {"columns": {"name": {"type": "money"}}}}}, "type money"),
    ],
)
def test_a_wrong_mapping_is_refused_before_a_row_is_read(tmp_path, changes, message):
    with pytest.raises(InputError, match=message):
        small(tmp_path, **changes)


def test_a_mapping_that_is_not_json_names_the_line(tmp_path):
    path = tmp_path / "m.json"
    path.write_text('{\n"version": 1,\n}', encoding="utf-8")

    with pytest.raises(InputError, match=r"not JSON.*line 3"):
        read_mapping(path)


def test_the_report_workbook_marks_rows_of_the_original(tmp_path, real):
    _mapping, sheets, found = real
    problems = [
        {
            "sheet": "sales_pipeline",
            "row_number": 4,
            "target": "opportunities",
            "error": "no such agent",
        }
    ]
    checks = [{"name": "Won", "expected": 1, "actual": 2, "is_equal": False}]
    report = Report(found, sheets, problems, checks)
    path = tmp_path / "report.xlsx"

    write_workbook(WORKBOOK, path, report)

    book = openpyxl.load_workbook(path)
    page = book["sales_pipeline"]
    assert page["I4"].value == "opportunities: no such agent"
    assert page["A4"].fill.fgColor.rgb == "00FFC7CE"
    assert page["A3"].fill.fgColor.rgb == "00FFEB9C"
    assert page["I3"].value == "product: “GTXPro” was read as “GTX Pro”"
    assert page["A1"].value == "opportunity_id"
    assert book.sheetnames[0] == "Migration"
    assert "✗ Won" in report.as_text()


def test_progress_shows_rate_and_time_left():
    stream = io.StringIO()

    with progress("Loading", 100, stream) as bar:
        bar.mininterval = 0
        bar.start_t -= 10
        bar.update(50)
        half = stream.getvalue()
        bar.update(50)

    assert "50/100" in half.split("\r")[-1]
    assert "it/s" in half
    assert "<00:" in half
    assert "100%" in stream.getvalue().split("\r")[-1]


def test_progress_fills_no_log_with_a_line_for_every_batch():
    stream = io.StringIO()

    with progress("Loading", 100, stream) as bar:
        for _batch in range(100):
            bar.update(1)

    assert stream.getvalue().count("Loading") == 2, "at the start and at the end"
