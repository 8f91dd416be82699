from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError

from .common import ApprovalCase


class TestConditions(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chain.active = False

    def _publish(self, target="value", condition=None, **values):
        lines = [(0, 0, condition)] if condition else []
        chain = self._chain(
            "Guard",
            self.approver,
            target=target,
            min_amount=0,
            condition_ids=lines,
            **values,
        )
        chain.with_user(self.manager).action_publish()
        return chain

    def _change(self, name, **values):
        return {"kind": "change", "field_name": name, **values}

    def test_a_rise_beyond_the_percentage_asks_and_explains_itself(self):
        self._publish(
            condition=self._change(
                "expected_revenue", change="increase", is_percent=True, bound=10
            )
        )

        self.lead.expected_revenue = 65000
        with self.assertClosed("needs an approval"):
            self.lead.expected_revenue = 67000
        request = self._ask(expected_revenue=67000)

        self.assertRegex(
            request.reason_text, "rose by more than 10.00 %.*60,000.*67,000"
        )

    def test_small_steps_are_measured_from_what_was_agreed(self):
        self._publish(
            condition=self._change(
                "expected_revenue", change="increase", is_percent=True, bound=10
            )
        )

        self.lead.expected_revenue = 65000
        self.env.flush_all()
        with self.assertClosed("needs an approval"):
            self.lead.expected_revenue = 70000

    def test_a_grant_moves_what_is_agreed(self):
        self._publish(
            condition=self._change("expected_revenue", change="decrease", bound=1000)
        )

        self._ask(expected_revenue=50000).with_user(self.approver).action_approve()
        self.lead.expected_revenue = 49500
        with self.assertClosed("needs an approval"):
            self.lead.expected_revenue = 48000

        self.assertEqual(self.lead.expected_revenue, 49500)

    def test_from_and_to_are_read_by_name(self):
        self._publish(
            condition=self._change(
                "user_id", change="to", before="Salesman", after="Colleague, Manager"
            )
        )

        with self.assertClosed("needs an approval"):
            self.lead.user_id = self.colleague
        self.lead.user_id = self.outsider

    def _speak_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")

    def test_names_are_read_in_every_language_and_kept_by_number(self):
        self._speak_chinese()
        self.stage_offer.with_context(lang="zh_CN").name = "报价"
        self._publish(
            condition=self._change("stage_id", change="to", after="报价"),
        )
        self.stage_offer.name = "Renamed"

        with self.assertClosed("needs an approval"):
            self.lead.stage_id = self.stage_offer

    def test_the_change_is_told_in_the_language_of_who_asks(self):
        self._speak_chinese()
        self.stage_won.with_context(lang="zh_CN").name = "赢单"
        self._publish("won")

        chinese = self.lead.with_user(self.salesman).with_context(lang="zh_CN")
        ids = chinese.action_request_approval({"stage_id": self.stage_won.id})

        request = self.env["crm.approval.request"].browse(ids)
        self.assertIn("赢单", request.change_html)

    def test_an_option_is_read_by_its_label(self):
        label = dict(self.lead._fields["priority"].selection)["3"]
        self._publish(
            condition=self._change("priority", change="to", after=f"{label}, 2"),
        )

        self.lead.priority = "1"
        with self.assertClosed("needs an approval"):
            self.lead.priority = "3"
        with self.assertClosed("needs an approval"):
            self.lead.priority = "2"

    def test_a_name_that_nothing_carries_is_refused_when_it_is_written(self):
        for side in ("before", "after"):
            values = {"before": "Salesman", "after": "Colleague", side: "Nobody at all"}
            with self.assertRaisesRegex(
                ValidationError, "“Nobody at all” is no value for Salesperson"
            ):
                self._publish(condition=self._change("user_id", change="to", **values))

    def test_deals_created_after_publication_have_a_start(self):
        self._publish(condition=self._change("priority"))
        lead = self._lead("New", 10)

        with self.assertClosed("New needs an approval"):
            lead.priority = "2"

    def test_reassigning_waits_and_is_done_by_the_approval(self):
        self._publish("reassign")
        lead = self.lead.with_user(self.manager)

        [values] = lead.web_save({"user_id": self.colleague.id}, {"user_id": {}})
        self.assertEqual(values["user_id"], self.salesman.id)
        lead.approval_request_ids.with_user(self.approver).action_approve()

        self.assertEqual(self.lead.user_id, self.colleague)
        with self.assertClosed("needs an approval"):
            self.lead.user_id = self.salesman

    def test_losing_asks_with_the_reason_that_was_given(self):
        self._publish("lost")
        reason = self.env["crm.lost.reason"].create({"name": "Price"})

        lead = self.lead.with_user(self.salesman)
        lead.action_set_lost(lost_reason_id=reason.id)
        self.assertTrue(lead.active)
        lead.approval_request_ids.with_user(self.approver).action_approve()

        self.assertEqual(self.lead.won_status, "lost")
        self.assertEqual(self.lead.lost_reason_id, reason)

    def test_losing_by_write_is_refused(self):
        self._publish("lost")

        with self.assertClosed("needs an approval"):
            self.lead.write({"active": False, "probability": 0})

    def test_archiving_asks(self):
        self._publish("archive")

        self.lead.with_user(self.salesman).action_archive()

        self.assertTrue(self.lead.active)
        self.assertEqual(self.lead.approval_request_ids.state, "pending")

    def test_converting_by_write_is_refused(self):
        self._publish("convert")
        lead = self._lead("Cold lead", 10, type="lead")

        with self.assertClosed("Cold lead needs an approval"):
            lead.convert_opportunity(self.env["res.partner"])
        self._lead("Born an opportunity", 10)

    def test_deleting_is_refused_asked_and_done(self):
        self._publish("delete")
        lead = self.lead.with_user(self.manager)

        with self.assertClosed("Deleting Rooftop solar needs an approval"):
            lead.unlink()
        request = self.env["crm.approval.request"].browse(
            lead.action_request_deletion()
        )
        request.with_user(self.approver).action_approve()

        self.assertFalse(self.lead.exists())
        self.assertTrue(request.applied_on)

    def test_a_state_in_which_conditions_hold_is_protected_at_creation(self):
        self._publish(domain="[('expected_revenue', '>', 100000)]")

        with self.assertClosed("Huge needs an approval"):
            self._lead("Huge", 200000)
        leads = self.env["crm.lead"].with_user(self.salesman)
        [values] = leads.web_save(
            {"name": "Huge", "expected_revenue": 200000},
            {"expected_revenue": {}, "approval_state": {}},
        )

        self.assertEqual(values["expected_revenue"], 0)
        self.assertEqual(values["approval_state"], "pending")

    def test_lines_are_added_up(self):
        self._publish(
            "won",
            {
                "kind": "lines",
                "lines_path": "calendar_event_ids.duration",
                "operator": ">",
                "bound": 3,
            },
        )
        free = self._lead("Quiet", 10)

        for day in ("2026-03-02", "2026-03-03"):
            self.env["calendar.event"].create(
                {
                    "name": "Site visit",
                    "opportunity_id": self.lead.id,
                    "start": f"{day} 08:00:00",
                    "stop": f"{day} 10:00:00",
                }
            )
        with self.assertClosed("needs an approval"):
            self.lead.stage_id = self.stage_won
        free.stage_id = self.stage_won
        self.assertRegex(self._ask().reason_text, "Sum of .*Duration.*: 4.00 > 3.00")

    def test_a_filter_explains_itself_with_the_value(self):
        self._publish(domain="[('color', '>', 3), ('name', '!=', False)]")

        request = self._ask(color=7)

        self.assertIn("Color Index 7 > 3", request.reason_text)
        self.assertIn(f"Opportunity: {self.lead.name}", request.reason_text)

    def test_where_one_of_several_may_hold_the_values_are_told_without_a_sign(self):
        self._publish("won", domain="['|', ('color', '>', 3), ('priority', '=', '3')]")
        self.lead.color = 7

        self.assertIn("Color Index: 7, Priority: Low", self._ask().reason_text)

    def test_a_formula_explains_itself_in_labels(self):
        self._publish(
            condition={"kind": "expression", "expression": "color * 2 > 9"},
        )

        request = self._ask(color=7)

        self.assertIn(
            "formula Color Index * 2 > 9 (Color Index 7)", request.reason_text
        )
        self.assertNotIn("values", request.version_id.definition["conditions"][0])

    def test_the_reason_does_not_tell_what_only_a_group_may_see(self):
        self._publish("won", domain="[('color', '>', 3)]")
        self.lead.color = 7
        field = type(self.lead)._fields["color"]

        with patch.object(field, "groups", "base.group_system"):
            request = self._ask()

        self.assertEqual(request.reason_text, "to be won")

    def test_a_formula_decides(self):
        self._publish(
            "won",
            {
                "kind": "expression",
                "expression": "expected_revenue * 2 > 100000 and priority == '0'",
            },
        )

        with self.assertClosed("needs an approval"):
            self.lead.stage_id = self.stage_won
        self.lead.priority = "1"
        self.lead.stage_id = self.stage_won

    def test_a_formula_that_cannot_be_computed_asks(self):
        self._publish("won", {"kind": "expression", "expression": "1 / color > 5"})

        with self.assertClosed("needs an approval"):
            self.lead.stage_id = self.stage_won

    def test_a_formula_reaches_nothing_but_values(self):
        for text in ("env.cr", "__import__('os')", "unknown > 1", "(lambda: 1)()"):
            with self.assertRaisesRegex(ValidationError, "cannot be read"):
                self._publish("won", {"kind": "expression", "expression": text})

    def test_a_fault_in_a_formula_is_told_with_its_position(self):
        faults = (
            ("expected_revenue > ", "read at position 1, .*: something is missing"),
            ("open('x')", "position 1, “open”: there is no such function"),
            ("round(1, 2, 3)", "takes another number of values"),
            ("1" * 3000, "too long"),
        )
        for text, message in faults:
            with self.subTest(text=text[:20]):
                with self.assertRaisesRegex(ValidationError, message):
                    self._publish("won", {"kind": "expression", "expression": text})

    def test_a_formula_counts_days(self):
        text = "date_deadline - 10 > '2026-01-01' and len(name) > 3"
        self._publish("won", {"kind": "expression", "expression": text})
        self.lead.date_deadline = "2026-01-11"

        self.lead.stage_id = self.stage_won
        self.lead.stage_id = self.stage_open
        self.lead.date_deadline = "2026-01-12"
        with self.assertClosed("needs an approval"):
            self.lead.stage_id = self.stage_won

    def test_a_field_that_no_longer_exists_asks_instead_of_failing(self):
        chain = self._publish("won", domain="[('priority', '=', '3')]")
        self._forge(chain, "priority", "x_removed")

        with self.assertClosed("needs an approval"):
            self.lead.stage_id = self.stage_won
        self.assertTrue(self._ask())

    def test_lines_that_cannot_be_added_up_any_more_ask(self):
        for known, gone in (
            ("calendar_event_ids", "x_removed_ids"),
            ("duration", "x_removed"),
            ('"sum"', '"rebate"'),
        ):
            with self.subTest(gone=gone):
                line = {"lines_path": "calendar_event_ids.duration", "bound": 99}
                chain = self._publish("won", {"kind": "lines", "operator": ">", **line})
                lead = self._lead(gone, 10)
                self._forge(chain, known, gone)

                with self.assertClosed("needs an approval"):
                    lead.stage_id = self.stage_won
                request = self._ask(lead)
                self.assertIn("> 99.00", request.reason_text)
                chain.action_archive()

    def _forge(self, chain, known, gone):
        """Let a published condition name what is not there any more."""
        self.env.cr.execute(
            "ALTER TABLE crm_approval_version DISABLE TRIGGER USER;"
            "UPDATE crm_approval_version SET definition = replace(definition::text,"
            " %s, %s)::jsonb WHERE id = %s;"
            "ALTER TABLE crm_approval_version ENABLE TRIGGER USER",
            [known, gone, chain.version_id.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def test_a_chain_that_would_stop_everything_is_not_published(self):
        with self.assertRaisesRegex(UserError, "would stop every record"):
            self._publish()
