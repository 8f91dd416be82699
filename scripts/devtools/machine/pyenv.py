"""The private Python environment: Odoo's needs, ours, and the developer's tools."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from ..odoo.source import OdooSource, find_odoo
from .console import DevError, step
from .layout import Layout, fingerprint, locked
from .process import run_logged


def ensure_env(layout: Layout) -> OdooSource:
    """Make the environment, or mend it, or see that it is right (in that order).

    :raises DevError: when pip cannot reach the package registry.
    """
    with locked(layout, "setup", "the set-up"):
        source = find_odoo(layout, sys.executable)
        wanted = [
            *source.requirements,
            layout.root / "requirements.txt",
            layout.root / "requirements-dev.txt",
        ]
        mark = fingerprint(wanted, source.kind, sys.version)
        stamp = layout.venv / "crm_dev.stamp"
        if not stamp.is_file() or stamp.read_text() != mark:
            with step("preparing the Python environment"):
                _build(layout, source, wanted)
            stamp.write_text(mark)
        _link(layout, source)
    return source


def _build(layout: Layout, source: OdooSource, wanted: list[Path]) -> None:
    works = (
        layout.python.exists()
        and not subprocess.run(
            [layout.python, "-m", "pip", "--version"], capture_output=True, check=False
        ).returncode
    )
    if not works:
        shutil.rmtree(layout.venv, ignore_errors=True)
        venv.create(
            layout.venv,
            with_pip=True,
            symlinks=True,
            system_site_packages=source.kind == "importable",
        )
    files = [word for file in wanted for word in ("-r", str(file))]
    run_logged(
        [layout.python, "-m", "pip", "install", "--quiet", *files],
        layout.logs / "pip.log",
        "pip could not install the Python packages. Is the network up?",
        env={"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONPATH": ""},
    )


def _link(layout: Layout, source: OdooSource) -> None:
    """Put Odoo on the environment's path with a .pth file; pip then sees it too."""
    folders = list((layout.venv / "lib").glob("python3.*/site-packages"))
    if not folders:
        raise DevError(f"{layout.venv} is broken. Type: ./scripts/dev reset --all")
    line = f"{source.path}\n" if source.path else ""
    pth = folders[0] / "crm_dev_odoo.pth"
    if not pth.is_file() or pth.read_text() != line:
        pth.write_text(line)


def enter_env(layout: Layout, arguments: list[str]) -> None:
    """Go on inside the environment, replacing this process."""
    if Path(sys.prefix).resolve() == layout.venv.resolve():
        return
    ensure_env(layout)
    os.execv(layout.python, [str(layout.python), "-m", "devtools", *arguments])
