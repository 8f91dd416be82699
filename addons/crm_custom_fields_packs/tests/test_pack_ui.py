import json
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from .pack_common import PackCommon


@tagged("post_install", "-at_install")
class TestPackUi(PackCommon, HttpCase):
    """Packs in the web client: in the settings, and as cards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(
            cls.env,
            "fields_admin",
            groups="base.group_system,sales_team.group_sale_manager",
            password="fields_admin",
        )

    def test_an_administrator_switches_an_industry_on(self):
        self.start_tour(
            "/odoo/settings", "crm_custom_fields_packs_on", login="fields_admin"
        )

        self.assertTrue(self.pack("fitness").is_on)

    def test_a_designer_upgrades_a_pack_and_keeps_her_words(self):
        pack = self.pack("medical_devices")
        pack.action_switch_on()
        self.field("x_md_storage").name = "Kept Cold"
        document = json.loads(pack._content())
        document["pack"]["version"] += 1
        for entry in document["fields"]:
            if entry["key"] == "crm.lead/x_md_dept":
                entry["name"]["en_US"] = "Department of Use"
            if entry["key"] == "crm.lead/x_md_storage":
                entry["name"]["en_US"] = "Storage Class"
        newer = json.dumps(document)
        others = {other.key: other._content() for other in self.packs - pack}

        def content(record):
            return others.get(record.key, newer)

        with patch.object(type(pack), "_content", content):
            self.start_tour(
                "/odoo/crm-field-packs",
                "crm_custom_fields_packs_upgrade",
                login="fields_admin",
            )

        self.assertEqual(self.field("x_md_dept").name, "Department of Use")
        self.assertEqual(self.field("x_md_storage").name, "Kept Cold")
