from odoo import api, models

from ..engine import spec as engine
from ..exceptions import ApprovalRequired
from .chain.watched import WATCH
from .gate import record_views

# What can be read more than once; most callers give a list.
COLLECTIONS = (list, tuple, dict, set, frozenset)


class Base(models.AbstractModel):
    """The gate on any model, and the doors of the web client that ask instead.

    A model that no published chain watches pays one look-up in a dictionary: the
    methods here end after ``_approval_watch``. ``_validate_fields`` runs on create,
    write and recompute, whoever calls. The doors open nothing: they turn a refusal
    into a request.
    """

    _inherit = "base"

    @api.model
    def _approval_watch(self):
        """Return what published chains watch on this model, or None.

        Every save of every model asks it, several times: the ORM cache, with its
        counters, would cost more than what is asked.
        """
        watches = self.env.cr.cache.get(WATCH)
        if watches is None:
            watches = self.env["crm.approval.chain"]._watch_map()
            self.env.cr.cache[WATCH] = watches
        return watches.get(self._name)

    def _validate_fields(self, field_names, excluded_names=()):
        watch = self._approval_watch()
        if watch is None:
            return super()._validate_fields(field_names, excluded_names)
        if not isinstance(field_names, COLLECTIONS):
            field_names = set(field_names)
        super()._validate_fields(field_names, excluded_names)
        if not watch.names.isdisjoint(field_names):
            self.env["crm.approval.gate"]._check(self, watch, field_names)
        return None

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        watch = self._approval_watch()
        if watch and watch.moved:
            self.env["crm.approval.baseline"]._start(records)
        return records

    def unlink(self):
        # Not @api.ondelete: a context key that any caller may send switches that off.
        watch = self._approval_watch()
        if watch is None or not self:
            return super().unlink()
        self.check_access("unlink")
        gate = self.env["crm.approval.gate"]
        gate._check_event(self, "unlink")
        parents = gate._parents(self, watch)
        self.env["crm.approval.request"]._close_of_deleted(self)
        result = super().unlink()
        gate._check_parents(parents)
        return result

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        shown = record_views.show_requests(self, view_type)
        return (*key, "crm_approval") if shown else key

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if record_views.show_requests(self, view_type):
            record_views.add_to(arch)
        return arch, view

    def _read_format(self, fnames, load="_classic_read"):
        """Keep from whoever is asked what the step hides from them."""
        rows = super()._read_format(fnames, load)
        watch = self._approval_watch()
        if watch and not self.env.su and not watch.hidden.isdisjoint(fnames):
            self.env["crm.approval.request.step"]._blank(self, rows)
        return rows

    def _export_rows(self, fields, *args, **kwargs):
        """Export nothing of what a step hides from whoever is asked."""
        self._approval_refuse_hidden(path[0] for path in fields if path)
        return super()._export_rows(fields, *args, **kwargs)

    def copy_data(self, default=None):
        """Copy nothing of what a step hides from whoever is asked."""
        self._approval_refuse_hidden(self._fields.keys() - (default or {}).keys())
        return super().copy_data(default)

    def onchange(self, values, field_names, fields_spec):
        """Tell nothing that a step hides while a form is edited."""
        result = super().onchange(values, field_names, fields_spec)
        watch = self._approval_watch()
        if watch and watch.hidden and not self.env.su and self.ids:
            steps = self.env["crm.approval.request.step"]
            for name in steps._hidden_by_record(self).get(self.id, ()):
                result.get("value", {}).pop(name, None)
        return result

    def _approval_refuse_hidden(self, names):
        watch = self._approval_watch()
        if watch and watch.hidden and not self.env.su and self.ids:
            hidden = watch.hidden.intersection(names)
            self.env["crm.approval.request.step"]._refuse_hidden(self, hidden)

    def action_view_approval_requests(self):
        """Open the requests of this record."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_approval.crm_approval_request_action"
        )
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    def action_request_approval(self, values):
        """Write ``values``, or ask for approval where they need one.

        :return: ids of the requests that now wait; empty when all was written
        """
        return self._approval_write_or_ask(values).ids

    def action_request_deletion(self):
        """Delete what may be deleted; ask for the rest.

        :return: ids of the requests that now wait
        """
        self.check_access("unlink")
        gate = self.env["crm.approval.gate"]
        findings = gate._find_uncovered(gate._neutral(self), event="unlink")
        requests = self.env["crm.approval.request"]._ask(findings, {}, "unlink")
        (self - self._approval_of(findings)).unlink()
        return requests.ids

    def action_archive(self):
        """Archive what may be archived; ask for the rest."""
        if not self._approval_watch():
            return super().action_archive()
        records = self._approval_ask_first({self._active_name: False})
        return super(Base, records).action_archive()

    def web_save(self, vals, specification, next_id=None):
        """Save from the web client: what needs an approval asks for it."""
        if not self._approval_may_stop(vals):
            return super().web_save(vals, specification, next_id=next_id)
        try:
            with self.env.cr.savepoint():
                return super().web_save(dict(vals), specification, next_id=next_id)
        except ApprovalRequired as error:
            records = self
            if not self:
                records, vals = self._approval_create_before(vals, error.findings)
            records._approval_write_or_ask(vals)
        target = self.browse(next_id) if next_id else records
        return target.with_context(bin_size=True).web_read(specification)

    def web_save_multi(self, vals_list, specification):
        """Save several from the list view: each one is saved or asks."""
        if not self._approval_watch():
            return super().web_save_multi(vals_list, specification)
        try:
            with self.env.cr.savepoint():
                copies = [dict(vals) for vals in vals_list]
                return super().web_save_multi(copies, specification)
        except ApprovalRequired:
            for record, vals in zip(self, vals_list, strict=True):
                record._approval_write_or_ask(vals)
        return self.with_context(bin_size=True).web_read(specification)

    def _approval_may_stop(self, vals):
        """Tell whether a save could meet the gate at all (else it stays stock)."""
        watch = self._approval_watch()
        if not watch or not watch.fields:
            return False
        return not self or not watch.fields.isdisjoint(vals)

    def _approval_create_before(self, vals, findings):
        """Create the record outside the protected state; return it and the rest."""
        specs = [
            finding.spec for finding in findings if finding.res_model == self._name
        ]
        if not specs:
            raise ApprovalRequired(
                self.env["crm.approval.gate"]._message(findings), findings
            )
        waits = self._approval_deferred(specs)
        context = {
            name: value
            for name, value in self.env.context.items()
            if name.removeprefix("default_") not in waits
        }
        states = frozenset().union(*(spec.states for spec in specs))
        wanted = self.default_get(sorted(states & waits))
        wanted |= {name: vals[name] for name in vals if name in waits}
        others = {name: vals[name] for name in vals if name not in wanted}
        records = self.with_env(self.env(context=context))
        return records.create(others), wanted

    def _approval_deferred(self, specs):
        """Return the fields that wait when a record is created and asks."""
        return {
            name
            for name in frozenset().union(*(spec.deferred for spec in specs))
            if name in self._fields and not self._fields[name].required
        }

    def _approval_apply(self, change):
        """Do what was asked for; a model with a method of its own calls that."""
        self.write(dict(change))

    def _approval_write_or_ask(self, vals):
        """Write what may be written; open requests for what may not."""
        findings = self._approval_try(vals)
        if not findings:
            return self.env["crm.approval.request"]
        waits = self._approval_waiting_names(findings)
        gated = {name: vals[name] for name in vals if name in waits} or dict(vals)
        rest = {name: vals[name] for name in vals if name not in gated}
        if rest:
            self.write(rest)
        requests, records = self.env["crm.approval.request"], self
        while findings := records and records._approval_try(gated):
            requests |= requests._ask(findings, gated)
            records -= self._approval_of(findings)
        return requests

    def _approval_try(self, vals):
        """Write and return nothing, or write nothing and return the findings."""
        try:
            with self.env.cr.savepoint():
                self._approval_apply(vals)
        except ApprovalRequired as error:
            if not self._approval_of(error.findings):
                raise  # another record is in the way: nothing to ask for here
            return error.findings
        return []

    def _approval_ask_first(self, change):
        """Ask for those that may not change so; return the others, unchanged."""
        records, requests = self, self.env["crm.approval.request"]
        watch = self._approval_watch()
        while records and watch and not watch.fields.isdisjoint(change):
            savepoint = self.env.cr.savepoint()
            findings = records._approval_try(change)
            savepoint.close(rollback=True)
            if not findings:
                break
            requests._ask(findings, change)
            records -= self._approval_of(findings)
        return records

    def _approval_of(self, findings):
        """Return the records of ``self`` that were found."""
        found = {item.res_id for item in findings if item.res_model == self._name}
        return self.filtered(lambda record: record.id in found)

    def _approval_waiting_names(self, findings):
        names = set()
        for finding in findings:
            spec = finding.spec
            names |= spec.proposable | spec.states if spec else set(finding.tested)
        return names | (engine.STATE_FIELDS if self._name == engine.LEAD else set())
