from odoo.exceptions import AccessError

from .common import ApprovalCase

MODELS = {
    "crm.approval.chain": "chain",
    "crm.approval.step": "step",
    "crm.approval.step.rule": "rule",
    "crm.approval.step.field": "step_field",
    "crm.approval.condition": "condition",
    "crm.approval.outcome": "outcome",
    "crm.approval.outcome.run": "outcome_run",
    "crm.approval.turn": "turn",
    "crm.approval.baseline": "baseline",
    "crm.approval.violation": "violation",
    "crm.approval.delegation": "delegation",
    "crm.approval.version": "version",
    "crm.approval.request": "request",
    "crm.approval.request.step": "request_step",
    "crm.approval.task": "task",
    "crm.approval.decision": "decision",
    "crm.approval.history": "history",
    "crm.approval.notice": "notice",
    # No record of them is at hand: the rights on the model.
    "crm.approval.report": "report",
    "crm.approval.what.if": "what_if",
    "crm.approval.migrate": "migrate",
    "crm.approval.choose": "choose",
    "crm.approval.request.act": "act",
}
# r: reads this record · w c u: has the right to write, create, delete
MATRIX = {
    "salesman": {
        "chain": "r", "step": "r", "rule": "r", "step_field": "r",
        "condition": "r", "outcome": "r", "version": "r", "request": "r",
        "request_step": "r", "task": "r",
        "decision": "r", "outcome_run": "r", "history": "", "violation": "",
        "delegation": "", "baseline": "", "turn": "", "notice": "", "report": "r",
        "what_if": "", "migrate": "", "choose": "rwc", "act": "rwc",
    },
    "colleague": {
        "chain": "r", "step": "r", "rule": "r", "step_field": "r",
        "condition": "r", "outcome": "r", "version": "r", "request": "",
        "request_step": "", "task": "", "decision": "",
        "outcome_run": "", "history": "", "violation": "", "delegation": "",
        "baseline": "", "turn": "", "notice": "", "report": "r", "what_if": "",
        "migrate": "", "choose": "rwc", "act": "rwc",
    },
    "seller_all": {
        "chain": "r", "step": "r", "rule": "r", "step_field": "r",
        "condition": "r", "outcome": "r", "version": "r", "request": "r",
        "request_step": "r", "task": "r",
        "decision": "r", "outcome_run": "r", "history": "", "violation": "",
        "delegation": "", "baseline": "", "turn": "", "notice": "", "report": "r",
        "what_if": "", "migrate": "", "choose": "rwc", "act": "rwc",
    },
    "approver": {
        "chain": "r", "step": "r", "rule": "r", "step_field": "r",
        "condition": "r", "outcome": "r", "version": "r", "request": "r",
        "request_step": "r", "task": "r",
        "decision": "r", "outcome_run": "r", "history": "", "violation": "",
        "delegation": "rwcu", "baseline": "", "turn": "", "notice": "", "report": "r",
        "what_if": "", "migrate": "", "choose": "rwc", "act": "rwc",
    },
    "outsider": {
        "chain": "r", "step": "r", "rule": "r", "step_field": "r",
        "condition": "r", "outcome": "r", "version": "r", "request": "",
        "request_step": "", "task": "", "decision": "",
        "outcome_run": "", "history": "", "violation": "", "delegation": "",
        "baseline": "", "turn": "", "notice": "", "report": "r", "what_if": "",
        "migrate": "", "choose": "rwc", "act": "rwc",
    },
    "manager": {
        "chain": "rwcu", "step": "rwcu", "rule": "rwcu", "step_field": "rwcu",
        "condition": "rwcu", "outcome": "rwcu", "version": "r", "request": "r",
        "request_step": "r",
        "task": "r", "decision": "r", "outcome_run": "r", "history": "r",
        "violation": "r", "delegation": "rwcu", "baseline": "", "turn": "",
        "notice": "", "report": "r", "what_if": "rwc", "migrate": "rwc",
        "choose": "rwc", "act": "rwc",
    },
    "recorder": {
        "chain": "r", "step": "r", "rule": "r", "step_field": "r",
        "condition": "r", "outcome": "r", "version": "r", "request": "",
        "request_step": "", "task": "", "decision": "",
        "outcome_run": "", "history": "r", "violation": "", "delegation": "",
        "baseline": "", "turn": "", "notice": "", "report": "r", "what_if": "",
        "migrate": "", "choose": "rwc", "act": "rwc",
    },
    "system": {
        "chain": "r", "step": "r", "rule": "r", "step_field": "r",
        "condition": "r", "outcome": "r", "version": "r", "request": "",
        "request_step": "", "task": "", "decision": "",
        "outcome_run": "", "history": "", "violation": "", "delegation": "",
        "baseline": "r", "turn": "r", "notice": "r", "report": "r", "what_if": "",
        "migrate": "", "choose": "rwc", "act": "rwc",
    },
    "portal": dict.fromkeys(MODELS.values(), ""),
    "public": dict.fromkeys(MODELS.values(), ""),
}  # fmt: skip
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


class TestSecurity(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls._user("ap_portal", "base.group_portal")
        cls.public = cls.env.ref("base.public_user")
        cls.seller_all = cls._user("ap_all", "sales_team.group_sale_salesman_all_leads")
        cls.recorder = cls._user("ap_recorder", "crm_approval.group_approval_history")
        cls.system = cls._user("ap_system", "base.group_system")
        old = cls._lead("Old", 10, stage_id=cls.stage_won.id)
        cls.env["crm.approval.history"].create(
            {
                "kind": "older",
                "res_id": old.id,
                "record_name": old.name,
                "tested": {"a": 1},
                "source": "test",
            }
        )
        cls.chain.write(
            {
                "condition_ids": [(0, 0, {"field_name": "priority"})],
                "outcome_ids": [(0, 0, {"field_name": "priority", "value": "2"})],
                "step_ids": [
                    (
                        1,
                        cls.chain.step_ids.id,
                        {
                            "rule_ids": [(0, 0, {"kind": "leader"})],
                            "field_ids": [(0, 0, {"field_name": "referred"})],
                        },
                    )
                ],
            }
        )
        cls.baseline = cls.env["crm.approval.baseline"].create(
            {"res_id": cls.lead.id, "agreed": {"a": 1}}
        )
        cls.violation = cls.env["crm.approval.violation"].create(
            {"kind": "state", "res_id": 1, "record_name": "Raw"}
        )
        cls.delegation = cls.env["crm.approval.delegation"].create(
            {
                "user_id": cls.approver.id,
                "substitute_id": cls.outsider.id,
                "date_from": "2099-01-01",
                "date_to": "2099-01-31",
            }
        )
        cls.request = cls.env["crm.approval.request"].browse(
            cls.lead.with_user(cls.salesman).action_request_approval(
                {"stage_id": cls.stage_won.id}
            )
        )
        cls.outcome_run = cls.env["crm.approval.outcome.run"].create(
            {"request_id": cls.request.id, "outcome": 1, "definition": {"kind": "set"}}
        )
        cls.turn = cls.env["crm.approval.turn"].create(
            {"chain_id": cls.chain.id, "outcome": 1}
        )
        cls.env.flush_all()

    def _record(self, key):
        history = self.env["crm.approval.history"]
        if key in ("report", "what_if", "migrate", "choose", "act"):
            [model] = [model for model, name in MODELS.items() if name == key]
            return self.env[model]
        return {
            "chain": self.chain,
            "step": self.chain.step_ids,
            "version": self.chain.version_id,
            "rule": self.chain.step_ids.rule_ids,
            "step_field": self.chain.step_ids.field_ids,
            "condition": self.chain.condition_ids,
            "outcome": self.chain.outcome_ids,
            "outcome_run": self.outcome_run,
            "turn": self.turn,
            "baseline": self.baseline,
            "violation": self.violation,
            "delegation": self.delegation,
            "request": self.request,
            "request_step": self.request.step_ids,
            "task": self.request.task_ids[:1],
            "decision": self.request.decision_ids[:1],
            "history": history.search([], limit=1),
            "notice": self.env["crm.approval.notice"].search([], limit=1),
        }[key]

    def test_every_model_of_the_addon_has_a_row(self):
        """Whoever adds a model says here who may do what with it."""
        found = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "crm_approval" and not model._abstract
        }

        self.assertEqual(found, set(MODELS))
        for login, rights in MATRIX.items():
            self.assertEqual(set(rights), set(MODELS.values()), login)

    def test_each_person_can_do_what_the_table_says_and_no_more(self):
        for login, rights in MATRIX.items():
            user = getattr(self, login)
            for model, key in MODELS.items():
                record = self._record(key).with_user(user)
                for letter, operation in OPERATIONS.items():
                    with self.subTest(user=login, model=model, operation=operation):
                        allowed = record.has_access(operation)
                        self.assertEqual(allowed, letter in rights[key])

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user("ap_stranger", "sales_team.group_sale_manager")
        stranger.write({"company_ids": company.ids, "company_id": company.id})
        self.env.cr.execute(
            "UPDATE crm_approval_request SET company_id = %s",
            [self.env.company.id],
        )
        self.env.invalidate_all()

        requests = self.env["crm.approval.request"].with_user(stranger)
        self.assertFalse(requests.search([("id", "=", self.request.id)]))
        with self.assertRaises(AccessError):
            requests.browse(self.request.id).action_withdraw()

    def test_only_managers_publish(self):
        self.chain.min_amount = 1

        with self.assertRaises(AccessError):
            self.chain.with_user(self.salesman).action_publish()

    def test_salesman_withdraws_his_own_only(self):
        with self.assertRaises(AccessError):
            self.request.with_user(self.approver).action_withdraw()

        self.request.with_user(self.salesman).action_withdraw()
        self.assertEqual(self.request.state, "withdrawn")
