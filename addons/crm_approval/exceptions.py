"""What the gate says when it stays closed."""

from odoo.exceptions import ValidationError


class ApprovalRequired(ValidationError):
    """Records would reach a protected state that nobody has granted.

    ``findings`` tells the doors that can ask (form, kanban, Won button) what is
    missing; every other caller sees the message and nothing is written.
    """

    def __init__(self, message, findings):
        super().__init__(message)
        self.findings = findings
