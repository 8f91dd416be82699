"""Names under which the ERP recognises what it has already received."""

import re

NAMESPACE = "__crm__"


def _token(database_uuid: str) -> str:
    return re.sub(r"[^0-9a-z]", "", database_uuid.lower())[:12]


def order_key(database_uuid: str, lead_id: int) -> str:
    """Return the key that the order of an opportunity carries in the ERP.

    It depends on the database and the opportunity only: whoever asks, after
    whatever crash, asks for the same key.

    >>> order_key("3F2A9C1B-77aa-4e10-9e0d-000000000000", 42)
    'CRM-3f2a9c1b77aa-42'
    """
    return f"CRM-{_token(database_uuid)}-{lead_id}"


def external_id(database_uuid: str, kind: str, record_id: int) -> str:
    """Return the external id under which an Odoo ERP stores our record.

    >>> external_id("3f2a9c1b-77aa-4e10-9e0d-000000000000", "partner", 7)
    '__crm__.3f2a9c1b77aa_partner_7'
    """
    return f"{NAMESPACE}.{_token(database_uuid)}_{kind}_{record_id}"
