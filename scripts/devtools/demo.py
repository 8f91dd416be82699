"""What fills the demonstration: the workbook, the ERP's goods, a chain, two logins."""

from __future__ import annotations

from .layout import Layout


def fill(layout: Layout) -> None:
    """Fill both databases; each part is noted and not done twice."""


def welcome(layout: Layout) -> str:
    """The last lines of run: addresses, logins, what to click first."""
    return f"CRM  http://localhost:{layout.port}   login admin, password admin"
