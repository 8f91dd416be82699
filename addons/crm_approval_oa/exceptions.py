"""What can go wrong on the way to a vendor.

An error is a code and facts, not a sentence: the sentence is made in the language of
whoever reads it (``models/oa_words.py``). It never holds an address: addresses of
robots are secrets.
"""

from .engine.answers import MEND, REFUSE, RETRY, Verdict


class ChannelError(Exception):
    """A message did not arrive, as far as we know.

    :ivar kind: retry, mend or refuse, as in ``engine/answers.py``.
    :ivar pause: seconds for which the whole channel has to be silent.
    :ivar counts: whether this was a try of the message, or a trouble of the channel.
    """

    def __init__(
        self,
        kind: str,
        code: str,
        pause: float = 0.0,
        *,
        counts: bool = True,
        **facts: str,
    ) -> None:
        super().__init__(code, facts)
        self.kind = kind
        self.code = code
        self.pause = pause
        self.counts = counts
        self.facts = facts

    @classmethod
    def of(cls, verdict: Verdict) -> "ChannelError":
        """Make an error of what the vendor answered."""
        return cls(
            verdict.kind,
            "answered",
            verdict.pause,
            counts=not verdict.pause,
            number=verdict.code,
            text=verdict.text,
        )

    @classmethod
    def unreachable(cls) -> "ChannelError":
        return cls(RETRY, "unreachable", 30.0, counts=False)

    @classmethod
    def lost(cls) -> "ChannelError":
        """The request left and no answer came: nobody knows whether it arrived."""
        return cls(RETRY, "lost")

    @classmethod
    def forbidden(cls, code: str, host: str) -> "ChannelError":
        return cls(MEND, code, host=host)

    @classmethod
    def refused(cls, code: str, **facts: str) -> "ChannelError":
        return cls(REFUSE, code, **facts)
