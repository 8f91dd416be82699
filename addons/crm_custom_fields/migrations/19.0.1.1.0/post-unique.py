"""Empty texts no longer count for uniqueness: the indexes are built anew without them.

An index that counts less cannot clash with what it held before.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env["crm.custom.field"].search(
        [("unique_scope", "!=", False)]
    )._set_unique_indexes()
