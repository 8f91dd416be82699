from io import BytesIO

from odoo.tests import TransactionCase
from odoo.tools.pdf import OdooPdfFileReader

from ..models.evidence import pdf
from .common import ApprovalCast


class TestChinese(ApprovalCast, TransactionCase):
    """What a Chinese reader is told by what others asked for in English."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_cast()
        cls.env["res.lang"]._activate_lang("zh_CN")
        modules = cls.env["ir.module.module"]
        modules._load_module_terms(["crm_approval"], ["zh_CN"])
        cls.chain.step_ids.with_context(lang="zh_CN").name = "财务"
        cls.chain.domain = "[('probability', '>=', 0)]"
        cls.chain.action_publish()
        cls.request = cls._ask(cls)

    def test_names_and_reasons_have_the_commas_of_the_language(self):
        chinese = self.request.with_context(lang="zh_CN")

        self.assertEqual(self.request.waiting_for, "Approver, Manager")
        self.assertEqual(chinese.waiting_for, "Approver、Manager")
        self.assertIn(" ≥ $\xa050,000.00, Probability", self.request.reason_text)
        parts = chinese.reason_text.split("\N{FULLWIDTH SEMICOLON}")
        self.assertEqual((len(parts), parts[0]), (3, "申请赢单"))

    def test_a_step_is_one_step_in_the_report_and_on_the_way(self):
        other = self._lead("Second", 70000).with_context(lang="zh_CN")
        self.assertEqual(self._ask(other).step_ids.mapped("name"), ["财务"])
        self.env.flush_all()

        for lang, name in (("zh_CN", "财务"), ("en_US", "Finance")):
            report = self.env["crm.approval.report"].with_context(lang=lang)
            rows = report._read_group(
                [("chain_id", "=", self.chain.id)], ["step_name"], ["__count"]
            )
            self.assertEqual(rows, [(name, 4)])
            request = self.request.with_context(lang=lang)
            self.assertEqual(request.path[0][0]["name"], name)

    def test_the_evidence_is_drawn_in_letters_that_the_font_has(self):
        body = pdf.evidence_pdf(self.request.with_context(lang="zh_CN"))

        pages = OdooPdfFileReader(BytesIO(body)).pages
        text = "".join(page.extract_text() for page in pages)
        self.assertIn("审批依据值的指纹", text)

    def test_a_request_is_named_with_the_brackets_of_the_language(self):
        chinese = self.request.with_context(lang="zh_CN")

        self.assertEqual(self.request.display_name, "Rooftop solar (Large deals)")
        before, name, after = chinese.display_name.partition("Large deals")
        self.assertEqual(name, "Large deals")
        self.assertTrue(before.endswith("\N{FULLWIDTH LEFT PARENTHESIS}"))
        self.assertEqual(after, "\N{FULLWIDTH RIGHT PARENTHESIS}")
