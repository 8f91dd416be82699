from odoo import fields
from odoo.tests import TransactionCase

from odoo.addons.crm_approval.tests.common import ApprovalCast

from .oa_server import (
    APP_SECRET,
    DINGTALK_SECRET,
    DINGTALK_TOKEN,
    FEISHU_HOOK,
    FEISHU_SECRET,
    WEBHOOK_SECRET,
    WECOM_KEY,
    OaServer,
)

WECOM_TOKEN = "wecomtoken"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CORP = "ww1234567890abcdef"
IDS = {"dingtalk": "manager01", "wecom": "zhangsan", "feishu": "ou_1"}


class OaCast(ApprovalCast):
    """The people of crm_approval, and the three vendors on one socket.

    approver    manager01 in DingTalk, zhangsan in WeCom, ou_1 in Feishu
    """

    @classmethod
    def _set_up_cast(cls):
        result = super()._set_up_cast()
        cls.oa = cls.enterClassContext(OaServer())
        cls.env["ir.config_parameter"].set_param(
            "crm_approval_oa.allowed_origins", cls.oa.url
        )
        cls.env["crm.approval.oa.channel"].search([]).active = False
        cls.chain.step_ids.user_ids = cls.approver
        cls.chain.action_publish()
        cls.env["crm.approval.oa.address"].create(
            [
                {"user_id": cls.approver.id, "vendor": vendor, "external": external}
                for vendor, external in IDS.items()
            ]
        )
        return result

    @classmethod
    def _channel(cls, kind, **values):
        url = cls.oa.url
        ways = {
            "dingtalk_robot": {
                "address": f"{url}/robot/send?access_token={DINGTALK_TOKEN}",
                "signing": DINGTALK_SECRET,
            },
            "wecom_robot": {"address": f"{url}/cgi-bin/webhook/send?key={WECOM_KEY}"},
            "feishu_robot": {
                "address": f"{url}/open-apis/bot/v2/hook/{FEISHU_HOOK}",
                "signing": FEISHU_SECRET,
            },
            "webhook": {"address": f"{url}/hook", "signing": WEBHOOK_SECRET},
            "wecom_app": {
                "tenant": CORP,
                "app": "1000002",
                "callback_token": WECOM_TOKEN,
                "callback_key": AES_KEY,
            },
            "feishu_app": {
                "app": "cli_a1",
                "callback_token": "vt-demo",
                "callback_key": "feishu-encrypt-key",
            },
            "dingtalk_app": {
                "tenant": "ding1",
                "app": "dingappkey0001",
                "signing": "card-api-secret",
                "card_template": "tpl.schema",
                "callback_token": "dingtoken",
                "callback_key": AES_KEY,
            },
        }[kind]
        if kind.endswith("app"):
            ways |= {"base_url": url, "app_secret": APP_SECRET}
        return cls.env["crm.approval.oa.channel"].create(
            {
                "name": kind,
                "kind": kind,
                "lang": "en_US",
                "user_id": cls.manager.id,
                **ways,
                **values,
            }
        )

    def _messages(self, channel=None):
        domain = [("channel_id", "=", channel.id)] if channel else []
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["crm.approval.oa.message"].search(domain, order="id")


class OaCase(OaCast, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()

    def setUp(self):
        super().setUp()
        self.oa.forget()

    def _deliver(self, make_due=True):
        """Run the worker as the scheduler does."""
        self.env.flush_all()
        if make_due:
            past = fields.Datetime.to_datetime("2020-01-01")
            waiting = self.env["crm.approval.oa.message"].search(
                [("state", "=", "failed")]
            )
            waiting.next_try = past
            self.env["crm.approval.oa.channel"].search([]).blocked_until = False
        cron = self.env.ref("crm_approval_oa.ir_cron_deliver")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
