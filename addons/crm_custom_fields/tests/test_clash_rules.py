from odoo import Command

from ..engine import config_file
from .test_row_rules import RowRulesCommon

HARMS = (("penicillin", "Penicillins"), ("latex", "Latex"), ("iodine", "Iodine"))


class ClashCommon(RowRulesCommon):
    """Deals with a plan and with allergies, both with a multi-select of substances."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.define(cls.table_of("FT Plan", "x_cft_plan"))
        cls.allergies = cls.define(cls.table_of("FT Allergies", "x_cft_allergies"))

    @classmethod
    def table_of(cls, label, name, model="crm.lead"):
        options = [{"name": n, "value": v} for v, n in HARMS]
        columns = [
            {"name": "Item", "technical_name": "x_item"},
            {
                "name": "Substances",
                "technical_name": "x_harms",
                "kind": "tags",
                "option_ids": [Command.create(option) for option in options],
            },
            {
                "name": "Main Substance",
                "technical_name": "x_main",
                "kind": "selection",
                "option_ids": [Command.create(option) for option in options],
            },
            {
                "name": "Origin",
                "technical_name": "x_origin",
                "kind": "many2one",
                "relation_model_id": cls.env["ir.model"]._get("res.country").id,
            },
            {"name": "Fee", "technical_name": "x_fee", "kind": "float"},
            {"name": "Counts", "technical_name": "x_counts", "kind": "boolean"},
        ]
        return {
            "name": label,
            "technical_name": name,
            "kind": "table",
            "page": "Clinic",
            "model_id": cls.env["ir.model"]._get(model).id,
            "column_ids": [Command.create(column) for column in columns],
        }

    @classmethod
    def column(cls, table, name):
        return cls.env["ir.model.fields"]._get(table.row_model_id.model, name)

    @classmethod
    def clash(cls, column="x_harms", other="x_harms", with_table=None, **values):
        """Make a rule on the plan and another table (the allergies)."""
        with_table = with_table or cls.allergies
        fields = cls.env["ir.model.fields"]
        return cls.rule(
            "crm.lead",
            ["x_cft_plan"],
            **{
                "name": "No harm",
                "effect": "clash",
                "pairing": "none",
                "column_id": cls.column(cls.plan, column).id,
                "with_table_id": fields._get(
                    with_table.model_name, with_table.technical_name
                ).id,
                "with_column_id": cls.column(with_table, other).id,
                **values,
            },
        )

    @classmethod
    def harms(cls, table, *values):
        column = table.column_ids.filtered(lambda c: c.technical_name == "x_harms")
        found = column.option_ids.filtered(lambda option: option.value in values)
        return [Command.set(found.ids)]

    @classmethod
    def entry(cls, table, item, *harms, **values):
        return {"x_item": item, "x_harms": cls.harms(table, *harms), **values}

    @classmethod
    def item(cls, item, *harms, **values):
        return cls.entry(cls.plan, item, *harms, **values)

    @classmethod
    def allergy(cls, item, *harms, **values):
        return cls.entry(cls.allergies, item, *harms, **values)

    @classmethod
    def patient(cls, **values):
        """Create a deal that is fine: an allergy, and an item that does no harm."""
        return cls.lead(
            **{
                "name": "Patient",
                "x_cft_plan": [Command.create(cls.item("Gloves", "latex"))],
                "x_cft_allergies": [
                    Command.create(cls.allergy("Antibiotics", "penicillin"))
                ],
                **values,
            }
        )


class TestClash(ClashCommon):
    """No row of one table may have a counterpart in another, whatever the door."""

    def test_the_refusal_names_both_rows_and_what_they_share(self):
        self.clash(message="Choose something else.")
        deal = self.patient()

        words = (
            "“Patient”: check FT Plan .rule “No harm”.. “Amoxicillin” .FT Plan. "
            "conflicts with “Antibiotics” .FT Allergies.: Penicillins.\n"
            "Choose something else."
        )
        bad = self.item("Amoxicillin", "penicillin", "iodine")
        with self.refused(words):
            deal.x_cft_plan = [Command.create(bad)]
        deal.x_cft_plan = [Command.create(self.item("Iodine", "iodine"))]
        self.assertEqual(len(deal.x_cft_plan), 2)

    def test_no_door_lets_rows_clash(self):
        self.clash()
        deal = self.patient()
        other = self.patient(
            name="Other",
            x_cft_plan=[Command.create(self.item("Amoxicillin", "penicillin"))],
            x_cft_allergies=[],
        )
        item, allergy = deal.x_cft_plan, deal.x_cft_allergies
        bad = self.item("Amoxicillin", "penicillin")
        harm = self.harms(self.plan, "penicillin")
        doors = {
            "create": lambda: self.patient(x_cft_plan=[Command.create(bad)]),
            "as superuser": lambda: deal.sudo().write(
                {"x_cft_plan": [Command.create(bad)]}
            ),
            "create row": lambda: item.create({"x_parent_id": deal.id, **bad}),
            "write row": lambda: item.write({"x_harms": harm}),
            "write row as superuser": lambda: item.sudo().write({"x_harms": harm}),
            "only the other table": lambda: allergy.write(
                {"x_harms": self.harms(self.allergies, "penicillin", "latex")}
            ),
            "a row of the other table": lambda: allergy.create(
                {"x_parent_id": deal.id, **self.allergy("Gloves", "latex")}
            ),
            "move row": lambda: other.x_cft_plan.write({"x_parent_id": deal.id}),
            "inverse": lambda: deal.write(
                {"x_cft_plan": [Command.link(other.x_cft_plan.id)]}
            ),
            "move the other row": lambda: allergy.write({"x_parent_id": other.id}),
            "both at once": lambda: deal.write(
                {
                    "x_cft_plan": [Command.create(self.item("A", "iodine"))],
                    "x_cft_allergies": [Command.create(self.allergy("B", "iodine"))],
                }
            ),
            "multi-edit": lambda: (deal | other).write(
                {"x_cft_allergies": [Command.create(self.allergy("B", "latex"))]}
            ),
            "merge": lambda: (deal | other).merge_opportunity(),
        }
        for name, door in doors.items():
            with self.subTest(door=name), self.refused("conflicts with"):
                door()
                self.env.flush_all()

    def test_an_import_is_refused_too(self):
        self.clash(column="x_item", other="x_item")
        leads = self.env["crm.lead"].with_user(self.salesman)
        columns = ["name", "x_cft_plan/x_item", "x_cft_allergies/x_item"]

        result = leads.load(columns, [["Imported", "Latex", " LATEX "]])
        self.assertIn("conflicts with", result["messages"][0]["message"])
        result = leads.load(columns, [["Imported", "Latex", "Iodine"]])
        self.assertFalse(result["messages"])

    def test_what_clashes_can_be_parted_in_one_save(self):
        self.clash()
        deal = self.patient()

        deal.write(
            {
                "x_cft_plan": [Command.create(self.item("Pills", "penicillin"))],
                "x_cft_allergies": [Command.delete(deal.x_cft_allergies.id)],
            }
        )
        self.assertEqual(deal.x_cft_plan.mapped("x_item"), ["Gloves", "Pills"])

    def test_selections_texts_and_links_compare_too(self):
        china, peru = self.env.ref("base.cn"), self.env.ref("base.pe")
        cases = (
            ("x_main", "x_main", "latex", "latex", "iodine", "Latex"),
            ("x_harms", "x_main", self.harms(self.plan, "latex"), "latex", "", "Latex"),
            ("x_item", "x_item", "Silk", " SILK ", "Wool", "Silk"),
            ("x_origin", "x_origin", china.id, china.id, peru.id, "China"),
        )
        for column, other, value, same, different, words in cases:
            with self.subTest(column=column, other=other):
                rule = self.clash(column=column, other=other)
                good = [Command.create({column: value})]
                apart = [Command.create({other: different})]
                self.lead(x_cft_plan=good, x_cft_allergies=apart)
                with self.refused(f"conflicts with .*: {words}"):
                    clashing = [Command.create({other: same})]
                    self.lead(x_cft_plan=good, x_cft_allergies=clashing)
                rule.unlink()

    def test_only_rows_that_match_their_filter_are_compared(self):
        counts = "[('x_counts', '=', True)]"
        self.clash(allowed_domain=counts, with_domain=counts)
        bad = self.item("Amoxicillin", "penicillin", x_counts=True)
        deal = self.patient(x_cft_plan=[Command.create(bad)])

        with self.refused("“Amoxicillin”"):
            deal.x_cft_allergies.x_counts = True
        deal.x_cft_plan.x_counts = False
        deal.x_cft_allergies.x_counts = True
        with self.refused("“Amoxicillin”"):
            deal.x_cft_plan.x_counts = True

    def test_every_row_may_need_a_counterpart(self):
        self.clash(pairing="every", stage=self.checked)
        deal = self.patient()

        words = "“Gloves” .FT Plan. needs a counterpart in FT Allergies: Latex."
        with self.refused(words):
            deal.stage_id = self.checked
        deal.write(
            {
                "stage_id": self.checked.id,
                "x_cft_allergies": [Command.create(self.allergy("Any", "latex"))],
            }
        )
        with self.refused(words):
            deal.x_cft_allergies[-1].unlink()
        deal.x_cft_plan = [Command.create({"x_item": "Says nothing"})]

    def test_rows_of_one_table_may_clash_with_each_other(self):
        self.clash(with_table=self.plan)
        deal = self.patient()

        with self.refused("“More” .FT Plan. conflicts|“Gloves” .FT Plan. conflicts"):
            deal.x_cft_plan = [Command.create(self.item("More", "latex"))]

    def test_scope_groups_days_and_conditions_hold_as_elsewhere(self):
        group = self.env.ref("sales_team.group_sale_salesman")
        bad = [Command.create(self.item("Amoxicillin", "penicillin"))]
        for values in (
            {"stage": self.checked},
            {"team_ids": [Command.set(self.other_team.ids)]},
            {"lead_type": "lead"},
            {"except_group_ids": [Command.set(group.ids)]},
            {"starts": "2099-01-01"},
            {"condition": "[('expected_revenue', '>', 5)]"},
            {"severity": "info"},
            {"active": False},
        ):
            with self.subTest(values=values):
                rule = self.clash(**values)
                self.patient(x_cft_plan=bad)
                rule.unlink()

    def test_a_reason_covers_what_it_was_given_for(self):
        self.clash(severity="warn")
        deal = self.patient()

        def add(item, *harms, **values):
            rows = [Command.create(self.item(item, *harms))]
            deal.write({"x_cft_plan": rows, **values})

        with self.refused("Reason for the Exception"):
            add("Amoxicillin", "penicillin")
        add("Amoxicillin", "penicillin", crm_rule_reason="The doctor knows")
        self.assertEqual(deal.sudo().crm_exception_ids.reason, "The doctor knows")
        add("Thread", "iodine")
        with self.refused("Reason for the Exception"):
            add("Ampicillin", "penicillin")


class TestClashWithTheContact(ClashCommon):
    """The other table may belong to a record that the deal links to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls.define(
            cls.table_of("FT Known", "x_cft_known", model="res.partner")
        )
        cls.patient_of = cls.env["res.partner"].create(
            {
                "name": "Liu Min",
                "x_cft_known": [
                    Command.create(cls.entry(cls.known, "Antibiotics", "penicillin"))
                ],
            }
        )

    def known_clash(self, **values):
        link = self.env["ir.model.fields"]._get("crm.lead", "partner_id")
        return self.clash(with_table=self.known, with_link_id=link.id, **values)

    def test_the_plan_and_the_contact_are_judged_together(self):
        self.known_clash()
        bad = [Command.create(self.item("Amoxicillin", "penicillin"))]
        deal = self.patient(partner_id=self.patient_of.id)
        other = self.patient(x_cft_plan=bad)

        words = "“Amoxicillin” .FT Plan. conflicts with “Antibiotics” .FT Known."
        with self.refused(words):
            deal.x_cft_plan = bad
        with self.refused(words):
            other.partner_id = self.patient_of

    def test_an_allergy_is_always_recorded_and_stops_the_next_step(self):
        self.known_clash(stage=self.open)
        deal = self.patient(partner_id=self.patient_of.id)

        latex = self.entry(self.known, "Gloves", "latex")
        self.patient_of.x_cft_known = [Command.create(latex)]

        deal.invalidate_recordset()
        [item] = deal.crm_rule_hints["items"]
        self.assertIn("conflicts with “Gloves” (FT Known): Latex", item["hint"])
        with self.refused("conflicts with"):
            deal.stage_id = self.checked

    def test_who_may_not_read_the_contact_is_not_told_its_rows(self):
        self.known_clash()
        self.env["ir.rule"].create(
            {
                "name": "Hidden contacts",
                "model_id": self.partner_model.id,
                "domain_force": f"[('id', '!=', {self.patient_of.id})]",
                "groups": [
                    Command.link(self.env.ref("sales_team.group_sale_salesman").id)
                ],
            }
        )
        deal = self.patient()
        deal.sudo().partner_id = self.patient_of

        hidden = "“Pills” .FT Plan. conflicts with an entry that is not shown to you\\."
        with self.refused(hidden):
            deal.with_user(self.salesman).x_cft_plan = [
                Command.create(self.item("Pills", "penicillin"))
            ]


class TestClashKeepsSecrets(ClashCommon):
    """A refusal tells nobody what he may not see."""

    def limit(self, *fields):
        """Show fields to administrators only."""
        group = self.env.ref("base.group_system")
        for field in fields:
            field.sudo().read_group_ids = group

    def pills(self):
        return [Command.create(self.item("Pills", "penicillin"))]

    def test_a_hidden_column_is_not_quoted(self):
        self.clash()
        deal = self.patient()
        secret = ("x_item", "x_harms")
        columns = self.allergies.column_ids
        self.limit(*columns.filtered(lambda c: c.technical_name in secret))

        with self.assertRaises(Exception) as refusal, self.env.cr.savepoint():
            deal.x_cft_plan = self.pills()
        text = str(refusal.exception)
        self.assertIn("“Pills” (FT Plan) conflicts with", text)
        self.assertNotIn("Antibiotics", text)
        self.assertNotIn("Penicillins", text)

    def test_a_hidden_table_is_not_named(self):
        self.clash()
        deal = self.patient()
        self.limit(self.allergies)

        for acting in (deal, deal.sudo()):
            with self.assertRaises(Exception) as refusal, self.env.cr.savepoint():
                acting.x_cft_plan = self.pills()
            text = str(refusal.exception)
            self.assertIn("conflicts with an entry that is not shown to you.", text)
            for secret in ("FT Allergies", "Antibiotics", "Penicillins"):
                self.assertNotIn(secret, text)
        deal.invalidate_recordset()
        self.assertNotIn("FT Allergies", str(deal.crm_rule_hints))

    def test_no_context_opens_the_rule(self):
        """Attack: what a client can send along changes nothing."""
        self.clash()
        deal = self.patient()
        for context in (
            {"crm_custom_rows_outer": True},
            {"crm_custom_rows_outer": {"ids": deal.ids}},
            {"import_file": True, "install_mode": True, "active_test": False},
            {"tracking_disable": True, "mail_notrack": True},
        ):
            with self.subTest(context=context), self.refused("conflicts with"):
                rows = deal.with_context(**context).x_cft_plan
                rows.create({"x_parent_id": deal.id, **self.pills()[0][2]})


class TestClashIsTold(ClashCommon):
    """The meter, the panel, the report and the trial tell it too."""

    def test_the_panel_and_the_meter_tell_what_stops_the_next_stage(self):
        self.clash(stage=self.checked)
        bad = [Command.create(self.item("Amoxicillin", "penicillin"))]
        deal, good = self.patient(x_cft_plan=bad), self.patient()

        self.assertEqual(good.crm_ready_percent, 100)
        self.assertEqual(deal.crm_ready_percent, 0)
        self.assertEqual(deal.crm_ready_missing, "FT Plan")
        [item] = deal.crm_rule_hints["items"]
        self.assertEqual(item["when"], "next")
        self.assertEqual(item["fields"][0]["label"], "FT Plan")
        self.assertIn("“Amoxicillin” (FT Plan) conflicts with", item["hint"])

    def test_the_panel_follows_rows_that_are_not_saved(self):
        self.clash(severity="info")
        deal = self.patient()
        name = "x_cft_plan"
        rows = [Command.create(self.item("Amoxicillin", "penicillin"))]
        self.env.invalidate_all()  # as each request begins

        spec = {
            name: {"fields": {"x_item": {}, "x_harms": {"fields": {}}}},
            "crm_rule_hints": {},
        }
        answer = deal.onchange({name: rows}, [name], spec)["value"]
        hints = [item["hint"] for item in answer["crm_rule_hints"]["items"]]
        self.assertIn("“Amoxicillin” (FT Plan) conflicts with", hints[0])

    def test_the_report_and_the_trial_find_existing_clashes(self):
        bad = [Command.create(self.item("Amoxicillin", "penicillin"))]
        deal = self.patient(x_cft_plan=bad)
        rule = self.clash(starts="2026-01-01")

        self.assertIn(deal.id, rule.action_impact()["domain"][0][2])
        trial = (
            self.env["crm.custom.field.trial"]
            .with_user(self.designer)
            .create({"rule_id": rule.id, "record_ref": deal.id})
        )
        self.assertEqual(trial.line_ids.verdict, "refused")
        self.assertIn("“Amoxicillin” (FT Plan) conflicts", trial.line_ids.words)

    def test_many_deals_cost_a_constant_number_of_queries(self):
        self.clash(stage=self.checked, allowed_domain="[('x_fee', '<', 9)]")
        self.clash(column="x_item", other="x_item", stage=self.checked)

        def move(size):
            deals = self.env["crm.lead"].browse(
                [self.patient(name=f"Deal {n}").id for n in range(size)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            deals.stage_id = self.checked
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        move(2)
        self.assertEqual(move(3), move(40))

    def test_a_board_of_clashes_costs_a_constant_number_of_queries(self):
        rule = self.clash(stage=self.checked, active=False)
        bad = [Command.create(self.item("Amoxicillin", "penicillin"))]
        costs = []
        for size in (3, 20):
            deals = self.env["crm.lead"].browse(
                [self.patient(x_cft_plan=bad).id for _n in range(size)]
            )
            rule.active = True
            for counted in (False, True):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                deals.mapped("crm_ready_missing")
                self.assertIn("conflicts", str(deals.mapped("crm_rule_hints")))
                if counted:
                    costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[0], costs[1])


class TestClashDefinitions(ClashCommon):
    """What a rule on two tables says has to make sense."""

    def test_what_cannot_be_compared_is_refused(self):
        fields = self.env["ir.model.fields"]
        for values, words in (
            ({"column": "x_fee"}, "Fee and Substances cannot be compared in rule"),
            ({"column": "x_item"}, "Item and Substances cannot be compared"),
            ({"other": "x_origin"}, "Substances and Origin cannot be compared"),
            ({"pairing": False}, "is not complete: fill in Counterparts"),
            ({"column_id": False}, "is not complete: fill in Compared Column"),
            ({"with_table_id": False}, "is not complete: fill in Other Table"),
            (
                {"with_column_id": self.column(self.plan, "x_harms").id},
                "Substances is no column of FT Allergies",
            ),
            (
                {"with_table_id": fields._get("crm.lead", "tag_ids").id},
                "choose one table of rows of Lead",
            ),
            (
                {"with_link_id": fields._get("crm.lead", "tag_ids").id},
                "Tags does not lead from Lead",
            ),
            (
                {"with_link_id": fields._get("crm.lead", "partner_id").id},
                "choose one table of rows of Contact",
            ),
            ({"with_domain": "[('x_no', '=', 1)]"}, "x_no"),
            ({"allowed_domain": "[('x_no', '=', 1)]"}, "x_no"),
        ):
            with self.subTest(values=values), self.refused(words):
                self.clash(**values)
        with self.refused("has not the type"):
            self.rule(
                "crm.lead",
                ["name"],
                effect="clash",
                pairing="none",
                column_id=self.column(self.plan, "x_harms").id,
                with_table_id=fields._get("crm.lead", "x_cft_plan").id,
                with_column_id=self.column(self.plan, "x_harms").id,
            )

    def test_the_rule_travels_in_a_file(self):
        config = self.env["crm.custom.field.config"].with_user(self.designer)
        rule = self.clash(with_domain="[('x_counts', '=', True)]")
        key = rule.key
        before = config_file.dump(config._document())
        [entry] = [e for e in config_file.load(before)["rules"] if e["key"] == key]
        told = {k: v for k, v in entry.items() if k.startswith(("with", "col", "pai"))}
        self.assertEqual(
            told,
            {
                "column": "x_harms",
                "pairing": "none",
                "with_column": "x_harms",
                "with_domain": "[('x_counts', '=', True)]",
                "with_table": "x_cft_allergies",
            },
        )
        rule.unlink()
        config._apply(config_file.load(before))

        self.assertEqual(config_file.dump(config._document()), before)
        deal = self.patient(x_cft_allergies=[])
        allergy = self.allergy("Gloves", "latex", x_counts=True)
        with self.refused("conflicts with"):
            deal.x_cft_allergies = [Command.create(allergy)]

    def test_a_file_that_names_an_unknown_column_changes_nothing(self):
        config = self.env["crm.custom.field.config"].with_user(self.designer)
        rule = self.clash()
        document = config._document({**config._keys(), "rules": {rule.key}})
        document["rules"][0]["with_column"] = "x_gone"
        with self.refused("needs the field “x_gone”, which is not here"):
            config._apply(document)
        self.assertEqual(rule.with_column_id.name, "x_harms")

    def test_a_preview_says_it_in_words(self):
        words = self.env["crm.custom.field.config.words"]
        self.assertEqual(words._path_words("rules", "with_table"), "Other Table")
        self.assertEqual(
            words._value_words("rules", "pairing", "every"),
            "Every row needs a counterpart",
        )

    def test_used_columns_and_tables_are_seen_and_not_dropped(self):
        rule = self.clash(
            other="x_main", column="x_main", with_domain="[('x_fee', '>', 1)]"
        )
        reference = self.env["crm.custom.field.reference"]
        columns = (self.plan | self.allergies).column_ids
        used = columns.filtered(lambda c: c.technical_name == "x_main")
        used |= self.plan | self.allergies
        used |= self.allergies.column_ids.filtered(
            lambda c: c.technical_name == "x_fee"
        )
        uses = reference._uses(columns | self.plan | self.allergies)
        found = {use.field_id for use in uses if use.res_id == rule.id}
        self.assertEqual(found, set(used.ids))
        for field in used:
            field.active = False
            with (
                self.subTest(field=field.name),
                self.assertRaisesRegex(Exception, "is still used.*No harm"),
            ):
                field._refuse_in_use()

    def test_a_change_of_type_that_parts_the_columns_is_refused(self):
        self.clash(column="x_main", other="x_main")
        column = self.allergies.column_ids.filtered(
            lambda c: c.technical_name == "x_main"
        )
        with self.refused("cannot be compared in rule No harm"):
            column._retype("char")
