from odoo import fields, models
from odoo.tools import format_amount

from ...engine import spec as engine
from ...listing import clauses, listed

YES = "\N{CHECK MARK}"


class CrmApprovalVersion(models.Model):
    """A chain as it was published: frozen. Requests in flight keep theirs."""

    _name = "crm.approval.version"
    _description = "Published Approval Chain"
    _inherit = ["crm.approval.append.only"]
    _log_access = False
    _order = "chain_id, number desc"
    _rec_name = "number"

    chain_id = fields.Many2one(
        "crm.approval.chain", required=True, index=True, ondelete="restrict"
    )
    number = fields.Integer(required=True)
    definition = fields.Json(required=True)
    fingerprint = fields.Char(required=True)
    user_id = fields.Many2one(
        "res.users", string="Published By", required=True, ondelete="restrict"
    )
    date = fields.Datetime(
        string="Published On", required=True, default=fields.Datetime.now
    )

    _chain_number_uniq = models.UniqueIndex(
        "(chain_id, number)", "This version of the chain is already published."
    )

    def _spec(self):
        self.ensure_one()
        published_on = fields.Datetime.to_string(self.date)
        return engine.from_definition(
            self.chain_id.id, self.id, self.definition, published_on
        )

    def _rights(self):
        """Return what the steps of these versions say of fields."""
        steps = [step for version in self for step in version.definition["steps"]]
        return [step["rights"] for step in steps if step.get("rights")]

    def _in_words(self):
        """Return ``{title: text}`` of everything the version says."""
        self.ensure_one()
        definition = self.definition
        chains = self.env["crm.approval.chain"]
        words = {
            self._label(chains, "target"): self._option(chains, definition, "target"),
            self._label(chains, "stage_ids"): self._names(
                "crm.stage", definition.get("stage_ids")
            ),
            self._label(chains, "min_amount"): self._amount(definition),
            self._label(chains, "domain"): definition.get("domain") or "",
            self._label(chains, "condition_ids"): clauses(
                self.env,
                [
                    self.env["crm.approval.request"]._condition_words(
                        line, definition.get("res_model", engine.LEAD)
                    )
                    for line in definition.get("conditions", ())
                ],
            ),
        }
        for name in ("allow_requester", "exclude_team", "exclude_customer"):
            words[self._label(chains, name)] = YES if definition.get(name) else ""
        once = definition.get("duplicates") == "once"
        words[self._label(chains, "ask_once")] = YES if once else ""
        for step in definition["steps"]:
            name = engine.step_name(step, self.env.lang)
            title = self.env._("Step %(name)s", name=name)
            words[title] = self._step_words(step)
        kinds = self.env["crm.approval.outcome"]
        for line in definition.get("outcomes", ()):
            event = self._option(kinds, line, "event")
            title = self.env._("Afterwards (%(event)s)", event=event)
            said = [words.get(title), self._option(kinds, line, "kind")]
            words[title] = listed(self.env, said)
        if method := definition.get("method"):
            title = self._label(chains, "method_name")
            words[title] = f"{definition['method_label']} ({method})"
        return words

    def _label(self, model, name):
        return model._fields[name]._description_string(self.env)

    def _option(self, model, values, name):
        options = dict(model._fields[name]._description_selection(self.env))
        return options.get(values.get(name), "")

    def _names(self, model, ids):
        # sudo: names of what the version refers to, archived or not.
        found = self.env[model].sudo().with_context(active_test=False)
        names = found.browse(ids or ()).exists().mapped("display_name")
        return listed(self.env, names)

    def _amount(self, definition):
        if not definition.get("amount"):
            return ""
        currency = self.env["res.currency"].browse(definition["currency_id"])
        return format_amount(self.env, definition["amount"], currency)

    def _step_words(self, step):
        steps = self.env["crm.approval.step"]
        said = [
            self._names("res.users", step["user_ids"]),
            *[self._rule_words(rule) for rule in step.get("rules", ())],
            self._option(steps, step, "mode"),
        ]
        if step["mode"] in ("count", "weight"):
            said.append(str(step.get("quorum", 1)))
        demands = {
            "parallel": "is_parallel",
            "choice": "requester_chooses",
            "comment": "comment_required",
            "attachment": "attachment_required",
            "identity": "identity_required",
        }
        said += [self._label(steps, demands[key]) for key in demands if step.get(key)]
        if step.get("deadline_hours"):
            hours = self._label(steps, "deadline_hours")
            said.append(f"{hours}: {step['deadline_hours']:g}")
        said += self._rights_words(step.get("rights", {}))
        return clauses(self.env, said)

    def _rights_words(self, rights):
        model = self.definition.get("res_model", engine.LEAD)
        label = self.env["crm.approval.request"]._field_label
        lines = self.env["crm.approval.step.field"]
        return [
            f"{label(model, name)}: {self._option(lines, {'right': right}, 'right')}"
            for name, right in sorted(rights.items())
        ]

    def _rule_words(self, rule):
        rules = self.env["crm.approval.step.rule"]
        said = self._option(rules, rule, "kind")
        detail = {
            "user": lambda: self._names("res.users", [rule["user_id"]]),
            "group": lambda: self._names("res.groups", [rule["group_id"]]),
            "manager": lambda: str(rule["levels"]),
            "field": lambda: rule["path"],
        }.get(rule["kind"], str)()
        words = said
        if detail:
            words = self.env._("%(words)s (%(values)s)", words=said, values=detail)
        return f"{words} [{rule['only_if']}]" if rule.get("only_if") else words
