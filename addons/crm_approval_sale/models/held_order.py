from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import str2bool

from odoo.addons.crm_approval.engine.spec import LEAD
from odoo.addons.crm_approval.exceptions import ApprovalRequired

CONVERT = {"float": float, "monetary": float, "integer": int, "many2one": int}


class HeldOrder(models.Model):
    """What a customer signed or paid, and something else does not let pass yet.

    The signature and the money stay. The order waits for the request that is in its
    way, mostly one of its opportunity, and confirms itself once that is granted.
    """

    _inherit = "sale.order"

    approval_held_request_id = fields.Many2one(
        "crm.approval.request",
        string="Waits for the Approval",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="Signed or paid already: confirms itself once this is granted.",
    )

    def _approval_is_from_outside(self):
        """Tell whether a customer, their payment or the system acts, not a colleague.

        Whoever reads the answer then must not meet names of chains and approvers.
        """
        user = self.env.user
        machine = user.share or user == self.env.ref("base.user_root")
        return machine or all(order._approval_by_customer() for order in self)

    def _approval_touches_lead(self):
        """Tell whether confirming could be stopped by an opportunity (sale_crm)."""
        if "opportunity_id" not in self._fields:
            return False
        # sudo: a customer does not read opportunities; only whether there is one.
        lead = self.sudo().opportunity_id
        return bool(lead and lead._approval_watch())

    def _approval_lead_first(self):
        """Raise the opportunity's revenue first: a refusal comes before any mail."""
        if self._approval_touches_lead():
            # sudo: as sale_crm, which lets who confirms raise the revenue, does next.
            for order in self.sudo() if self._approval_is_from_outside() else self:
                order.opportunity_id._update_revenues_from_so(order)

    def _approval_hold(self, error, from_outside=False):
        """Keep the orders that a refusal stops until what it names is granted.

        :return: the orders that wait now; none when a colleague is to be told instead
        """
        if not from_outside and not self._approval_is_from_outside():
            return self.browse()
        findings = error.findings
        stopped = self.filtered(lambda order: order._approval_stopped_by(findings))
        if not stopped:
            for order in self:  # something else is in the way: a person settles it
                order._approval_left_to_seller(str(error))
            return self
        for order in stopped:
            found = order._approval_stopped_by(findings)
            request = order._approval_in_the_way(found)
            # sudo: a customer writes no such link; the gate found what it says.
            order.sudo().approval_held_request_id = request
            order._approval_tell_seller(
                order.env._(
                    "%(order)s is signed or paid, and waits for an approval: "
                    "%(request)s. It confirms itself once that is granted; nothing of "
                    "the signature or the payment is lost.",
                    order=order.sudo().name,  # sudo: the name for the message only
                    request=request.name,
                )
            )
        return stopped

    def _approval_stopped_by(self, findings):
        """Return the findings that are of this order or of its opportunity."""
        self.ensure_one()
        order = self.sudo()  # sudo: a customer does not read opportunities
        lead_id = order.opportunity_id.id if "opportunity_id" in self._fields else 0
        places = {(self._name, self.id), (LEAD, lead_id)}
        return [
            found for found in findings if (found.res_model, found.res_id) in places
        ]

    def _approval_in_the_way(self, findings):
        """Return the first request that waits; asked in the seller's name if new."""
        self.ensure_one()
        # sudo: who looks may be a customer; the request is only linked.
        requests = self.env["crm.approval.request"].sudo()
        waiting = [found.request_id for found in findings if found.request_id]
        if waiting:
            return requests.browse(waiting[0])
        asker = requests.with_user(self._approval_seller()).sudo(False)
        change = self._approval_change_of(findings[0])
        return asker._ask(findings, change).sudo()[:1]  # sudo: likewise

    def _approval_change_of(self, finding):
        """Return what confirming would have written on the record that was found."""
        gate = self.env["crm.approval.gate"]
        record = gate._neutral(self.env[finding.res_model].browse(finding.res_id))
        change = {}
        for name, value in finding.tested.items():
            field = record._fields.get(name)
            if field and field.type in CONVERT and gate._value(record, name) != value:
                change[name] = value and CONVERT[field.type](value)
        return change

    def _approval_seller(self):
        """Return who looks after the order; the system where there is nobody."""
        self.ensure_one()
        order = self.sudo()  # sudo: a customer does not read who works here.
        for person in (order.user_id, order.team_id.user_id):
            if person.active and not person.share:
                return person
        return self.env.ref("base.user_root")

    def _approval_tell_seller(self, body):
        """Note it where colleagues read it, addressed to the salesperson."""
        self.ensure_one()
        order = self.sudo()  # sudo: a customer posts no internal notes
        seller = self._approval_seller()
        order.message_post(
            body=body,
            author_id=self.env.ref("base.partner_root").id,
            partner_ids=seller.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _approval_release(self):
        """Confirm what waited, as its salesperson; what stops now waits for that."""
        for order in self.filtered(lambda found: found.state in ("draft", "sent")):
            seller = order._approval_seller()
            acting = order.with_env(
                self.env(user=seller, su=False, context={"lang": seller.lang})
            )
            told = order._approval_by_customer()
            try:
                with self.env.cr.savepoint():
                    acting.with_context(send_email=told).action_confirm()
                    acting._approval_invoice_paid()
            except ApprovalRequired as error:
                acting._approval_hold(error, from_outside=True)
            except UserError as error:
                order._approval_left_to_seller(str(error))

    def _approval_left_to_seller(self, reason):
        """Give the salesperson the order to settle: the customer did their part."""
        self.ensure_one()
        order = self.sudo()  # sudo: whoever decided need not write on orders
        order.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Signed or paid, but not confirmed"),
            note=reason,
            user_id=self._approval_seller().id,
        )

    def _approval_invoice_paid(self):
        """Invoice what was paid before it was confirmed, where stock would have."""
        # sudo: settings and payments are for others than who confirms.
        orders = self.sudo()
        get_param = orders.env["ir.config_parameter"].get_param
        if not str2bool(get_param("sale.automatic_invoice")):
            return
        paid = orders.filtered(lambda order: order.state == "sale")
        payments = paid.transaction_ids.filtered(
            lambda tx: tx.state == "done" and tx.operation != "validation"
        )
        payments.filtered(lambda tx: not tx.invoice_ids)._approval_invoice_late()
