from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.rule.rules import Program
from . import engine

BATCH = 1000


class CrmCustomFieldRuleImpact(models.Model):
    """Which existing records a rule would catch, before it binds anybody."""

    _inherit = "crm.custom.field.rule"

    def action_impact(self):
        """Open the existing records that do not fulfil the rule."""
        self.ensure_one()
        self.check_access("write")
        if self.effect in ("readonly", "hidden", "transition"):
            raise UserError(
                self.env._(
                    "Rule %(rule)s looks at changes, not at what is stored, so no "
                    "existing record can break it.",
                    rule=self.name,
                )
            )
        failing, total = self._impact()
        if not failing:
            return self._nothing_fails(total)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(failing)s of %(total)s would be refused",
                failing=len(failing),
                total=total,
            ),
            "res_model": self.model_name,
            "view_mode": "list,form",
            "domain": [("id", "in", failing)],
            "context": {"active_test": False},
        }

    def _nothing_fails(self, total):
        """Say so: an empty list would be filled with examples by the client."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "No record would be refused. The rule %(rule)s looks at %(total)s "
                    "of the existing ones.",
                    rule=self.name,
                    total=total,
                ),
            },
        }

    def _impact(self):
        """Return the ids of failing records that the user may see, and how many
        are within the scope of the rule.
        """
        self.ensure_one()
        rule = self._compiled()
        records = self.env[self.model_name]
        domain, condition = self._scope_domain(rule), Domain(list(rule.condition))
        narrows = self._is_searchable(condition)
        if narrows:
            domain &= condition
        total, failing = 0, []
        for start in range(0, records.search_count(domain), BATCH):
            found = records.search(domain, offset=start, limit=BATCH, order="id")
            batch = found.sudo()  # sudo: as the rule will judge them
            if not narrows:
                batch = batch.filtered_domain(condition)
            judged = engine.broken_rules(batch, list(Program((rule,)).rules))
            total += len(batch)
            failing += [record.id for record, _rule, _names in judged]
            records.env.invalidate_all()
        return failing, total

    def _is_searchable(self, condition):
        """Tell whether the database can judge it: it knows no formula that is
        computed when read.
        """
        for part in condition.iter_conditions():
            model = self.env[self.model_name]
            for name in part.field_expr.split("."):
                field = model._fields.get(name)
                if field is None:  # into a date or a property: `x_date.month_number`
                    break
                if not (field.store or field.search):
                    return False
                if field.relational:
                    model = self.env[field.comodel_name]
        return True

    def _scope_domain(self, rule):
        """Return the records in the scope of the rule, archived ones left out."""
        scope = {
            "stage_id": rule.has_stage and list(rule.stage_ids),
            "team_id": list(rule.team_ids),
            "company_id": rule.company_id and [rule.company_id],
            "type": rule.lead_type and [rule.lead_type],
            "crm_profile_id": list(rule.profile_ids),
        }
        path = f"{rule.head}." if rule.head else ""
        return Domain.AND(
            Domain(path + name, "in", scope[name]) for name in rule.scope_fields
        )
