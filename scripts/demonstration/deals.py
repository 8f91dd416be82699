"""The pipeline: stages, names, customers, amounts and plans of the workbook's deals.

Thousands of deals change in a handful of statements. SQL, because nothing is to be
told, asked or computed about them: what would be is written along.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from . import shape
from .chance import choose, draw

Row = dict[str, Any]
# The manager works on some deals of the office, too.
OF_MANAGER = 12


def settle(env: Any, today: date, manager: Any, customers: dict[int, str]) -> None:
    """Complete all deals of the workbook.

    :param customers: what the deals call each customer, by id.
    """
    env.flush_all()
    stages = stages_of(env)
    rows = _open_rows(env)
    _write_open(env, rows, stages, today, sorted(customers))
    _value_lost(env)
    _name_all(env, customers)
    _hand_to_manager(env, manager)
    env.invalidate_all()


def stages_of(env: Any) -> list[Any]:
    """The stages of the pipeline in order; empty ones of stock that nobody uses go."""
    stages = env["crm.stage"].with_context(lang="en_US")
    for xmlid in ("crm.stage_lead1", "crm.stage_lead2"):
        stage = env.ref(xmlid, raise_if_not_found=False)
        used = stage and env["crm.lead"].with_context(active_test=False)
        if stage and not used.search_count([("stage_id", "=", stage.id)], limit=1):
            stage.unlink()
    proposal = env.ref("crm.stage_lead3")
    found = [stages.search([("name", "=", n)]) for n in ("Prospecting", "Engaging")]
    # Close together: the stages of an industry pack begin at ten.
    for place, stage in enumerate([*found, proposal], start=3):
        stage.sequence = place
    if proposal.with_context(lang="en_US").name == "Proposition":
        proposal.with_context(lang="en_US").name = "Proposal"
        proposal.with_context(lang="zh_CN").name = "方案报价"
    return [*found, proposal]


def _open_rows(env: Any) -> list[Row]:
    env.cr.execute(
        """
        SELECT lead.id, lead.x_legacy_id AS key, lead.partner_id, lead.stage_id,
               line.id AS line, template.list_price::float AS price
          FROM crm_lead lead
          JOIN crm_erp_line line ON line.lead_id = lead.id
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE lead.won_status = 'pending' AND lead.x_legacy_id IS NOT NULL
           AND lead.date_deadline IS NULL
        """
    )
    rows: list[Row] = env.cr.dictfetchall()
    return rows


def _write_open(
    env: Any, rows: list[Row], stages: list[Any], today: date, customers: list[int]
) -> None:
    deals = [
        shape.complete(row["key"], row["stage_id"] == stages[0].id, row["price"], today)
        for row in rows
    ]
    env.cr.execute(
        """
        UPDATE crm_lead
           SET partner_id = new.partner, stage_id = new.stage,
               expected_revenue = new.revenue, erp_total = new.revenue,
               probability = new.probability,
               automated_probability = new.probability,
               prorated_revenue = round(new.revenue * new.probability / 100, 2),
               date_deadline = new.closing, priority = new.priority
          FROM unnest(%s::int[], %s::int[], %s::int[], %s::numeric[], %s::numeric[],
                      %s::date[], %s::text[])
            AS new (id, partner, stage, revenue, probability, closing, priority)
         WHERE crm_lead.id = new.id
        """,
        [
            [row["id"] for row in rows],
            [
                row["partner_id"] or choose(customers, "customer", row["key"])
                for row in rows
            ],
            [stages[deal.stage].id for deal in deals],
            [deal.revenue for deal in deals],
            [deal.probability for deal in deals],
            [deal.closing for deal in deals],
            [deal.priority for deal in deals],
        ],
    )
    env.cr.execute(
        """
        UPDATE crm_erp_line SET quantity = new.quantity
          FROM unnest(%s::int[], %s::int[]) AS new (id, quantity)
         WHERE crm_erp_line.id = new.id
        """,
        [[row["line"] for row in rows], [deal.quantity for deal in deals]],
    )


def _value_lost(env: Any) -> None:
    """What was lost is worth what its product costs; the workbook says nothing."""
    env.cr.execute(
        """
        UPDATE crm_lead SET expected_revenue = line.quantity * line.price_unit
          FROM crm_erp_line line
         WHERE line.lead_id = crm_lead.id AND crm_lead.won_status = 'lost'
           AND coalesce(crm_lead.expected_revenue, 0) = 0
        """
    )


def _name_all(env: Any, customers: dict[int, str]) -> None:
    """Deals are called after customer and product, and stand where the customer is."""
    env.cr.execute(
        """
        UPDATE crm_lead
           SET name = customer.short || %(dash)s || coalesce(
                   template.name ->> %(lang)s, template.name ->> 'en_US'),
               partner_name = partner.name, country_id = partner.country_id,
               state_id = partner.state_id, city = partner.city,
               email_from = partner.email, email_normalized = partner.email,
               phone = partner.phone
          FROM unnest(%(ids)s::int[], %(names)s::text[]) AS customer (id, short),
               res_partner partner, crm_erp_line line, product_product product,
               product_template template
         WHERE crm_lead.partner_id = customer.id AND partner.id = customer.id
           AND line.lead_id = crm_lead.id AND product.id = line.product_id
           AND template.id = product.product_tmpl_id
           AND crm_lead.x_legacy_id IS NOT NULL
        """,
        {
            "ids": list(customers),
            "names": list(customers.values()),
            "lang": env.lang,
            "dash": shape.DASH,
        },
    )


def _hand_to_manager(env: Any, manager: Any) -> None:
    """Some proposals of the manager's people are the manager's own."""
    env.cr.execute(
        """
        SELECT id, x_legacy_id FROM crm_lead
         WHERE won_status = 'pending' AND x_sales_manager = %s ORDER BY id
        """,
        [manager.id],
    )
    rows = sorted(env.cr.fetchall(), key=lambda row: draw(10_000, "manager", row[1]))
    env.cr.execute(
        "UPDATE crm_lead SET user_id = %s WHERE id = ANY(%s)",
        [manager.id, [row[0] for row in rows[:OF_MANAGER]]],
    )
