from unittest.mock import patch

from odoo.exceptions import AccessError, UserError

from ..models.base import Base
from .step_fields_common import SECRET, StepFieldsCase


class TestHidingReached(StepFieldsCase):
    """Each public door still goes through the hook that hides: see docs/upgrade.md.

    A hook that Odoo does not call any more fails open, and without any error.
    """

    def _through(self, hook, door):
        """Go through a door; return what it gave, the hook having been called."""
        with patch.object(
            Base, hook, autospec=True, side_effect=getattr(Base, hook)
        ) as spy:
            try:
                found = door()
            except UserError as error:
                found = error
        self.assertTrue(spy.called, f"Odoo does not call {hook} any more")
        self.assertNotIn(SECRET, str(found))
        return found

    def test_every_reading_door_reaches_the_hook_that_blanks(self):
        self._ask()
        asked = self._as(self.approver)
        mine = [("id", "=", asked.id)]
        doors = {
            "read": lambda: asked.read(["website"]),
            "web_read": lambda: asked.web_read({"website": {}}),
            "search_read": lambda: asked.search_read(mine, ["website"]),
            "web_search_read": lambda: asked.web_search_read(mine, {"website": {}}),
        }
        for name, door in doors.items():
            with self.subTest(door=name):
                self.env.invalidate_all()
                self._through("_read_format", door)

    def test_an_export_reaches_the_hook_that_refuses(self):
        self._ask()
        self.approver.group_ids += self.env.ref("base.group_allow_export")

        found = self._through(
            "_export_rows", lambda: self._as(self.approver).export_data(["website"])
        )

        self.assertIsInstance(found, AccessError)

    def test_a_copy_reaches_the_hook_that_refuses(self):
        self._ask()

        found = self._through("copy_data", lambda: self._as(self.approver).copy())

        self.assertIsInstance(found, AccessError)

    def test_a_form_that_is_edited_reaches_the_hook_that_keeps_silent(self):
        self._ask()
        partner = self.env["res.partner"].create({"name": "B", "website": SECRET})

        self._through(
            "onchange",
            lambda: self._as(self.approver).onchange(
                {"partner_id": partner.id},
                ["partner_id"],
                {"partner_id": {}, "website": {}},
            ),
        )

    def test_a_view_reaches_the_hooks_that_add_and_that_keep_apart(self):
        for hook in ("_get_view", "_get_view_cache_key"):
            with self.subTest(hook=hook):
                self.env.registry.clear_cache("templates")
                self._through(
                    hook, lambda: self._as(self.approver).get_views([(False, "form")])
                )

    def test_every_writing_door_reaches_the_gate(self):
        doors = {
            "write": lambda: self.lead.write({"stage_id": self.stage_won.id}),
            "create": lambda: self.lead.create({"name": "New"}),
            "recompute": self._recompute,
        }
        for name, door in doors.items():
            with self.subTest(door=name):
                self._through("_validate_fields", door)

    def _recompute(self):
        self.env.add_to_compute(self.lead._fields["stage_id"], self.lead)
        self.env.flush_all()
