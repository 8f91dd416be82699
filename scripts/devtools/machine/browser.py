"""Chromium, which plays the browser in the tests."""

from __future__ import annotations

import shutil

from .apt import ensure_packages
from .console import DevError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """The path of a Chromium or Chrome, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def ensure_browser() -> str:
    """Find Chromium; install it where apt and the rights allow it.

    :raises DevError: with the one command to type; tests never skip the browser.
    """
    found = find_browser()
    if not found:
        ensure_packages(["chromium", "fonts-noto-cjk"], "Testing in a browser")
        found = find_browser()
    if not found:
        raise DevError("Chromium was installed but cannot be found on the PATH.")
    return found
