from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tools import SQL

from .common import FieldsCommon


class TestMassConvert(FieldsCommon):
    """What is asked for many leads does not grow with their number."""

    @contextmanager
    def asked(self):
        """Collect the queries that only this addon has a reason for."""
        queries, execute = [], Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            text = query.code if isinstance(query, SQL) else str(query)
            if "crm_custom_field" in text or "pg_class" in text:
                queries.append(text)
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", listen):
            yield queries
            self.env.flush_all()

    def new_leads(self, count):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"FT mass {count} {number}",
                    "type": "lead",
                    "contact_name": f"FT Contact {count} {number}",
                    "email_from": f"ft.{count}.{number}@example.com",
                    "user_id": False,
                    "team_id": False,
                }
                for number in range(count)
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return leads

    def convert(self, count):
        leads = self.new_leads(count)
        context = {"active_model": "crm.lead", "active_ids": leads.ids}
        wizards = self.env["crm.lead2opportunity.partner.mass"]
        with self.asked() as queries:
            wizard = (
                wizards.with_user(self.designer)
                .with_context(**context)
                .create({"deduplicate": True, "user_ids": self.salesman.ids})
            )
            wizard.action_mass_convert()
        self.assertEqual(set(leads.mapped("type")), {"opportunity"})
        self.assertEqual(len(leads.partner_id), count)
        return len(queries)

    def assign(self, count):
        leads = self.new_leads(count)
        with self.asked() as queries:
            self.team.with_user(self.designer)._action_assign_leads()
        self.assertEqual(leads.team_id, self.team)
        return len(queries)

    def test_mass_convert_asks_for_all_leads_at_once(self):
        self.convert(2)  # what a server has warm

        self.assertEqual(self.convert(20), self.convert(5))

    def test_lead_assignment_asks_for_all_leads_at_once(self):
        self.env["crm.lead"].search([("team_id", "=", False)]).active = False
        self.team.write({"use_leads": True, "assignment_domain": False})
        self.env["crm.team.member"].create(
            {
                "user_id": self.salesman.id,
                "crm_team_id": self.team.id,
                "assignment_max": 3000,
            }
        )
        self.assign(2)  # what a server has warm

        self.assertEqual(self.assign(20), self.assign(5))
