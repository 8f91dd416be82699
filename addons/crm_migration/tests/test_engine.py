import doctest

from odoo.tests import BaseCase

from odoo.addons.crm_migration.engine import item, targets, waves
from odoo.addons.crm_migration.engine.targets import TargetError, parse_targets


class TestEngine(BaseCase):
    def test_docstrings_tell_the_truth(self):
        for module in (item, waves):
            self.assertFalse(doctest.testmod(module).failed, module.__name__)
        # the exception's name depends on where the module was imported from
        flags = doctest.IGNORE_EXCEPTION_DETAIL
        self.assertFalse(doctest.testmod(targets, optionflags=flags).failed)

    def test_a_target_cannot_need_a_later_one(self):
        declared = [
            {
                "name": "deals",
                "model": "crm.lead",
                "fields": {"partner_id": {"kind": "key", "target": "contacts"}},
            },
            {"name": "contacts", "model": "res.partner"},
        ]

        with self.assertRaisesRegex(TargetError, "contacts, which is loaded later"):
            parse_targets(declared)

    def test_what_is_no_declaration_is_refused_in_words(self):
        wrong = {
            "no target is declared": [],
            "is not an object": ["deals"],
            "needs a name and a model": [{"name": "deals"}],
            "kind is one of": [
                {"name": "a", "model": "m", "fields": {"f": {"kind": "sql"}}}
            ],
            "names no target": [
                {"name": "a", "model": "m", "fields": {"f": {"kind": "key"}}}
            ],
            "names no model": [
                {"name": "a", "model": "m", "fields": {"f": {"kind": "find"}}}
            ],
            "unknown target": [
                {
                    "name": "a",
                    "model": "m",
                    "fields": {"f": {"kind": "key", "target": "b"}},
                }
            ],
            "on_match is one of": [{"name": "a", "model": "m", "on_match": "merge"}],
        }
        for message, declared in wrong.items():
            with self.subTest(message), self.assertRaisesRegex(TargetError, message):
                parse_targets(declared)
