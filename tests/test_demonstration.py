"""What the demonstration is made of: dates, amounts, names, words. No database."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from datetime import date, timedelta

import demonstration
import pytest
from demonstration import chinese_names, dates, erp_story, goods, shape, story, tour
from demonstration.language import LANGUAGES
from demonstration.people import MANAGERS, SELLERS, TEAM_LEADERS, login
from devtools.machine.layout import Layout

LAST = date(2017, 12, 31)


@pytest.mark.parametrize(
    "name",
    [
        found.name
        for found in pkgutil.walk_packages(demonstration.__path__, "demonstration.")
    ],
)
def test_examples_in_the_package_hold(name: str) -> None:
    assert not doctest.testmod(importlib.import_module(name)).failed


@pytest.mark.parametrize("days", [0, 6, 7, 3255, 3261])
def test_dates_end_within_the_last_week_and_keep_their_weekday(days: int) -> None:
    today = LAST + timedelta(days=days)

    moved = LAST + dates.shift(LAST, today)

    assert moved.weekday() == LAST.weekday()
    assert today - timedelta(days=7) < moved <= today


def test_dates_of_the_future_stay() -> None:
    assert not dates.shift(LAST, LAST - timedelta(days=30))


def test_an_open_deal_is_the_same_each_time_and_worth_its_products() -> None:
    today = date(2026, 1, 5)

    for key in ("1C1I7A6R", "Z063OYW0", "EC4QE1BX"):
        deal = shape.complete(key, False, 1096.0, today)

        assert deal == shape.complete(key, False, 1096.0, today)
        assert deal.revenue == deal.quantity * 1096.0
        assert 0 < deal.probability < 100


def test_some_open_deals_are_overdue_and_most_are_not() -> None:
    today = date(2026, 1, 5)
    deals = [shape.complete(f"{n}", n % 3 == 0, 550.0, today) for n in range(600)]
    late = sum(deal.closing < today for deal in deals)

    assert 0 < late < len(deals) / 5
    assert {deal.stage for deal in deals} == {0, 1, 2}


def test_each_chinese_customer_has_a_name_of_its_own() -> None:
    sectors = sorted(chinese_names.KINDS)
    named = [chinese_names.customer(n, sectors[n % len(sectors)]) for n in range(85)]

    assert len({full for full, _short, _state, _city in named}) == 85
    assert all(full.startswith(city) for full, _short, _state, city in named)


def test_each_person_has_a_chinese_name_and_login_of_their_own() -> None:
    people = chinese_names.PEOPLE

    assert len(people) == 41
    assert len({person.login for person in people.values()}) == 41
    assert len({person.name for person in people.values()}) == 41
    assert {*SELLERS, *MANAGERS, *TEAM_LEADERS.values()} <= set(people)
    assert login("anna.snelling", "zh") == "lin.xiaowen"


def test_products_of_the_story_have_chinese_names() -> None:
    assert {deal.code for deal in story.DEALS} <= set(chinese_names.PRODUCTS)
    assert erp_story.goods.NEW_CODE == goods.NEW_CODE


def test_the_tour_names_every_address_in_both_languages() -> None:
    for language in LANGUAGES:
        places = tour.Places(
            crm="http://localhost:1",
            erp="http://127.0.0.1:2",
            mail="http://localhost:3",
            language=language,
            order=11,
            approved=12,
            failed=13,
            sample=14,
            product=15,
        )

        text = tour.text(places)

        for part in ("/odoo/crm/11", "/odoo/crm/13", "/odoo/crm/14", "localhost:3"):
            assert part in text
        assert "_action/15" in text
        assert login("anna.snelling", language) in text
        assert not re.search(r"[{}]", text)
        assert max(map(len, text.splitlines())) <= 88


def test_a_chinese_demonstration_has_databases_of_its_own() -> None:
    layout = Layout()

    chinese = layout.speaking("zh")

    assert (chinese.db, chinese.language) == (f"{layout.db}_zh", "zh")
    assert chinese.erp_db not in (layout.db, layout.erp_db, chinese.db)
    assert layout.speaking("en") is layout
