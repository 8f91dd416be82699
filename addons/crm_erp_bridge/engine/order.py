"""From what an opportunity knows to what an ERP order needs, as plain data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Customer:
    """Who buys. ``reference`` names the record the data came from."""

    reference: str
    name: str
    is_company: bool = True
    email: str = ""
    phone: str = ""
    vat: str = ""
    street: str = ""
    street2: str = ""
    city: str = ""
    zip: str = ""
    country_code: str = ""

    def details(self) -> dict[str, str]:
        """Return the filled-in details that an ERP contact takes as they are.

        >>> Customer("partner_7", "Isdom", city="Kyoto").details()
        {'name': 'Isdom', 'city': 'Kyoto'}
        """
        names = ("name", "email", "phone", "vat", "street", "street2", "city", "zip")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


@dataclass(frozen=True)
class Line:
    """One product, by its internal reference."""

    code: str
    name: str
    quantity: float
    price: float


@dataclass(frozen=True)
class Order:
    """A snapshot of a won opportunity, complete enough to be sent alone."""

    key: str
    reference: str
    title: str
    currency: str
    customer: Customer
    lines: tuple[Line, ...] = field(default_factory=tuple)

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> "Order":
        """Read back what ``dataclasses.asdict`` wrote.

        >>> from dataclasses import asdict
        >>> order = Order("k", "lead_1", "Deal", "USD", Customer("p", "A"))
        >>> Order.from_payload(asdict(order)) == order
        True
        """
        values = dict(payload)
        values["customer"] = Customer(**values["customer"])
        values["lines"] = tuple(Line(**line) for line in values["lines"])
        return cls(**values)


def missing_codes(
    lines: Iterable[Line], known: Mapping[str, list[int]]
) -> tuple[list[Line], list[Line]]:
    """Return the lines whose product is unknown and those that fit several.

    >>> lines = [Line("A", "a", 1, 1), Line("B", "b", 1, 1), Line("C", "c", 1, 1)]
    >>> unknown, ambiguous = missing_codes(lines, {"A": [1], "B": [2, 3]})
    >>> [line.code for line in unknown], [line.code for line in ambiguous]
    (['C'], ['B'])
    """
    rows = list(lines)
    unknown = [line for line in rows if not known.get(line.code)]
    ambiguous = [line for line in rows if len(known.get(line.code, [])) > 1]
    return unknown, ambiguous
