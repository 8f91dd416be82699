from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..models.gate import record_views
from .common import ApprovalCase, ApprovalCast


class PartnerCast(ApprovalCast):
    """Contacts that need an approval to become large customers."""

    #             | edits contacts | approves
    # clerk       |       x        |
    # approver    |                |    x
    # outsider    |                |           (reads contacts)

    @classmethod
    def _set_up_partners(cls):
        cls.clerk = cls._user("ap_clerk", "base.group_user,base.group_partner_manager")
        cls.partner = cls.env["res.partner"].create({"name": "Acme", "ref": "small"})
        cls.partners = cls._publish_partners()

    @classmethod
    def _publish_partners(cls, target="value", **values):
        domain = "[('ref', '=', 'large')]" if target == "value" else "[]"
        values = {"domain": domain, "min_amount": 0, **values}
        chain = cls._chain(
            "Customers",
            cls.approver,
            res_model="res.partner",
            target=target,
            **values,
        )
        chain.with_user(cls.manager).action_publish()
        return chain

    def _ask_large(self):
        partner = self.partner.with_user(self.clerk)
        ids = partner.action_request_approval({"ref": "large"})
        return self.env["crm.approval.request"].browse(ids)

    def _overview(self, user):
        requests = self.env["crm.approval.request"].with_user(user)
        return requests.record_overview("res.partner", self.partner.id)


class TestRecordForm(PartnerCast, ApprovalCase):
    """What the form of a model without a view of ours shows of its requests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_partners()

    def _form(self, model="res.partner", user=None):
        records = self.env[model].with_user(user or self.clerk)
        return etree.fromstring(records.get_view(view_type="form")["arch"])

    def test_a_form_gets_banner_and_button_with_its_first_chain(self):
        self.partners.active = False
        before = self._form()
        self.partners.active = True

        after = self._form()

        self.assertFalse(before.findall(".//widget[@name='crm_approval_banner']"))
        self.assertEqual(
            after.find("./sheet").getprevious().get("name"), "crm_approval_banner"
        )
        [button] = after.findall(".//button[@name='action_view_approval_requests']")
        self.assertEqual(button.getparent().get("name"), "button_box")

    def test_a_form_without_a_chain_stays_as_it_is(self):
        form = self._form("crm.team", self.manager)
        self.assertFalse(form.findall(".//widget[@name='crm_approval_banner']"))

    def test_an_opportunity_has_the_same_banner_once(self):
        form = self._form("crm.lead", self.salesman)
        self.assertEqual(len(form.findall(".//widget[@name='crm_approval_banner']")), 1)

    def test_a_form_without_a_sheet_gets_the_banner_below_its_buttons(self):
        arch = etree.fromstring("<form><header/><field name='name'/></form>")

        record_views.add_to(arch)

        self.assertEqual([node.tag for node in arch], ["header", "widget", "field"])

    def test_lists_and_boards_get_a_mark_with_the_first_chain(self):
        for kind, path in (
            ("list", "./widget"),
            ("kanban", ".//t[@t-name='card']/widget"),
        ):
            with self.subTest(kind=kind):
                partners = self.partner.with_user(self.clerk)
                arch = etree.fromstring(partners.get_view(view_type=kind)["arch"])
                names = [node.get("name") for node in arch.findall(path)]
                self.assertIn("crm_approval_mark", names)
                arch = self.env["crm.team"].get_view(view_type=kind)["arch"]
                self.assertNotIn("crm_approval_mark", arch)

    def test_a_page_is_marked_with_a_constant_number_of_queries(self):
        partners = self.partner + self.partner.create(
            [{"name": f"Customer {number}"} for number in range(20)]
        )
        for partner in partners:
            partner.with_user(self.clerk).action_request_approval({"ref": "large"})
        requests = self.env["crm.approval.request"].with_user(self.outsider)
        counts = []
        for page in (partners[:1], partners):
            requests.record_marks("res.partner", page.ids)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            marks = requests.record_marks("res.partner", page.ids)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(
                marks,
                dict.fromkeys(page.ids, "Waiting for Approver (Customers)."),
            )
        self.assertEqual(counts[0], counts[1])

    def test_a_page_tells_nothing_of_what_one_may_not_read(self):
        self._ask_large()
        self.env["ir.rule"].create(
            {
                "name": "No Acme",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('name', '!=', 'Acme')]",
            }
        )
        requests = self.env["crm.approval.request"].with_user(self.outsider)

        self.assertEqual(
            requests.record_marks("res.partner", [self.partner.id, 10**9]), {}
        )
        self.assertEqual(requests.record_marks("no.model", [1]), {})

    def test_the_requester_reads_why_and_may_take_it_back(self):
        request = self._ask_large()

        overview = self._overview(self.clerk)

        [line] = overview["lines"]
        self.assertEqual(overview["count"], 1)
        self.assertEqual((line["id"], line["state"]), (request.id, "pending"))
        self.assertEqual(line["message"], "Waiting for Approver (Customers).")
        self.assertTrue(line["can_withdraw"])

    def test_others_who_read_the_record_learn_only_that_it_waits(self):
        self._ask_large()

        overview = self._overview(self.outsider)

        self.assertEqual(
            overview,
            {
                "count": 0,
                "lines": [
                    {
                        "id": False,
                        "state": "pending",
                        "message": "Waiting for Approver (Customers).",
                    }
                ],
                "closed": [],
                "hidden": [],
                "notes": [],
            },
        )

    def test_who_may_not_read_the_record_learns_nothing(self):
        self._ask_large()
        self.env["ir.rule"].create(
            {
                "name": "No Acme",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('name', '!=', 'Acme')]",
            }
        )

        with self.assertRaises(AccessError):
            self._overview(self.outsider)

    def test_a_rejection_is_read_by_the_requester_only(self):
        self._ask_large().with_user(self.approver).action_reject("Too risky")

        [line] = self._overview(self.clerk)["lines"]

        self.assertIn("Too risky", line["message"])
        self.assertFalse(self._overview(self.outsider)["lines"])

    def test_a_model_that_is_gone_shows_nothing(self):
        requests = self.env["crm.approval.request"].with_user(self.clerk)

        self.assertEqual(
            requests.record_overview("no.model", 1),
            {"count": 0, "lines": [], "closed": [], "hidden": [], "notes": []},
        )

    def test_the_button_opens_the_requests_of_the_record(self):
        request = self._ask_large()
        partner = self.partner.with_user(self.clerk)

        action = partner.action_view_approval_requests()

        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, request)

    def test_deletion_is_asked_for_from_the_menu(self):
        actions = self.env["ir.actions.actions"].with_user(self.clerk)
        self.assertNotIn("Ask for Deletion", self._menu(actions))
        self._publish_partners("delete")
        self.assertIn("Ask for Deletion", self._menu(actions))

        self.env.ref("crm_approval.action_request_deletion").with_user(
            self.clerk
        ).with_context(
            active_model="res.partner",
            active_id=self.partner.id,
            active_ids=self.partner.ids,
        ).run()

        self.assertTrue(self.partner.exists())
        [line] = self._overview(self.clerk)["lines"]
        self.assertIn("to be deleted", line["message"])

    def _menu(self, actions):
        found = actions.get_bindings("res.partner").get("action", ())
        return [action["name"] for action in found]

    def test_the_simulator_tries_a_record_of_the_model(self):
        trials = self.env["crm.approval.what.if"].with_user(self.manager)
        trial = trials.create({"chain_id": self.partners.id, "res_id": self.partner.id})
        self.assertIn("would not ask", trial.path_html)
        self.partners.active = False
        self.partner.ref = "large"

        self.env.invalidate_all()  # as in the next call

        self.assertIn("Approver", trial.path_html)
        self.assertFalse(trial.has_amount)


@tagged("post_install", "-at_install")
class TestRecordFormUi(PartnerCast, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()
        cls._set_up_partners()

    def test_a_contact_waits_and_the_request_is_taken_back(self):
        self.start_tour(
            f"/odoo/res.partner/{self.partner.id}",
            "crm_approval_contact_waits",
            login="ap_clerk",
        )
        self.env.invalidate_all()
        requests = self.env["crm.approval.request"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.partner.id)]
        )
        self.assertEqual(requests.mapped("state"), ["withdrawn"])
        self.assertEqual(self.partner.ref, "small")

    def test_a_chain_is_tried_on_a_contact(self):
        self.start_tour(
            f"/odoo/crm.approval.chain/{self.partners.id}",
            "crm_approval_try_on_contact",
            login="ap_manager",
        )
