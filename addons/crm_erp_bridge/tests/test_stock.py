from .common import ErpBridgeCase


class TestStock(ErpBridgeCase):
    def test_stock_of_all_products_comes_in_one_call(self):
        lead = self.lead()
        other = self.lead(
            erp_line_ids=[
                (0, 0, {"product_id": self.other_product.id, "quantity": 500})
            ]
        )
        self.commit()

        self.pull()

        self.assertEqual(self.erp.count("search_read"), 1)
        line = lead.erp_line_ids
        self.assertEqual((line.stock_on_hand, line.stock_state), (18, "enough"))
        self.assertTrue(line.stock_read_at)
        self.assertEqual(other.erp_line_ids.stock_state, "short")

    def test_a_product_that_the_erp_does_not_have_is_shown_as_such(self):
        self.erp.products.clear()
        lead = self.lead()
        self.commit()

        self.pull()

        self.assertEqual(lead.erp_line_ids.stock_state, "unknown")

    def test_what_was_never_read_is_not_shown_as_zero(self):
        self.assertEqual(self.lead().erp_line_ids.stock_state, "unread")

    def test_the_second_reading_asks_only_for_what_changed(self):
        lead = self.lead()
        self.commit()
        self.pull()
        self.erp.products[0]["qty_available"] = 3

        self.pull()

        self.assertEqual(lead.erp_line_ids.stock_on_hand, 3)
        self.assertTrue(self.connection.stock_baseline_at)
        self.assertEqual(self.connection.health, "closed")

    def test_states_of_orders_come_back(self):
        lead = self.lead()
        self.win(lead)
        self.deliver()
        self.erp.orders[0]["state"] = "cancel"

        self.pull()

        self.assertEqual(lead.erp_order_state, "cancel")

    def test_an_order_deleted_in_the_erp_is_shown_as_gone(self):
        lead = self.lead()
        self.win(lead)
        self.deliver()
        self.erp.orders.clear()

        self.pull()

        self.assertEqual(lead.erp_order_state, "gone")

    def test_an_erp_that_is_away_leaves_the_last_figures(self):
        lead = self.lead()
        self.commit()
        self.pull()
        self.erp.fail("status", code=503)

        self.pull()

        self.assertEqual(lead.erp_line_ids.stock_on_hand, 18)
        self.assertTrue(self.connection.last_error)

    def test_refreshing_asks_the_worker_and_not_the_erp(self):
        lead = self.lead()

        lead.with_user(self.anna).action_erp_refresh_stock()

        self.assertFalse(self.erp.calls)

    def test_showing_many_lines_costs_as_many_queries_as_showing_few(self):
        few = self.env["crm.lead"].union(*(self.lead() for _i in range(2)))
        many = self.env["crm.lead"].union(*(self.lead() for _i in range(40)))
        self.commit()
        self.pull()

        counts = []
        for leads in (few, many):
            ids = leads.erp_line_ids.ids
            lines = self.env["crm.erp.line"].with_user(self.anna).browse(ids)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            lines.read(["stock_on_hand", "stock_state", "price_subtotal"])
            counts.append(self.cr.sql_log_count - start)

        self.assertLessEqual(counts[1], counts[0])
