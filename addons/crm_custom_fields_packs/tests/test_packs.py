import json

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

from .pack_common import PackCommon


class TestPacks(PackCommon):
    """An industry pack is a profile from a file, which then belongs to the company."""

    def test_each_pack_comes_with_one_rebuild_tables_included(self):
        for pack in self.packs:
            with self.subTest(pack=pack.key):
                with self.rebuilds() as rebuilds:
                    pack.action_switch_on()
                self.assertEqual(len(rebuilds), 1)

    def test_what_packs_share_serves_all_of_them(self):
        self.pack("banking").action_switch_on()
        self.field("x_core_id_no").name = "Document number"
        self.pack("fitness").action_switch_on()

        shared = self.field("x_core_id_no")
        self.assertEqual(set(shared.profile_ids.mapped("key")), {"banking", "fitness"})
        self.assertEqual(shared.name, "Document number")

        self.pack("banking").action_switch_off()
        self.assertTrue(shared.active)
        self.assertFalse(self.field("x_wm_amount").active)

        self.pack("fitness").action_switch_off()
        self.assertFalse(shared.active)

    def test_every_text_is_in_both_languages(self):
        for pack in self.packs:
            document = json.loads(pack._content())
            samples = pack._samples()
            texts = list(_texts([document, samples]))
            self.assertTrue(texts)
            for text in texts:
                self.assertEqual(set(text), {"en_US", "zh_CN"}, (pack.key, text))
                self.assertTrue(all(text.values()), (pack.key, text))

    def test_a_salesman_cannot_switch(self):
        salesman = self.pack("medical_devices").with_user(self.salesman)
        for action in ("action_switch_on", "action_switch_off", "action_upgrade"):
            with self.assertRaises(AccessError):
                getattr(salesman, action)()

    def test_the_settings_switch_several_packs(self):
        self.designer.group_ids += self.env.ref("base.group_system")
        wanted = self.pack("fitness") + self.pack("education")
        settings = self.env["res.config.settings"].with_user(self.designer)
        settings.create({"crm_pack_ids": [(6, 0, wanted.ids)]}).execute()

        self.assertEqual(self.packs.filtered("is_on"), wanted)

        settings.create({"crm_pack_ids": [(6, 0, wanted[0].ids)]}).execute()
        self.packs.invalidate_recordset()
        self.assertEqual(self.packs.filtered("is_on"), wanted[0])


class TestOnePack(PackCommon):
    """A pack that is on speaks every language; switched off, it only hides."""

    switched_on = ("medical_devices",)

    def setUp(self):
        super().setUp()
        self.medical = self.pack("medical_devices")

    def test_a_pack_speaks_chinese(self):
        leads = self.env["crm.lead"].with_context(lang="zh_CN")
        field = leads.fields_get(["x_md_storage"])["x_md_storage"]
        self.assertEqual(field["string"], "储运条件")
        self.assertIn(("cool", "阴凉"), field["selection"])
        stage = self.stage("medical_devices/quotation").with_context(lang="zh_CN")
        self.assertEqual(stage.name, "报价/中标")

    def test_switching_off_and_on_keeps_values_and_local_changes(self):
        first = self.env.ref("crm.stage_lead1")
        lead = self.lead(
            crm_profile_id=self.profile().id, stage_id=first.id, x_md_dept="急诊科"
        )
        department = self.field("x_md_dept")
        department.name = "Ward"
        unwanted = self.field("x_md_two_invoice")
        unwanted.action_archive()

        self.medical.action_switch_off()
        self.assertFalse(self.profile())
        self.assertFalse(department.active)
        self.assertFalse(self.medical._teams().active)

        self.medical.action_switch_on()
        self.assertEqual((department.active, department.name), (True, "Ward"))
        self.assertFalse(unwanted.active)
        self.assertTrue(self.medical._teams().active)
        self.assertEqual(lead.x_md_dept, "急诊科")

    def test_a_team_with_open_deals_stays(self):
        team = self.medical._teams()
        self.lead(team_id=team.id, stage_id=self.stage("medical_devices/lead").id)

        self.medical.action_switch_off()

        self.assertTrue(team.active)


class TestPackStages(PackCommon):
    """A pack works along stages of its own team; other teams do not see them."""

    switched_on = ("insurance",)

    def setUp(self):
        super().setUp()
        self.insurers = self.pack("insurance")._teams()

    def board(self, team):
        leads = self.env["crm.lead"].with_user(self.salesman)
        groups = leads.with_context(
            default_team_id=team.id, read_group_expand=True
        ).web_read_group([("team_id", "=", team.id)], ["stage_id"], [])
        return [group["stage_id"][0] for group in groups["groups"]]

    def test_the_board_of_the_team_shows_its_stages_and_no_others(self):
        names = self.env["crm.stage"].browse(self.board(self.insurers)).mapped("name")

        self.assertEqual(names[0], "New Lead")
        self.assertEqual(names[-1], "Won")
        self.assertEqual(len(names), 8)

    def test_other_teams_keep_their_board(self):
        board = self.board(self.team)

        self.assertIn(self.env.ref("crm.stage_lead1").id, board)
        self.assertNotIn(self.stage("insurance/needs").id, board)

    def test_a_new_deal_of_the_team_begins_in_its_first_stage_with_the_profile(self):
        lead = self.env["crm.lead"].with_user(self.salesman)
        lead = lead.create({"name": "Motor policy", "team_id": self.insurers.id})

        self.assertEqual(lead.stage_id, self.stage("insurance/lead"))
        self.assertEqual(lead.crm_profile_id, self.profile("insurance"))

    def test_the_form_offers_the_stages_of_the_team(self):
        lead = self.lead(
            team_id=self.insurers.id, stage_id=self.stage("insurance/lead").id
        )
        with Form(lead) as form:
            form.stage_id = self.stage("insurance/needs")
            form.x_ins_line, form.x_ins_channel = "life", "agent"
            need = self.field("x_ins_need").option_ids[0]
            form.x_ins_need.add(need)
        self.assertEqual(lead.stage_id, self.stage("insurance/needs"))

    def test_the_status_bar_of_the_form_leaves_out_the_shared_stages(self):
        views = (
            self.env["crm.lead"].with_user(self.salesman).get_views([(False, "form")])
        )
        form = etree.fromstring(views["views"]["form"]["arch"])
        text = form.xpath("//header//field[@name='stage_id']")[0].get("domain")

        def offered(team):
            values = {"team_id": team.id, "crm_own_stages": team.crm_own_stages}
            return self.env["crm.stage"].search(safe_eval(text, values))

        self.assertEqual(offered(self.insurers).team_ids, self.insurers)
        self.assertEqual(len(offered(self.insurers)), 8)
        self.assertIn(self.env.ref("crm.stage_lead1"), offered(self.team))

    def test_the_readiness_names_the_next_stage_of_the_team(self):
        lead = self.lead(
            team_id=self.insurers.id, stage_id=self.stage("insurance/lead").id
        )

        self.assertEqual(lead.crm_ready_stage, "Needs Analysis")
        self.assertIn("Line of Business", lead.crm_ready_missing)

    def test_the_last_stage_wins_the_deal(self):
        self.assertTrue(self.stage("insurance/won").is_won)

    def test_stages_and_team_travel_in_the_configuration_file(self):
        config = self.env["crm.custom.field.config"].with_user(self.designer)
        document = config._document()

        self.assertEqual([team["key"] for team in document["teams"]], ["insurance"])
        self.assertEqual(len(document["stages"]), 8)
        self.assertEqual(config._apply(document), [])


class TestPackSamples(PackCommon):
    """Sample records come only when asked for, and go again."""

    switched_on = ("fitness",)

    def setUp(self):
        super().setUp()
        self.fitness = self.pack("fitness")

    def test_samples_come_on_request_in_the_language_of_the_user(self):
        self.assertFalse(self.fitness.has_samples)

        self.fitness.with_context(lang="zh_CN").action_add_samples()

        names = self.fitness._sample_records("crm.lead").mapped("name")
        self.assertIn("孙悦 \u2013 年卡续卡", names)
        self.assertTrue(self.fitness.has_samples)

    def test_hours_of_samples_are_those_of_the_clock_of_the_user(self):
        fitness = self.fitness.with_context(tz="Asia/Shanghai")
        fitness.action_add_samples()

        leads = fitness._sample_records("crm.lead").filtered("x_fit_tour")
        shown = [
            fields.Datetime.context_timestamp(fitness, lead.x_fit_tour)
            for lead in leads
        ]
        self.assertEqual({moment.hour for moment in shown}, {18})

    def test_samples_go_again_and_leave_the_rest(self):
        mine = self.lead()
        self.fitness.action_add_samples()
        samples = self.fitness._sample_records("crm.lead")
        contacts = self.fitness._sample_records("res.partner")
        mine.sudo().partner_id = contacts[0]

        self.fitness.action_remove_samples()

        self.assertFalse(samples.exists())
        self.assertEqual(contacts.exists(), contacts[0])
        self.assertTrue(mine.exists())
        self.assertFalse(self.fitness.has_samples)

    def test_churn_risk_and_expiry_of_the_sample_member(self):
        self.fitness.action_add_samples()

        member = self.fitness._sample_records("res.partner").filtered("x_fit_card")
        self.assertEqual((member.x_fit_weekly, member.x_fit_days_away), (1.3, 23))
        self.assertEqual((member.x_fit_days_to_end, member.x_fit_risk), (19, 3))

    def test_a_salesman_cannot_remove_samples(self):
        self.fitness.action_add_samples()
        with self.assertRaises(AccessError):
            self.fitness.with_user(self.salesman).action_remove_samples()

    def test_a_sample_that_breaks_a_rule_is_not_half_created(self):
        self.rule("fit_offer").write({"stage_id": self.stage("fitness/lead").id})
        self.fitness.flush_recordset()
        samples = self.fitness._samples()
        for deal in samples["deals"]:
            deal["x_fit_price"] = 0
        self.patch(type(self.fitness), "_samples", lambda pack: samples)

        with self.assertRaisesRegex(ValidationError, "Membership Price"):
            self.fitness.action_add_samples()


def _texts(value):
    """Return every ``{language: text}`` within ``value``."""
    if isinstance(value, dict):
        if "en_US" in value or "zh_CN" in value:
            yield value
        else:
            for item in value.values():
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
