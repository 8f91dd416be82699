"""One industry pack is on, with its sample deals."""

from __future__ import annotations

from typing import Any

PACK = "manufacturing"
MODEL = "crm.custom.field.pack"


def switch_on(env: Any, lang: str) -> int:
    """Switch the pack on and give back the sample deal that the tour opens.

    The packs are an addon of their own, which may be left out: then there is none.
    """
    if MODEL not in env:
        return 0
    pack = env[MODEL].with_context(lang=lang).search([("key", "=", PACK)])
    if not pack:
        return 0
    if not pack.is_on:
        pack.action_switch_on()
    if not pack.sample_ids:
        pack.action_add_samples()
    samples = pack.sample_ids.filtered(lambda sample: sample.res_model == "crm.lead")
    deals = env["crm.lead"].browse(samples.mapped("res_id"))
    # The one that lacks most before its next stage.
    return int(deals.sorted("crm_ready_percent")[:1].id or 0)
