import json

from odoo.exceptions import ValidationError

from odoo.addons.crm_custom_fields.configuration import rules as engine

from .pack_common import LANGUAGES, PackCommon

EMPTY = (False, 0, [(5,)])


class TestPackRules(PackCommon):
    """Each rule of each pack, on a bad record: its exact words in both languages.

    All packs are on together, so none of them stands in the way of another. The bad
    records are in ``tests/packs``: what is written on which sample
    deal. That the samples themselves can be created shows that a good record
    passes every rule.
    """

    switched_on = (
        "banking",
        "community_group_buying",
        "education",
        "fitness",
        "healthcare",
        "insurance",
        "manufacturing",
        "medical_devices",
        "real_estate",
    )

    def test_all_packs_come_at_once_with_one_rebuild(self):
        self.assertEqual(len(self.rebuilds_of_class), 1)
        self.assertEqual(set(self.packs.mapped("key")), set(self.switched_on))
        self.assertTrue(all(self.packs.mapped("is_on")))

    def test_other_deals_do_not_notice_the_packs(self):
        lead = self.lead(stage_id=self.env.ref("crm.stage_lead1").id)
        lead.stage_id = self.env.ref("crm.stage_lead3")

        self.assertEqual(lead.stage_id, self.env.ref("crm.stage_lead3"))
        self.assertFalse(lead.crm_profile_id)

    def test_banking(self):
        self.check_pack("banking")

    def test_community_group_buying(self):
        self.check_pack("community_group_buying")

    def test_education(self):
        self.check_pack("education")

    def test_fitness(self):
        self.check_pack("fitness")

    def test_healthcare(self):
        self.check_pack("healthcare")

    def test_insurance(self):
        self.check_pack("insurance")

    def test_manufacturing(self):
        self.check_pack("manufacturing")

    def test_medical_devices(self):
        self.check_pack("medical_devices")

    def test_real_estate(self):
        self.check_pack("real_estate")

    def check_pack(self, key):
        pack = self.pack(key)
        known = self.add_samples(pack)
        document = json.loads(pack._content())
        rules = {rule["key"]: rule for rule in document["rules"]}
        labels = {f["key"].split("/", 1)[1]: f["name"] for f in document["fields"]}
        cases = self.cases(key)
        judged = {rule["key"] for rule in rules.values() if rule["effect"] != "hidden"}
        self.assertEqual(judged, {case["rule"] for case in cases})
        for case in cases:
            rule = rules[case["rule"]]
            for lang in LANGUAGES:
                with self.subTest(rule=case["rule"], lang=lang):
                    self.check_case(pack, case, rule, labels, known, lang)

    def check_case(self, pack, case, rule, labels, known, lang):
        deal = known["crm.lead", case["deal"]].with_context(lang=lang)
        partner = deal[case.get("link", "partner_id")]
        on_partner = rule["model"].startswith("res.partner")
        links = {name: record for (_model, name), record in known.items()}
        record = partner if on_partner else deal
        refused = rule["severity"] == "block" or (
            rule["severity"] == "warn" and not on_partner
        )
        with self.taken_back():
            deal.write(self.values(pack, deal, case.get("before", {}), links))
            changes = self.values(pack, partner, case.get("partner", {}), links)
            before = {} if on_partner else changes
            if not on_partner:
                changes = self.values(pack, deal, case.get("values", {}), links)
                if "stage" in case:
                    changes["stage_id"] = self.stage(case["stage"]).id
            expected = self.expected(rule, record, changes, labels, lang)
            if refused:
                with self.assertRaises(ValidationError) as refusal:
                    with self.env.cr.savepoint():
                        self.change(record, partner, before, changes)
                for text in expected:
                    self.assertIn(text, str(refusal.exception))
            else:
                record.write(changes)
                self.assertTrue(self.broken(rule, record))
                stored = self.rule(rule["key"]).with_context(lang=lang)
                self.assertEqual([stored.message], expected)
            if rule["severity"] == "warn" and not on_partner:
                self.check_reason(deal, partner, before, changes, expected)

    def change(self, record, partner, before, changes):
        if record._name == "crm.lead":
            changes = {"crm_rule_reason": False, **changes}
        partner.write(before)
        record.write(changes)
        record.env.flush_all()  # formulas follow, in the language of the user

    def check_reason(self, deal, partner, before, changes, expected):
        """A written reason lets a warning pass; what else is wrong still counts."""
        try:
            with self.env.cr.savepoint():
                reason = {"crm_rule_reason": "Agreed with the manager"}
                self.change(deal, partner, before, {**changes, **reason})
        except ValidationError as refusal:
            for text in expected:
                self.assertNotIn(text, str(refusal))

    def expected(self, rule, record, changes, labels, lang):
        """Return the message of the rule, or the labels of what is missing."""
        if rule.get("message"):
            return [rule["message"][lang]]
        empty = [
            name
            for name in rule["fields"]
            if (name in changes and changes[name] in EMPTY)
            or (name not in changes and not record[name])
        ]
        self.assertTrue(empty, "the case does not leave anything empty")
        return [labels[name][lang] for name in empty if name in labels]

    def values(self, pack, record, values, links):
        """Return the values of a case for ``write``."""
        found = {}
        for name, value in values.items():
            if name == "stage":
                found["stage_id"] = self.stage(value).id
            elif value in (False, []) and name in record._fields:
                empty = (
                    [(5,)]
                    if record._fields[name].type in ("many2many", "one2many")
                    else False
                )
                found[name] = empty
            else:
                field = record._fields[name]
                found[name] = pack._sample_value(field, value, links)
        return found

    def broken(self, rule, record):
        """Tell whether the engine finds the rule broken, though it refuses nothing."""
        _model, _slash, table = rule["model"].partition("/")
        record = record[table] if table else record
        program = self.env["crm.custom.field.rule"]._program(record._name)
        rules = [r for r in program.rules if r.id == self.rule(rule["key"]).id]
        return engine.broken_rules(record.sudo(), rules)
