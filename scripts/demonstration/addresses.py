"""Where the running demonstration is: its own address, and where its mails go.

Mails name the machine by number and people open the CRM as localhost: browsers keep
the two apart, so a link in a mail works whoever is logged in.
"""

from __future__ import annotations

from typing import Any

MAIL_SERVER = "Mailbox of the demonstration"


def configure(env: Any, url: str, smtp_port: int) -> None:
    """Send all mail to the mailbox on this machine, and nowhere else.

    :param env: over the wire, of an administrator.
    """
    parameters = env["ir.config_parameter"]
    parameters.set_param("web.base.url", url)
    parameters.set_param("web.base.url.freeze", "True")
    servers = env["ir.mail_server"]
    values = {
        "name": MAIL_SERVER,
        "smtp_host": "127.0.0.1",
        "smtp_port": smtp_port,
        "smtp_encryption": "none",
        "smtp_authentication": "login",
    }
    if found := servers.search([("name", "=", MAIL_SERVER)]):
        servers.write(found, values)
    else:
        servers.create(values)
