from odoo.tests import HttpCase

from .common import OaCast

CALLBACKS = "odoo.addons.crm_approval_oa.controllers.callbacks"
EVENTS = "odoo.addons.crm_approval_oa.models.crm_approval_oa_event"


class CallbackCase(OaCast, HttpCase):
    """The tests play the vendor: they click, with the vendor's signature."""

    kind = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()

    def setUp(self):
        super().setUp()
        self.oa.forget()
        self.channel = self._channel(self.kind, reasons="Margin too low\nToo late")
        self.request = self._ask()
        self._deliver()
        self.card = self._messages(self.channel)
        self.assertEqual(self.card.state, "sent", self.card.error)
        self.path = f"/crm_approval_oa/{self.channel.vendor}/{self.channel.ref}"

    def _deliver(self):
        self.env.flush_all()
        cron = self.env.ref("crm_approval_oa.ir_cron_deliver")
        cron.method_direct_trigger()
        self.env.invalidate_all()

    def _state(self):
        self.env.invalidate_all()
        return self.request.state

    def _decisions(self, verdict):
        self.env.invalidate_all()
        return self.request.decision_ids.filtered(lambda row: row.verdict == verdict)

    def _event(self):
        self.env.invalidate_all()
        return self.env["crm.approval.oa.event"].search([], limit=1)
