from contextlib import contextmanager

from odoo.tests import TransactionCase, new_test_user

from ..exceptions import ApprovalRequired


class ApprovalCast:
    """The people and the chain of every test.

    #             | sells | approves            | may publish
    # salesman    |   x   |                     |
    # colleague   |   x   |                     |
    # approver    |       | step "Finance"      |             (no sales right at all)
    # manager     |   x   | step "Finance" too  |      x
    # outsider    |       |                     |             (internal user)
    """

    @classmethod
    def _set_up_cast(cls):
        cls.env["crm.approval.chain"].search([]).active = False
        cls.salesman = cls._user("ap_salesman", "sales_team.group_sale_salesman")
        cls.colleague = cls._user("ap_colleague", "sales_team.group_sale_salesman")
        cls.manager = cls._user("ap_manager", "sales_team.group_sale_manager")
        cls.approver = cls._user("ap_approver", "base.group_user")
        cls.outsider = cls._user("ap_outsider", "base.group_user")
        cls.team = cls.env["crm.team"].create({"name": "Approval Team"})
        stages = cls.env["crm.stage"]
        cls.stage_open, cls.stage_offer, cls.stage_won = stages.create(
            [
                {"name": "ApOpen", "sequence": 1},
                {"name": "ApOffer", "sequence": 2},
                {"name": "ApWon", "sequence": 3, "is_won": True},
            ]
        )
        cls.chain = cls._chain("Large deals", cls.approver | cls.manager)
        cls.chain.action_publish()
        cls.lead = cls._lead("Rooftop solar", 60000)

    @classmethod
    def _user(cls, login, group):
        return new_test_user(
            cls.env,
            login=login,
            groups=group,
            name=login.removeprefix("ap_").title(),
            email=f"{login}@example.com",
        )

    @classmethod
    def _chain(cls, name, approvers, **values):
        return cls.env["crm.approval.chain"].create(
            {
                "name": name,
                "company_id": False,
                "min_amount": 50000,
                "step_ids": [
                    (0, 0, {"name": "Finance", "user_ids": [(6, 0, approvers.ids)]})
                ],
                **values,
            }
        )

    @classmethod
    def _lead(cls, name, revenue, **values):
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "expected_revenue": revenue,
                "user_id": cls.salesman.id,
                "team_id": cls.team.id,
                "stage_id": cls.stage_open.id,
                **values,
            }
        )

    @contextmanager
    def assertClosed(self, message):
        """The gate refuses, and what was tried is rolled back as in a request."""
        with (
            self.assertRaisesRegex(ApprovalRequired, message),
            self.env.cr.savepoint(),
        ):
            yield

    def _ask(self, lead=None, user=None, **values):
        lead = (lead or self.lead).with_user(user or self.salesman)
        values = values or {"stage_id": self.stage_won.id}
        ids = lead.action_request_approval(values)
        return self.env["crm.approval.request"].browse(ids)


class ApprovalCase(ApprovalCast, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()
