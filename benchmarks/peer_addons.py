"""Addons that exist for a measurement only: what somebody would write instead."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def peer_folder() -> Path:
    """Where peers are put: inside the private state, never in the checkout."""
    from odoo.tools import config

    return Path(config["data_dir"]).parent / "peer"


def write_addon(
    addons: Path, name: str, manifest: Mapping[str, Any], model: str
) -> None:
    """Write an addon of one model and let Odoo find it.

    :param addons: folder of addons; made when it is not there
    :param model: Python source of its only model
    """
    import odoo.addons

    if str(addons) not in odoo.addons.__path__:
        odoo.addons.__path__.append(str(addons))
    addon = addons / name
    addon.mkdir(parents=True, exist_ok=True)
    shared = {"version": "19.0.1.0.0", "author": "Benchmark", "license": "LGPL-3"}
    (addon / "__manifest__.py").write_text(f"{shared | dict(manifest)!r}\n")
    (addon / "__init__.py").write_text("from . import crm_lead\n")
    (addon / "crm_lead.py").write_text(model)
