from markupsafe import Markup, escape

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmMigrationRunReconcile(models.Model):
    """The part of a run that proves it: the same figures on both sides."""

    _inherit = "crm.migration.run"

    @api.depends("check_ids.is_equal")
    def _compute_is_reconciled(self):
        for run in self:
            checks = run.check_ids
            run.is_reconciled = bool(checks) and all(checks.mapped("is_equal"))

    def reconcile(self, checks, findings=None):
        """Compare figures of the source with the loaded records and keep the result.

        :param list checks: objects with name, target, domain, measure ("__count" or
            "field:sum") and expected
        :param dict findings: what the client repaired, refused and proposes
        """
        self._check_owner(("staging", "loading", "done"))
        self._lock()
        targets = self._parse_targets(self.targets)
        lines = []
        for sequence, check in enumerate(checks):
            target = targets.get(check.get("target"))
            if target is None:
                raise UserError(
                    self.env._(
                        "Check “%(check)s” names no target of this run. Check the "
                        "mapping.",
                        check=check.get("name"),
                    )
                )
            lines.append(
                {
                    "run_id": self.id,
                    "sequence": sequence,
                    "name": check.get("name"),
                    "expected": check.get("expected") or 0,
                    "actual": self._measure(target, check),
                }
            )
        ledger = self.sudo()  # sudo: nobody may write the ledger by hand
        ledger.check_ids.unlink()
        ledger.check_ids.create(lines)
        ledger.findings = findings or {}
        return [
            {
                "name": check.name,
                "expected": check.expected,
                "actual": check.actual,
                "is_equal": check.is_equal,
            }
            for check in ledger.check_ids
        ]

    def _measure(self, target, check):
        """Read one figure as the calling user, over what this source has loaded."""
        # sudo: the ledger is only read for the ids of records
        keys = self.env["crm.migration.key"].sudo()
        loaded = keys._search(
            [("source", "=", self.source), ("target", "=", target.name)]
        ).subselect("res_id")
        model = self.env[target.model].with_context(active_test=False)
        domain = Domain(check.get("domain") or []) & Domain("id", "in", loaded)
        measure = check.get("measure") or "__count"
        return model._read_group(domain, [], [measure])[0][0] or 0

    @api.depends("findings")
    @api.depends_context("lang")
    def _compute_findings_html(self):
        titles = {
            "repaired": self.env._("Repaired"),
            "accepted": self.env._("Accepted, but worth knowing"),
            "proposed": self.env._("Proposed repairs (not applied)"),
            "refused": self.env._("Not loaded"),
            "left_out": self.env._("Left out"),
        }
        for run in self:
            sections = [
                Markup("<h4>%s</h4><ul>%s</ul>")
                % (
                    escape(titles.get(section.get("code"), section.get("title"))),
                    Markup("").join(
                        Markup("<li>%s</li>") % escape(line)
                        for line in section.get("lines", [])
                    ),
                )
                for section in (run.findings or {}).get("sections", [])
            ]
            run.findings_html = Markup("").join(sections)
