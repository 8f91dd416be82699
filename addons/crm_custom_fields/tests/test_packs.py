from odoo.exceptions import AccessError, ValidationError

from .common import FieldsCommon


class TestPacks(FieldsCommon):
    """An industry pack is a profile from a file, which then belongs to the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        packs = cls.env["crm.custom.field.pack"].with_user(cls.designer)
        cls.packs = packs.search([])
        cls.medical = packs.search([("key", "=", "medical_devices")])

    def profile(self, key="medical_devices"):
        return self.env["crm.custom.field.profile"].search([("key", "=", key)])

    def test_all_packs_can_be_on_at_once(self):
        for pack in self.packs:
            pack.action_switch_on()

        self.packs.invalidate_recordset()
        self.assertTrue(all(self.packs.mapped("is_on")))

    def test_a_pack_speaks_chinese(self):
        self.medical.action_switch_on()

        leads = self.env["crm.lead"].with_context(lang="zh_CN")
        field = leads.fields_get(["x_md_storage"])["x_md_storage"]
        self.assertEqual(field["string"], "储运条件")
        self.assertIn(("cool", "阴凉"), field["selection"])

    def test_a_deal_of_the_pack_is_stopped_without_a_valid_certificate(self):
        self.medical.action_switch_on()
        offer = self.env.ref("crm.stage_lead3")
        lead = self.lead(
            crm_profile_id=self.profile().id,
            stage_id=self.env.ref("crm.stage_lead1").id,
            x_md_class="iii",
            x_md_dest_id=self.env.ref("base.cn").id,
            x_md_dept="急诊科",
            x_md_purchase_mode="inquiry",
            x_md_delivery_date="2027-03-15",
            x_md_cert_no="国械注准20173151234",
            x_md_cert_expiry="2027-02-28",
        )

        with self.assertRaisesRegex(ValidationError, "No certificate remains valid"):
            lead.stage_id = offer
        with self.assertRaisesRegex(ValidationError, "format of the authority"):
            lead.x_md_cert_no = "国械注进2018242095"

        lead.write({"x_md_cert_expiry": "2027-04-01", "stage_id": offer.id})
        self.assertEqual(lead.stage_id, offer)

    def test_a_unit_is_sold_once_and_its_deposit_is_limited(self):
        pack = self.packs.filtered(lambda pack: pack.key == "real_estate")
        pack.action_switch_on()
        values = {
            "crm_profile_id": self.profile("real_estate").id,
            "stage_id": self.env.ref("crm.stage_lead1").id,
            "x_re_unit": "3-1201",
            "x_re_price": 1000000,
            "x_re_deposit": 100000,
            "x_re_sub_date": "2026-06-12",
        }
        lead = self.lead(**values)

        self.assertEqual(str(lead.x_re_sign_due), "2026-06-19")
        with self.assertRaisesRegex(ValidationError, "already subscribed"):
            self.lead(**values)
        with self.assertRaisesRegex(ValidationError, "no legal effect"):
            lead.x_re_deposit = 300000

    def test_other_deals_do_not_notice_the_pack(self):
        self.medical.action_switch_on()

        lead = self.lead(stage_id=self.env.ref("crm.stage_lead1").id)
        lead.stage_id = self.env.ref("crm.stage_lead3")

        self.assertEqual(lead.stage_id, self.env.ref("crm.stage_lead3"))

    def test_switching_off_and_on_keeps_values_and_local_changes(self):
        self.medical.action_switch_on()
        first = self.env.ref("crm.stage_lead1")
        lead = self.lead(
            crm_profile_id=self.profile().id, stage_id=first.id, x_md_dept="急诊科"
        )
        definitions = self.env["crm.custom.field"].with_context(active_test=False)
        department = definitions.search([("technical_name", "=", "x_md_dept")])
        department.name = "Ward"

        self.medical.action_switch_off()
        self.assertFalse(self.profile())
        self.assertFalse(department.active)

        self.medical.action_switch_on()
        self.assertEqual((department.active, department.name), (True, "Ward"))
        self.assertEqual(lead.x_md_dept, "急诊科")

    def test_the_difference_to_the_shipped_pack_is_shown(self):
        self.medical.action_switch_on()
        definitions = self.env["crm.custom.field"]
        department = definitions.search([("technical_name", "=", "x_md_dept")])
        department.name = "Ward"

        action = self.medical.action_compare()

        transfer = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("crm.lead/x_md_dept", transfer.preview)
        self.assertNotIn("x_md_class", transfer.preview)

    def test_a_salesman_cannot_switch(self):
        with self.assertRaises(AccessError):
            self.medical.with_user(self.salesman).action_switch_on()
