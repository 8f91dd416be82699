from odoo import models

from odoo.addons.crm_approval.engine.call import StandingDoor
from odoo.addons.crm_approval.exceptions import ApprovalRequired

from .crm_approval_chain import CONFIRM

# The methods that lead to a protected state, and the state.
DOORS = {"action_confirm": "sale", "_action_cancel": "cancel"}
PAID = ("authorized", "done")


def _door(model_class, name):
    """Return what asks where the method behind it is refused.

    It is set on the class of the registry, in front of every addon's own override:
    those mail the customer or order goods once ``super`` has returned.
    """

    def ask(orders):
        return orders._approval_pass(getattr(super(model_class, orders), name), name)

    return StandingDoor(getattr(model_class, name), ask)


class SaleOrder(models.Model):
    """The doors of orders that ask, and in whose name."""

    _inherit = "sale.order"

    def _register_hook(self):
        result = super()._register_hook()
        model_class = self.env.registry[self._name]
        self._unregister_hook()
        for name in DOORS:
            setattr(model_class, name, _door(model_class, name))
        # In front of these doors, and not lost behind them.
        self.env["crm.approval.chain"]._put_doors_up()
        return result

    def _unregister_hook(self):
        result = super()._unregister_hook()
        model_class = self.env.registry[self._name]
        for name in DOORS.keys() & vars(model_class).keys():
            delattr(model_class, name)
        return result

    def _validate_fields(self, field_names, excluded_names=()):
        field_names = list(field_names)
        if "date_order" in field_names:
            # Another day is another rate: the amount counts as changed.
            field_names.append("amount_total")
        return super()._validate_fields(field_names, excluded_names)

    def _approval_pass(self, method, name):
        """Do it for the orders that may; ask for the rest, and say so."""
        watch = self._approval_watch()
        confirms = name in CONFIRM
        by_lead = confirms and self._approval_touches_lead()
        if not by_lead and not (watch and "state" in watch.fields):
            return method()
        orders, asked, result = self, self.browse(), True
        while orders:
            try:
                with self.env.cr.savepoint():
                    if by_lead:
                        orders._approval_lead_first()
                    result = orders._approval_call(name)
                    break
            except ApprovalRequired as error:
                found = orders._approval_stop(name, error)
                orders, asked = orders - found, asked | found
        return asked._approval_waits_for()._asked_notification() if asked else result

    def _approval_stop(self, name, error):
        """Ask for the orders that were found, or keep them; return which.

        :raises ApprovalRequired: when a colleague has to settle something else first
        """
        found = self._approval_of(error.findings)
        try:
            if not found:
                raise error  # another record is in the way: nothing to ask for here
            with self.env.cr.savepoint():
                self._approval_ask_in_name(error.findings, {"state": DOORS[name]})
        except ApprovalRequired as refusal:
            found = self.browse()
            if name in CONFIRM:
                found = self._approval_hold(refusal)
            if not found:
                raise
        return found

    def _approval_call(self, name):
        """Call what lies behind a door."""
        if name == "_action_cancel":
            self._approval_drop()
        door = self.env.registry[self._name]
        if name in vars(door):
            return getattr(super(door, self), name)()
        return getattr(self, name)()

    def _approval_ask_in_name(self, findings, change):
        """Ask as whoever acts; for a customer, as the salesperson of each order."""
        orders = self._approval_of(findings)
        for asker, found in orders.grouped(lambda o: o._approval_asker()).items():
            named = [
                item
                for item in findings
                if item.res_model == self._name and item.res_id in found.ids
            ]
            requests = self.env["crm.approval.request"].with_user(asker)
            requests._ask(named, change)

    def _approval_asker(self):
        """Return in whose name is asked: somebody who can be told and can confirm."""
        user = self.env.user
        if not user.share and user != self.env.ref("base.user_root"):
            return user
        return self._approval_seller()

    def _approval_apply(self, change):
        """Confirm and cancel by the method of stock, so that the rest follows."""
        rest = {name: value for name, value in change.items() if name != "state"}
        name = {state: name for name, state in DOORS.items()}.get(change.get("state"))
        if name is None:
            return super()._approval_apply(change)
        if rest:
            super()._approval_apply(rest)
        for told, orders in self.grouped(lambda o: o._approval_by_customer()).items():
            # As the portal does: who signed or paid is told that it is settled.
            orders.with_context(send_email=told)._approval_call(name)
            if name in CONFIRM:
                orders._approval_invoice_paid()
        return None

    def _approval_by_customer(self):
        self.ensure_one()
        order = self.sudo()  # sudo: payments are for accountants
        paid = order.transaction_ids.filtered(lambda tx: tx.state in PAID)
        return bool(order.signature or paid)

    def _approval_drop(self):
        """Close what waits to be confirmed: the order is cancelled."""
        self.check_access("write")
        pending = self._approval_pending().filtered(
            lambda request: (request.change or {}).get("state") == "sale"
        )
        pending._close_for(self.env._("The order was cancelled."))

    def _approval_pending(self):
        """Return what waits for these orders, whoever asked and whoever looks."""
        requests = self.env["crm.approval.request"].sudo()  # sudo: customers read none
        return requests._pending_of(self)

    def _approval_waits_for(self):
        """Return what these orders wait for: their own requests or others'."""
        # sudo: customers read none of either.
        return self._approval_pending() | self.sudo().approval_held_request_id

    def _approval_may_stop(self, vals):
        watch = self._approval_watch()
        lines = bool(watch and watch.fields and "order_line" in vals)
        return lines or super()._approval_may_stop(vals)

    def _approval_waiting_names(self, findings):
        return super()._approval_waiting_names(findings) | {"order_line"}

    def _approval_deferred(self, specs):
        """A new order that asks to be confirmed is a quotation until then."""
        names = super()._approval_deferred(specs)
        return names & {"state"} or names

    def _can_be_edited_on_portal(self):
        """What is being decided on stands still for the customer too."""
        return super()._can_be_edited_on_portal() and not self._approval_waits_for()

    def _approval_customer_waits(self):
        """Tell whether what a customer signed or paid is being decided on."""
        self.ensure_one()
        quoted = self.state in ("draft", "sent")
        return (
            quoted and self._approval_by_customer() and bool(self._approval_waits_for())
        )
