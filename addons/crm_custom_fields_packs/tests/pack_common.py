import json
from contextlib import contextmanager, suppress
from pathlib import Path

from odoo.addons.crm_custom_fields.tests.common import FieldsCommon

LANGUAGES = ("en_US", "zh_CN")


class Undo(Exception):
    """Ends a case that nothing refused, so that its changes are taken back."""


class PackCommon(FieldsCommon):
    """The industry packs as the designer sees them, with English and Chinese.

    Switching one on takes a second, so a class does it once for all its tests.
    """

    switched_on = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.packs = cls.env["crm.custom.field.pack"].with_user(cls.designer).search([])

        wanted = cls.packs.filtered(lambda pack: pack.key in cls.switched_on)
        with cls.rebuilds() as cls.rebuilds_of_class:
            wanted.action_switch_on()

    @classmethod
    def pack(cls, key):
        return cls.packs.filtered(lambda pack: pack.key == key)

    def profile(self, key="medical_devices"):
        return self.env["crm.custom.field.profile"].search([("key", "=", key)])

    def stage(self, key):
        return self.env["crm.stage"].search([("crm_config_key", "=", key)])

    def field(self, name):
        definitions = self.env["crm.custom.field"].with_context(active_test=False)
        return definitions.search([("technical_name", "=", name)])

    def rule(self, key):
        rules = self.env["crm.custom.field.rule"].with_context(active_test=False)
        return rules.search([("key", "=", key)])

    def add_samples(self, pack):
        """Add the sample records; return them by their key in the file."""
        pack.action_add_samples()
        samples = pack._samples()
        keys = [
            entry["key"] for part in ("contacts", "deals") for entry in samples[part]
        ]
        return {
            (row.res_model, key): self.env[row.res_model]
            .with_user(self.designer)
            .browse(row.res_id)
            for key, row in zip(keys, pack.sample_ids.sorted("id"), strict=True)
        }

    @contextmanager
    def taken_back(self):
        """Take back whatever happens inside."""
        with suppress(Undo), self.env.cr.savepoint():
            yield
            raise Undo

    @staticmethod
    def cases(key):
        path = Path(__file__).parent / "packs" / f"{key}.json"
        return json.loads(path.read_text(encoding="utf-8"))
