"""How each vendor is spoken to. No Odoo, no secrets in errors."""

from . import apps, guard, robots, transport
