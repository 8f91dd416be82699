from odoo import api, fields, models

from ...engine.field import layout
from ...engine.rule.rules import MODIFIERS, NOT_ZERO, Rule
from . import engine

SERVED = "crm_rule_matching"
NUMBERS = ("integer", "float", "monetary")


class CrmCustomFieldRuleMirror(models.Model):
    """Shows in forms and lists what the rules say, while one types."""

    _inherit = "crm.custom.field.rule"

    @api.model
    def _bound(self, model_name):
        """Return the ids of the rules in force, where that differs by day or user."""
        program = self._program(model_name)
        if program is None or not program.differs:
            return ()
        return tuple(rule.id for rule in self._in_force(program))

    @api.model
    def _in_force(self, program):
        """Return the rules that bind who acts, today."""
        today = fields.Date.context_today(self)
        return program.in_force(today, engine.acting_groups(self.env))

    @api.model
    def _mirror(self, model_name, arch):
        """Show in ``arch``, a form or list, what the rules say, live."""
        program = self._program(model_name)
        if model_name == "crm.lead" and arch.tag == "form":
            self._hide_unused(arch, program)
            layout.name_pages(arch)
        if program is None:
            return
        model = self.env[model_name]
        types = {name: field.type for name, field in model._fields.items()}
        served = SERVED if SERVED in types else ""
        asked = False
        # A number that may not be 0 first: the client reads the first word of
        # "a or b" that is true.
        rules = sorted(self._in_force(program), key=lambda rule: rule.zero_is_filled)
        for rule in rules:
            expression = rule.expression(types, served)
            if rule.head and rule.scope_fields:
                continue  # only in the form of what the rows belong to, see below
            if expression and self._mirror_rule(model, arch, rule, expression):
                asked = asked or (bool(served) and served in expression)
        if asked and not arch.xpath("./field[@name=$name]", name=served):
            layout.add_helper(arch, served)

    @api.model
    def _mirror_below(self, model_name, arch):
        """Show, in rows within the form of their record, what its stage & co. ask."""
        program = self._program(model_name)
        model = self.env[model_name]
        types = {name: field.type for name, field in model._fields.items()}
        for rule in self._in_force(program) if program else ():
            if rule.head and rule.scope_fields and arch.tag in ("list", "form"):
                expression = rule.expression(types)
                if expression:
                    self._mirror_rule(model, arch, rule, expression)

    @api.model
    def _mirror_rule(self, model, arch, rule: Rule, expression):
        """Show one rule; return whether there was something to show."""
        if rule.effect == "allowed":
            return self._mirror_allowed(model, arch, rule, expression)
        modifier = MODIFIERS.get(rule.effect)
        if not modifier or rule.severity != "block":
            return False
        for name in rule.fields:
            is_number = model._fields[name].type in NUMBERS
            if modifier == "required" and is_number and not rule.zero_is_filled:
                layout.add_modifier(
                    arch, name, modifier, f"({expression}) and {NOT_ZERO}"
                )
            else:
                layout.add_modifier(arch, name, modifier, expression)
        return True

    @api.model
    def _mirror_allowed(self, model, arch, rule: Rule, expression):
        for name in rule.fields:
            field = model._fields[name]
            if field.relational:
                present = field._description_domain(self.env) or []
                layout.narrow_links(
                    arch, name, present, list(rule.allowed_domain), expression
                )
            else:
                layout.narrow_options(arch, name, expression, sorted(rule.allowed))
        return True

    @api.model
    def _hide_unused(self, arch, program):
        """Hide the fields of this addon that nothing in the set-up asks for."""
        if not program:
            layout.add_modifier(arch, "crm_exception_ids", "invisible", "True")
        if not self.env["crm.custom.field.profile"]._profiles():
            layout.add_modifier(arch, "crm_profile_id", "invisible", "True")
