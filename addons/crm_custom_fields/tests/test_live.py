from lxml import etree

from odoo import Command

from .common import CODE, SEATS, FieldsCommon


class TestLive(FieldsCommon):
    """The form knows at once what the server would say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.define(
            CODE,
            SEATS,
            {
                "name": "Field Test Line",
                "technical_name": "x_cft_line",
                "kind": "selection",
                "in_list": "show",
                "option_ids": [
                    Command.create({"name": n, "value": n.lower()})
                    for n in ("Life", "Motor", "Fire")
                ],
            },
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Clinic North", "country_id": cls.env.ref("base.cn").id}
        )

    def node(self, name, view_type="form", view="crm.crm_lead_view_form"):
        leads = self.env["crm.lead"].with_user(self.salesman)
        arch = leads.get_view(self.env.ref(view).id, view_type)["arch"]
        self.tree = etree.fromstring(arch)
        return self.tree.xpath(f"//field[@name='{name}']")[0]

    def changed(self, lead, **values):
        self.env.invalidate_all()  # as each request begins
        spec = {name: {} for name in (*values, "crm_rule_matching", "crm_rule_hints")}
        return lead.onchange(values, list(values), spec)["value"]

    def test_a_condition_on_a_linked_record_is_told_by_the_server(self):
        rule = self.require(
            "x_cft_code", condition="[('partner_id.country_id.code', '=', 'CN')]"
        )

        node = self.node("x_cft_code")

        self.assertIn(f"{rule.id} in (crm_rule_matching or [])", node.get("required"))
        [partner] = self.tree.xpath("//field[@name='partner_id'][@on_change='1']")[:1]
        self.assertIsNotNone(partner)
        lead = self.lead()
        self.assertFalse(lead.crm_rule_matching)
        answer = self.changed(lead, partner_id=self.customer.id)
        self.assertEqual(answer["crm_rule_matching"], [rule.id])

    def test_a_part_of_a_text_is_judged_by_the_form(self):
        self.require("x_cft_seats", condition="[('x_cft_code', 'ilike', 'Bus')]")

        self.assertIn(
            "'bus' in (x_cft_code or '').lower()",
            self.node("x_cft_seats").get("required"),
        )

    def test_a_condition_on_tags_is_judged_by_the_form(self):
        tag = self.env["crm.tag"].create({"name": "Field Test Tag"})
        self.require("x_cft_seats", condition=f"[('tag_ids', 'in', [{tag.id}])]")

        self.assertIn(
            f"({tag.id} in tag_ids)", self.node("x_cft_seats").get("required")
        )

    def test_a_number_is_marked_unless_zero_counts(self):
        rule = self.require("x_cft_seats", stage=self.checked)
        self.assertIn("and 'not zero'", self.node("x_cft_seats").get("required"))

        rule.zero_is_filled = True
        self.assertNotIn("not zero", self.node("x_cft_seats").get("required"))

    def test_the_list_follows_too(self):
        self.require("x_cft_line", stage=self.checked)

        node = self.node("x_cft_line", "list", "crm.crm_case_tree_view_oppor")

        self.assertIn(f"stage_id in [{self.checked.id}", node.get("required"))

    def test_options_that_a_rule_allows_are_all_that_is_offered(self):
        options = self.env["crm.custom.field.option"].search(
            [("field_id.technical_name", "=", "x_cft_line")]
        )
        self.require(
            "x_cft_line",
            effect="allowed",
            stage=self.checked,
            allowed_option_ids=[Command.set(options[:2].ids)],
        )

        node = self.node("x_cft_line")

        self.assertEqual(node.get("widget"), "crm_narrowed_selection")
        self.assertIn("'values': ['life', 'motor']", node.get("options"))

    def test_a_view_does_not_outlive_the_day_before_a_rule_starts(self):
        rule = self.require("x_cft_code", starts="2999-01-01")
        self.assertFalse(self.node("x_cft_code").get("required"))
        before = self.env["crm.lead"]._get_view_cache_key(None, "form")

        rule.starts = "2020-01-01"

        self.assertNotEqual(
            before, self.env["crm.lead"]._get_view_cache_key(None, "form")
        )
        self.assertTrue(self.node("x_cft_code").get("required"))

    def test_the_panel_says_what_is_wrong_now_and_what_comes_next(self):
        self.require("x_cft_code", stage=self.checked, message="Ask the desk.")
        self.require("x_cft_seats", effect="range", high="9", severity="info")
        lead = self.lead(x_cft_seats=10)

        hints = lead.crm_rule_hints

        self.assertEqual(hints["stage"], "Checked")
        told = [
            (i["when"], i["severity"], i["fields"][0]["label"]) for i in hints["items"]
        ]
        self.assertEqual(
            told,
            [("now", "info", "Field Test Seats"), ("next", "block", "Field Test Code")],
        )
        self.assertEqual(hints["items"][1]["message"], "Ask the desk.")
        self.assertEqual(hints["items"][0]["hint"], "It has to be at most 9.")

    def test_the_panel_follows_before_saving(self):
        self.require("x_cft_code", stage=self.checked)
        lead = self.lead()

        answer = self.changed(lead, x_cft_code="A")
        self.assertEqual(answer["crm_rule_hints"]["items"], [])

        answer = self.changed(lead, stage_id=self.checked.id)
        self.assertEqual(answer["crm_rule_hints"]["items"][0]["when"], "now")

    def test_a_given_reason_takes_the_exception_off_the_panel(self):
        self.require("x_cft_code", stage=self.checked, severity="warn")
        lead = self.lead()
        self.assertTrue(lead.crm_rule_asks)

        lead.write({"stage_id": self.checked.id, "crm_rule_reason": "Trade fair"})
        lead.invalidate_recordset()

        self.assertFalse(lead.crm_rule_asks)

    def test_the_panel_knows_the_tab_of_each_field(self):
        self.require("x_cft_code", stage=self.checked)
        self.node("x_cft_code")

        [panel] = self.tree.xpath("//widget[@name='crm_readiness']")
        self.assertIn("'x_cft_code': 'crm_custom_fields_0'", panel.get("options"))

    def test_a_board_of_80_cards_costs_as_many_queries_as_one_of_8(self):
        self.require("x_cft_code", "x_cft_seats", stage=self.checked)
        self.require(
            "x_cft_line",
            stage=self.checked,
            condition="[('partner_id.country_id.code', '=', 'CN')]",
        )
        leads = self.env["crm.lead"].with_user(self.salesman)
        spec = {"name": {}, "crm_ready_missing": {}, "crm_ready_percent": {}}
        costs = []
        for size in (8, 80):
            self.env["crm.lead"].create(
                [
                    {
                        "name": f"Card {size}",
                        "user_id": self.salesman.id,
                        "partner_id": self.customer.id,
                        "team_id": self.team.id,
                        "stage_id": self.open.id,
                    }
                    for _n in range(size)
                ]
            )
            self.env.flush_all()
            domain = [("name", "=", f"Card {size}")]
            leads.web_search_read(domain, spec, limit=100)  # fills the caches
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answer = leads.web_search_read(domain, spec, limit=100)
            costs.append(self.env.cr.sql_log_count - before)
            self.assertIn("Field Test Code", answer["records"][0]["crm_ready_missing"])

        self.assertEqual(costs[0], costs[1])
