from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

TRIGGER_FUNCTION = """
    CREATE OR REPLACE FUNCTION crm_approval_append_only()
    RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'The rows of % are evidence: they cannot be changed.',
            TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
"""


class CrmApprovalAppendOnly(models.AbstractModel):
    """Rows that are evidence: added, read, never changed.

    The model refuses for everyone, the superuser too; triggers refuse what does
    not pass through the model. Heirs set ``_log_access = False``: deleting a user
    would have to update the log columns.
    """

    _name = "crm.approval.append.only"
    _description = "Append-only Evidence"

    def _auto_init(self):
        # A new version of the addon may add a column and fill it.
        if self._auto:
            self._drop_triggers()
        return super()._auto_init()

    def init(self):
        super().init()
        if not self._auto:
            return
        table = SQL.identifier(self._table)
        self._drop_triggers()
        self.env.cr.execute(TRIGGER_FUNCTION)
        self.env.cr.execute(
            SQL(
                "CREATE TRIGGER crm_approval_append_only BEFORE UPDATE OR DELETE ON %s "
                "FOR EACH ROW EXECUTE FUNCTION crm_approval_append_only()",
                table,
            )
        )
        self.env.cr.execute(
            SQL(
                "CREATE TRIGGER crm_approval_keep BEFORE TRUNCATE ON %s "
                "FOR EACH STATEMENT EXECUTE FUNCTION crm_approval_append_only()",
                table,
            )
        )

    def _drop_triggers(self):
        table = SQL.identifier(self._table)
        if not self.env.execute_query(
            SQL("SELECT 1 FROM pg_class WHERE relname = %s", self._table)
        ):
            return
        for name in ("crm_approval_append_only", "crm_approval_keep"):
            self.env.cr.execute(
                SQL("DROP TRIGGER IF EXISTS %s ON %s", SQL.identifier(name), table)
            )

    def write(self, vals):
        if self and vals:
            raise UserError(self._append_only_message())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(self._append_only_message())

    def _append_only_message(self):
        return self.env._(
            "%(model)s %(record)s is evidence and stays as it is. "
            "Add a new decision instead of changing an old one.",
            model=self._description,
            record=self[:1].display_name,
        )
