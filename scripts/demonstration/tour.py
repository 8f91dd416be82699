"""What run prints at the end: where to log in, and ten minutes that show everything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .chains import LARGE
from .goods import NEW_CODE
from .people import MANAGER, SELLER, login


@dataclass(frozen=True)
class Places:
    """Addresses of what the tour opens; 0 is a record that is not there.

    :ivar order: the deal to win, ``approved`` one that went through, ``failed`` one
        whose order did not reach the ERP, ``sample`` one of the industry pack.
    :ivar product: what the ERP lacks the reference of.
    """

    crm: str
    erp: str
    mail: str
    language: str
    order: int
    approved: int
    failed: int
    sample: int
    product: int

    def deal(self, lead: int) -> str:
        """The address of a deal."""
        return f"{self.crm}/odoo/crm/{lead}"


FOLDER = Path(__file__).parent


def text(places: Places) -> str:
    """The tour in the language of the company, from the file of that language."""
    template = (FOLDER / f"tour_{places.language}.txt").read_text(encoding="utf-8")
    product = f"action-sale.product_template_action/{places.product}"
    return template.format(
        crm=places.crm,
        erp=places.erp,
        mail=places.mail,
        seller=login(SELLER, places.language),
        manager=login(MANAGER, places.language),
        large=LARGE,
        code=NEW_CODE,
        order=places.deal(places.order),
        failed=places.deal(places.failed),
        sample=places.deal(places.sample),
        product=f"{places.erp}/odoo/{product}",
    )
