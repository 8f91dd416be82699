"""Debian packages: installed where rights allow it, else the command is told."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from .console import DevError, say


def apt_command(packages: Sequence[str]) -> str:
    """The one command that a person types to install the packages."""
    return f"sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"


def _prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        answer = subprocess.run(
            ["sudo", "-n", "true"], capture_output=True, check=False
        )
        if answer.returncode == 0:
            return ["sudo", "-n"]
    return None


def ensure_packages(packages: Sequence[str], why: str) -> None:
    """Install Debian packages after saying so.

    :raises DevError: with the command to type, where apt or the right is missing.
    """
    prefix = _prefix()
    if prefix is None or not shutil.which("apt-get"):
        raise DevError(
            f"{why} needs {', '.join(packages)}. Install them, then try again:\n"
            f"    {apt_command(packages)}"
        )
    say(f"  {why} needs {', '.join(packages)}: installing with apt")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", *packages]):
        done = subprocess.run(
            [*prefix, "apt-get", *words],
            env=quiet,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise DevError(
                f"apt could not install {', '.join(packages)}: "
                f"{done.stderr.strip()[-400:]}\nIs the network up? Then type:\n"
                f"    {apt_command(packages)}"
            )
