import json

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, TransactionCase, tagged

from .common import OaCast
from .oa_server import APP_SECRET, DINGTALK_SECRET, DINGTALK_TOKEN

MODELS = ("channel", "message", "event", "address")
# r: reads this record · w c u: has the right to write, create, delete
MATRIX = {
    "public": dict.fromkeys(MODELS, ""),
    "seller_all": dict.fromkeys(MODELS, ""),
    "salesman": dict.fromkeys(MODELS, ""),
    "approver": dict.fromkeys(MODELS, ""),
    "outsider": dict.fromkeys(MODELS, ""),
    "portal": dict.fromkeys(MODELS, ""),
    "manager": {"channel": "r", "message": "r", "event": "r", "address": ""},
    "system": {"channel": "rwcu", "message": "r", "event": "r", "address": "rwcu"},
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
SECRETS = (
    *("address_secret", "signing_secret", "app_secret_secret", "access_token"),
    *("callback_token_secret", "callback_key_secret", "moments"),
)


class TestSecurity(OaCast, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()
        cls.portal = cls._user("ap_portal", "base.group_portal")
        cls.public = cls.env.ref("base.public_user")
        cls.seller_all = cls._user("ap_all", "sales_team.group_sale_salesman_all_leads")
        cls.system = cls._user("ap_system", "base.group_system")
        cls.channel = cls._channel("dingtalk_robot", company_id=cls.env.company.id)
        cls._channel("dingtalk_app")

    def test_every_model_of_the_addon_has_a_row(self):
        found = {
            name.removeprefix("crm.approval.oa.")
            for name, model in self.env.registry.items()
            if model._original_module == "crm_approval_oa" and not model._abstract
        }

        self.assertEqual(found, set(MODELS))

    def test_who_may_what(self):
        self._ask()
        event = self.env["crm.approval.oa.event"].create(
            {"channel_id": self.channel.id, "event": "e1"}
        )
        records = {
            "channel": self.channel,
            "message": self._messages(self.channel),
            "event": event,
            "address": self.env["crm.approval.oa.address"].search(
                [("user_id", "=", self.approver.id)], limit=1
            ),
        }
        for login, rights in MATRIX.items():
            user = getattr(self, login)
            for key, wanted in rights.items():
                record = records[key].with_user(user)
                found = "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if record.has_access(operation)
                )
                with self.subTest(user=login, model=key):
                    self.assertEqual(found, wanted)

    def test_nobody_reads_a_secret_administrators_neither(self):
        channel = self.channel.with_user(self.system)
        for name in SECRETS:
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    channel.read([name])
                with self.assertRaises(AccessError):
                    channel.search([(name, "!=", False)])
                self.assertNotIn(name, channel.fields_get())

    def test_what_the_form_shows_is_dots_and_the_last_letters(self):
        channel = self.channel.with_user(self.system)

        told = json.dumps(channel.read(), default=str)
        told += str(channel.export_data(["address", "signing", "name"]))

        self.assertIn(DINGTALK_TOKEN[-4:], channel.address)
        for secret in (DINGTALK_TOKEN, DINGTALK_SECRET):
            self.assertNotIn(secret, told)
            self.assertNotIn(secret[:8], told)

    def test_saving_the_dots_keeps_the_secret_and_a_new_one_replaces_it(self):
        channel = self.channel.with_user(self.system)
        channel.write({"signing": channel.signing})
        self.assertEqual(self.channel.sudo().signing_secret, DINGTALK_SECRET)

        channel.write({"signing": "SEC" + "f" * 64})
        self.assertEqual(self.channel.sudo().signing_secret, "SEC" + "f" * 64)
        channel.write({"signing": False})
        self.assertFalse(self.channel.sudo().signing_secret)

    def test_a_copy_of_a_channel_has_no_secrets(self):
        copy = self.channel.copy()

        self.assertFalse(copy.sudo().address_secret)
        self.assertNotEqual(copy.ref, self.channel.ref)

    def test_a_sales_manager_sees_no_secret_field_at_all(self):
        with self.assertRaises(AccessError):
            self.channel.with_user(self.manager).read(["address"])
        with self.assertRaises(AccessError):
            self.channel.with_user(self.manager).write({"address": "https://x"})

    def test_a_channel_of_another_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        channel = self._channel("wecom_robot", company_id=other.id)

        self.assertFalse(
            self.env["crm.approval.oa.channel"]
            .with_user(self.manager)
            .search([("id", "=", channel.id)])
        )

    def test_an_id_belongs_to_one_person_and_nobody_gives_themselves_one(self):
        addresses = self.env["crm.approval.oa.address"]
        values = {"user_id": self.salesman.id, "vendor": "wecom", "external": "boss"}
        with self.assertRaises(AccessError):
            addresses.with_user(self.salesman).create(values)
        with self.assertRaises(AccessError):
            self.salesman.with_user(self.salesman).write(
                {"oa_address_ids": [(0, 0, {"vendor": "wecom", "external": "boss"})]}
            )


@tagged("post_install", "-at_install")
class TestNoSecretInLogs(OaCast, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()

    def test_json_rpc_gives_dots_only(self):
        channel = self._channel("feishu_app")
        self.env.flush_all()
        self._user("ap_system", "base.group_system")
        self.authenticate("ap_system", "ap_system")

        answer = self.url_open(
            "/web/dataset/call_kw/crm.approval.oa.channel/web_read",
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": "crm.approval.oa.channel",
                    "method": "web_read",
                    "args": [channel.ids],
                    "kwargs": {"specification": {"app_secret": {}, "callback_key": {}}},
                },
            },
        ).text

        self.assertIn("\u2022", answer)
        self.assertNotIn(APP_SECRET[:8], answer)
        self.assertNotIn("feishu-encrypt-key", answer)

    def test_a_broken_connection_leaves_no_address_in_the_log(self):
        self._channel("dingtalk_robot")
        self.oa.fail("drop", times=3)
        self._ask()
        self.env.flush_all()

        with self.assertNoLogs("urllib3.connectionpool", level="DEBUG"):
            self.env.ref("crm_approval_oa.ir_cron_deliver").method_direct_trigger()

        message = self._messages()
        self.assertEqual(message.state, "failed")
        self.assertNotIn(DINGTALK_TOKEN, str(message.read()))
        self.assertNotIn("link", message.with_user(self.manager).fields_get())
