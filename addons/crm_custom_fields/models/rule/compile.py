from datetime import date

from odoo import api, models, tools

from ...engine.field.naming import PARENT
from ...engine.rule import moments, patterns
from ...engine.rule.rules import Program, Rule, fact_names
from ..field import visibility
from ..field.cache import is_installed
from ..stored_texts import as_domain


class CrmCustomFieldRuleCompile(models.Model):
    """From records to the rules of the engine, once per registry."""

    _inherit = "crm.custom.field.rule"

    @api.model
    @tools.ormcache("model_name")
    def _program(self, model_name):
        """Return the compiled rules of ``model_name``, or None without any."""
        if not is_installed(self.env.cr):
            return None
        rules = self.env["crm.custom.field.rule"].sudo()  # sudo: rules bind everybody
        active = rules.search([("model_name", "=", model_name)])
        known = self.env[model_name]._fields if active else ()
        stages = self._stages() if active else None
        compiled = tuple(rule._compiled(stages) for rule in active)
        usable = tuple(
            rule for rule in compiled if all(n in known for n in fact_names([rule]))
        )
        return Program(usable) if usable else None

    @api.model
    def _row_programs(self, model_name):
        """Return ``(table, rules of its rows)`` for the tables that have any."""
        tables = self.env["crm.custom.field.cache"]._tables(model_name)
        known = [(name, rows) for name, rows in tables.items() if rows in self.env]
        programs = [(name, self._program(rows)) for name, rows in known]
        return [(name, program) for name, program in programs if program]

    @api.model
    def _stages(self):
        stages = self.env["crm.stage"].sudo()  # sudo: rules bind everybody
        return stages.search_fetch([("id", "!=", False)], ["sequence"])

    def _compiled(self, stages=None):
        """Return the rule as the engine knows it; ``stages`` are all there are."""
        self.ensure_one()
        known = self.env[self.model_name]._fields
        head = self._head_model()
        scoped = self.env[head or self.model_name]._fields
        return Rule(
            id=self.id,
            fields=tuple(n for n in self._asked_names() if n in known),
            effect=self.effect,
            severity=self.severity,
            starts=self.starts or None,
            group_ids=frozenset(self.group_ids.ids),
            except_group_ids=frozenset(self.except_group_ids.ids),
            company_id=self.company_id.id if "company_id" in scoped else 0,
            head=PARENT if head else "",
            condition=tuple(as_domain(self.condition)),
            **self._compiled_scope(stages or self._stages()),
            **self._compiled_effect(),
        )

    def _head_model(self):
        """Return the model that the rows belong to, when the rule is about rows."""
        table = self.env["crm.custom.field.row"]._table_of(self.model_name)
        return table[0] if table else ""

    def _asked_names(self):
        """Return the fields of the rule; nothing out of use has to be filled in."""
        names = self.field_ids.mapped("name")
        if self.effect != "required":
            return names
        env, model_name = self.env, self.model_name
        return [n for n in names if visibility.is_writable(env, model_name, n)]

    def _compiled_scope(self, stages):
        if not self.is_on_leads:
            return {}
        return {
            "stage_ids": frozenset(self._reached_stage_ids(stages)),
            "has_stage": bool(self.stage_id),
            "team_ids": frozenset(self.team_ids.ids),
            "lead_type": self.lead_type or "",
            "profile_ids": frozenset(self.profile_ids.ids),
        }

    def _compiled_effect(self):
        own_pattern = self.effect == "format" and self.format == "pattern"
        has_limits = self.effect in ("range", "rows")
        return {
            "zero_is_filled": self.zero_is_filled,
            "allowed": frozenset(self.allowed_option_ids.mapped("value")),
            "allowed_domain": tuple(self._allowed_links()),
            "format": self.format or "",
            "pattern": patterns.checked(self.pattern) if own_pattern else None,
            "low": self._limit_value(self.low) if has_limits else None,
            "high": self._limit_value(self.high) if has_limits else None,
            "operator": self.operator or "",
            "other": self.other_field_id.name or "",
            "from_stage_ids": frozenset(self.from_stage_ids.ids),
            "to_stage_ids": frozenset(self.to_stage_ids.ids),
            "limit": self.limit,
            "pairing": self._compiled_pairing(),
        }

    def _allowed_links(self):
        """Return the filter of the records, or options of a multi-select, allowed."""
        if self.allowed_option_ids and self.field_ids[:1].ttype == "many2many":
            return [("id", "in", self.allowed_option_ids.ids)]
        return as_domain(self.allowed_domain)

    def _limit_value(self, text):
        """Return a limit as a number, a date, a moment from now on, or None."""
        text = (text or "").strip()
        if not text:
            return None
        is_date = all(field.ttype in ("date", "datetime") for field in self.field_ids)
        moment = moments.read(text)
        has_hours = all(field.ttype == "datetime" for field in self.field_ids)
        if moment and is_date and (has_hours or moment.unit == "today"):
            return moment
        try:
            return date.fromisoformat(text) if is_date else float(text)
        except ValueError:
            raise ValueError(text) from None

    def _reached_stage_ids(self, stages):
        """Return those of ``stages`` that stand at or behind the stage of the rule."""
        if not self.stage_id:
            return []
        first = self.stage_id.sequence
        return [stage.id for stage in stages if stage.sequence >= first]
