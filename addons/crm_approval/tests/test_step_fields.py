from odoo.exceptions import ValidationError

from .step_fields_common import StepFieldsCase


class TestStepFields(StepFieldsCase):
    """What may be done with other fields of the record while a step waits."""

    def test_nothing_is_closed_before_somebody_asks(self):
        self._as(self.salesman).write({"referred": "Ad", "city": "Graz"})

        self.assertEqual(self.lead.referred, "Ad")

    def test_what_nobody_may_change_stands_still_at_every_door(self):
        self._ask()
        values = {"referred": "Ad"}
        doors = {
            "write": lambda: self._as(self.salesman).write(values),
            "sudo": lambda: self._as(self.salesman).sudo().write(values),
            "approver": lambda: self._as(self.approver).write(values),
            "system": lambda: self.lead.write(values),
            "web_save": lambda: self._as(self.salesman).web_save(values, {}),
            "web_save_multi": lambda: self._as(self.salesman).web_save_multi(
                [values], {}
            ),
            "hostile context": lambda: (
                self._as(self.salesman)
                .with_context(approval_granted=True, install_mode=True, su=True)
                .write(values)
            ),
        }
        for door, go in doors.items():
            with (
                self.subTest(door=door),
                self.assertClosed(
                    "While Rooftop solar waits for .*, you cannot change Referred By. "
                    "Ask them to decide"
                ),
            ):
                go()
        with self.subTest(door="import"), self.env.cr.savepoint() as savepoint:
            result = self._as(self.salesman).load(
                [".id", "referred"], [[str(self.lead.id), "Ad"]]
            )
            self.assertIn("you cannot change Referred By", str(result["messages"]))
            savepoint.rollback()
        self.assertEqual(self.lead.referred, "Fair")

    def test_other_fields_stay_open(self):
        self._ask()

        self._as(self.salesman).write({"phone": "+43 1", "referred": "Fair"})

        self.assertEqual(self.lead.phone, "+43 1")

    def test_only_those_asked_fill_in_what_is_theirs(self):
        self._ask()

        with self.assertClosed("you cannot change City"):
            self._as(self.salesman).city = "Graz"
        self._as(self.approver).sudo().city = "Wien"

        self.assertEqual(self.lead.city, "Wien")

    def test_each_step_has_its_own_rights(self):
        request = self._ask()
        self._as(self.approver).sudo().city = "Wien"
        request.with_user(self.approver).action_approve()

        self._as(self.salesman).referred = "Ad"
        for user in (self.approver, self.colleague):
            with self.assertClosed("you cannot change City"):
                self._as(user).sudo().city = "Graz"
        request.with_user(self.colleague).action_approve()

        self.assertTrue(self.lead.stage_id.is_won)
        self._as(self.salesman).city = "Graz"

    def test_withdrawing_opens_everything(self):
        request = self._ask()
        request.with_user(self.salesman).action_withdraw()

        self._as(self.salesman).write({"referred": "Ad", "city": "Graz"})

        self.assertEqual(self.lead.city, "Graz")

    def test_a_signer_asked_before_does_not_open_the_fields(self):
        request = self._ask()
        request.with_user(self.approver).action_add_signer(
            self.manager.id, "before", "Look first"
        )

        with self.assertClosed("you cannot change Referred By"):
            self._as(self.salesman).referred = "Ad"

    def test_a_newer_version_leaves_requests_their_rights(self):
        self._ask()
        self.first.field_ids.unlink()
        self.chain.with_user(self.manager).action_publish()

        with self.assertClosed("you cannot change Referred By"):
            self._as(self.salesman).referred = "Ad"

    def test_the_form_is_told_what_is_closed_and_why(self):
        self._ask()
        requests = self.env["crm.approval.request"]

        def told(user):
            return requests.with_user(user).record_overview("crm.lead", self.lead.id)

        salesman = told(self.salesman)
        self.assertEqual(salesman["closed"], ["city", "referred"])
        self.assertRegex(
            salesman["notes"][0],
            r"While .* waits for .*, City, Referred By cannot be changed\.",
        )
        asked = told(self.approver)
        self.assertEqual(asked["closed"], ["referred", "website"])
        self.assertEqual((salesman["hidden"], asked["hidden"]), ([], ["website"]))
        self.assertRegex(" ".join(asked["notes"]), "only you can change City")
        self.assertRegex(" ".join(asked["notes"]), "without seeing Website")

    def test_what_the_chain_decides_on_cannot_be_hidden(self):
        self.first.field_ids = [(0, 0, {"field_name": "expected_revenue"})]

        with self.assertRaisesRegex(
            ValidationError, "decides on Expected Revenue: it is locked.*Remove it"
        ):
            self.chain.with_user(self.manager).action_publish()

    def test_a_field_that_is_not_there_is_refused(self):
        for name in ("nowhere", "id", "approval_message"):
            with self.assertRaisesRegex(ValidationError, f"cannot hold {name}"):
                self.first.field_ids = [(0, 0, {"field_name": name})]

    def test_the_difference_between_versions_names_the_rights(self):
        words = self.chain.version_id._in_words()

        self.assertRegex(str(words), "Website: Those asked do not see it")

    def test_a_step_without_lines_is_frozen_as_ever(self):
        bare = self.second.copy({"field_ids": []})

        self.assertNotIn("rights", bare._prepare_definition())

    def test_approving_applies_a_change_of_what_was_closed(self):
        request = self._ask(stage_id=self.stage_won.id, referred="Ad")
        request.with_user(self.approver).action_approve()
        request.with_user(self.colleague).action_approve()

        self.assertTrue(self.lead.stage_id.is_won)

    def test_what_those_asked_filled_in_stands_still_for_others(self):
        self._ask()
        self._as(self.approver).sudo().city = "Wien"
        self._as(self.salesman).website = "new.example"

        # Their values moved since the step waits: by people who may.
        self._as(self.salesman).write({"city": "Wien", "website": "new.example"})
        self._as(self.approver).sudo().write({"city": "Linz"})
        with self.assertClosed("you cannot change City"):
            self._as(self.salesman).city = "Wien"

        self.assertEqual(self.lead.city, "Linz")

    def test_small_differences_of_numbers_are_seen(self):
        self.first.field_ids = [(0, 0, {"field_name": "day_close", "right": "view"})]
        self.chain.with_user(self.manager).action_publish()
        self._ask()

        with self.assertClosed("you cannot change Days to Close"):
            self.lead.day_close = 0.001

    def test_what_cannot_be_kept_is_refused_when_it_is_set(self):
        for name, right, words in (
            ("name", "hidden", "known by it"),
            ("lead_properties", "hidden", "cannot be closed"),
            ("activity_ids", "view", "cannot be closed"),
        ):
            with (
                self.subTest(field=name),
                self.assertRaisesRegex(ValidationError, f"cannot hold.*{words}"),
                self.env.cr.savepoint(),
            ):
                self.first.field_ids = [(0, 0, {"field_name": name, "right": right})]

    def test_what_an_older_version_tested_stands_still_for_its_requests(self):
        self.chain.domain = "[('function', '=', False)]"
        self.chain.with_user(self.manager).action_publish()
        self._ask()
        self.chain.domain = "[]"
        self.chain.with_user(self.manager).action_publish()

        with self.assertClosed("what they decide on cannot change"):
            self._as(self.salesman).function = "Buyer"

    def test_an_approved_change_that_another_request_stops_says_so(self):
        other = self._chain(
            "Fairs",
            self.manager,
            target="value",
            min_amount=0,
            domain="[('referred', '=', 'Ad')]",
        )
        other.action_publish()
        second = self._ask(referred="Ad")
        first = self._ask()

        second.with_user(self.manager).action_approve()

        self.assertEqual((first.state, second.state), ("pending", "approved"))
        self.assertIn("you cannot change Referred By", second.apply_error)
        self.assertEqual(self.lead.referred, "Fair")
        self.assertTrue(second.with_user(self.salesman).can_apply)
