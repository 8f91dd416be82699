"""The deals that the tour tells of: what was asked, decided, ordered and held up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from . import goods, shape
from .language import Text, both
from .people import SELLER

MODULE = "demonstration"  # of the external ids by which a later run finds the deals


@dataclass(frozen=True)
class Deal:
    """A deal of the story.

    :ivar code: of the product, and ``quantity`` of it at ``price``.
    :ivar ask: what the seller does with it when the story is played.
    """

    key: str
    seller: str
    customer: str
    code: str
    quantity: int
    price: float
    ask: str = ""
    discount: float = 0.0
    extra: Text = field(default_factory=lambda: both("", ""))


WAIT, LATE, REJECT, APPROVE, WIN = "wait", "late", "reject", "approve", "win"
DEALS = (
    Deal("order", SELLER, "Rangreen", "GTK-500", 3, 26_768.0,
         extra=both("new plant", "新厂区")),
    Deal("waiting_1", SELLER, "Cancity", "GTK-500", 1, 26_768.0, WAIT),
    Deal("waiting_2", "cecily.lampkin", "Betasoloin", "GTX-PLUS-PRO", 3, 5_482.0, WAIT),
    Deal("waiting_3", "moses.frase", "Isdom", "MG-ADVANCED", 2, 2_714.4, WAIT, 0.2),
    Deal("late", "versie.hillebrand", "Plexzap", "GTX-PRO", 4, 4_821.0, LATE),
    Deal("rejected", "lajuana.vencill", "Condax", "GTX-PLUS-PRO", 3, 3_837.4, REJECT,
         0.3),
    Deal("approved", SELLER, "Hottechi", "GTX-PRO", 3, 4_821.0, APPROVE),
    Deal("failed", SELLER, "Zathunicon", goods.NEW_CODE, 1, goods.NEW_PRICE, WIN),
)  # fmt: skip
REASON = both(
    "30 % leaves nothing for the installation. Offer 15 % and the longer warranty.",
    "30% 的折扣已无法覆盖安装成本。请改为 15% 并附赠延保。",
)


def write(
    env: Any, today: date, staff: dict[str, Any], names: dict[str, tuple[Any, str]]
) -> None:
    """Write the deals, each with its product; a later time finds them written.

    :param names: customer and short name, by the customer's name in the workbook.
    """
    stage = env.ref("crm.stage_lead3")
    found = env["ir.model.data"].search([("module", "=", MODULE)])
    known = set(found.mapped("name"))
    for deal in DEALS:
        if deal.key in known:
            continue
        partner, short = names[deal.customer]
        lead = env["crm.lead"].create(
            _values(env, deal, today, staff[deal.seller], partner, short)
        )
        lead.stage_id = stage
        remember(env, deal.key, lead.id)


def remember(env: Any, key: str, lead: int) -> None:
    """Give a deal an external id, unless it has one."""
    rows = env["ir.model.data"]
    if not rows.search([("module", "=", MODULE), ("name", "=", key)]):
        rows.create(
            {
                "module": MODULE,
                "name": key,
                "model": "crm.lead",
                "res_id": lead,
                "noupdate": True,
            }
        )


def _values(
    env: Any, deal: Deal, today: date, seller: Any, partner: Any, short: str
) -> dict[str, Any]:
    product = env["product.product"].search([("default_code", "=", deal.code)], limit=1)
    words = deal.extra[env.lang[:2]]
    name = shape.name(short, product.name)
    return {
        "name": f"{name} ({words})" if words else name,
        "type": "opportunity",
        "partner_id": partner.id,
        "user_id": seller.id,
        "team_id": seller.sale_team_id.id,
        "stage_id": env.ref("crm.stage_lead3").id,
        "expected_revenue": round(deal.quantity * deal.price, 2),
        "probability": 75,
        "priority": "3",
        "date_deadline": today + timedelta(days=7),
        "x_discount": deal.discount,
        "erp_line_ids": [
            (
                0,
                0,
                {
                    "product_id": product.id,
                    "quantity": deal.quantity,
                    "price_unit": deal.price,
                },
            )
        ],
    }
