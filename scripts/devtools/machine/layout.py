"""Where things are, and what the CRM_DEV_* variables change."""

from __future__ import annotations

import ast
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from .console import DevError, say

ROOT = Path(__file__).resolve().parents[3]
DEFAULT_PORT = 8069
DEFAULT_DB = "crm_demo"


def _state() -> Path:
    named = os.environ.get("CRM_DEV_STATE")
    return Path(named).expanduser().resolve() if named else ROOT / ".dev"


def _port() -> int:
    named = os.environ.get("CRM_DEV_PORT", str(DEFAULT_PORT))
    if not named.isdigit() or not 1024 <= int(named) <= 65000:
        raise DevError(f"CRM_DEV_PORT is {named!r}: give a number from 1024 to 65000.")
    return int(named)


@dataclass(frozen=True)
class Layout:
    """The folders and names of one checkout."""

    root: Path = ROOT
    state: Path = field(default_factory=_state)
    port: int = field(default_factory=_port)
    db: str = field(default_factory=lambda: os.environ.get("CRM_DEV_DB") or DEFAULT_DB)
    language: str = "en"

    @property
    def erp_db(self) -> str:
        """The second Odoo, which plays the ERP, has a database of its own."""
        return "erp" if self.db == DEFAULT_DB else f"{self.db}_erp"

    @property
    def erp_port(self) -> int:
        return self.port + 1

    @property
    def mail_port(self) -> int:
        """Where the mails of the demonstration are read."""
        return self.port + 2

    @property
    def smtp_port(self) -> int:
        """Where Odoo delivers them."""
        return self.port + 3

    def speaking(self, language: str) -> Layout:
        """The same checkout with the demonstration in another language.

        It has databases of its own, so that both can be had.
        """
        if language == self.language:
            return self
        return replace(self, language=language, db=f"{self.db}_{language}")

    @property
    def venv(self) -> Path:
        return self.state / "venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def logs(self) -> Path:
        return self.state / "log"

    def addons(self) -> list[str]:
        """Names of our addons, in a stable order."""
        return sorted(self._manifests())

    def main_addons(self) -> list[str]:
        """Those that people choose; glue comes by itself, where it has a place."""
        found = self._manifests().items()
        return sorted(name for name, data in found if not data.get("auto_install"))

    def _manifests(self) -> dict[str, dict[str, object]]:
        return {
            path.parent.name: ast.literal_eval(path.read_text())
            for path in (self.root / "addons").glob("*/__manifest__.py")
        }


@contextmanager
def locked(layout: Layout, name: str, waiting_for: str) -> Iterator[None]:
    """Let only one command of this checkout do a piece of set-up at a time."""
    layout.state.mkdir(parents=True, exist_ok=True)
    with (layout.state / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"  waiting for {waiting_for} in another terminal")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """A short hash of files (or all files below folders) and words."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.name).encode())
                digest.update(file.read_bytes())
    for word in extra:
        digest.update(word.encode())
    return digest.hexdigest()[:16]
