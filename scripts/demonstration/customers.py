"""The customers of the workbook: how to reach them, and their Chinese selves.

In one statement: the ORM would compute thousands of deals anew for each customer.
"""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from typing import Any

from . import chinese_names
from .language import CHINESE


@dataclass(frozen=True)
class Customer:
    """What is written of one customer."""

    id: int
    name: str
    email: str
    phone: str
    country: int | None
    state: int | None
    city: str | None


def address(name: str) -> str:
    """A mail address that cannot exist.

    >>> address("Genco Pura Olive Oil Company")
    'office@genco-pura-olive-oil-company.example'
    """
    return f"office@{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}.example"


def settle(env: Any, language: str) -> dict[int, str]:
    """Complete the customers; give back what deals call each of them."""
    partners = env["res.partner"].search(
        [("is_company", "=", True), ("x_sector", "!=", False)], order="id"
    )
    short: dict[int, str] = {}
    rows = []
    for number, partner in enumerate(partners):
        make = _chinese if language == CHINESE else _english
        row, short[partner.id] = make(env, number, partner)
        rows.append(row)
    _write(env, rows)
    return short


def _english(_env: Any, number: int, partner: Any) -> tuple[Customer, str]:
    return (
        Customer(
            id=partner.id,
            name=partner.name,
            email=address(partner.name),
            phone=f"+1 202-555-{100 + number:04d}",
            country=partner.country_id.id or None,
            state=partner.state_id.id or None,
            city=partner.city or None,
        ),
        partner.name,
    )


def _chinese(env: Any, number: int, partner: Any) -> tuple[Customer, str]:
    full, short, state, city = chinese_names.customer(number, partner.x_sector)
    row = Customer(
        id=partner.id,
        name=full,
        email=f"office@customer{number + 1:02d}.example",
        phone=f"010-5550-{1000 + number}",
        country=env.ref("base.cn").id,
        state=env.ref(f"base.{state}").id,
        city=city,
    )
    return row, short


def _write(env: Any, rows: list[Customer]) -> None:
    env.flush_all()
    env.cr.execute(
        """
        UPDATE res_partner
           SET name = new.name, complete_name = new.name, email = new.email,
               email_normalized = new.email, phone = new.phone, city = new.city,
               country_id = new.country, state_id = new.state, lang = %s
          FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::int[],
                      %s::int[], %s::text[])
            AS new (id, name, email, phone, country, state, city)
         WHERE res_partner.id = new.id
        """,
        [env.lang, *(list(column) for column in zip(*map(astuple, rows), strict=True))],
    )
    env.invalidate_all()
