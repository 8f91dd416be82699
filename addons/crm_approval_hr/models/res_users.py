from odoo import api, fields, models
from odoo.fields import Domain


class ResUsers(models.Model):
    """The manager and the absence of a person, as the employee records say."""

    _inherit = "res.users"

    def _approval_employees(self):
        # sudo: employees are for HR officers; who leads whom is needed to ask.
        return self.sudo().employee_ids

    def _approval_superior(self):
        """The approval manager of the user; else the next manager who is a user."""
        if self.sudo().approval_manager_id:  # sudo: to ask
            return super()._approval_superior()
        employee, seen = self._approval_employees()[:1], set()
        while employee.parent_id and employee.id not in seen:
            seen.add(employee.id)
            employee = employee.parent_id
            if employee.user_id.active and employee.user_id != self:
                return employee.user_id
        return super()._approval_superior()

    @api.model
    def _approval_away_domain(self):
        """Add who is on leave: approved leave stands in the calendar."""
        now = fields.Datetime.now()
        # sudo: leave of people one cannot read, to find who stands in.
        leaves = self.env["resource.calendar.leaves"].sudo()
        current = leaves.search(
            [
                ("resource_id.user_id", "!=", False),
                ("date_from", "<=", now),
                ("date_to", ">=", now),
                ("time_type", "=", "leave"),
            ]
        )
        users = current.resource_id.user_id
        return super()._approval_away_domain() | Domain("id", "in", users.ids)
