from .common import ErpBridgeCase


class TestCustomer(ErpBridgeCase):
    """An order without a customer waits; the ERP gets none that nobody chose."""

    def test_without_a_customer_the_order_is_held_and_says_so(self):
        lead = self.lead(partner_id=False, partner_name="Typed", contact_name="Ann")
        self.assertTrue(lead.erp_lacks_customer)
        self.assertFalse(lead.erp_sync_state)

        self.win(lead)

        self.assertFalse(self.messages(lead))
        self.assertEqual(lead.erp_sync_state, "held")
        self.assertIn("Choose the customer of Rollout", lead.erp_error)
        held = self.env.ref("crm_erp_bridge.view_crm_case_opportunities_filter")
        self.assertIn("erp_held", held.arch)

    def test_choosing_the_customer_sends_it_once(self):
        lead = self.lead(partner_id=False)
        self.win(lead)

        lead.partner_id = self.partner
        self.commit()
        lead.partner_id = self.partner
        self.commit()

        [message] = self.messages(lead)
        self.assertEqual(message.payload["customer"]["name"], "Isdom")
        self.assertEqual(lead.erp_sync_state, "pending")
        self.deliver()
        self.assertEqual([row["name"] for row in self.erp.partners], ["Isdom"])

    def test_every_way_into_won_holds(self):
        values = {"partner_id": False, "stage_id": self.won_stage.id}
        created = self.lead(**values)
        names = ["name", "type", "stage_id/.id", "erp_line_ids/product_id/.id"]
        row = ["Imported", "opportunity", str(self.won_stage.id), str(self.product.id)]
        loaded = self.env["crm.lead"].with_user(self.anna).load(names, [row])
        button = self.lead(partner_id=False)
        button.action_set_won_rainbowman()
        forced = self.lead(partner_id=False)
        forced.sudo().with_context(import_file=True).stage_id = self.won_stage
        self.commit()

        leads = created | created.browse(loaded["ids"]) | button | forced
        self.assertEqual(len(leads), 4)
        self.assertEqual(set(leads.mapped("erp_sync_state")), {"held"})
        self.assertFalse(
            self.env["crm.erp.message"].search([("res_id", "in", leads.ids)])
        )

    def test_taking_the_customer_away_later_takes_no_order_back(self):
        lead = self.lead()
        self.win(lead)

        lead.partner_id = False
        self.commit()

        [message] = self.messages(lead)
        self.assertEqual(message.payload["customer"]["name"], "Isdom")

    def test_a_replay_keeps_the_customer_that_was_chosen(self):
        lead = self.lead()
        self.win(lead)
        message = self.messages(lead)
        message.state = "dead"
        lead.partner_id = False

        message.with_user(self.mara).action_replay()

        self.assertEqual(message.payload["customer"]["name"], "Isdom")

    def test_another_customer_before_delivery_is_the_one_that_is_sent(self):
        lead = self.lead()
        self.win(lead)
        other = self.env["res.partner"].create({"name": "Warephase"})

        lead.partner_id = other
        self.commit()

        self.assertEqual(self.messages(lead).payload["customer"]["name"], "Warephase")
