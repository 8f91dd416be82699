"""What a message says, before any vendor's markup."""

from dataclasses import dataclass

PENDING, APPROVED, REJECTED, DONE = "pending", "approved", "rejected", "done"


@dataclass(frozen=True)
class Button:
    """A button that decides; ``op`` comes back with the click."""

    op: str
    label: str


@dataclass(frozen=True)
class Card:
    """One message to people.

    :ivar key: names this message for ever; vendors drop what has the same one.
    :ivar lines: label and value, in the order of importance.
    :ivar mentions: ids of people as this vendor knows them.
    :ivar buttons: empty when the message only opens Odoo.
    :ivar reasons: sentences to choose from where nothing can be typed.
    """

    key: str
    title: str
    source: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    note: str = ""
    url: str = ""
    open_label: str = ""
    state: str = PENDING
    mentions: tuple[str, ...] = ()
    keyword: str = ""
    buttons: tuple[Button, ...] = ()
    reason_label: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Digest:
    """Several messages in one, for a group that gets many at a time."""

    key: str
    title: str
    items: tuple[tuple[str, str], ...]  # text and address
    more: str = ""  # says that there are more than fit
    keyword: str = ""
    mentions: tuple[str, ...] = ()
