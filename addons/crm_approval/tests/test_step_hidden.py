from odoo.exceptions import AccessError

from .step_fields_common import SECRET, StepFieldsCase


class TestStepHidden(StepFieldsCase):
    """What a step hides is not handed out to those it asks, at any door."""

    def test_what_is_hidden_is_empty_for_those_asked(self):
        self._ask()
        self.approver.group_ids += self.env.ref("base.group_allow_export")
        asked = self._as(self.approver)

        self.assertEqual(asked.read(["website", "city"])[0]["website"], False)
        self.assertEqual(asked.web_read({"website": {}})[0]["website"], False)
        found = asked.search_read([("id", "=", asked.id)], ["website"])
        self.assertEqual(found[0]["website"], False)
        found = asked.web_search_read([("id", "=", asked.id)], {"website": {}})
        self.assertEqual(found["records"][0]["website"], False)
        words = "waits for you, and you decide without seeing Website"
        with self.assertRaisesRegex(AccessError, words):
            asked.export_data(["name", "website"])
        with self.assertRaisesRegex(AccessError, words):
            asked.copy()
        with self.assertClosed("you cannot change Website"):
            asked.website = "mine.example"
        self.assertEqual(asked.export_data(["name"])["datas"], [["Rooftop solar"]])

    def test_others_see_what_is_hidden_from_those_asked(self):
        self._ask()
        for user in (self.salesman, self.manager):
            with self.subTest(user=user.login):
                [found] = self._as(user).read(["website"])
                self.assertEqual(found["website"], self.lead.website)

    def test_the_owner_who_is_asked_sees_his_own_deal(self):
        self.lead.user_id = self.approver
        self._ask(user=self.manager)

        [found] = self._as(self.approver).read(["website"])

        self.assertEqual(found["website"], self.lead.website)

    def test_it_is_seen_again_after_the_answer(self):
        request = self._ask()
        request.with_user(self.approver).action_approve()

        [found] = self._as(self.approver).read(["website"])

        self.assertEqual(found["website"], self.lead.website)

    def test_a_list_costs_one_question_however_long(self):
        leads = self.lead + self.lead.browse(
            [self._lead(f"Deal {n}", 70000, website=SECRET).id for n in range(10)]
        )
        for lead in leads:
            self._ask(lead)
        counts = []
        for records in (leads[:1], leads):
            records = records.with_user(self.approver)
            records.read(["website"])
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = records.read(["website"])
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual([row["website"] for row in rows], [False] * len(rows))
        self.assertEqual(counts[0], counts[1])

    def test_taking_the_record_over_opens_nothing(self):
        self._ask()

        self._as(self.approver).sudo().user_id = self.approver

        self.assertEqual(self._as(self.approver).read(["website"])[0]["website"], False)
        with self.assertClosed("you cannot change Website"):
            self._as(self.approver).website = "mine.example"

    def test_neither_who_stands_in_nor_who_is_away_sees_it(self):
        other = self._user("ap_other", "sales_team.group_sale_salesman_all_leads")
        self.env["crm.approval.delegation"].create(
            {
                "user_id": self.approver.id,
                "substitute_id": other.id,
                "date_from": "2000-01-01",
                "date_to": "2099-01-01",
            }
        )
        self._ask()

        for user in (other, self.approver):
            with self.subTest(user=user.login):
                self.assertFalse(self._as(user).read(["website"])[0]["website"])
                with self.assertClosed("you cannot change Website"):
                    self._as(user).website = "mine.example"

    def test_forwarding_hides_it_from_the_next_person(self):
        request = self._ask()

        request.with_user(self.approver).action_forward(self.manager.id, "You")

        self.assertFalse(self._as(self.manager).read(["website"])[0]["website"])

    def test_an_onchange_tells_nothing(self):
        self._ask()
        partner = self.env["res.partner"].create({"name": "B", "website": "b.example"})

        result = self._as(self.approver).onchange(
            {"partner_id": partner.id},
            ["partner_id"],
            {"partner_id": {}, "website": {}},
        )

        self.assertNotIn("website", result["value"])

    def test_the_request_does_not_tell_it_either(self):
        other = self._chain(
            "Sites",
            self.manager,
            target="value",
            min_amount=0,
            domain="[('website', '!=', False)]",
        )
        self.lead.website = False
        other.action_publish()
        asked = self._ask(stage_id=self.stage_won.id, website="b.example")
        mine = asked.filtered(lambda request: request.chain_id == self.chain)
        self.assertIn("website", mine.change)

        request = mine.with_user(self.approver)
        [row] = request.read(["change", "facts", "change_html"])

        self.assertEqual(set(row["change"]), {"stage_id"})
        for told in (row, request._evidence_json(), request._change_rows()):
            self.assertNotIn("b.example", str(told))
        self.assertIn("ApWon", row["change_html"])
        [row] = mine.with_user(self.salesman).read(["change_html"])
        self.assertIn("b.example", row["change_html"])

    def test_every_type_of_field_has_a_blank(self):
        tag = self.env["crm.tag"].create({"name": "Secret"})
        values = {
            "tag_ids": [(6, 0, tag.ids)],
            "partner_id": self.salesman.partner_id.id,
            "recurring_revenue": 7.0,
            "color": 3,
            "date_deadline": "2030-01-01",
        }
        self.first.field_ids = [
            (5, 0, 0),
            *[(0, 0, {"field_name": name, "right": "hidden"}) for name in values],
        ]
        self.chain.with_user(self.manager).action_publish()
        self.lead.write(values)
        self._ask()

        [row] = self._as(self.approver).web_read(
            {**{name: {} for name in values}, "tag_ids": {"fields": {"name": {}}}}
        )

        self.assertEqual(
            {name: row[name] or False for name in values}, dict.fromkeys(values, False)
        )
