"""The company itself: its name, currency, and the way its mails take."""

from __future__ import annotations

from typing import Any

from .chinese_names import COMPANY
from .language import CHINESE
from .people import DOMAIN

NAME = "Larkfield Controls (demonstration)"


def settle(env: Any, language: str) -> None:
    """Name the company; a Chinese one counts in yuan."""
    company = env.company
    values = {"name": NAME, "email": f"crm@{DOMAIN}"}
    if language == CHINESE:
        values |= _chinese(env)
    company.write(values)


def _chinese(env: Any) -> dict[str, Any]:
    yuan = env.ref("base.CNY")
    yuan.active = True
    return {
        "name": COMPANY,
        "currency_id": yuan.id,
        "country_id": env.ref("base.cn").id,
        "state_id": env.ref("base.state_cn_HB").id,
        "city": "武汉",
    }
