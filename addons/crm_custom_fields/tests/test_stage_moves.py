from odoo import Command
from odoo.exceptions import ValidationError

from .common import FieldsCommon


class TestStageMoves(FieldsCommon):
    """A forbidden change of stage is refused, whoever or whatever causes it."""

    REFUSED = "may not go from its stage to this one"

    def forbid(self, to_stage, from_stage=None, **values):
        return self.require(
            name="No way back",
            effect="transition",
            to_stage_ids=[Command.set(to_stage.ids)],
            from_stage_ids=[Command.set(from_stage.ids if from_stage else [])],
            **values,
        )

    def test_the_move_is_refused_and_others_are_not(self):
        self.forbid(self.agreed, self.open)
        lead = self.lead()

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.stage_id = self.agreed

        lead.stage_id = self.checked
        lead.stage_id = self.agreed
        self.assertEqual(lead.stage_id, self.agreed)

    def test_a_kanban_drag_and_sudo_are_refused(self):
        self.forbid(self.checked)
        lead = self.lead()

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.web_save({"stage_id": self.checked.id}, {"stage_id": {}})
        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.sudo().stage_id = self.checked

    def test_creating_in_the_stage_is_no_move(self):
        self.forbid(self.checked)

        self.assertEqual(self.lead(stage_id=self.checked.id).stage_id, self.checked)

    def test_a_condition_limits_the_move(self):
        self.forbid(self.checked, condition="[('expected_revenue', '>', 1000)]")
        small, big = self.lead(expected_revenue=10), self.lead(expected_revenue=2000)

        small.stage_id = self.checked
        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            big.stage_id = self.checked

    def test_a_stage_recomputed_by_a_change_of_team_is_refused(self):
        earlier = self.env["crm.stage"].search([("sequence", "<", 1001)])
        earlier.team_ids = self.team
        self.open.write({"team_ids": [Command.set(self.team.ids)], "sequence": -1})
        self.checked.write(
            {"team_ids": [Command.set(self.other_team.ids)], "sequence": 0}
        )
        self.forbid(self.checked)
        lead = self.lead()
        self.env.flush_all()

        with self.assertRaisesRegex(ValidationError, self.REFUSED):
            lead.team_id = self.other_team
            self.env.flush_all()
