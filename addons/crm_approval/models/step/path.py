from odoo import api, models


class CrmApprovalRequestStepPath(models.Model):
    """A step, and the people of it, as the picture of a request shows them."""

    _inherit = "crm.approval.request.step"

    def _path_row(self, carried, is_skipped):
        """Return the step as the picture shows it."""
        self.ensure_one()
        state = "skipped" if is_skipped else self.state
        labels = dict(self._fields["state"]._description_selection(self.env))
        labels["skipped"] = self.env._("Skipped")
        if state in ("pending", "waiting") and self.request_id.state != "pending":
            state = "closed"
            task = self.env["crm.approval.task"]._fields["state"]
            labels["closed"] = dict(task._description_selection(self.env))["closed"]
        return {
            "key": self.id,
            "name": self.display_name,
            "state": state,
            "label": labels[state],
            "rule": self._mode_words(),
            "people": [
                self._path_person(task, carried)
                for task in self.task_ids.sorted(lambda task: task.user_id.name)
            ],
        }

    def _mode_words(self):
        """Say how many must agree."""
        steps = self.env["crm.approval.step"]
        modes = dict(steps._fields["mode"]._description_selection(self.env))
        if self.mode == "count":
            return self.env._(
                "%(needed)s of %(all)s", needed=self.quorum, all=len(self.task_ids)
            )
        if self.mode == "weight":
            return f"{modes[self.mode]} ≥ {self.quorum}"
        return modes.get(self.mode, "") if len(self.task_ids) > 1 else ""

    @api.model
    def _path_person(self, task, carried):
        """Return one person asked, and what they answered."""
        state = task.state
        labels = dict(task._fields["state"]._description_selection(self.env))
        if state == "approved" and task.user_id.id in carried:
            state, labels["carried"] = "carried", self.env._("Carried over")
        return {
            "key": task.id,
            "name": task.user_id.name,
            "state": state,
            "label": labels[state],
        }
