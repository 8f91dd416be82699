"""The peer: OCA's tier validation on opportunities, in a database of its own.

It is AGPL and no part of this project: pip fetches it into the private state folder
for the time of a measurement, together with the few lines that its manual asks for
to put a model under validation.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WHEEL = "odoo-addon-base_tier_validation==19.0.*"
GLUE = "bench_tier_validation"
MANIFEST = {
    "name": "Tier validation of opportunities (benchmark)",
    "version": "19.0.1.0.0",
    "author": "Benchmark",
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


def fetch(folder: Path) -> Path:
    """Put the peer below ``folder`` and give the path of its addons.

    :raises subprocess.CalledProcessError: when pip cannot fetch it.
    """
    addons = folder / "odoo" / "addons"
    if not (addons / "base_tier_validation").is_dir():
        words = ["install", "--quiet", "--no-deps", "--target", str(folder), WHEEL]
        subprocess.run([sys.executable, "-m", "pip", *words], check=True)
    glue = addons / GLUE
    glue.mkdir(exist_ok=True)
    (glue / "__manifest__.py").write_text(f"{MANIFEST!r}\n")
    (glue / "__init__.py").write_text("from . import crm_lead\n")
    (glue / "crm_lead.py").write_text(MODEL)
    return addons
