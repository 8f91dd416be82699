from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tools import mute_logger

from .common import ErpBridgeCase


class TestDelivery(ErpBridgeCase):
    def test_a_won_opportunity_becomes_one_order(self):
        lead = self.lead()
        self.win(lead)

        self.deliver()

        self.assertEqual(self.messages(lead).state, "done")
        self.assertEqual(len(self.erp.orders), 1)
        order = self.erp.orders[0]
        self.assertEqual(order["client_order_ref"], self.messages(lead).idempotency_key)
        self.assertEqual(order["order_line"][0]["product_uom_qty"], 2)
        self.assertEqual(order["order_line"][0]["price_unit"], 4821)
        lead.invalidate_recordset()
        self.assertEqual(lead.erp_order_name, "S00001")
        self.assertEqual(lead.erp_order_state, "sale")
        self.assertEqual(lead.erp_sync_state, "done")

    def test_an_order_whose_answer_was_lost_is_found_and_not_made_again(self):
        for method in ("load", "write", "action_confirm"):
            for kind in ("drop_after", "garbage_after"):
                with self.subTest(method=method, kind=kind):
                    self.erp.faults.clear()
                    before = len(self.erp.orders)
                    lead = self.lead()
                    self.win(lead)
                    times = 2 if method == "load" else 1  # contact, then order
                    self.erp.fail(kind, method, times)

                    self.deliver()
                    self.assertEqual(self.messages(lead).state, "failed")
                    self.deliver()
                    self.deliver()

                    self.assertEqual(self.messages(lead).state, "done")
                    self.assertEqual(len(self.erp.orders), before + 1)
                    self.assertEqual(len(self.erp.orders[-1]["order_line"]), 1)

    def test_a_worker_that_died_after_sending_leaves_a_row_that_is_asked_for(self):
        lead = self.lead()
        self.win(lead)
        self.deliver()
        message = self.messages(lead)
        # as the database is after a kill between the ERP's commit and ours
        self.env["crm.erp.binding"].search([("lead_id", "=", lead.id)]).unlink()
        message.write({"state": "sent"})

        self.deliver()

        self.assertEqual(message.state, "done")
        self.assertEqual(len(self.erp.orders), 1)

    def test_a_failing_erp_is_tried_again_later_and_later(self):
        lead = self.lead()
        self.win(lead)
        self.erp.fail("status", code=500, times=2)

        self.deliver()
        message = self.messages(lead)
        first = message.next_try
        self.assertEqual((message.state, message.tries), ("failed", 1))
        self.assertGreater(first, fields.Datetime.now())
        self.deliver(make_due=False)
        self.assertEqual(message.tries, 1)
        self.deliver()
        self.assertEqual(message.tries, 2)
        self.deliver()

        self.assertEqual(message.state, "done")

    def test_what_the_erp_asks_for_in_retry_after_is_kept(self):
        lead = self.lead()
        self.win(lead)
        self.erp.fail("status", code=429, headers={"Retry-After": "600"})

        self.deliver()

        wait = self.messages(lead).next_try - fields.Datetime.now()
        self.assertGreater(wait, timedelta(seconds=590))
        self.assertRegex(self.messages(lead).error, "busy \\(429\\)")

    def test_times_when_the_erp_is_away_cost_no_tries(self):
        lead = self.lead()
        self.win(lead)
        self.connection.max_tries = 1
        self.erp.fail("status", code=503, times=5)

        for _i in range(5):
            self.deliver()
        self.assertEqual(self.messages(lead).state, "failed")
        self.deliver()

        self.assertEqual(self.messages(lead).state, "done")

    def test_after_too_many_failures_a_message_is_a_dead_letter(self):
        lead = self.lead()
        self.win(lead)
        self.connection.max_tries = 2
        self.erp.fail("status", code=500, times=2)

        self.deliver()
        self.deliver()

        self.assertEqual(self.messages(lead).state, "dead")
        self.assertIn(self.mara, lead.sudo().activity_ids.user_id)

    def test_an_unknown_product_is_named_and_replayed_when_it_is_mended(self):
        self.erp.products.clear()
        lead = self.lead()
        self.win(lead)
        self.deliver()
        message = self.messages(lead)
        self.assertEqual(message.state, "dead")
        self.assertRegex(
            message.error,
            r"no product with the internal reference T-GTX-PRO \(GTX Pro\)",
        )

        self.erp.add_product("T-GTX-PRO", 1)
        message.with_user(self.mara).action_replay()
        self.deliver()

        self.assertEqual(message.state, "done")
        self.assertEqual(len(self.erp.orders), 1)

    def test_a_salesperson_may_not_replay(self):
        self.erp.products.clear()
        lead = self.lead()
        self.win(lead)
        self.deliver()

        with self.assertRaisesRegex(AccessError, "Only a Sales Administrator"):
            lead.with_user(self.anna).action_erp_replay()
        with self.assertRaisesRegex(AccessError, "Only a Sales Administrator"):
            self.messages(lead).with_user(self.anna).action_replay()

    def test_only_dead_letters_are_replayed(self):
        lead = self.lead()
        self.win(lead)

        with self.assertRaisesRegex(UserError, "not a dead letter"):
            self.messages(lead).with_user(self.mara).action_replay()

    def test_one_dead_letter_does_not_stop_the_others(self):
        unknown = self.env["product.product"].create(
            {"name": "Ghost", "default_code": "T-GHOST"}
        )
        ghost = self.lead(erp_line_ids=[(0, 0, {"product_id": unknown.id})])
        lead = self.lead()
        self.win(ghost)
        self.win(lead)

        self.deliver()

        self.assertEqual(self.messages(ghost).state, "dead")
        self.assertEqual(self.messages(lead).state, "done")

    def test_reopened_before_delivery_nothing_reaches_the_erp(self):
        lead = self.lead()
        self.win(lead)
        lead.write({"stage_id": self.open_stage.id})
        self.commit()

        self.deliver()

        self.assertFalse(self.erp.orders)
        self.assertEqual(set(self.messages(lead).mapped("state")), {"cancelled"})

    def test_reopened_after_delivery_a_person_is_told(self):
        lead = self.lead()
        self.win(lead)
        self.deliver()
        lead.write({"stage_id": self.open_stage.id})
        self.commit()

        self.deliver()

        activity = lead.sudo().activity_ids
        self.assertEqual(activity.user_id, self.mara)
        self.assertRegex(activity.note, "order S00001 is already in the ERP")
        self.assertEqual(len(self.erp.orders), 1)

    def test_an_order_is_found_when_its_reference_was_edited_in_the_erp(self):
        lead = self.lead()
        self.win(lead)
        self.deliver()
        self.erp.orders[0]["client_order_ref"] = "PO 4711"
        lead.write({"stage_id": self.open_stage.id})
        self.commit()

        self.deliver()
        self.win(lead)
        self.deliver()

        self.assertRegex(lead.sudo().activity_ids.note, "S00001 is already in the ERP")
        self.assertEqual(len(self.erp.orders), 1)

    def test_won_again_after_delivery_keeps_the_one_order(self):
        lead = self.lead()
        self.win(lead)
        self.deliver()
        lead.write({"stage_id": self.open_stage.id})
        self.commit()
        self.win(lead)

        self.deliver()

        self.assertEqual(
            self.messages(lead).mapped("operation"), ["order", "withdraw", "order"]
        )
        self.assertEqual(set(self.messages(lead).mapped("state")), {"done"})
        self.assertEqual(len(self.erp.orders), 1)

    def test_the_lane_of_an_opportunity_waits_for_its_first_message(self):
        lead = self.lead()
        self.win(lead)
        self.erp.fail("status", code=500)
        self.deliver()
        lead.write({"stage_id": self.open_stage.id})
        self.commit()

        self.deliver(make_due=False)

        self.assertEqual(self.messages(lead).mapped("state"), ["failed", "pending"])

    def test_deleting_an_opportunity_whose_order_went_out_leaves_a_dead_letter(self):
        lead = self.lead()
        self.win(lead)
        self.deliver()
        lead.with_user(self.mara).unlink()
        self.deliver()
        withdraw = self.messages(lead)[-1]
        self.assertEqual(withdraw.state, "dead")
        self.assertRegex(withdraw.error, "its order S00001 is in the ERP")

        self.erp.orders[0]["state"] = "cancel"
        withdraw.with_user(self.mara).action_replay()
        self.deliver()

        self.assertEqual(withdraw.state, "done")

    def test_changing_products_after_delivery_tells_a_person(self):
        lead = self.lead()
        self.win(lead)
        self.deliver()

        lead.erp_line_ids.quantity = 5
        self.commit()

        self.assertRegex(lead.sudo().activity_ids.note, "products changed after")
        self.assertEqual(self.erp.orders[0]["order_line"][0]["product_uom_qty"], 2)

    def test_an_order_in_another_currency_waits_for_a_person(self):
        self.erp.currency = "XTS"
        lead = self.lead()
        self.win(lead)

        self.deliver()

        self.assertEqual(self.messages(lead).state, "dead")
        self.assertRegex(self.messages(lead).error, "would book order S00001 in XTS")
        self.assertFalse(self.erp.orders[0]["order_line"])

    def test_a_product_without_reference_is_named(self):
        self.product.default_code = False
        lead = self.lead()
        self.win(lead)

        self.deliver()

        self.assertRegex(self.messages(lead).error, "no internal reference.*GTX Pro")

    def test_the_same_customer_is_made_once_for_many_orders(self):
        for _i in range(3):
            self.win(self.lead())

        self.deliver()

        self.assertEqual(len(self.erp.orders), 3)
        self.assertEqual(len(self.erp.partners), 1)

    def test_a_customer_that_the_erp_knows_is_taken(self):
        self.erp.partners.append({"id": 77, "name": "ISDOM", "email": ""})
        self.win(self.lead())

        self.deliver()

        self.assertEqual(self.erp.orders[0]["partner_id/.id"], "77")

    def test_after_three_failures_the_erp_is_left_alone_for_a_while(self):
        leads = [self.lead() for _i in range(5)]
        for lead in leads:
            self.win(lead)
        self.erp.fail("status", code=503, times=50)

        self.deliver()

        self.assertEqual(self.connection.health, "open")
        states = [self.messages(lead).state for lead in leads]
        self.assertEqual(states.count("failed"), 3)
        self.assertEqual(states.count("pending"), 2)

        self.erp.faults.clear()
        self.deliver()

        self.assertEqual(self.connection.health, "closed")
        self.assertEqual(len(self.erp.orders), 5)

    def test_a_refused_key_is_explained_and_kills_no_message(self):
        self.connection.api_key = "wrong"
        lead = self.lead()
        self.win(lead)

        self.deliver()

        self.assertEqual(self.messages(lead).state, "failed")
        self.assertRegex(self.connection.last_error, "refused the API key")
        with self.assertRaisesRegex(UserError, "refused the API key"):
            self.connection.action_test()

    def test_the_test_button_says_what_it_sees(self):
        action = self.connection.action_test()

        self.assertRegex(action["params"]["message"], "shows 2 products")

    def test_an_address_that_is_not_an_erp_is_explained(self):
        self.erp.fail("garbage_after")

        with self.assertRaisesRegex(UserError, "not to another web page"):
            self.connection.action_test()

    def test_an_order_that_belongs_to_another_opportunity_is_not_taken(self):
        first, second = self.lead(name="First"), self.lead()
        self.win(first)
        self.deliver()
        self.erp.orders.clear()  # as after a restored backup: numbers start again
        self.win(second)

        self.deliver()

        self.assertEqual(self.messages(second).state, "dead")
        self.assertRegex(self.messages(second).error, "another opportunity: First")

    def test_a_copy_of_the_database_does_not_speak_to_the_erp(self):
        (query,) = get_neutralization_queries(["crm_erp_bridge"])

        self.env.flush_all()
        self.cr.execute(query)
        self.env.invalidate_all()

        self.assertFalse(self.connection.active)
        self.assertFalse(self.connection.api_key)

    @mute_logger("odoo.addons.crm_erp_bridge.models.outbox.delivery")
    def test_a_fault_of_our_own_becomes_a_dead_letter_that_says_so(self):
        lead = self.lead()
        self.win(lead)
        message = self.messages(lead)
        message.payload = {"lines": []}

        self.deliver()

        self.assertEqual(message.state, "dead")
        self.assertRegex(message.error, "The bridge itself failed")
