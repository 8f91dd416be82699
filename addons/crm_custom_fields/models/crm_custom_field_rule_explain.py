from odoo import api, models

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
        missing = {
            n for rule, names in problems if rule.effect == "required" for n in names
        }
        lines = []
        if missing:
            lines.append(self._missing(record, sorted(missing)))
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
        return ", ".join(labels[name]["string"] for name in names if name in labels)

    @api.model
    def _missing(self, record, names):
        labels = self._labels(record, names)
        if record._name == "crm.lead" and record.stage_id:
            return self.env._(
                "“%(record)s” cannot be in stage “%(stage)s” yet. Fill in first: "
                "%(fields)s.",
                record=record.display_name,
                stage=record.stage_id.name,
                fields=labels,
            )
        return self.env._(
            "“%(record)s” cannot be saved like this. Fill in first: %(fields)s.",
            record=record.display_name,
            fields=labels,
        )

    @api.model
    def _other(self, record, definition, rule, names):
        record_name = record.display_name
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
    def _hint(self, record, definition, rule):
        """Say what a good value looks like."""
        if rule.effect == "range":
            limits = (definition.low or "…", definition.high or "…")
            return self.env._(
                "It has to be within %(low)s and %(high)s.",
                low=limits[0],
                high=limits[1],
            )
        if rule.effect == "compare":
            return self.env._(
                "It has to be %(operator)s %(other)s.",
                operator=rule.operator,
                other=self._labels(record, [rule.other]),
            )
        if rule.effect == "allowed" and definition.allowed_option_ids:
            names = ", ".join(definition.allowed_option_ids.mapped("name"))
            return self.env._("Allowed here: %(values)s.", values=names)
        if rule.effect == "limit":
            return self.env._(
                "There may be %(limit)s at most with the same values.", limit=rule.limit
            )
        if rule.effect == "format" and rule.format != "pattern":
            formats = dict(definition._selection_format())
            return self.env._("Expected: %(format)s.", format=formats[rule.format])
        return ""
