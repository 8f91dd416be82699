from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...engine import spec as engine
from ...engine import values
from . import author


class CrmApprovalChainPublishing(models.Model):
    """From the draft that is edited to the version that the gate works by."""

    _inherit = "crm.approval.chain"

    def action_publish(self):
        """Freeze the draft: from now on the gate works by it."""
        self.check_access("write")
        for chain in self:
            chain._check_publishable()
            chain.outcome_ids._check_server_right()
            chain._publish()
            if chain._protects_method():
                chain._doors_changed()
        return True

    def _check_publishable(self):
        self.ensure_one()
        self._refuse_closed()
        empty = self.step_ids.filtered(lambda step: step._names_nobody())
        if not self.step_ids or empty:
            raise UserError(
                self.env._(
                    "Approval chain %(chain)s cannot be published: it needs at least "
                    "one step, and every step at least one active approver.",
                    chain=self.name,
                )
            )
        nothing = self.target == "value" and not self._prepare_definition()["fields"]
        if nothing and not self.min_amount and not self.condition_ids:
            raise UserError(
                self.env._(
                    "Approval chain %(chain)s cannot be published: it would stop every "
                    "record. Give it an amount, a filter or a condition.",
                    chain=self.name,
                )
            )
        if self.target == "stage" and not self.stage_ids:
            raise UserError(
                self.env._(
                    "Approval chain %(chain)s cannot be published: choose the stages "
                    "that it protects.",
                    chain=self.name,
                )
            )

    def _refuse_closed(self):
        """Who publishes may read all that the chain looks at, whoever wrote it."""
        lines = [*self.condition_ids, *self.step_ids.rule_ids]
        paths = {path for line in lines for path in line._read_paths()}
        author.refuse_closed(
            self, self._parse_domain(), [self.amount_field, *sorted(paths)]
        )

    def _publish(self):
        self.ensure_one()
        definition = self._prepare_definition()
        self.step_ids._check_rights(engine.from_definition(self.id, 0, definition))
        fingerprint = values.fingerprint(definition)
        if self.version_id.fingerprint == fingerprint:
            return
        # sudo: nobody has the right to add versions by hand; write was checked.
        version = (
            self.env["crm.approval.version"]
            .sudo()  # sudo: nobody adds versions by hand; write was checked
            .create(
                {
                    "chain_id": self.id,
                    "number": max(self.version_ids.mapped("number"), default=0) + 1,
                    "definition": definition,
                    "fingerprint": fingerprint,
                    "user_id": self.env.uid,
                }
            )
        )
        self.env.flush_all()  # what is still to be computed belongs to the time before
        self._forget_watch()
        self.env["crm.approval.baseline"]._start_all(self.res_model)
        self.env["crm.approval.history"]._record_older(version._spec(), self)

    def _is_as_published(self):
        """Compare with the version; what cannot be read any more is no match."""
        self.ensure_one()
        try:
            draft = self._prepare_definition()
        except ValidationError:
            return False  # the form has to open, so that somebody can mend it
        return values.fingerprint(draft) == self.version_id.fingerprint

    def _prepare_definition(self):
        """Return everything the gate and the requests need, as plain JSON."""
        self.ensure_one()
        return {
            **self._prepare_model(),
            **self._prepare_method(),
            "company_id": self.company_id.id,
            "target": self.target,
            "stage_ids": sorted(self.stage_ids.ids) if self.target == "stage" else [],
            "domain": self.domain,
            "amount": self.min_amount,
            "currency_id": self.currency_id.id,
            "fields": sorted(self._domain_fields()),
            "allow_requester": self.allow_requester,
            "exclude_team": self.exclude_team,
            "exclude_customer": self.exclude_customer,
            "duplicates": "once" if self.ask_once else "ask",
            "conditions": [line._prepare_definition() for line in self.condition_ids],
            "outcomes": [line._prepare_definition() for line in self.outcome_ids],
            "steps": [step._prepare_definition() for step in self.step_ids],
        }

    def _parse_domain(self):
        return Domain(list(engine.parse_domain(self.domain)))

    def _domain_fields(self):
        conditions = self._parse_domain().iter_conditions()
        found = {condition.field_expr.split(".")[0] for condition in conditions}
        return found.union(*(line._tested_fields() for line in self.condition_ids))
