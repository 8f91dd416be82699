"""What stands in cells: numbers, dates and texts as people write them."""

import doctest
from datetime import datetime

import pytest
from migrate.clean import records, values
from migrate.clean.values import ValueFaultError, coerce, to_date, to_number, to_text
from migrate.plan import build
from migrate.read import headers, workbook
from migrate.tell import words


@pytest.mark.parametrize("module", [build, headers, records, values, words, workbook])
def test_docstrings_tell_the_truth(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("￥1,234.50", 1234.5),
        ("¥ 1,234.50", 1234.5),
        ("1.2万", 12000),
        ("3.5亿元", 350_000_000),
        ("百万", None),
        ("1234.50元", 1234.5),
        ("\uff08100\uff09", -100),
        ("(1,000.00)", -1000),
        ("\uff11\uff12\uff13", 123),
        ("-5", -5),
        ("1e3", 1000),
        ("$5,000", 5000),
        ("12.5%", 0.125),
        ("1,5", None),
        ("1.234,50", None),
        ("NaN", None),
        ("Infinity", None),
        ("twelve", None),
        ("", None),
        (True, None),
        (7, 7),
    ],
)
def test_a_number_is_read_or_refused_but_never_guessed(written, meant):
    if meant is None:
        with pytest.raises(ValueFaultError, match="is not a number"):
            to_number(written)
    else:
        assert to_number(written) == pytest.approx(meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024年3月5日", "2024-03-05"),
        ("2024年03月05号", "2024-03-05"),
        ("２０２４年３月５日", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("2024-03-05 13:45:00", "2024-03-05"),
        ("2024.3.5", "2024-03-05"),
        (datetime(2024, 3, 5, 23, 59), "2024-03-05"),
        (45356, "2024-03-05"),
        ("25/03/2024", "2024-03-25"),
        ("03/25/2024", "2024-03-25"),
    ],
)
def test_a_date_is_read_in_many_forms(written, meant):
    assert to_date(written) == meant


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("03/04/2024", "read in two ways"),
        ("2024年2月30日", "not a day of the calendar"),
        ("soon", "is not a date"),
        (5, "is not a date"),
        ("20241399", "not a day of the calendar"),
    ],
)
def test_a_doubtful_date_is_refused_with_its_reason(written, reason):
    with pytest.raises(ValueFaultError, match=reason):
        to_date(written)


def test_the_mapping_settles_day_and_month():
    assert coerce("date", "03/04/2024", "dmy") == "2024-04-03"
    assert coerce("date", "03/04/2024", "mdy") == "2024-03-04"


def test_a_cell_of_a_million_characters_is_refused():
    with pytest.raises(ValueFaultError, match="1,000,000 characters"):
        to_text("x" * 1_000_000)


def test_hostile_texts_cost_no_time():
    for text in ("(" * 50_000, "," * 50_000, "1" * 50_000 + "x", "9" * 5_000):
        try:
            to_number(text)
        except ValueFaultError as error:
            assert len(str(error)) < 200
