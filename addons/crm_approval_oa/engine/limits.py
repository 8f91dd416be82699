"""How many messages a channel takes, and when the next one may leave."""

from collections.abc import Sequence

Rule = tuple[int, float]  # so many, in so many seconds

# A little below what the vendors allow: their clock is not ours.
CHANNEL: dict[str, tuple[Rule, ...]] = {
    "dingtalk_robot": ((18, 60.0),),
    "wecom_robot": ((18, 60.0),),
    "feishu_robot": ((4, 1.0), (90, 60.0)),
    "dingtalk_app": ((15, 1.0),),
    "wecom_app": ((150, 1.0),),
    "feishu_app": ((40, 1.0), (900, 60.0)),
    "webhook": ((10, 1.0),),
}
# WeCom drops the 31st message of a minute to one person without a word.
PERSON: dict[str, tuple[Rule, ...]] = {
    "wecom_app": ((28, 60.0),),
    "feishu_app": ((4, 1.0),),
}


def wait(moments: Sequence[float], now: float, rules: Sequence[Rule]) -> float:
    """Return the seconds until one more may leave; 0 when it may leave now.

    :param moments: when the last ones left, in any order.

    >>> wait([], 100.0, [(2, 60.0)])
    0.0
    >>> wait([50.0, 70.0], 100.0, [(2, 60.0)])
    10.0
    >>> wait([10.0, 20.0], 100.0, [(2, 60.0)])
    0.0
    >>> wait([99.5, 99.6, 99.7, 99.8], 100.0, CHANNEL["feishu_robot"])
    0.5
    """
    longest = 0.0
    for count, seconds in rules:
        recent = sorted(moment for moment in moments if moment > now - seconds)
        if len(recent) >= count:
            longest = max(longest, recent[-count] + seconds - now)
    return longest


def remember(
    moments: Sequence[float], now: float, rules: Sequence[Rule]
) -> list[float]:
    """Return the moments with one more, without those that no rule looks at.

    >>> remember([1.0, 95.0], 100.0, [(2, 60.0)])
    [95.0, 100.0]
    """
    longest = max((seconds for _count, seconds in rules), default=0.0)
    return [moment for moment in moments if moment > now - longest] + [now]
