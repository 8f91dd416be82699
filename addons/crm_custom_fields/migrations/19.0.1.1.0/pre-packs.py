"""The industry packs leave for an addon of their own, with all that is theirs.

Who had them keeps them: their addon is installed in the same run. It must own its
models, records and views before Odoo looks for what has vanished from this one.
"""

from odoo.exceptions import UserError
from odoo.modules import Manifest
from odoo.tools import SQL

OLD, NEW = "crm_custom_fields", "crm_custom_fields_packs"
MODELS = (
    "crm.custom.field.pack",
    "crm.custom.field.pack.file",
    "crm.custom.field.pack.sample",
    "crm.custom.field.pack.upgrade",
)
# Names of external ids and of tables, as patterns: what is called after a pack.
NAMED = "%crm\\_custom\\_field\\_pack%"


def migrate(cr, version):
    cr.execute("SELECT 1 FROM ir_model WHERE model = %s", [MODELS[0]])
    if not version or not cr.rowcount:
        return
    module_id = _install(cr)
    cr.execute(
        "UPDATE ir_model_data SET module = %s WHERE module = %s"
        " AND (name LIKE %s OR model = %s"
        " OR name = 'field_res_config_settings__crm_pack_ids')",
        [NEW, OLD, NAMED, MODELS[0]],
    )
    cr.execute("SELECT id FROM ir_module_module WHERE name = %s", [OLD])
    [(old_id,)] = cr.fetchall()
    for table in ("ir_model_constraint", "ir_model_relation"):
        cr.execute(
            SQL(
                "UPDATE %s SET module = %s WHERE module = %s AND (name LIKE %s"
                " OR model IN (SELECT id FROM ir_model WHERE model IN %s))",
                SQL.identifier(table),
                module_id,
                old_id,
                NAMED,
                MODELS,
            )
        )


def _install(cr):
    """Have the addon of the packs installed in this run; return its id."""
    cr.execute(
        "UPDATE ir_module_module SET state = 'to install' WHERE name = %s"
        " AND state IN ('uninstalled', 'to install') RETURNING id",
        [NEW],
    )
    found = cr.fetchall()
    # The list of modules keeps what was once on the addons path.
    if not found or not Manifest.for_addon(NEW, display_warning=False):
        raise UserError(
            f"The industry packs are an addon of their own now. Put {NEW} beside {OLD} "
            "on the addons path, then upgrade again; nothing was changed."
        )
    return found[0][0]
