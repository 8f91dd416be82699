import json
from io import BytesIO

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import OdooPdfFileReader

from ..models.evidence import pdf
from .common import ApprovalCase, ApprovalCast


class TestIntegrity(ApprovalCase):
    def _check(self):
        self.env.invalidate_all()
        return self.env["crm.approval.violation"]._cron_check()

    def _force(self, stage):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET stage_id = %s, probability = 100 WHERE id = %s",
            [stage.id, self.lead.id],
        )
        self.env.invalidate_all()

    def test_a_state_reached_by_raw_sql_is_found_and_closed_when_mended(self):
        self._check()
        self._force(self.stage_won)

        found = self._check()
        self.assertEqual(found.mapped("record_name"), ["Rooftop solar"])
        self.assertFalse(self._check(), "the same finding is not listed twice")
        self._force(self.stage_open)
        self._check()

        self.assertTrue(found.closed_on)

    def test_forged_evidence_is_found(self):
        request = self._ask()
        self._check()
        self.env.cr.execute(
            "ALTER TABLE crm_approval_decision DISABLE TRIGGER USER;"
            "UPDATE crm_approval_decision SET reason = 'x' WHERE request_id = %s;"
            "ALTER TABLE crm_approval_decision ENABLE TRIGGER USER",
            [request.id],
        )

        self.assertEqual(self._check().request_id, request)

    def test_verify_says_what_it_found(self):
        request = self._ask()

        result = request.with_user(self.approver).action_verify()

        self.assertEqual(result["params"]["type"], "success")

    def test_the_pdf_says_it_in_chinese_too_and_carries_the_seals(self):
        request = self._ask(self._lead("市政厅屋顶", 60000))
        request.with_user(self.approver).action_approve("利润可以")

        body = pdf.evidence_pdf(request.with_user(self.approver))

        paper = OdooPdfFileReader(BytesIO(body))
        text = "".join(page.extract_text() for page in paper.pages)
        self.assertIn("利润可以", text)
        self.assertIn("市政厅屋顶", text)
        [(_name, attached)] = paper.getAttachments()
        self.assertIn(request.decision_ids[0].seal.encode(), attached)

    def test_trying_a_chain_names_the_people_and_asks_nobody(self):
        trial = (
            self.env["crm.approval.what.if"]
            .with_user(self.manager)
            .create({"chain_id": self.chain.id, "res_id": self.lead.id})
        )

        self.assertIn("Approver", trial.path_html)
        trial.amount = 10
        self.assertIn("would not ask", trial.path_html)
        self.assertFalse(self.lead.approval_request_ids)

    def test_the_past_is_counted(self):
        self.chain.active = False
        for amount in (60000, 70000, 10):
            self._lead("Past", amount, stage_id=self.stage_won.id)
        self.chain.active = True
        trial = (
            self.env["crm.approval.what.if"]
            .with_user(self.manager)
            .create({"chain_id": self.chain.id})
        )
        before = trial.past_html

        trial.action_back_test()

        self.assertFalse(before)
        self.assertRegex(trial.past_html, r"<td>\d+</td>")
        self.assertIn("130,000", trial.past_html)

    def test_salespeople_do_not_try_chains(self):
        with self.assertRaises(AccessError):
            self.env["crm.approval.what.if"].with_user(self.salesman).create(
                {"chain_id": self.chain.id}
            )


@tagged("post_install", "-at_install")
class TestEvidenceExport(ApprovalCast, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()

    def test_evidence_is_exported_to_those_who_may_read_it(self):
        request = self._ask()
        request.with_user(self.approver).action_approve("Fine")
        url = f"/crm_approval/evidence/{request.id}"

        self.authenticate("ap_approver", "ap_approver")
        evidence = json.loads(self.url_open(url).content)
        self.assertTrue(evidence["intact"])
        self.assertEqual(
            [row["facts"]["verdict"] for row in evidence["rows"]],
            ["ask", "approve", "grant", "apply"],
        )
        self.authenticate("ap_outsider", "ap_outsider")
        self.assertEqual(self.url_open(url).status_code, 403)
