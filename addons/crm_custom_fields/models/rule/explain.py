from odoo import api, models

from ...engine.rule import moments
from ...engine.field.naming import PARENT
from ...listing import listed

MAX_NAMED = 5


class CrmCustomFieldRuleExplain(models.AbstractModel):
    """Says what was refused, on which record, and what to do next."""

    _name = "crm.custom.field.rule.explain"
    _description = "Custom Field Rule Explanation"

    @api.model
    def _explanation(self, broken):
        """Return the text of a refusal; the first records are named."""
        by_record = {}
        for record, rule, names in broken:
            by_record.setdefault(record.id, (record, []))[1].append((rule, names))
        lines = [
            "\n".join(self._explain_one(record, problems))
            for record, problems in list(by_record.values())[:MAX_NAMED]
        ]
        if len(by_record) > MAX_NAMED:
            rest = len(by_record) - MAX_NAMED
            lines.append(self.env._("… and %(count)s more.", count=rest))
        return "\n\n".join(lines)

    @api.model
    def _explain_one(self, record, problems):
        asking = [
            (rule, names) for rule, names in problems if rule.effect == "required"
        ]
        missing = {name for _rule, names in asking for name in names}
        lines = []
        if missing:
            owner = record[PARENT] if asking[0][0].head else record
            lines.append(self._missing(record, owner, sorted(missing)))
        rules = self.env["crm.custom.field.rule"].sudo()  # sudo: people see the reason
        for rule, names in problems:
            definition = rules.browse(rule.id)
            if rule.effect != "required":
                lines.append(self._other(record, definition, rule, names))
            if definition.message and definition.message not in lines:
                lines.append(definition.message)
        if any(rule.severity == "warn" for rule, _names in problems):
            lines.append(
                self.env._(
                    "To save it nevertheless, open it and write the reason into "
                    "“Reason for the Exception”."
                )
            )
        return lines

    @api.model
    def _labels(self, record, names):
        labels = record.fields_get(list(names), ["string"])
        known = [labels[name]["string"] for name in names if name in labels]
        return listed(self.env, known)

    @api.model
    def _missing(self, record, owner, names):
        labels, title = self._labels(record, names), self._title(record)
        if owner._name == "crm.lead" and owner.stage_id:
            return self.env._(
                "“%(record)s” cannot be in stage “%(stage)s” yet. Fill in first: "
                "%(fields)s.",
                record=title,
                stage=owner.stage_id.name,
                fields=labels,
            )
        return self.env._(
            "“%(record)s” cannot be saved like this. Fill in first: %(fields)s.",
            record=title,
            fields=labels,
        )

    @api.model
    def _other(self, record, definition, rule, names):
        record_name = self._title(record)
        fields = self._labels(record, names)
        if rule.effect == "readonly":
            return self.env._(
                "“%(record)s”: %(fields)s may not be changed any more (rule "
                "“%(rule)s”).",
                record=record_name,
                fields=fields,
                rule=definition.name,
            )
        if rule.effect == "transition":
            return self.env._(
                "“%(record)s” may not go from its stage to this one (rule “%(rule)s”). "
                "Choose another stage.",
                record=record_name,
                rule=definition.name,
            )
        return self.env._(
            "“%(record)s”: check %(fields)s (rule “%(rule)s”). %(hint)s",
            record=record_name,
            fields=fields,
            rule=definition.name,
            hint=self._hint(record, definition, rule),
        )

    @api.model
    def _limit_words(self, text):
        """Say a limit; one that moves with the clock in words."""
        moment = moments.read(text or "")
        if moment is None:
            return text
        is_day, count = moment.unit == "today", abs(moment.shift)
        if not count:
            return self.env._("today") if is_day else self.env._("now")
        if is_day and moment.shift > 0:
            return self.env._("%(count)s days after today", count=count)
        if is_day:
            return self.env._("%(count)s days before today", count=count)
        if moment.shift > 0:
            return self.env._("%(count)s hours from now", count=count)
        return self.env._("%(count)s hours ago", count=count)

    @api.model
    def _hint(self, record, definition, rule):
        """Say what a good value looks like."""
        if rule.effect == "range":
            return self._range_words(definition.low, definition.high)
        if rule.effect == "rows":
            return self._number_of_rows(rule)
        if rule.effect == "clash":
            return self.env["crm.custom.field.rule.pairs"]._words(record, rule)
        if rule.effect == "compare":
            return self.env._(
                "It has to be %(operator)s %(other)s.",
                operator=rule.operator,
                other=self._labels(record, [rule.other]),
            )
        if rule.effect == "allowed" and definition.allowed_option_ids:
            names = listed(self.env, definition.allowed_option_ids.mapped("name"))
            return self.env._("Allowed here: %(values)s.", values=names)
        if rule.effect == "limit":
            return self.env._(
                "There may be %(limit)s at most with the same values.", limit=rule.limit
            )
        if rule.effect == "format" and rule.format != "pattern":
            formats = dict(definition._selection_format())
            return self.env._("Expected: %(format)s.", format=formats[rule.format])
        return ""

    @api.model
    def _range_words(self, low, high):
        """Say between which limits a value has to be, or from or up to which one."""
        words = {"low": self._limit_words(low), "high": self._limit_words(high)}
        if not high:
            return self.env._("It has to be at least %(low)s.", low=words["low"])
        if not low:
            return self.env._("It has to be at most %(high)s.", high=words["high"])
        return self.env._("It has to be within %(low)s and %(high)s.", **words)

    @api.model
    def _number_of_rows(self, rule):
        low, high = rule.low and int(rule.low), rule.high and int(rule.high)
        if rule.high is None:
            return self.env._("Number of rows: at least %(low)s.", low=low)
        if not low:
            return self.env._("Number of rows: at most %(high)s.", high=high or 0)
        if low == high:
            return self.env._("Number of rows: exactly %(number)s.", number=low)
        return self.env._("Number of rows: %(low)s to %(high)s.", low=low, high=high)

    @api.model
    def _title(self, record):
        """Name a record; a row by what it belongs to and its table, too."""
        row = self._row_title(record)
        return f"{record[PARENT].display_name} / {row}" if row else record.display_name

    @api.model
    def _row_title(self, record):
        """Name a row by its table; empty for what is no row."""
        table = self.env["crm.custom.field.row"]._table_of(record._name)
        if not table:
            return ""
        return f"{self._labels(record[PARENT], [table[1]])} / {record.display_name}"

    @api.model
    def _place(self, record, names):
        """Name fields within their deal; those of a row by table and row."""
        path = (self._row_title(record), self._labels(record, names))
        return " / ".join(part for part in path if part)
