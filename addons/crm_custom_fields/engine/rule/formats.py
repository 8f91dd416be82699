"""Known formats of numbers: most by python-stdnum, which Odoo brings along.

Odoo replaces the loader of stdnum, after which the modules that read a table
of their package cannot be imported (iban, cn.ric). Their check digits are of a
standard that stdnum knows without a table.

>>> is_valid("cn_uscc", "91310115MADEM00117"), is_valid("cn_uscc", "9131")
(True, False)
>>> is_valid("iban", "DE89 3704 0044 0532 0130 00"), is_valid("iban", "DE89")
(True, False)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from stdnum import bic, ean, imei, isin, lei, luhn
from stdnum.cn import uscc
from stdnum.eu import vat
from stdnum.iso7064 import mod_11_2, mod_97_10

MAX_LENGTH = 100
_RESIDENT_ID = re.compile(r"[1-9]\d{16}[\dX]")
_MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_SEPARATORS = re.compile(r"[\s\-()]")


def _is_resident_id(value: str) -> bool:
    """Check digit (ISO 7064 MOD 11-2) and birth date only.

    An area code would have to be judged as of the day of issue, which nobody
    knows; older people would be refused.

    >>> _is_resident_id("11010519491231002X"), _is_resident_id("440524188001010014")
    (True, False)
    >>> _is_resident_id("110105194912310021")
    False
    """
    value = _SEPARATORS.sub("", value).upper()
    if not _RESIDENT_ID.fullmatch(value):
        return False
    try:
        born = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return False
    plausible = born.year >= 1900 and born <= date.today()
    return plausible and bool(mod_11_2.is_valid(value))


def _is_iban(value: str) -> bool:
    value = _SEPARATORS.sub("", value).upper()
    if not _IBAN.fullmatch(value):
        return False
    return bool(mod_97_10.is_valid(value[4:] + value[:4]))


def _pattern(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: bool(pattern.fullmatch(_SEPARATORS.sub("", value)))


CHECKS: dict[str, Callable[[str], bool]] = {
    "cn_uscc": uscc.is_valid,
    "cn_id": _is_resident_id,
    "cn_mobile": _pattern(_MOBILE),
    "iban": _is_iban,
    "bic": bic.is_valid,
    "eu_vat": vat.is_valid,
    "luhn": luhn.is_valid,
    "ean": ean.is_valid,
    "imei": imei.is_valid,
    "isin": isin.is_valid,
    "lei": lei.is_valid,
    "email": _pattern(_EMAIL),
}


def is_valid(key: str, value: str) -> bool:
    """Tell whether ``value`` is a well-formed number of the kind ``key``.

    >>> is_valid("cn_mobile", "+86 138-1234-1234"), is_valid("cn_mobile", "12345")
    (True, False)
    >>> is_valid("lei", "x" * 1_000_000)
    False
    """
    return len(value) <= MAX_LENGTH and CHECKS[key](value)
