"""The sentences for what the ERP or the way to it answered.

Errors are stored as code and facts; whoever reads one sees it in their language.
"""

from collections.abc import Mapping

from odoo.api import Environment
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    "unreachable": _lt(
        "The ERP cannot be reached at %(url)s. It is tried again by itself; check the "
        "address of the connection and whether the ERP is running."
    ),
    "timeout": _lt(
        "The ERP did not answer in time. Before anything is sent again, the ERP is "
        "asked whether it already has the order."
    ),
    "unsendable": _lt(
        "The request could not be sent: %(detail)s. Check the address of the "
        "connection."
    ),
    "garbage": _lt(
        "The ERP answered something that cannot be read. It is tried again by itself; "
        "check that the address leads to the ERP and not to another web page."
    ),
    "busy": _lt(
        "The ERP is busy (%(status)s). It is tried again when the ERP allows it. "
        "%(detail)s"
    ),
    "key_refused": _lt(
        "The ERP refused the API key. Enter a valid key and the right database on the "
        "connection; waiting messages then go out by themselves. %(detail)s"
    ),
    "failed": _lt(
        "The ERP failed (%(status)s) and is asked again by itself. %(detail)s"
    ),
    "redirected": _lt(
        "The address answers with a redirection (%(status)s), and the API key is not "
        "sent to another place. Enter the final address on the connection."
    ),
    "refused": _lt(
        "The ERP refused the request (%(status)s): %(detail)s Mend it in the ERP or on "
        "the opportunity, then replay."
    ),
    "racing": _lt(
        "Another request was changing the same record in the ERP. It is tried again "
        "by itself."
    ),
    "not_an_erp": _lt(
        "The address answers, but not as an Odoo ERP with sales. Check the address and "
        "the database of the connection."
    ),
    "order_cancelled": _lt(
        "Order %(order)s of this opportunity is cancelled in the ERP. Set it back to "
        "quotation there, then replay."
    ),
    "order_left": _lt(
        "The opportunity was deleted, but its order %(order)s is in the ERP. Cancel "
        "the order there, then replay."
    ),
    "order_taken": _lt(
        "Order %(order)s of the ERP already belongs to another opportunity: %(owner)s. "
        "Was the ERP restored from a backup? Make a new connection for it."
    ),
    "order_twice": _lt(
        "The orders %(orders)s carry the same customer reference in the ERP. Keep it "
        "on one of them, then replay."
    ),
    "currency": _lt(
        "The ERP would book order %(order)s in %(theirs)s, but the opportunity is in "
        "%(ours)s. Set a price list in %(ours)s on the customer and on that order in "
        "the ERP, then replay."
    ),
    "unknown_product": _lt(
        "The ERP has no product with the internal reference %(products)s. Create it "
        "there or correct the reference here, then replay."
    ),
    "ambiguous_product": _lt(
        "Several products of the ERP have the internal reference %(products)s. Leave "
        "it on one of them, then replay."
    ),
    "no_code": _lt(
        "These products have no internal reference, so the ERP cannot know them: "
        "%(products)s. Enter the reference on the product, then replay."
    ),
    "unexpected": _lt(
        "The bridge itself failed: %(detail)s. The server log has the details; replay "
        "when it is mended."
    ),
}


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def say(env: Environment, code: str, facts: Mapping[str, str] | None) -> str:
    """Return the sentence for an error in the language of ``env``."""
    sentence = env._(SENTENCES[code])
    return (sentence % _Facts(facts or {})).strip()
