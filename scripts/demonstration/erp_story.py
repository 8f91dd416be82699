"""What the ERP lacks: the reference of a new product, so that one order fails."""

from __future__ import annotations

from typing import Any

from . import goods
from .chinese_names import COMPANY, PRODUCTS
from .language import CHINESE


def leave_a_gap(env: Any, language: str) -> int:
    """The new product is in the ERP, but nobody has given it its reference.

    :param env: the ERP's models, over the wire, of an administrator.
    :return: the product, for the tour to open.
    """
    templates = env["product.template"]
    name = goods.name_of(goods.NEW_CODE, goods.NEW_NAME, language)
    found = templates.search([("name", "=", name)])
    if found:
        return int(found[0])
    values = {"name": name, "list_price": goods.NEW_PRICE, "type": "consu"}
    return int(templates.create({**values, "is_storable": True, "taxes_id": []}))


def speak_chinese(env: Any) -> None:
    """Name the ERP's products in Chinese; it counts in yuan."""
    products = env["product.product"]
    for code, name in PRODUCTS.items():
        if found := products.search([("default_code", "=", code)]):
            products.write(found, {"name": name})
            products.with_context(lang="zh_CN").write(found, {"name": name})
    yuan = env["res.currency"].with_context(active_test=False)
    (found,) = yuan.search([("name", "=", "CNY")])
    env["res.currency"].write([found], {"active": True})
    company = env["res.company"].search([])[:1]
    env["res.company"].write(company, {"name": COMPANY, "currency_id": found})
    users = env["res.users"].search([("share", "=", False)])
    env["res.users"].write(users, {"lang": "zh_CN"})


def settle(env: Any, language: str) -> int:
    """Make the ERP part of the story; doing it again changes nothing."""
    if language == CHINESE:
        speak_chinese(env)
    return leave_a_gap(env, language)
