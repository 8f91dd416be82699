"""The peer: OCA's tier validation on opportunities, in a database of its own.

It is AGPL and no part of this project: pip fetches it into the private state folder
for the time of a measurement, together with the few lines that its manual asks for
to put a model under validation.
"""

from __future__ import annotations

import subprocess
import sys

from .peer_addons import peer_folder, write_addon

WHEEL = "odoo-addon-base_tier_validation==19.0.*"
GLUE = "bench_tier_validation"
MANIFEST = {
    "name": "Tier validation of opportunities (benchmark)",
    "license": "AGPL-3",
    "depends": ["crm", "base_tier_validation"],
}
MODEL = """from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "tier.validation"]
    _state_field = "won_status"
    _state_from = ["pending"]
    _state_to = ["won"]
    _cancel_state = "lost"
    _tier_validation_manual_config = False
    _tier_validation_state_field_is_computed = True
"""


def fetch() -> None:
    """Put the peer where Odoo finds it.

    :raises subprocess.CalledProcessError: when pip cannot fetch it.
    """
    folder = peer_folder()
    addons = folder / "odoo" / "addons"
    if not (addons / "base_tier_validation").is_dir():
        words = ["install", "--quiet", "--no-deps", "--target", str(folder), WHEEL]
        subprocess.run([sys.executable, "-m", "pip", *words], check=True)
    write_addon(addons, GLUE, MANIFEST, MODEL)
