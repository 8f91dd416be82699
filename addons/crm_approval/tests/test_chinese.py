from odoo.tests import TransactionCase

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
