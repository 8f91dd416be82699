"""What needs approval here: large deals, and deals with a large discount."""

from __future__ import annotations

from typing import Any

from .language import Text, both
from .wording import name_in_chinese

LARGE = 10_000
DISCOUNT = 0.15
DISCOUNT_FIELD = "x_discount"
ANSWER_HOURS = 24  # of work; afterwards the approver is reminded

LARGE_DEALS = both("Large deals before Won", "大额商机成交审批")
DISCOUNTS = both("Discounts above 15 %", "折扣超过 15% 审批")
STEP = both("Sales manager", "销售经理")


def add_discount(env: Any) -> None:
    """The custom field that the second chain looks at."""
    fields = env["crm.custom.field"]
    if fields.search([("technical_name", "=", DISCOUNT_FIELD)]):
        return
    field = fields.with_context(lang="en_US").create(
        {
            "name": "Discount",
            "technical_name": DISCOUNT_FIELD,
            "model_id": env["ir.model"]._get_id("crm.lead"),
            "kind": "percent",
        }
    )
    name_in_chinese(field, "折扣率")


def publish(env: Any, manager: Any) -> None:
    """Write and publish both chains; a deal meets only one of them."""
    large = ("expected_revenue", "<", LARGE)
    _publish(env, LARGE_DEALS, manager, {"min_amount": LARGE})
    discount = [(DISCOUNT_FIELD, ">", DISCOUNT), large]
    _publish(env, DISCOUNTS, manager, {"domain": repr(discount)})


def _publish(env: Any, name: Text, manager: Any, values: dict[str, Any]) -> None:
    chains = env["crm.approval.chain"].with_context(lang="en_US")
    if chains.search([("name", "=", name["en"])]):
        return
    step = {
        "name": STEP["en"],
        "user_ids": [(6, 0, manager.ids)],
        "deadline_hours": ANSWER_HOURS,
        "on_deadline": "remind",
    }
    chain = chains.create(
        {"name": name["en"], "target": "won", "step_ids": [(0, 0, step)], **values}
    )
    name_in_chinese(chain, name["zh"])
    name_in_chinese(chain.step_ids, STEP["zh"])
    chain.action_publish()
