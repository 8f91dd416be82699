"""What the next event of an opportunity's lane is, and which may travel."""

ORDER = "order"
WITHDRAW = "withdraw"


def next_event(last: str | None, is_sellable: bool) -> str | None:
    """Return the event to append, given the last one and the state now.

    >>> next_event(None, True)
    'order'
    >>> next_event("order", True) is None
    True
    >>> next_event("order", False)
    'withdraw'
    >>> next_event("withdraw", True)
    'order'
    >>> next_event(None, False) is None
    True
    """
    ordered = last == ORDER
    if is_sellable == ordered:
        return None
    return ORDER if is_sellable else WITHDRAW
