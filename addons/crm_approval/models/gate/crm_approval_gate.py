from dataclasses import dataclass

from odoo import api, fields, models

from ...engine import spec as engine
from ...engine import values
from ...exceptions import ApprovalRequired

NAMED = 5


@dataclass(frozen=True)
class Finding:
    """One record that the gate does not let pass, and why."""

    res_model: str
    res_id: int
    spec: engine.ChainSpec | None
    tested: dict
    stage_id: int = 0
    request_id: int = 0
    closed: tuple[str, ...] = ()


class CrmApprovalGate(models.AbstractModel):
    """The one place that decides whether records may stand where they stand.

    It looks at the state, not at how the state was reached, and at nothing that a
    caller may choose: no context, no superuser mode, no current company.
    """

    _name = "crm.approval.gate"
    _description = "Approval Gate"

    @api.model
    def _check(self, records, watch, field_names):
        """Refuse records that stand in a protected state nobody has granted."""
        if not records:
            return
        changed = watch.fields.intersection(field_names)
        if changed:
            self._check_state(records, changed)
        self._check_parents(self._parents(records, watch, field_names))

    def _check_state(self, records, changed=None):
        """Refuse records by the chains that look at what has ``changed``."""
        to_check = self.env["crm.approval.chain"]._to_check(records._name, changed)
        records = self._neutral(records)
        findings = self._find_locked(records) if to_check.holds else []
        if to_check.groups and not findings:
            findings = self._find_uncovered(records, to_check.groups)
        self._refuse(findings)

    @api.model
    def _check_event(self, records, event):
        """Refuse what is about to be done to records if nobody has granted it."""
        watch = self.env["crm.approval.chain"]._watch_map().get(records._name)
        if watch and event in watch.events:
            self._refuse(self._find_uncovered(self._neutral(records), event=event))

    @api.model
    def _parents(self, lines, watch, field_names=None):
        """Return the records whose chains look at these lines; one set by field."""
        return [
            self._neutral(lines)[line.parent_field]
            for line in watch.lines
            if field_names is None or not line.fields.isdisjoint(field_names)
        ]

    @api.model
    def _check_parents(self, parents):
        for records in parents:
            if records := records.exists():
                self._check_state(records)

    def _refuse(self, findings):
        if findings:
            raise ApprovalRequired(self._message(findings), findings)

    @api.model
    def _neutral(self, records):
        """Return the records as the rule sees them: the same for every caller."""
        # su: what one may read is not the question; context: callers choose it.
        return records.with_env(self.env(su=True, context={}))

    @api.model
    def _find_locked(self, records):
        """Find records whose values moved that have to stand still meanwhile."""
        requests = self.env[
            "crm.approval.request"
        ].sudo()  # sudo: whoever may see what waits, it holds the record still
        pending = requests._pending_of(records)
        if not pending:
            return []
        record_by_id = {record.id: record for record in records}
        moved = pending.step_ids._moved_by(self.env.user, record_by_id)
        found = [
            (request, record, tuple(sorted(moved.get(request.id, ()))))
            for request in pending
            if (record := record_by_id[request.res_id])
        ]
        return [
            Finding(
                res_model=records._name,
                res_id=record.id,
                spec=None,
                tested=self._values(record, request.tested),
                stage_id=self._stage_id(record),
                request_id=request.id,
                closed=closed,
            )
            for request, record, closed in found
            if closed or self._moved_from(record, request.base)
        ]

    def _moved_from(self, record, known):
        """Name the values that are no longer those that are known."""
        return tuple(values.changed(known, self._values(record, known)))

    @api.model
    def _find_uncovered(self, records, groups=None, event="", call=""):
        """Find records in a protected state without a grant that fits.

        :param groups: the chains to look at, those for one place together; else all
        :param call: spells the call of a method; a grant is for that one call
        """
        hits = self._hits(records, groups, event)
        if not hits:
            return []
        found = records.browse({record.id for record, _spec in hits})
        grants = self._grants(found)
        history = self._history(found)
        findings = []
        for record, spec in hits:
            tested = self._values(record, spec.tested)
            if event == "merge":
                tested["merged"] = sorted(records.ids)
            if call:
                tested["call"] = call
            known = grants.get((spec.chain_id, record.id), []) + [
                covered
                for chain_id, since, covered in history.get(record.id, ())
                if spec.accepts_history(chain_id or 0, since)
            ]
            if not values.fits_one_of(known, tested):
                stage_id = self._stage_id(record)
                findings.append(
                    Finding(records._name, record.id, spec, tested, stage_id)
                )
        return findings

    @api.model
    def _grants(self, records):
        """Return by (chain, record) the values that were granted."""
        # sudo: a grant counts for everyone, whoever may read it.
        rows = self.env["crm.approval.decision"].sudo()
        found = {}
        for row in rows.search_fetch(
            [
                ("verdict", "=", "grant"),
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
            ],
            ["chain_id", "res_id", "tested"],
        ):
            found.setdefault((row.chain_id.id, row.res_id), []).append(row.tested)
        return found

    @api.model
    def _history(self, records):
        """Return by record what history covers: (chain, since when, values)."""
        # sudo: history counts for everyone, whoever may read it.
        rows = self.env["crm.approval.history"].sudo()
        found = {}
        for row in rows.search_fetch(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)],
            ["res_id", "chain_id", "date", "tested"],
        ):
            since = fields.Datetime.to_string(row.date)
            found.setdefault(row.res_id, []).append(
                (row.chain_id.id, since, row.tested)
            )
        return found

    @api.model
    def _agreed(self, records, specs):
        """Return by record the values last agreed; no query if no chain compares."""
        if not records or not any(spec.moved for spec in specs):
            return {}
        rows = self.env["crm.approval.baseline"]._rows_of(records)
        return {row.res_id: row.agreed for row in rows}

    @api.model
    def _hits(self, records, groups=None, event=""):
        """Return the pairs (record, chain) where the chain applies."""
        concerned = self._concerned(records, groups, event)
        specs = [spec for spec, _found in concerned]
        baselines = self._agreed(records, specs)
        thresholds = {}
        hits = []
        for spec, found in concerned:
            found = self._matching(found, spec, thresholds, baselines)
            hits += [(record, spec) for record in found]
        return hits

    def _concerned(self, records, groups, event):
        """Return the pairs (chain, records that stand where it looks)."""
        if groups is None:
            groups = self.env["crm.approval.chain"]._to_check(records._name).groups
        places = [(record.id, self._place(record, event)) for record in records]
        concerned = []
        for specs in groups:
            found = [found for found, at in places if specs[0].concerns(at)]
            if found:
                concerned += [(spec, records.browse(found)) for spec in specs]
        return concerned

    @api.model
    def _fingerprint(self, spec, res_id, tested):
        """Hash what a grant is given for: this record, this chain, these values."""
        return values.fingerprint(
            {"chain": spec.chain_id, "record": res_id, "values": tested}
        )

    def _message(self, findings):
        lines = [self._line(finding) for finding in findings[:NAMED]]
        if len(findings) > NAMED:
            more = len(findings) - NAMED
            lines.append(self.env._("… and %(count)s more.", count=more))
        return "\n".join(lines)

    def _line(self, finding):
        """Say which record may not stand there, why, and what to do next."""
        # sudo: the caller holds these records; names for the message only.
        record = self.env[finding.res_model].sudo().browse(finding.res_id)
        if finding.request_id:
            return self._waiting_line(finding, record.display_name)
        # sudo: the name of a chain is no secret.
        chain = self.env["crm.approval.chain"].sudo().browse(finding.spec.chain_id)
        names = {"record": record.display_name, "chain": chain.name}
        say = {
            "delete": self._delete_line,
            "merge": self._merge_line,
            "method": self._method_line,
        }.get(finding.spec.target, self._change_line)
        return say(finding, names)

    def _waiting_line(self, finding, name):
        # sudo: who must act is told to whoever is stopped by it.
        requests = self.env["crm.approval.request"].sudo()
        request = requests.browse(finding.request_id)
        if finding.closed:
            return request._closed_words(name, finding.closed)
        return self.env._(
            "%(record)s is waiting for %(approver)s (%(chain)s): what they decide "
            "on cannot change meanwhile. Ask them, or withdraw the request first.",
            record=name,
            approver=request.waiting_for,
            chain=request.chain_id.name,
        )

    def _delete_line(self, _finding, names):
        return self.env._(
            "Deleting %(record)s needs an approval (%(chain)s) that it does not "
            "have. Choose Ask for Deletion in the action menu, or call "
            "action_request_deletion.",
            **names,
        )

    def _merge_line(self, _finding, names):
        return self.env._(
            "Merging %(record)s needs an approval (%(chain)s) that it does not "
            "have. Choose Merge in the action menu of the list to ask for it.",
            **names,
        )

    def _method_line(self, finding, names):
        return self.env._(
            "“%(button)s” on %(record)s needs an approval (%(chain)s) that it does not "
            "have. Press the button in the form of the record to ask for it, or call "
            "%(method)s from outside.",
            button=finding.spec.button,
            method=finding.spec.method,
            **names,
        )

    def _change_line(self, finding, names):
        if finding.res_model != engine.LEAD:
            return self.env._(
                "%(record)s needs an approval (%(chain)s) that it does not have. "
                "Change it in its form to ask for it, or call "
                "action_request_approval with the values to write.",
                **names,
            )
        return self.env._(
            "%(lead)s needs an approval (%(chain)s) that it does not have. Move it in "
            "the pipeline to ask for it, or call action_request_approval with the "
            "values to write.",
            lead=names["record"],
            chain=names["chain"],
        )
