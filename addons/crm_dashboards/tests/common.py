from datetime import datetime

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

TODAY = "2024-05-17"


class DashboardCase(TransactionCase):
    """Two salespeople, two teams, six deals around May 2024.

    ==========  =======  =========  ======  ==========  =======
    deal        team     who        status  closed      revenue
    ==========  =======  =========  ======  ==========  =======
    April       North    Ann        won     2024-04-10  1000
    May         North    Ann        won     2024-05-02  3000
    May South   South    Bob        won     2024-05-16  500
    Lost        North    Ann        lost    2024-05-03  700
    Last year   North    Ann        won     2023-05-05  2000
    Open        South    Bob        open                400
    ==========  =======  =========  ======  ==========  =======
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tz": "UTC"})
        # Leads of other origin (demo, other addons' tests) must not be counted.
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        all_leads = "sales_team.group_sale_salesman_all_leads"
        cls.manager = new_test_user(
            cls.env, "dash_manager", groups="sales_team.group_sale_manager"
        )
        cls.ann = new_test_user(
            cls.env, "dash_ann", groups="sales_team.group_sale_salesman"
        )
        cls.bob = new_test_user(cls.env, "dash_bob", groups=all_leads)
        cls.north, cls.south = cls.env["crm.team"].create(
            [
                {"name": "North", "member_ids": [Command.link(cls.ann.id)]},
                {"name": "South", "member_ids": [Command.link(cls.bob.id)]},
            ]
        )
        cls.won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        cls.new = cls.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        cls.deals = cls.env["crm.lead"].concat(
            cls.deal("April", cls.ann, cls.north, 1000, "2024-04-10"),
            cls.deal("May", cls.ann, cls.north, 3000, "2024-05-02"),
            cls.deal("May South", cls.bob, cls.south, 500, "2024-05-16"),
            cls.deal("Lost", cls.ann, cls.north, 700, "2024-05-03", lost=True),
            cls.deal("Last year", cls.ann, cls.north, 2000, "2023-05-05"),
            cls.deal("Open", cls.bob, cls.south, 400),
        )
        cls.board = cls.env.ref("crm_dashboards.crm_dashboard_sales")

    @classmethod
    def deal(cls, name, user, team, revenue, closed=None, lost=False):
        is_won = closed and not lost
        lead = cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "user_id": user.id,
                "team_id": team.id,
                "expected_revenue": revenue,
                "stage_id": (cls.won if is_won else cls.new).id,
            }
        )
        if lost:
            lead.action_set_lost()
        if closed:
            lead.date_closed = datetime.fromisoformat(f"{closed}T10:00:00")
        return lead

    def look(self, user, **filters):
        """Answer of the Sales board as this user sees it."""
        return (
            self.env["crm.dashboard"].with_user(user).read_board(self.board.id, filters)
        )

    def card(self, answer, name):
        """One tile of an answer, by the last part of its external id."""
        tile = self.env.ref(f"crm_dashboards.crm_dashboard_tile_{name}")
        return next((card for card in answer["tiles"] if card["id"] == tile.id), None)

    def tile(self, **values):
        """A tile of our own on the Sales board."""
        return self.env["crm.dashboard.tile"].create(
            {
                "name": "Probe",
                "dashboard_id": self.board.id,
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                **values,
            }
        )
