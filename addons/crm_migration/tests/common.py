from odoo import Command
from odoo.tests import TransactionCase, new_test_user

TARGETS = [
    {
        "name": "stages",
        "model": "crm.stage",
        "match": "name",
        "fields": {"id": {"kind": "xmlid"}, "name": {"kind": "value"}},
    },
    {
        "name": "contacts",
        "model": "res.partner",
        "fields": {
            "name": {"kind": "value"},
            "country_id": {
                "kind": "find",
                "model": "res.country",
                "by": "name",
                "lang": "en_US",
            },
            "parent_id": {"kind": "key", "target": "contacts"},
        },
    },
    {
        "name": "deals",
        "model": "crm.lead",
        "fields": {
            "name": {"kind": "value"},
            "type": {"kind": "value"},
            "partner_id": {"kind": "key", "target": "contacts"},
            "stage_id": {"kind": "key", "target": "stages"},
            "expected_revenue": {"kind": "value"},
            "probability": {"kind": "value"},
            "active": {"kind": "value"},
            "date_closed": {"kind": "value"},
            "create_date": {"kind": "value"},
        },
    },
]


class MigrationCase(TransactionCase):
    # migrator ── Data Migration + Sales Administrator: owns the runs
    # colleague ─ the same rights, another person
    # loader ──── Data Migration alone: may load what a salesperson may create
    # salesman ── no right to migrate

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        group = "crm_migration.group_migration"
        manager = f"{group},sales_team.group_sale_manager,base.group_partner_manager"
        cls.migrator = new_test_user(cls.env, "migrator", manager)
        cls.colleague = new_test_user(cls.env, "colleague", manager)
        cls.loader = new_test_user(cls.env, "loader", group)
        cls.salesman = new_test_user(
            cls.env, "salesman", "sales_team.group_sale_salesman"
        )
        cls.env["crm.stage"].create({"name": "Won by Test", "is_won": True})

    @classmethod
    def open_run(cls, user=None, targets=None, **values):
        user = user or cls.migrator
        status = (
            cls.env["crm.migration.run"]
            .with_user(user)
            .open_run(
                {
                    "name": "Old system",
                    "source": "test",
                    "file_name": "old.xlsx",
                    "file_hash": "abc",
                    "mapping_name": "old.json",
                    "mapping_hash": "def",
                    "targets": targets or TARGETS,
                    **values,
                }
            )
        )
        return cls.env["crm.migration.run"].with_user(user).browse(status["id"])

    @classmethod
    def row(cls, target, key, number=1, error=None, **payload):
        return {
            "target": target,
            "sheet": target,
            "row_number": number,
            "key": key,
            "payload": None if error else payload,
            "error": error,
        }

    @classmethod
    def stages(cls):
        return [
            cls.row("stages", "Old", 1, name="Old"),
            cls.row("stages", "Won", 2, name="Won by Test"),
        ]

    @classmethod
    def deals(cls, count, start=1, **payload):
        return [
            cls.row(
                "deals",
                f"D{number}",
                number,
                name=f"Deal {number}",
                type="opportunity",
                stage_id="Old",
                expected_revenue=100.0 * number,
                **payload,
            )
            for number in range(start, start + count)
        ]

    @classmethod
    def load(cls, run, rows=None, limit=1000):
        if rows:
            run.stage_rows(rows)
        while run.load_rows(limit)["waiting"]:
            pass
        return run

    def record(self, target, key, source="test"):
        found = self.env["crm.migration.key"].search(
            [("source", "=", source), ("target", "=", target), ("key", "=", key)]
        )
        if not found:
            return None
        return self.env[found.model].browse(found.res_id)

    def state(self, run, target, key):
        return run.row_ids.filtered(
            lambda row: row.target == target and row.key == key
        ).state

    def error(self, run, target, key):
        return run.row_ids.filtered(
            lambda row: row.target == target and row.key == key
        ).error

    def allow(self, user, *groups):
        user.sudo().group_ids = [
            Command.link(self.env.ref(group).id) for group in groups
        ]
