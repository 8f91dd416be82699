import json
from unittest.mock import patch

from odoo.exceptions import UserError

from .pack_common import PackCommon


class TestPackUpgrade(PackCommon):
    """A newer pack is merged into what the company made of the older one."""

    switched_on = ("medical_devices",)

    def setUp(self):
        super().setUp()
        self.medical = self.pack("medical_devices")
        self.shipped = self.medical._content()

    def ship(self, change, version=3):
        """Ship a newer file: ``change`` alters the entries, found by their key."""
        document = json.loads(self.shipped)
        document["pack"]["version"] = version
        entries = {
            entry["key"]: (section, entry)
            for section in ("fields", "rules", "stages")
            for entry in document[section]
        }
        change(document, entries)
        text = json.dumps(document)
        patcher = patch.object(
            type(self.medical), "_content", lambda pack: text, create=False
        )
        patcher.start()
        self.addCleanup(patcher.stop)
        self.medical.invalidate_recordset(["version", "can_upgrade"])

    def newer(self, document, entries):
        """Rename two fields, change a rule, add one field, remove another."""
        entries["crm.lead/x_md_dept"][1]["name"]["en_US"] = "Department of Use"
        entries["crm.lead/x_md_storage"][1]["name"]["en_US"] = "Storage Class"
        entries["md_cert_soon"][1]["low"] = "365"
        document["fields"].append(
            {
                **entries["crm.lead/x_md_dept"][1],
                "key": "crm.lead/x_md_room",
                "name": {"en_US": "Room for the Device", "zh_CN": "安装房间"},
            }
        )
        document["fields"].remove(entries["crm.lead/x_md_two_invoice"][1])

    def wizard(self, action):
        return (
            self.env[action["res_model"]]
            .with_user(self.designer)
            .browse(action["res_id"])
        )

    def upgrade(self):
        self.wizard(self.medical.action_upgrade()).action_apply()

    def test_a_shipped_pack_is_up_to_date(self):
        self.assertFalse(self.medical.can_upgrade)
        wizard = self.wizard(self.medical.action_compare())
        self.assertIn("as the pack was shipped", wizard.preview)

    def test_a_newer_file_is_offered_with_the_difference(self):
        self.field("x_md_storage").name = "Kept Cold"
        self.field("x_md_class").help = "Ask the regulatory office"
        self.ship(self.newer)

        self.assertTrue(self.medical.can_upgrade)
        preview = self.wizard(self.medical.action_upgrade()).preview
        for part in (
            "<h5>Added</h5>",
            "Room for the Device",
            "<h5>Changed</h5>",
            "<del>Using Department</del> → <b>Department of Use</b>",
            "<h5>Removed (archived, values stay)</h5>",
            "x_md_two_invoice",
            "<h5>Changed here and in the pack: yours stays</h5>",
            "here: Kept Cold",
            "<h5>Changed here: stays</h5>",
            "here: Ask the regulatory office",
        ):
            self.assertIn(part, preview)

    def test_the_difference_is_told_in_the_language_of_the_reader(self):
        self.field("x_md_storage").name = "Kept Cold"
        self.ship(self.newer)

        wizard = self.wizard(self.medical.action_upgrade())
        english, chinese = (
            wizard.with_context(lang=lang)._as_table(
                *wizard.with_context(lang=lang)._told()
            )
            for lang in ("en_US", "zh_CN")
        )

        self.assertIn("<b>Kept Cold</b>", english)
        self.assertIn("Custom Field · crm.lead/x_md_storage", english)
        self.assertIn("Label (English (US)): ", english)
        self.assertNotIn("name/en_US", english)
        self.assertIn("<b>储运条件</b>", chinese)

    def test_the_upgrade_keeps_local_changes_and_values(self):
        self.field("x_md_storage").name = "Kept Cold"
        lead = self.lead(
            crm_profile_id=self.profile().id,
            stage_id=self.env.ref("crm.stage_lead1").id,
            x_md_two_invoice=True,
        )
        self.ship(self.newer)

        self.upgrade()

        self.assertEqual(self.field("x_md_dept").name, "Department of Use")
        self.assertEqual(self.field("x_md_storage").name, "Kept Cold")
        self.assertEqual(self.rule("md_cert_soon").low, "365")
        self.assertTrue(self.field("x_md_room").active)
        self.assertIn("x_md_room", self.env["crm.lead"]._fields)
        self.assertFalse(self.field("x_md_two_invoice").active)
        self.assertTrue(lead.x_md_two_invoice)
        self.assertFalse(self.medical.can_upgrade)
        self.assertEqual(self.medical.installed_version, 3)

    def test_the_set_up_before_and_after_is_kept_as_a_version(self):
        self.ship(self.newer)
        self.upgrade()

        names = self.env["crm.custom.field.version"].search([]).mapped("name")
        self.assertEqual(names[:2], ["After Medical devices", "Before Medical devices"])

    def test_an_entry_that_was_archived_here_stays_archived(self):
        self.field("x_md_dept").action_archive()
        self.ship(self.newer)
        self.upgrade()

        self.assertFalse(self.field("x_md_dept").active)

    def test_a_new_option_arrives_beside_a_renamed_one(self):
        storage = self.field("x_md_storage")
        storage.option_ids.filtered(lambda o: o.value == "cool").name = "Cellar"

        def change(document, entries):
            entries["crm.lead/x_md_storage"][1]["options"].append(
                {"value": "m196", "name": {"en_US": "-196 ℃", "zh_CN": "-196℃液氮"}}
            )

        self.ship(change)
        self.upgrade()

        names = {option.value: option.name for option in storage.option_ids}
        self.assertEqual((names["cool"], names["m196"]), ("Cellar", "-196 ℃"))

        preview = self.wizard(self.medical.action_roll_back()).preview
        self.assertIn("Options (cool · English (US)): <i>here: Cellar</i>", preview)

    def test_an_option_comes_as_a_whole_and_stays_when_the_pack_drops_it(self):
        def change(document, entries):
            options = entries["crm.lead/x_md_storage"][1]["options"]
            options[:] = [o for o in options if o["value"] != "cool"]
            options.append({"value": "dry", "name": {"en_US": "Dry", "zh_CN": "干燥"}})

        self.ship(change)
        preview = self.wizard(self.medical.action_upgrade()).preview
        self.assertIn("Options (dry): <del></del> → <b>Dry</b>", preview)
        self.assertNotIn("Options (cool", preview)

        self.upgrade()

        values = self.field("x_md_storage").option_ids.mapped("value")
        self.assertLessEqual({"cool", "dry"}, set(values))

    def test_tables_are_upgraded_column_by_column(self):
        def change(document, entries):
            entries["crm.lead/x_md_certs"][1]["name"]["en_US"] = "Other Certificates"
            entries["crm.lead/x_md_certs/x_holder"][1]["name"]["en_US"] = "Registrant"
            entries["md_certs_known"][1]["fields"] = ["x_number"]
            document["fields"].remove(entries["crm.lead/x_md_certs/x_body"][1])
            remark = {**entries["crm.lead/x_md_certs/x_holder"][1]}
            remark["key"] = "crm.lead/x_md_certs/x_remark"
            remark["name"] = {"en_US": "Remark", "zh_CN": "备注"}
            files = {**entries["crm.lead/x_md_trials"][1]}
            files["key"] = "crm.lead/x_md_papers"
            files["name"] = {"en_US": "Papers", "zh_CN": "资料"}
            page = {**remark, "key": "crm.lead/x_md_papers/x_title"}
            page["name"] = {"en_US": "Title", "zh_CN": "标题"}
            document["fields"] += [page, remark, files]

        columns = self.env["crm.custom.field"]
        columns = columns.search([("model_name", "=", "x_crm_lead_md_certs")])
        known = {column.technical_name: column for column in columns}
        known["x_models"].name = "Types"
        lead = self.lead(
            crm_profile_id=self.profile().id,
            stage_id=self.env.ref("crm.stage_lead1").id,
            x_md_certs=[(0, 0, {"x_number": "A-1", "x_body": "0123"})],
        )
        self.ship(change)

        self.upgrade()

        lead = self.env["crm.lead"].browse(lead.id)
        self.assertEqual(self.field("x_md_certs").name, "Other Certificates")
        self.assertEqual(known["x_holder"].name, "Registrant")
        self.assertEqual(known["x_models"].name, "Types")
        self.assertFalse(known["x_body"].active)
        self.assertEqual(lead.x_md_certs.mapped("x_number"), ["A-1"])
        self.assertEqual(lead.x_md_certs.sudo().x_body, "0123")
        self.assertIn("x_remark", lead.x_md_certs._fields)
        lead.x_md_papers = [(0, 0, {"x_title": "Letter"})]
        self.assertEqual(
            self.rule("md_certs_known").field_ids.mapped("name"), ["x_number"]
        )

        self.wizard(self.medical.action_roll_back()).action_apply()

        self.assertTrue(known["x_body"].active)
        self.assertFalse(self.field("x_md_papers").active)
        self.assertEqual(lead.x_md_papers.mapped("x_title"), ["Letter"])

    def test_rolling_back_restores_the_version_before(self):
        self.field("x_md_storage").name = "Kept Cold"
        self.ship(self.newer)
        self.upgrade()
        self.field("x_md_dest_id").name = "Market"

        wizard = self.wizard(self.medical.action_roll_back())
        self.assertIn("x_md_room", wizard.preview)
        wizard.action_apply()

        self.assertEqual(self.field("x_md_dept").name, "Using Department")
        self.assertEqual(self.rule("md_cert_soon").low, "183")
        self.assertFalse(self.field("x_md_room").active)
        self.assertTrue(self.field("x_md_two_invoice").active)
        self.assertEqual(self.field("x_md_storage").name, "Kept Cold")
        self.assertEqual(self.field("x_md_dest_id").name, "Market")
        self.assertEqual(self.medical.installed_version, 2)
        self.assertTrue(self.medical.can_upgrade)

    def test_an_upgrade_leaves_what_other_packs_share(self):
        self.pack("insurance").action_switch_on()
        self.pack("banking").action_switch_on()
        banking = self.pack("banking")
        text = banking._content().replace('"证件号码"', '"证件号"')
        text = text.replace('"version": 2\n  },', '"version": 3\n  },')
        with patch.object(type(banking), "_content", lambda pack: text):
            banking._take(3, text)

        shared = self.field("x_core_id_no")
        self.assertEqual(shared.with_context(lang="zh_CN").name, "证件号")
        self.assertEqual(
            set(shared.profile_ids.mapped("key")), {"insurance", "banking"}
        )

    def test_without_an_upgrade_there_is_nothing_to_go_back_to(self):
        with self.assertRaisesRegex(UserError, "never upgraded here"):
            self.wizard(self.medical.action_roll_back()).preview  # noqa: B018
