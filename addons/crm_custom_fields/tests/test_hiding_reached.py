import base64
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..models.base import Base
from .common import FieldsCommon

SECRET = "margin of 42"


@tagged("post_install", "-at_install")
class TestHidingReached(FieldsCommon, HttpCase):
    """Each public door still goes through the hook that hides: see docs/upgrade.md.

    A hook that Odoo does not call any more fails open, and without any error.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        managers = cls.env.ref("sales_team.group_sale_manager")
        closed = {"read_group_ids": [Command.link(managers.id)]}
        cls.define(
            {"name": "Margin", "technical_name": "x_cft_margin", **closed},
            {"name": "Sheet", "technical_name": "x_cft_sheet", "kind": "file"} | closed,
        )
        cls.deal = cls.lead(cls.salesman).with_user(cls.designer)
        cls.deal.x_cft_margin = SECRET
        cls.deal.x_cft_sheet = base64.b64encode(SECRET.encode())
        cls.salesman.group_ids += cls.env.ref("base.group_allow_export")

    def _through(self, hook, door):
        """Go through a door; return what it gave, the hook having been called."""
        with patch.object(
            Base, hook, autospec=True, side_effect=getattr(Base, hook)
        ) as spy:
            try:
                found = door()
            except AccessError as error:
                found = error
        self.assertTrue(spy.called, f"Odoo does not call {hook} any more")
        self.assertNotIn(SECRET, str(found))
        return found

    def test_every_reading_door_reaches_the_question_who_may(self):
        deal = self.deal.with_user(self.salesman)
        name = "x_cft_margin"
        doors = {
            "read": lambda: deal.read([name]),
            "web_read": lambda: deal.web_read({name: {}}),
            "search": lambda: deal.search([(name, "=", SECRET)]),
            "export_data": lambda: deal.export_data([name])["datas"],
            "formatted_read_group": lambda: deal.formatted_read_group([], [name]),
            "web_read_group": lambda: deal.web_read_group([], [name]),
            "copy": lambda: deal.copy().sudo()[name],
            "fields_get": lambda: deal.fields_get().get(name),
            "onchange": lambda: deal.onchange({}, [], {"name": {}, name: {}}),
        }
        for door, go in doors.items():
            with self.subTest(door=door):
                self.env.invalidate_all()
                self._through("_has_field_access", go)

    def test_a_file_is_not_handed_out_over_http(self):
        url = f"/web/content/crm.lead/{self.deal.id}/x_cft_sheet"
        self.salesman.password = "fields_salesman"
        self.designer.password = "fields_designer"

        self.authenticate("fields_salesman", "fields_salesman")
        closed = self._through("_has_field_access", lambda: self.url_open(url).text)
        self.authenticate("fields_designer", "fields_designer")
        seen = self.url_open(url).text

        self.assertNotIn(SECRET, closed)
        self.assertIn(SECRET, seen)

    def test_a_copy_reaches_the_hook_that_leaves_out(self):
        deal = self.deal.with_user(self.salesman)

        self.assertFalse(self._through("copy_data", deal.copy).sudo().x_cft_margin)

    def test_offers_and_views_reach_their_hooks(self):
        leads = self.env["crm.lead"].with_user(self.salesman)
        for hook in ("_get_view", "_get_view_cache_key"):
            with self.subTest(hook=hook):
                self.env.registry.clear_cache("templates")
                views = self._through(hook, lambda: leads.get_views([(False, "form")]))
                self.assertNotIn("x_cft_margin", str(views))
        self._through("fields_get", lambda: leads.fields_get())
