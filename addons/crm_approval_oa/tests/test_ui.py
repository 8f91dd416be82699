from odoo.tests import HttpCase, tagged

from .common import OaCast


@tagged("post_install", "-at_install")
class TestUi(OaCast, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()

    def test_an_administrator_tries_a_channel_and_sends_a_message_again(self):
        admin = self._user("ap_admin", "base.group_system")
        admin.group_ids += self.env.ref("sales_team.group_sale_manager")
        channel = self._channel("wecom_robot")
        self.oa.fail("answer", body={"errcode": 40058, "errmsg": "too long"})
        self._ask()
        self.env.flush_all()
        self.env.ref("crm_approval_oa.ir_cron_deliver").method_direct_trigger()
        message = self._messages(channel)
        self.assertEqual(message.state, "dead")

        self.start_tour(
            f"/odoo/action-crm_approval_oa.crm_approval_oa_channel_action/{channel.id}",
            "crm_approval_oa_tour",
            login="ap_admin",
        )

        self.assertEqual(self._messages(channel).state, "pending")
        self.assertIn("Test: approvals come here", str(self.oa.taken))
