"""The seam: what the bridge asks of any ERP."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..engine.order import Customer, Order


@dataclass(frozen=True)
class Endpoint:
    """Where one ERP is, as whom we speak, and how its objects are named there."""

    url: str
    database: str
    api_key: str
    database_uuid: str
    confirm_orders: bool = True


@dataclass(frozen=True)
class ErpCustomer:
    """A customer as the ERP knows it."""

    external_id: str
    name: str


@dataclass(frozen=True)
class ErpOrder:
    """An order as the ERP knows it."""

    external_id: str
    number: str
    state: str
    url: str


@dataclass(frozen=True)
class ErpStock:
    """What the ERP has of one product."""

    code: str
    on_hand: float
    free: float


class Adapter(Protocol):
    """All calls raise an ``exceptions.BridgeError`` and nothing else."""

    def ping(self) -> str:
        """Return in one line what was reached; raise if it cannot be used."""

    def ensure_customer(self, customer: Customer, bound: str | None) -> ErpCustomer:
        """Find or create a customer; calling it again returns the same one."""

    def find_order(self, order: Order) -> ErpOrder | None:
        """Return the order that carries this key, if the ERP has it."""

    def ensure_order(self, order: Order, customer: ErpCustomer) -> ErpOrder:
        """Find or create the order; calling it again returns the same one."""

    def order_states(self, external_ids: Iterable[str]) -> list[ErpOrder]:
        """Return the orders as they are now, in one call."""

    def stock(self, codes: Iterable[str], since: datetime | None) -> list[ErpStock]:
        """Return stock by internal reference, of all codes or the changed ones."""
