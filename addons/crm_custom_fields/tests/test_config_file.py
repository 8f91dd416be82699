import base64
import json

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from ..engine.config import config_file
from ..models.config import words
from ..models.config.sections import NAMES, PLAIN, TEXTS
from .common import FieldsCommon


class TestConfigFile(FieldsCommon):
    """The set-up leaves as a file and comes back the same, here or elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.profile = (
            cls.env["crm.custom.field.profile"]
            .with_user(cls.designer)
            .create({"name": "FT Medical", "condition": "[('type', '=', 'lead')]"})
        )
        cls.fields = cls.define(
            {
                "name": "Field Test Device",
                "technical_name": "x_cft_device",
                "kind": "selection",
                "page": "Devices",
                "profile_ids": [Command.link(cls.profile.id)],
                "option_ids": [
                    Command.create({"name": n, "value": n.lower()})
                    for n in ("Scanner", "Pump")
                ],
            },
            {
                "name": "Field Test Country",
                "technical_name": "x_cft_country",
                "kind": "many2one",
                "relation_model_id": cls.env["ir.model"]._get_id("res.country"),
                "read_group_ids": [
                    Command.link(cls.env.ref("sales_team.group_sale_manager").id)
                ],
            },
        )
        cls.fields[0].with_context(lang="zh_CN").write({"name": "测试设备"})
        cls.fields[0].option_ids[0].with_context(lang="zh_CN").name = "扫描仪"
        cls.rule = cls.require(
            "x_cft_device",
            stage=cls.checked,
            name="Devices are known",
            profile_ids=[Command.link(cls.profile.id)],
        )
        cls.config = cls.env["crm.custom.field.config"].with_user(cls.designer)

    def text(self):
        return config_file.dump(self.config._document())

    def entry(self, key):
        document = json.loads(self.text())
        entries = [e for s in config_file.SECTIONS for e in document[s]]
        return next(entry for entry in entries if entry["key"] == key)

    def transfer(self, text, **values):
        content = base64.b64encode(text.encode())
        return (
            self.env["crm.custom.field.transfer"]
            .with_user(self.designer)
            .create({"import_file": content, "import_name": "test.json", **values})
        )

    def test_the_file_names_everything_without_ids(self):
        device = self.entry("crm.lead/x_cft_device")
        rule = self.entry("devices_are_known")

        self.assertEqual(
            device["name"], {"en_US": "Field Test Device", "zh_CN": "测试设备"}
        )
        self.assertEqual(
            device["options"][0],
            {
                "value": "scanner",
                "name": {"en_US": "Scanner", "zh_CN": "扫描仪"},
            },
        )
        self.assertEqual(device["profiles"], ["ft_medical"])
        self.assertEqual(
            self.entry("crm.lead/x_cft_country")["groups_read"],
            ["sales_team.group_sale_manager"],
        )
        self.assertEqual((rule["stage"], rule["fields"]), ("Checked", ["x_cft_device"]))

    def test_the_same_set_up_gives_the_same_file(self):
        first = self.text()
        self.env.invalidate_all()

        self.assertEqual(self.text(), first)

    def test_another_database_gets_the_same_forms_and_refusals(self):
        text = self.text()
        self.rule.unlink()
        self.fields.unlink()
        self.profile.unlink()
        self.assertNotEqual(self.text(), text)

        self.transfer(text).action_apply()

        self.assertEqual(self.text(), text)
        lead = self.lead(type="lead")
        lead.write({"type": "opportunity", "crm_profile_id": lead.crm_profile_id.id})
        with self.assertRaisesRegex(
            ValidationError, "Fill in first: Field Test Device"
        ):
            lead.write({"stage_id": self.checked.id})
        lead.write({"stage_id": self.checked.id, "x_cft_device": "pump"})

    def test_everything_that_a_file_says_has_a_label(self):
        for section, names in NAMES.items():
            for name in sorted({*names, *PLAIN[section], *TEXTS[section]}):
                with self.subTest(section=section, name=name):
                    self.assertNotEqual(words.path_words(self.env, section, name), name)

    def test_the_preview_names_each_change(self):
        text = self.text().replace("Field Test Device", "Field Test Machine")

        preview = self.transfer(text).preview

        self.assertIn("crm.lead/x_cft_device", preview)
        self.assertIn("Field Test Machine", preview)
        self.assertNotIn("x_cft_country", preview)
        self.assertIn("changes nothing", self.transfer(self.text()).preview)

    def preview(self, change, lang="en_US"):
        """Return the preview of the present file with ``change`` made to a field."""
        document = json.loads(self.text())
        keyed = {entry["key"]: entry for entry in document["fields"]}
        change(keyed["crm.lead/x_cft_device"])
        transfer = self.transfer(json.dumps(document))
        return transfer.with_context(lang=lang).preview

    def test_the_preview_says_in_which_language_a_text_changes(self):
        def change(entry):
            entry["name"]["zh_CN"] = "检验设备"
            entry["options"][0]["name"]["zh_CN"] = "扫描机"

        preview = self.preview(change)
        self.assertIn(
            "Label (Chinese, Simplified / 简体中文): "
            "<del>测试设备</del> → <b>检验设备</b>",
            preview,
        )
        self.assertIn(
            "Options (scanner · Chinese, Simplified / 简体中文): "
            "<del>扫描仪</del> → <b>扫描机</b>",
            preview,
        )
        self.assertNotIn("Label (English", preview)
        chinese = self.preview(change, lang="zh_CN")
        self.assertIn("<b>测试设备</b>", chinese)
        self.assertIn("<del>测试设备</del> → <b>检验设备</b>", chinese)

    def test_a_language_or_an_option_that_the_file_lacks_is_no_change(self):
        def change(entry):
            del entry["name"]["zh_CN"]
            del entry["options"][1]

        self.assertIn("changes nothing", self.preview(change))

    def test_a_new_option_is_told_by_its_label(self):
        def change(entry):
            name = {"en_US": "Lamp", "zh_CN": "手术灯"}
            entry["options"].append({"value": "lamp", "name": name})

        preview = self.preview(change)
        self.assertIn("Options (lamp): <del></del> → <b>Lamp</b>", preview)

    def test_another_order_of_options_comes_with_the_file(self):
        document = json.loads(self.text())
        [device] = [e for e in document["fields"] if e["key"].endswith("x_cft_device")]
        device["options"].reverse()
        transfer = self.transfer(json.dumps(document))
        self.assertIn(
            "Options: <del>Scanner, Pump</del> → <b>Pump, Scanner</b>",
            transfer.preview,
        )

        transfer.action_apply()

        order = self.fields[0].option_ids.sorted().mapped("value")
        self.assertEqual(order, ["pump", "scanner"])

    def test_what_the_file_lacks_stays_or_is_archived_as_one_says(self):
        document = json.loads(self.text())
        document["fields"] = [
            e for e in document["fields"] if "country" not in e["key"]
        ]
        text = json.dumps(document)

        self.transfer(text).action_apply()
        self.assertTrue(self.fields[1].active)

        self.transfer(text, is_complete=True).action_apply()
        self.assertFalse(self.fields[1].active)
        self.assertTrue(self.column_of("crm_lead", "x_cft_country"))

    def test_one_goes_back_to_an_earlier_version(self):
        before = self.text()
        changed = before.replace("Field Test Device", "Field Test Machine")
        self.transfer(changed).action_apply()
        self.define({"name": "Field Test Later", "technical_name": "x_cft_later"})

        versions = self.env["crm.custom.field.version"].with_user(self.designer)
        version = versions.search([("name", "=", "Before test.json")], limit=1)
        version.action_restore()

        self.assertEqual(self.fields[0].name, "Field Test Device")
        later = self.env["crm.custom.field"].search(
            [("technical_name", "=", "x_cft_later"), ("active", "=", False)]
        )
        self.assertTrue(later, "archived, not dropped")

    def test_a_version_is_never_changed(self):
        version = (
            self.env["crm.custom.field.version"].with_user(self.designer)._keep("A")
        )

        for door in (lambda: version.write({"content": "x"}), version.unlink):
            with self.assertRaises(AccessError):
                door()

    def test_a_bad_file_changes_nothing(self):
        before = self.text()
        document = json.loads(before)
        faults = (
            ("{", "it is no JSON"),
            ('{"format": "other"}', "no file of custom fields"),
            (json.dumps({**document, "version": 99}), "another version"),
            (json.dumps({**document, "fields": [{"kind": "char"}]}), "has no key"),
        )
        for text, message in faults:
            with self.subTest(message=message):
                with self.assertRaisesRegex(UserError, message):
                    self.transfer(text).action_apply()

        self.assertEqual(self.text(), before)

    def test_a_file_that_fails_half_way_changes_nothing(self):
        before = self.text()
        document = json.loads(before)
        document["fields"][0]["name"]["en_US"] = "Changed"
        document["rules"].append(
            {
                "key": "zz",
                "model": "crm.lead",
                "name": {"en_US": "ZZ"},
                "effect": "required",
                "severity": "block",
                "fields": ["x_nowhere"],
            }
        )

        refused = self.assertRaisesRegex(ValidationError, "needs the field “x_nowhere”")
        with refused, self.env.cr.savepoint():  # as each request has its own
            self.transfer(json.dumps(document)).action_apply()

        self.assertEqual(self.text(), before)

    def test_a_word_of_another_version_is_refused(self):
        document = json.loads(self.text())
        document["fields"][0]["sparkle"] = True

        with self.assertRaisesRegex(ValidationError, "says “sparkle”"):
            self.transfer(json.dumps(document)).action_apply()

    def test_a_salesman_can_neither_export_nor_import(self):
        with self.assertRaises(AccessError):
            self.env["crm.custom.field.transfer"].with_user(self.salesman).create({})
        with self.assertRaises(AccessError):
            self.env["crm.custom.field.config"].with_user(self.salesman)._document()
