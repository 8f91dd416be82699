"""What went wrong with a message, in a sentence, and what to do about it."""


def say(env, code, facts):
    """Return the sentence for an error; facts are what the vendor said."""
    facts = facts or {}
    if code == "answered":
        return _answered(env, facts)
    if code in ("not_https", "port", "other_host", "private_host", "no_address"):
        return _forbidden(env, code, facts)
    sentence = {
        "unreachable": env._(
            "The server cannot be reached. It is tried again by itself."
        ),
        "lost": env._(
            "The message left, but no answer came. It is tried again by itself."
        ),
        "unknown_person": env._(
            "The vendor does not know the ID %(who)s, or the person may not use the "
            "app. Correct the ID on the user's form.",
            who=facts.get("who"),
        ),
        "no_id": env._(
            "%(who)s has no ID of this vendor. Enter it on the user's form and send "
            "again.",
            who=facts.get("who"),
        ),
        "not_delivered": env._(
            "The card was not delivered: %(text)s", text=facts.get("text")
        ),
        "flow": env._("The vendor lets this person have no more messages now."),
        "no_secret": env._(
            "The channel has no address or no secret, or it cannot be read. Enter it "
            "again."
        ),
        "unexpected": env._("Unexpected error: %(text)s", text=facts.get("text")),
    }.get(code)
    return sentence or code


def _forbidden(env, code, facts):
    host = facts.get("host") or "?"
    return {
        "not_https": env._("%(host)s is not called: only https is.", host=host),
        "port": env._("%(host)s is not called: only port 443 is.", host=host),
        "other_host": env._(
            "%(host)s is not a server of this vendor. An administrator can permit it "
            "with the system parameter crm_approval_oa.allowed_origins.",
            host=host,
        ),
        "private_host": env._(
            "%(host)s lies inside a private network and is not called. An "
            "administrator can permit it with the system parameter "
            "crm_approval_oa.allowed_origins.",
            host=host,
        ),
        "no_address": env._("The channel has no address that can be called."),
    }[code]


def _answered(env, facts):
    number, text = facts.get("number") or "?", facts.get("text") or ""
    sentence = env._("The answer was %(number)s (%(text)s).", number=number, text=text)
    advice = _advice(env, number)
    return f"{sentence} {advice}" if advice else sentence


def _advice(env, number):
    gone = env._(
        "The robot was removed or its address is wrong: copy the address from the "
        "robot's page again."
    )
    signing = env._(
        "Compare the security settings of the robot (signing secret, keyword, allowed "
        "IP addresses) with this channel, and the clock of the server."
    )
    secret = env._("Copy the ID and the secret of the app again.")
    busy = env._("Too many messages: the rest waits and goes out by itself.")
    return {
        "300001": gone, "300005": gone, "400101": gone, "400102": gone,
        "400106": gone, "400013": gone, "93000": gone, "19001": gone,
        "404": gone, "410": gone,
        "310000": signing, "19021": signing, "19022": signing, "19024": signing,
        "40001": secret, "40013": secret, "10003": secret, "10014": secret,
        "130101": busy, "410100": busy, "45009": busy, "11232": busy,
        "60020": env._(
            "Add the public IP address of this server to the trusted IPs of the app "
            "in the WeCom administration."
        ),
        "90020": env._("The monthly quota of the company is used up."),
    }.get(str(number))  # fmt: skip
