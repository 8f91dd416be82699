import base64

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import FieldsCommon

CANARY = "TOPSECRET77"


class ClosedCommon(FieldsCommon):
    """A club that reads a secret number and a secret file; a salesman outside of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.env["res.groups"].create({"name": "Field Club"})
        cls.designer.group_ids = [Command.link(cls.club.id)]
        cls.member = new_test_user(
            cls.env,
            "fields_member",
            groups="sales_team.group_sale_salesman_all_leads",
            email="member@example.com",
        )
        cls.member.group_ids = [Command.link(cls.club.id)]
        cls.define(
            {
                "name": "Field Secret",
                "technical_name": "x_cft_secret",
                "kind": "char",
                "tracking": True,
                "read_group_ids": [Command.link(cls.club.id)],
            },
            {
                "name": "Field Open Note",
                "technical_name": "x_cft_note",
                "kind": "char",
                "tracking": True,
            },
            {
                "name": "Field Secret File",
                "technical_name": "x_cft_file",
                "kind": "file",
                "read_group_ids": [Command.link(cls.club.id)],
            },
        )
        cls.deal = cls.lead()


@tagged("post_install", "-at_install")
class TestClosedMails(ClosedCommon):
    """A change of a closed field is told by mail only to those who may read it."""

    def _mails(self):
        """Return {recipient's name: text} of the mails about a tracked change."""
        tracked = self.deal.with_user(self.designer).with_context(
            tracking_disable=False, mail_notify_force_send=False
        )
        customer = self.env["res.partner"].create(
            {"name": "Buyer", "email": "buyer@example.com"}
        )
        people = customer | self.salesman.partner_id | self.member.partner_id
        self.salesman.notification_type = "email"
        self.member.notification_type = "email"
        tracked.message_subscribe(
            people.ids, subtype_ids=self.env["mail.message.subtype"].search([]).ids
        )
        self.flush_tracking()
        known = self.env["mail.mail"].sudo().search([])
        tracked.write(
            {
                "stage_id": self.checked.id,
                "x_cft_secret": CANARY,
                "x_cft_note": "FREE42",
            }
        )
        self.flush_tracking()
        told = {}
        for mail in self.env["mail.mail"].sudo().search([]) - known:
            for name in mail.recipient_ids.mapped("name"):
                told[name] = told.get(name, "") + (mail.body_html or "")
        return told

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_a_member_reads_it_and_the_others_read_only_what_is_open(self):
        told = self._mails()

        self.assertIn(CANARY, told[self.member.name])
        for name in ("Buyer", self.salesman.name):
            self.assertNotIn(CANARY, told[name])
            self.assertIn("FREE42", told[name])

    def test_a_push_message_carries_no_closed_value(self):
        self._mails()
        message = self.deal.message_ids.sudo().filtered("tracking_value_ids")[:1]

        text = self.deal._generate_tracking_message(message)

        self.assertNotIn(CANARY, text)
        self.assertIn("FREE42", text)


@tagged("post_install", "-at_install")
class TestClosedFiles(ClosedCommon, HttpCase):
    """The file of a closed field leaves by no door of attachments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal.with_user(cls.designer).x_cft_file = base64.b64encode(CANARY.encode())
        cls.env.flush_all()
        cls.file = cls.env["ir.attachment"].search(
            [("res_field", "=", "x_cft_file"), ("res_id", "=", cls.deal.id)]
        )
        cls.admin = new_test_user(
            cls.env,
            "fields_sysadmin",
            groups="base.group_system,sales_team.group_sale_salesman_all_leads",
        )

    def test_a_member_reads_the_file(self):
        self.assertEqual(
            self.file.with_user(self.member).read(["raw"])[0]["raw"], CANARY.encode()
        )

    def test_neither_a_salesman_nor_a_system_administrator_reads_it(self):
        for user in (self.salesman, self.admin):
            files = self.env["ir.attachment"].with_user(user)
            mine = files.browse(self.file.ids)
            doors = {
                "raw": lambda mine=mine: mine.read(["raw"]),
                "datas": lambda mine=mine: mine.read(["datas"]),
                "index": lambda mine=mine: mine.read(["index_content"]),
                "copy": lambda mine=mine: mine.copy({"res_field": False}),
                "write": lambda mine=mine: mine.write({"raw": b"other"}),
                "delete": lambda mine=mine: mine.unlink(),
            }
            for name, door in doors.items():
                with (
                    self.subTest(user=user.login, door=name),
                    self.assertRaises(AccessError),
                ):
                    door()
            with self.assertRaisesRegex(
                AccessError, "The file in “Field Secret File” is not open to you"
            ):
                mine.check_access("read")
            with self.subTest(user=user.login, door="search"):
                found = files.search([("id", "in", self.file.ids)])
                self.assertFalse(found)
                found = files.search([("res_field", "=", "x_cft_file")])
                self.assertFalse(found)

    def test_nobody_outside_puts_another_file_in_its_place(self):
        files = self.env["ir.attachment"].with_user(self.salesman)
        with self.assertRaises(AccessError):
            files.create(
                {
                    "name": "other",
                    "res_model": "crm.lead",
                    "res_field": "x_cft_file",
                    "res_id": self.deal.id,
                    "raw": b"other",
                }
            )

    @mute_logger("odoo.http")
    def test_the_address_of_the_file_gives_nothing(self):
        self.authenticate(self.salesman.login, self.salesman.login)
        for address in (
            f"/web/content/{self.file.id}",
            f"/web/image/{self.file.id}",
            f"/web/content/crm.lead/{self.deal.id}/x_cft_file",
            f"/web/content/ir.attachment/{self.file.id}/raw",
        ):
            with self.subTest(address=address):
                answer = self.url_open(address)
                self.assertNotIn(CANARY, answer.text)


class TestClosedFilters(ClosedCommon):
    """A filter cannot ask what its author may not read."""

    def _refused(self, condition, user=None):
        rules = self.env["crm.custom.field.rule"].with_user(user or self.designer)
        with self.assertRaisesRegex(ValidationError, "you may not read"):
            rules.create(self._values(condition))

    def _values(self, condition):
        name = self.env["ir.model.fields"]._get("crm.lead", "name")
        return {
            "name": "Oracle",
            "model_id": self.lead_model.id,
            "effect": "forbid",
            "field_ids": [Command.set(name.ids)],
            "condition": repr(condition),
        }

    def test_secrets_of_people_and_what_they_write_are_refused(self):
        for condition in (
            [("user_id.totp_secret", "=like", "A%")],
            [("message_ids.body", "ilike", "salary")],
            [("message_ids", "ilike", "salary")],
            [("partner_id", "any", [("message_ids.body", "ilike", "x")])],
            ["|", ("name", "=", "x"), ("partner_id.bank_ids.acc_number", "=", "1")],
        ):
            with self.subTest(condition=condition):
                self._refused(condition)

    def test_a_custom_field_that_the_author_may_not_read_is_refused(self):
        outsider = new_test_user(
            self.env, "fields_outsider", groups="sales_team.group_sale_manager"
        )
        self._refused([("x_cft_secret", "=like", "T%")], outsider)

        rules = self.env["crm.custom.field.rule"].with_user(self.designer)
        self.assertTrue(
            rules.create(self._values([("x_cft_secret", "=like", "T%")])),
            "who may read the field may use it",
        )

    def test_ordinary_filters_pass(self):
        rules = self.env["crm.custom.field.rule"].with_user(self.designer)
        for condition in (
            [("partner_id.country_id.code", "=", "DE"), ("tag_ids", "=", False)],
            [("user_id.name", "ilike", "a"), ("create_date.month_number", "=", 2)],
            [("activity_ids", "=", False), ("team_id.user_id", "!=", False)],
        ):
            with self.subTest(condition=condition):
                self.assertTrue(rules.create(self._values(condition)))
