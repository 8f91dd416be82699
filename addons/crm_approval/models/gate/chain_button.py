import inspect
import re
from functools import partial

from odoo import api, models

from ...engine.call import Door
from ...listing import listed
from . import calls

NAME = re.compile(r"[a-z][a-z0-9_]*")
# What every record has (create, write, sudo, web_save …) has targets of its own, and
# other addons put their hands on some of it.
NOT_THESE = ("base", "mail.thread", "mail.activity.mixin")


class CrmApprovalChainButton(models.Model):
    """A chain that protects a method which a button, or a program, calls.

    A door stands before the method in the class of the model, see ``engine/call.py``.
    It stands as long as a published chain names the method, in every worker: they load
    their classes anew when a chain changes that.
    """

    _inherit = "crm.approval.chain"

    @api.depends("res_model", "target")
    @api.depends_context("lang")
    def _compute_method_hint(self):
        for chain in self:
            hint = chain.target == "method" and chain._buttons_of_form()
            chain.method_hint = hint or False

    def _buttons_of_form(self):
        """Name the buttons of the form, with what one would write here."""
        records = self.env[self.res_model]
        if not records.has_access("read"):
            return ""
        arch, _view = records._get_view(view_type="form")
        found = {}
        for node in arch.iter("button"):
            name, label = node.get("name"), node.get("string")
            if (
                node.get("type") == "object"
                and label
                and not self._method_fault(self.res_model, name)
            ):
                found.setdefault(name, label)
        buttons = (f"{label}: {name}" for name, label in found.items())
        return listed(self.env, buttons)

    @api.model
    def _method_fault(self, model_name, name):
        """Say why a method cannot be protected; nothing if it can."""
        model = self.env[model_name]
        if not name or not NAME.fullmatch(name):
            return self.env._("it is not the name of a public method.")
        if any(hasattr(self.env.registry[base], name) for base in NOT_THESE):
            return self.env._("every record has it, and other targets are for it.")
        method = inspect.getattr_static(type(model), name, None)
        method = method.origin if isinstance(method, Door) else method
        if not inspect.isfunction(method):
            return self.env._("there is no such method.")
        if any(
            getattr(method, "_api_private", False)
            for method in (vars(cls).get(name) for cls in type(model).mro())
        ):
            return self.env._("it cannot be called from outside.")
        if getattr(method, "_api_model", False):
            return self.env._("it does not work on records.")
        return ""

    def _prepare_method(self):
        """Return what a version freezes about the protected method, if any."""
        if self.target != "method":
            return {}
        label = self.method_label or self.method_name
        return {"method": self.method_name, "method_label": label}

    def _protects_method(self):
        return any(row.definition.get("method") for row in self.version_ids)

    @api.model
    def _register_hook(self):
        super()._register_hook()
        self._put_doors_up()

    @api.model
    def _doors_changed(self):
        """Put doors up at once; take others down when this is certain.

        A door that no chain needs lets everybody pass. It stays until the end of the
        transaction, so that a rollback does not leave a method open.
        """
        self._put_doors_up()
        self.env.registry.registry_invalidated = True  # the other workers
        self.env.cr.postcommit.add(partial(_take_doors_down, self.env.registry))

    @api.model
    def _protected_methods(self):
        specs = self._specs_by_model().values()
        return {
            (spec.model, spec.method)
            for found in specs
            for spec in found
            if spec.method
        }

    @api.model
    def _put_doors_up(self):
        for model, name in self._protected_methods():
            cls = self.env.registry[model]
            standing = vars(cls).get(name)
            if type(standing) is not Door and hasattr(cls, name):
                door = calls.door(name, calls.behind_door(getattr(cls, name)))
                door.before = standing
                setattr(cls, name, door)

    @api.model
    def _take_doors_down(self):
        """Take every door away that no published chain needs."""
        needed = self._protected_methods()
        for model, cls in self.env.registry.items():
            for name, found in list(vars(cls).items()):
                if type(found) is not Door or (model, name) in needed:
                    continue
                if found.before is None:
                    delattr(cls, name)
                else:
                    setattr(cls, name, found.before)  # another addon's own door


def _take_doors_down(registry):
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        env["crm.approval.chain"]._take_doors_down()
