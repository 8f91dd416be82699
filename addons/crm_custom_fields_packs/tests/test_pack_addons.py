import json
import tempfile
from pathlib import Path

from lxml import etree

from odoo.exceptions import UserError

import odoo.addons

from .pack_common import PackCommon

NINE = {
    "banking",
    "community_group_buying",
    "education",
    "fitness",
    "healthcare",
    "insurance",
    "manufacturing",
    "medical_devices",
    "real_estate",
}


class TestPackAddons(PackCommon):
    """A pack comes from the addon whose external id it has: record and two files."""

    def bring(self, addon, key):
        """Register a pack as the data file of an addon does."""
        pack = self.env["crm.custom.field.pack"].create({"name": key, "key": key})
        self.env["ir.model.data"].create(
            {
                "module": addon,
                "name": f"pack_{key}",
                "model": pack._name,
                "res_id": pack.id,
            }
        )
        return pack.with_user(self.designer)

    def folder_of_addons(self):
        """Return a folder that Odoo looks for addons in, during the test."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = [*odoo.addons.__path__, folder.name]
        self.patch(odoo.addons, "__path__", path)
        return Path(folder.name)

    def test_the_nine_come_by_the_same_door(self):
        here = Path(__file__).parents[1] / "data"
        for pack in self.packs:
            with self.subTest(pack=pack.key):
                self.assertEqual(
                    pack.get_external_id()[pack.id],
                    f"crm_custom_fields_packs.pack_{pack.key}",
                )
                shipped = (here / "packs" / f"{pack.key}.json").read_text()
                self.assertEqual(pack._content(), shipped)
        self.assertEqual(set(self.packs.mapped("key")), NINE)
        for folder in ("packs", "samples"):
            names = {path.stem for path in (here / folder).glob("*.json")}
            self.assertEqual(names, NINE)

    def test_another_addon_brings_a_further_pack(self):
        files = self.folder_of_addons() / "crm_pack_of_tests" / "data"
        text = self.pack("fitness")._content().replace("fitness", "swimming")
        samples = json.dumps(self.pack("fitness")._samples())
        for folder, content in (
            ("packs", text),
            ("samples", samples.replace("fitness", "swimming")),
        ):
            (files / folder).mkdir(parents=True)
            (files / folder / "swimming.json").write_text(content)
        pack = self.bring("crm_pack_of_tests", "swimming")

        pack.action_switch_on()
        pack.action_add_samples()

        self.assertTrue(pack.is_on)
        self.assertEqual(self.field("x_fit_weekly").profile_ids.key, "swimming")
        self.assertEqual(pack._teams().crm_config_key, "swimming")
        self.assertTrue(pack._sample_records("crm.lead"))
        self.assertFalse(self.pack("fitness").is_on)

    def test_a_pack_without_a_file_is_refused_with_its_name(self):
        pack = self.bring("crm_pack_of_tests", "sailing")

        with self.assertRaisesRegex(UserError, "no file for the pack sailing"):
            pack.action_switch_on()

    def test_no_path_leaves_the_addon(self):
        pack = self.bring("crm_custom_fields_packs", "../samples/fitness")

        with self.assertRaisesRegex(UserError, "no file for the pack"):
            pack.action_switch_on()

    def test_a_phone_shows_the_packs_as_cards(self):
        action = self.env.ref("crm_custom_fields_packs.crm_custom_field_pack_action")
        self.assertIn("kanban", action.view_mode.split(","))

        arch = etree.fromstring(self.packs.get_view(view_type="kanban")["arch"])
        self.assertTrue(arch.xpath("//t[@t-name='card']//field"))
