"""The products: their Chinese names, and one that the ERP does not know yet."""

from __future__ import annotations

from typing import Any

from .chinese_names import PRODUCTS, SERIES, TEAMS
from .language import CHINESE

# New in the catalogue of the CRM; in the ERP nobody has given it its reference.
NEW_CODE, NEW_NAME, NEW_PRICE = "GTX-PLUS-MAX", "GTX Plus Max", 7_900.0


def name_of(code: str, english: str, language: str) -> str:
    """What a product is called.

    >>> name_of("GTK-500", "GTK 500", "zh")
    'GTK-500 能源管理主机'
    """
    return PRODUCTS.get(code, english) if language == CHINESE else english


def settle(env: Any, language: str) -> None:
    """Add the new product; name products, series and offices in Chinese."""
    products = env["product.product"]
    if not products.search([("default_code", "=", NEW_CODE)]):
        series = env["product.category"].search([("name", "=", "GTX")], limit=1)
        products.create(
            {
                "name": NEW_NAME,
                "default_code": NEW_CODE,
                "list_price": NEW_PRICE,
                "categ_id": series.id,
            }
        )
    if language != CHINESE:
        return
    for code, name in PRODUCTS.items():
        for product in products.search([("default_code", "=", code)]):
            _name(product, name)
    for model, names in (("product.category", SERIES), ("crm.team", TEAMS)):
        for english, name in names.items():
            for record in env[model].search([("name", "=", english)]):
                _name(record, name)


def _name(record: Any, name: str) -> None:
    """Name it so in every language: a Chinese company has no English catalogue."""
    if not record._fields["name"].translate:
        record.name = name
        return
    for code in ("en_US", "zh_CN"):
        record.with_context(lang=code).name = name
