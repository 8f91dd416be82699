"""The customers of the workbook: how to reach them, and their Chinese selves."""

from __future__ import annotations

import re
from typing import Any

from . import chinese_names
from .language import CHINESE


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
    short = {}
    for number, partner in enumerate(partners):
        values: dict[str, Any] = {"phone": f"+1 202-555-{100 + number:04d}"}
        short[partner.id] = partner.name
        if language == CHINESE:
            values, short[partner.id] = _chinese(env, number, partner)
        elif not partner.email:
            values["email"] = address(partner.name)
        partner.write(values)
    return short


def _chinese(env: Any, number: int, partner: Any) -> tuple[dict[str, Any], str]:
    full, short, state, city = chinese_names.customer(number, partner.x_sector)
    values = {
        "name": full,
        "lang": "zh_CN",
        "email": f"office@customer{number + 1:02d}.example",
        "phone": f"010-5550-{1000 + number}",
        "country_id": env.ref("base.cn").id,
        "state_id": env.ref(f"base.{state}").id,
        "city": city,
    }
    return values, short
