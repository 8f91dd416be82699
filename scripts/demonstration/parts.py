"""The parts that make the demonstration, in order; what is done is not done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import addresses, erp_story, requests, story
from .inside import DONE
from .people import PASSWORD
from .remote import environment, record_of
from .tour import Places

SCRIPT = """
import sys
sys.path.insert(0, {folder!r})
from demonstration import inside
print(inside.furnish(env, {language!r}))
"""


@dataclass(frozen=True)
class System:
    """A running CRM and its ERP, as the tools know them.

    :ivar shell: runs a script in the CRM's Odoo shell, and must find words printed.
    :ivar execute: runs one statement in the CRM's database.
    """

    crm: str
    crm_db: str
    erp: str
    erp_db: str
    mail: str
    smtp_port: int
    language: str
    shell: Callable[[str, str], str]
    execute: Callable[[str], None]

    def person(self, login: str) -> Any:
        """The CRM's models as this person may use them."""
        password = "admin" if login == "admin" else PASSWORD
        return environment(self.crm, self.crm_db, login, password)

    def erp_admin(self) -> Any:
        """The ERP's models."""
        return environment(self.erp, self.erp_db, "admin", "admin")


def furnish(system: System) -> None:
    """Make the company of the workbook a living one."""
    folder = str(Path(__file__).resolve().parents[1])
    script = SCRIPT.format(folder=folder, language=system.language)
    system.shell(script, DONE)


def configure(system: System) -> None:
    """Tell the CRM where it is and where its mails go."""
    addresses.configure(system.person("admin"), system.crm, system.smtp_port)


def prepare_erp(system: System) -> None:
    """Make the ERP part of the story."""
    erp_story.settle(system.erp_admin(), system.language)


def play(system: System) -> None:
    """Ask, decide, win."""
    requests.play(system.person, system.language, system.execute)


def places(system: System, crm: str) -> Places:
    """What the tour points at.

    :param crm: the address that people open.
    """
    admin, erp = system.person("admin"), system.erp_admin()
    deals = {
        key: record_of(admin, story.MODULE, key)
        for key in ("order", "approved", "failed", "sample")
    }
    return Places(
        crm=crm,
        erp=system.erp,
        mail=system.mail,
        language=system.language,
        product=erp_story.leave_a_gap(erp, system.language),
        **deals,
    )
