from odoo import api, models
from odoo.tools import SQL

# Tables whose every change leaves a row here. Only their figures may be kept.
WATCHED = {"crm.lead": "crm_lead"}

_FUNCTION = """
    CREATE OR REPLACE FUNCTION crm_dashboards_note_change() RETURNS trigger AS $$
    BEGIN
        -- One row a transaction is enough. The setting is undone with a savepoint
        -- that is rolled back, and so is its row.
        IF current_setting('crm_dashboards.noted', true)
           IS DISTINCT FROM pg_current_xact_id()::text
        THEN
            INSERT INTO crm_dashboard_change DEFAULT VALUES;
            PERFORM set_config(
                'crm_dashboards.noted', pg_current_xact_id()::text, true);
        END IF;
        RETURN NULL;
    END
    $$ LANGUAGE plpgsql
"""


class CrmDashboardChange(models.Model):
    """A transaction that changed a watched table; a database trigger adds it.

    The set of rows that a reader sees names the state of the data it sees: the
    row and the change become visible at the same moment, and a transaction that
    is rolled back leaves neither. Nothing is locked and nobody waits.
    """

    _name = "crm.dashboard.change"
    _description = "CRM Dashboard Change"
    _log_access = False

    def init(self):
        """Watch the tables; statements in SQL and cascades are seen as well."""
        self.env.cr.execute(_FUNCTION)
        for table in WATCHED.values():
            # Not "CREATE OR REPLACE TRIGGER": PostgreSQL 13 does not know it.
            self.env.cr.execute(
                SQL(
                    "DROP TRIGGER IF EXISTS crm_dashboards_note_change ON %s",
                    SQL.identifier(table),
                )
            )
            self.env.cr.execute(
                SQL(
                    "CREATE TRIGGER crm_dashboards_note_change"
                    " AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s"
                    " FOR EACH STATEMENT"
                    " EXECUTE FUNCTION crm_dashboards_note_change()",
                    SQL.identifier(table),
                )
            )

    @api.model
    def _version(self):
        """Name of the committed state that this transaction sees.

        ``None`` if the transaction has written: what it sees is not committed,
        and may never be.
        """
        self.env.flush_all()
        [(has_written, *name)] = self.env.execute_query(
            SQL(
                "SELECT pg_current_xact_id_if_assigned() IS NOT NULL,"
                " (SELECT oid FROM pg_database WHERE datname = current_database()),"
                " count(*), sum(hashint8extended(id, 0)::numeric)"
                " FROM crm_dashboard_change"
            )
        )
        return None if has_written else tuple(name)

    @api.autovacuum
    def _gc_changes(self):
        """Keep the newest row only: a name never seen before, so still exact."""
        self.env.cr.execute(
            "DELETE FROM crm_dashboard_change"
            " WHERE id < (SELECT max(id) FROM crm_dashboard_change)"
        )
