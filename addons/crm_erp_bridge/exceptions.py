"""What can go wrong between two systems, as a small tree.

An error is a code and facts, not a sentence: the sentence is made in the language
of whoever reads it (``messages.py``).
"""


class BridgeError(Exception):
    """Anything the ERP or the way to it answered instead of a result."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class RetryableError(BridgeError):
    """The same request may succeed later; its outcome may be unknown."""

    retry_after: float | None = None


class UnavailableError(RetryableError):
    """The ERP as a whole cannot be used; the message itself is not to blame."""


class PermanentError(BridgeError):
    """Repeating changes nothing: a person has to mend something first."""


class ConflictError(PermanentError):
    """Both sides hold different facts and a person has to choose."""
