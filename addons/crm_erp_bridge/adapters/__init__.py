"""What talks to the outside: one class per kind of ERP."""

from collections.abc import Callable

from .base import Adapter, Endpoint
from .odoo_json2.orders import OdooJson2Adapter

REGISTRY: dict[str, Callable[[Endpoint], Adapter]] = {"odoo_json2": OdooJson2Adapter}
