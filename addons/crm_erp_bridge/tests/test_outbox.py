from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tools import SQL

from .common import ErpBridgeCase


class TestOutbox(ErpBridgeCase):
    def test_moving_the_card_to_won_writes_one_order_message(self):
        lead = self.lead()

        self.win(lead)

        message = self.messages(lead)
        self.assertEqual(message.mapped("operation"), ["order"])
        self.assertEqual(message.state, "pending")
        self.assertEqual(message.payload["lines"][0]["code"], "T-GTX-PRO")
        self.assertEqual(message.payload["customer"]["name"], "Isdom")

    def test_creating_an_opportunity_as_won_writes_one_order_message(self):
        lead = self.lead(stage_id=self.won_stage.id)
        self.commit()

        self.assertEqual(self.messages(lead).mapped("operation"), ["order"])
        self.assertEqual(len(self.messages(lead).payload["lines"]), 1)

    def test_a_stage_that_becomes_a_won_stage_sends_its_opportunities(self):
        lead = self.lead()

        self.open_stage.is_won = True
        self.commit()

        self.assertEqual(self.messages(lead).mapped("operation"), ["order"])

    def test_importing_a_won_opportunity_writes_one_order_message(self):
        row = {
            "name": "Imported",
            "type": "opportunity",
            "partner_id/.id": str(self.partner.id),
            "stage_id/.id": str(self.won_stage.id),
            "erp_line_ids/product_id/.id": str(self.product.id),
        }

        result = (
            self.env["crm.lead"].with_user(self.anna).load([*row], [[*row.values()]])
        )
        self.commit()

        lead = self.env["crm.lead"].browse(result["ids"])
        self.assertEqual(self.messages(lead).mapped("operation"), ["order"])
        self.assertEqual(len(self.messages(lead).payload["lines"]), 1)

    def test_the_state_that_a_recompute_leaves_is_what_counts(self):
        lead = self.lead()
        self.win(lead)
        self.deliver()
        self.env.cr.execute(
            "UPDATE crm_lead SET probability = 50 WHERE id = %s", [lead.id]
        )
        lead.invalidate_recordset()

        self.env.add_to_compute(lead._fields["won_status"], lead)
        self.commit()

        self.assertEqual(self.messages(lead).mapped("operation"), ["order", "withdraw"])

    def test_the_won_button_writes_one_order_message(self):
        lead = self.lead()

        lead.action_set_won_rainbowman()
        self.commit()

        self.assertEqual(self.messages(lead).mapped("operation"), ["order"])

    def test_saving_a_won_opportunity_again_writes_no_second_message(self):
        lead = self.lead()
        self.win(lead)

        lead.write({"stage_id": self.won_stage.id, "probability": 100})
        self.commit()

        self.assertEqual(len(self.messages(lead)), 1)

    def test_a_transaction_that_is_rolled_back_leaves_no_message(self):
        lead = self.lead()
        savepoint = self.env.cr.savepoint()
        self.win(lead)
        self.assertEqual(len(self.messages(lead)), 1)

        savepoint.close(rollback=True)

        self.assertFalse(self.messages(lead))
        self.assertNotEqual(lead.won_status, "won")

    def test_saving_never_calls_the_erp(self):
        self.win(self.lead())

        self.assertFalse(self.erp.calls)

    def test_won_and_reopened_in_one_transaction_leaves_no_message(self):
        lead = self.lead()

        lead.write({"stage_id": self.won_stage.id})
        lead.write({"stage_id": self.open_stage.id})
        self.commit()

        self.assertFalse(self.messages(lead))

    def test_won_without_products_sends_nothing_until_products_are_there(self):
        lead = self.lead(erp_line_ids=[])
        self.win(lead)
        self.assertFalse(self.messages(lead))

        lead.write({"erp_line_ids": [(0, 0, {"product_id": self.product.id})]})
        self.commit()

        self.assertEqual(self.messages(lead).mapped("operation"), ["order"])

    def test_a_line_added_before_delivery_travels_with_the_order(self):
        lead = self.lead()
        self.win(lead)

        lead.write({"erp_line_ids": [(0, 0, {"product_id": self.other_product.id})]})
        self.commit()

        codes = [line["code"] for line in self.messages(lead).payload["lines"]]
        self.assertEqual(codes, ["T-GTX-PRO", "T-MG-SPECIAL"])

    def test_a_deal_closed_before_the_connection_began_is_history(self):
        self.connection.date_start = "2026-01-01"

        lead = self.lead(stage_id=self.won_stage.id, date_closed="2017-03-01 10:00:00")
        self.commit()

        self.assertFalse(self.messages(lead))

    def test_reopening_appends_to_the_lane_and_changes_no_earlier_row(self):
        lead = self.lead()
        self.win(lead)

        lead.write({"stage_id": self.open_stage.id})
        self.commit()

        self.assertEqual(
            self.messages(lead).mapped(lambda row: (row.number, row.operation)),
            [(1, "order"), (2, "withdraw")],
        )
        self.assertEqual(self.messages(lead)[0].state, "pending")

    def test_a_copy_has_the_products_but_not_the_order(self):
        lead = self.lead()
        self.win(lead)
        self.deliver()

        copy = lead.copy({"stage_id": self.open_stage.id})
        self.commit()

        self.assertEqual(copy.erp_line_ids.product_id, self.product)
        self.assertFalse(copy.erp_order_name)
        self.assertFalse(self.messages(copy))

    def test_merging_keeps_the_products_of_both(self):
        head = self.lead(priority="3")
        tail = self.lead(
            erp_line_ids=[(0, 0, {"product_id": self.other_product.id, "quantity": 1})]
        )

        merged = (head | tail).with_user(self.mara).merge_opportunity()

        self.assertEqual(
            merged.erp_line_ids.product_id, self.product | self.other_product
        )

    def test_winning_many_costs_as_many_queries_as_winning_few(self):
        Lead = self.env["crm.lead"].with_context(tracking_disable=True)
        few = Lead.union(*(self.lead() for _i in range(2)))
        many = Lead.union(*(self.lead() for _i in range(40)))
        self.commit()

        counts = []
        for leads in (few, many):
            leads.write({"stage_id": self.won_stage.id})
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.commit()
            counts.append(self.cr.sql_log_count - start)

        self.assertEqual(len(self.messages(many[0])), 1)
        # an INSERT takes 100 rows, so both fit in one
        self.assertLessEqual(counts[1], counts[0])

    def test_without_any_erp_a_save_asks_for_none(self):
        self.env["crm.erp.connection"].with_context(active_test=False).search(
            []
        ).unlink()
        self.win(self.lead())  # what a server has warm
        lead, asked, execute = self.lead(), [], Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            text = query.code if isinstance(query, SQL) else str(query)
            if "crm_erp_message" in text or "crm_erp_connection" in text:
                asked.append(text)
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", listen):
            self.win(lead)

        self.assertEqual(asked, [])

    def test_the_first_erp_hears_of_the_next_deal(self):
        everything = self.env["crm.erp.connection"].with_context(active_test=False)
        values = self.connection.copy_data()[0] | {"api_key": "key"}
        everything.search([]).unlink()
        self.win(self.lead())
        self.env["crm.erp.connection"].create(values)

        lead = self.lead()
        self.win(lead)

        self.assertEqual(self.messages(lead).mapped("operation"), ["order"])
