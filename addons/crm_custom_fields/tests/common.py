from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from odoo.modules.registry import Registry
from odoo.tests import TransactionCase, new_test_user

# Two fields of the lead that many tests ask for.
CODE = {"name": "Field Test Code", "technical_name": "x_cft_code"}
SEATS = {
    "name": "Field Test Seats",
    "technical_name": "x_cft_seats",
    "kind": "integer",
}


class FieldsCommon(TransactionCase):
    """A designer, a salesman, three stages in a row and some fields.

    Cast            group                         does
    designer        Sales / Administrator         defines fields and rules
    salesman        Sales / Own Documents Only    works on leads
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                "tracking_disable": True,
                "mail_create_nolog": True,
                "no_reset_password": True,
            }
        )
        cls.designer = new_test_user(
            cls.env, "fields_designer", groups="sales_team.group_sale_manager"
        )
        cls.salesman = new_test_user(
            cls.env, "fields_salesman", groups="sales_team.group_sale_salesman"
        )
        cls.team, cls.other_team = cls.env["crm.team"].create(
            [{"name": "Field Team"}, {"name": "Other Field Team"}]
        )
        cls.open, cls.checked, cls.agreed = cls.env["crm.stage"].create(
            [
                {"name": "Open", "sequence": 1001},
                {"name": "Checked", "sequence": 1002},
                {"name": "Agreed", "sequence": 1003},
            ]
        )
        cls.lead_model = cls.env["ir.model"]._get("crm.lead")
        cls.partner_model = cls.env["ir.model"]._get("res.partner")

    def setUp(self):
        # Registered first, hence run last: after the savepoint of the test has
        # been rolled back, the registry must forget the columns with it.
        self.addCleanup(self._forget_columns, self.registry.registry_sequence)
        self.class_changed_registry = self.registry.registry_invalidated
        self.registry.registry_invalidated = False
        super().setUp()

    def _forget_columns(self, sequence):
        """Rebuild the registry if the test has rebuilt it: that takes its time."""
        registry = self.registry
        if registry.registry_invalidated or registry.registry_sequence != sequence:
            self._rebuild_registry()
        registry.registry_invalidated |= self.class_changed_registry

    @classmethod
    def _rebuild_registry(cls):
        cls.registry._setup_models__(cls.cr, ["crm.lead", "res.partner"])

    @classmethod
    def define(cls, *definitions, user=None):
        """Define fields as the designer does, over the public method."""
        fields = cls.env["crm.custom.field"].with_user(user or cls.designer)
        return fields.create([dict(definition) for definition in definitions])

    @classmethod
    def require(cls, *names, stage=None, **values):
        """Require fields of the lead from ``stage`` on."""
        columns = cls.env["ir.model.fields"]
        return (
            cls.env["crm.custom.field.rule"]
            .with_user(cls.designer)
            .create(
                {
                    "name": "Test rule",
                    "model_id": cls.lead_model.id,
                    "field_ids": [
                        Command.set([columns._get("crm.lead", n).id for n in names])
                    ],
                    "stage_id": stage and stage.id,
                    **values,
                }
            )
        )

    @classmethod
    def lead(cls, user=None, **values):
        """Create a lead of ``user`` (the salesman) in the first stage."""
        user = user or cls.salesman
        return (
            cls.env["crm.lead"]
            .with_user(user)
            .create(
                {
                    "name": "Ward extension",
                    "type": "opportunity",
                    "user_id": user.id,
                    "team_id": cls.team.id,
                    "stage_id": cls.open.id,
                    **values,
                }
            )
        )

    @classmethod
    @contextmanager
    def rebuilds(cls):
        """Count the rebuilds of the registry inside."""
        counted = []
        original = Registry._setup_models__

        def setup(registry, *args, **kwargs):
            counted.append(args)
            return original(registry, *args, **kwargs)

        with patch.object(Registry, "_setup_models__", setup):
            yield counted

    def column_of(self, table, name):
        """Return (type, is indexed) of the column in PostgreSQL, or None."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT data_type FROM information_schema.columns"
            " WHERE table_name = %s AND column_name = %s",
            [table, name],
        )
        row = self.env.cr.fetchone()
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = %s AND indexname = %s",
            [table, f"{table}__{name}_index"],
        )
        index = self.env.cr.fetchone()
        return row and (row[0], index[0] if index else "")
