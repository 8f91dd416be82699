"""A logged-in person of the demonstration, over the wire as from a browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit


def environment(url: str, database: str, login: str, password: str) -> Any:
    """Odoo's models as this person may use them.

    :param url: of a server on this machine.
    """
    import odoorpc

    address = urlsplit(url)
    client = odoorpc.ODOO(address.hostname, port=address.port, timeout=300)
    client.login(database, login, password)
    return client.env


def record_of(env: Any, module: str, name: str) -> int:
    """The id behind an external id; 0 when there is none."""
    found = env["ir.model.data"].search_read(
        [("module", "=", module), ("name", "=", name)], ["res_id"]
    )
    return int(found[0]["res_id"]) if found else 0
