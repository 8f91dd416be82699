from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .common import ApprovalCase


class TestModels(ApprovalCase):
    """Chains on a model that has a chatter and nothing else to do with sales."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("ap_clerk", "base.group_user,base.group_partner_manager")
        cls.partner = cls.env["res.partner"].create({"name": "Acme", "ref": "small"})

    def _publish(self, target="value", **values):
        chain = self._chain(
            "Customers",
            self.approver,
            res_model="res.partner",
            target=target,
            min_amount=0,
            **values,
        )
        chain.with_user(self.manager).action_publish()
        return chain

    def _credit(self, **values):
        return self._publish(domain="[('ref', '=', 'large')]", **values)

    def _asked(self):
        return self.env["crm.approval.request"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.partner.id)]
        )

    def test_a_state_is_protected_on_write_create_and_as_superuser(self):
        self._credit()

        with self.assertClosed("Acme needs an approval"):
            self.partner.sudo().ref = "large"
        with self.assertClosed("Bold needs an approval"):
            self.env["res.partner"].create({"name": "Bold", "ref": "large"})

    def test_the_form_asks_and_the_approval_writes(self):
        self._credit()
        partner = self.partner.with_user(self.clerk)

        [values] = partner.web_save(
            {"ref": "large", "comment": "Called"}, {"ref": {}, "comment": {}}
        )

        self.assertEqual(values["ref"], "small")
        self.assertIn("Called", values["comment"])
        request = self._asked()
        self.assertEqual(request.requester_id, self.clerk)
        self.assertFalse(request.lead_id)
        with self.assertClosed("Acme is waiting for Approver"):
            partner.ref = "medium"
        request.with_user(self.approver).action_approve()
        self.assertEqual(self.partner.ref, "large")
        self.assertTrue(request.applied_on)
        self.assertIn("Acme", self.partner.message_ids[:1].mapped("record_name")[0])

    def test_a_record_created_in_the_form_starts_outside_the_state(self):
        self._credit()

        [values] = (
            self.env["res.partner"]
            .with_user(self.clerk)
            .web_save({"name": "Bold", "ref": "large"}, {"ref": {}, "name": {}})
        )

        self.assertEqual((values["name"], values["ref"]), ("Bold", False))

    def test_records_older_than_the_chain_are_history(self):
        self.partner.ref = "large"

        chain = self._credit()

        rows = self.env["crm.approval.history"].search([("chain_id", "=", chain.id)])
        self.assertEqual(rows.mapped("res_model"), ["res.partner"])
        self.partner.comment = "Still free to change"

    def test_archiving_asks(self):
        self._publish("archive")

        self.partner.with_user(self.clerk).action_archive()

        self.assertTrue(self.partner.active)
        self._asked().with_user(self.approver).action_approve()
        self.assertFalse(self.partner.active)

    def test_reassigning_asks(self):
        self._publish("reassign")
        self.partner.user_id = False

        with self.assertClosed("Acme needs an approval"):
            self.partner.user_id = self.salesman

    def test_deleting_is_refused_whatever_the_context_says(self):
        self._publish("delete")
        partner = self.partner.with_context(_force_unlink=True)

        with self.assertClosed("Deleting Acme needs an approval"):
            partner.unlink()
        ids = self.partner.with_user(self.clerk).action_request_deletion()
        request = self.env["crm.approval.request"].browse(ids)
        request.with_user(self.approver).action_approve()

        self.assertFalse(self.partner.exists())

    def test_deleting_closes_what_waits(self):
        self._credit()
        self.partner.with_user(self.clerk).action_request_approval({"ref": "large"})
        request = self._asked()

        self.partner.unlink()

        self.assertEqual(request.state, "closed")
        self.assertEqual(request.name, "Acme")

    def test_lines_that_change_by_themselves_are_looked_at(self):
        self._publish(
            condition_ids=[
                (
                    0,
                    0,
                    {
                        "kind": "lines",
                        "lines_path": "child_ids.color",
                        "operator": ">",
                        "bound": 5,
                    },
                )
            ]
        )
        child = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": self.partner.id, "color": 3}
        )

        with self.assertClosed("Acme needs an approval"):
            child.color = 6
        with self.assertClosed("Acme needs an approval"):
            child.copy({"parent_id": self.partner.id, "color": 4})

    def test_an_amount_needs_a_number_of_the_model(self):
        with self.assertRaisesRegex(ValidationError, "which number of Contact"):
            self._chain("X", self.approver, res_model="res.partner", target="value")

    def test_only_targets_that_fit_the_records_are_offered(self):
        with Form(self.env["crm.approval.chain"]) as form:
            form.name = "Contacts"
            self.assertIn("won", form.fitting_targets.split())
            form.res_model = "res.partner"

            offered = form.fitting_targets.split()
            self.assertEqual(form.target, "value")
            self.assertNotIn("won", offered)
            self.assertIn("archive", offered)

    def test_targets_of_opportunities_fit_no_other_model(self):
        with self.assertRaisesRegex(ValidationError, "cannot protect Contact"):
            self._publish("won")

    def test_a_published_chain_keeps_its_model(self):
        chain = self._credit()

        with self.assertRaisesRegex(UserError, "published for other records"):
            chain.write({"res_model": "crm.team", "domain": "[]"})

    def test_conditions_look_at_fields_of_the_model_only(self):
        line = {"kind": "change", "field_name": "expected_revenue"}
        with self.assertRaisesRegex(ValidationError, "cannot look at expected_rev"):
            self._publish(condition_ids=[(0, 0, line)])

    def test_salespeople_do_not_see_requests_on_other_models(self):
        self._credit()
        self.partner.with_user(self.clerk).action_request_approval({"ref": "large"})
        self.colleague.group_ids += self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )

        self.assertFalse(self._asked().with_user(self.colleague).has_access("read"))
        self.assertTrue(self._asked().with_user(self.manager).has_access("read"))

    def test_models_without_a_chain_are_not_watched(self):
        self._credit()

        self.assertIsNone(self.env["crm.team"]._approval_watch())
