"""One staged row on its way through a batch."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Item:
    """What is known of a row while it is being loaded."""

    row_id: int
    key: str
    payload: dict[str, Any]
    digest: str
    values: dict[str, Any] = field(default_factory=dict)
    state: str = ""
    res_id: int = 0
    error: str = ""
    previous: dict[str, Any] | None = None

    @property
    def is_open(self) -> bool:
        """Nothing has been decided about this row yet.

        >>> Item(1, "a", {}, "").is_open
        True
        """
        return not self.state

    def settle(self, state: str, res_id: int = 0) -> None:
        """Say what became of the row.

        >>> item = Item(1, "a", {}, ""); item.settle("created", 7); item.res_id
        7
        """
        self.state, self.res_id = state, res_id

    def fail(self, message: str) -> None:
        """Say why the row was not loaded.

        >>> item = Item(1, "a", {}, ""); item.fail("no"); item.state, item.error
        ('error', 'no')
        """
        self.state, self.error = "error", message

    def changed_fields(self, before: dict[str, Any]) -> dict[str, Any]:
        """Return the values that the source has changed since it was last loaded.

        >>> Item(1, "a", {"x": 1, "y": 2}, "").changed_fields({"x": 1, "z": 3})
        {'y': 2}
        """
        return {
            name: value
            for name, value in self.payload.items()
            if name not in before or before[name] != value
        }
