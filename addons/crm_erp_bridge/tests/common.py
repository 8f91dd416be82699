from odoo.tests import TransactionCase, new_test_user

from .erp_server import KEY, ErpServer


class ErpBridgeCase(TransactionCase):
    """One company, one ERP on a socket.

    anna    salesperson      own opportunities
    bert    salesperson      own opportunities
    mara    sales manager    may replay
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.erp.connection"].search([]).active = False
        groups = {
            "anna": "sales_team.group_sale_salesman",
            "bert": "sales_team.group_sale_salesman",
            "mara": "sales_team.group_sale_manager",
        }
        for login, group in groups.items():
            user = new_test_user(cls.env, login=f"{login}.erp", groups=group)
            setattr(cls, login, user)
        cls.erp = cls.enterClassContext(ErpServer())
        cls.connection = cls.env["crm.erp.connection"].create(
            {
                "name": "Head office",
                "url": cls.erp.url,
                "database": "erp",
                "api_key": KEY,
                "user_id": cls.mara.id,
                "date_start": "2020-01-01",
            }
        )
        cls.product = cls.env["product.product"].create(
            {"name": "GTX Pro", "default_code": "T-GTX-PRO", "list_price": 4821}
        )
        cls.other_product = cls.env["product.product"].create(
            {"name": "MG Special", "default_code": "T-MG-SPECIAL", "list_price": 55}
        )
        cls.partner = cls.env["res.partner"].create(
            {"name": "Isdom", "is_company": True, "email": "buy@isdom.example"}
        )
        Stage = cls.env["crm.stage"]
        cls.open_stage = Stage.create({"name": "Talking", "sequence": 1})
        cls.won_stage = Stage.create({"name": "Signed", "sequence": 9, "is_won": True})

    def setUp(self):
        super().setUp()
        self.erp.__dict__.update(
            faults=[], calls=[], orders=[], partners=[], products=[], _xmlids={}
        )
        self.erp.currency = self.env.company.currency_id.name
        self.erp.add_product("T-GTX-PRO", 18)
        self.erp.add_product("T-MG-SPECIAL", 400)

    def lead(self, user=None, **vals):
        """Create an opportunity of anna's with one product."""
        user = user or self.anna
        return (
            self.env["crm.lead"]
            .with_user(user)
            .create(
                {
                    "name": "Rollout",
                    "type": "opportunity",
                    "partner_id": self.partner.id,
                    "user_id": user.id,
                    "stage_id": self.open_stage.id,
                    "erp_line_ids": [
                        (0, 0, {"product_id": self.product.id, "quantity": 2})
                    ],
                    **vals,
                }
            )
        )

    def win(self, lead):
        lead.write({"stage_id": self.won_stage.id})
        self.commit()

    def commit(self):
        """Do what the end of a transaction does before the database commits."""
        self.env.cr.flush()

    def messages(self, lead):
        return self.env["crm.erp.message"].search(
            [("res_id", "=", lead.id), ("model", "=", "crm.lead")], order="number"
        )

    def deliver(self, make_due=True):
        """Run the worker as the scheduler does."""
        if make_due:
            self.env["crm.erp.message"].search([("state", "=", "failed")]).write(
                {"next_try": "2020-01-01 00:00:00"}
            )
            self.connection.open_until = False
        cron = self.env.ref("crm_erp_bridge.ir_cron_deliver")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def pull(self):
        """Run the reader as the scheduler does."""
        cron = self.env.ref("crm_erp_bridge.ir_cron_pull")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
