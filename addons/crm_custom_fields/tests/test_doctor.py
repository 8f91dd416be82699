from odoo.exceptions import AccessError

from .common import FieldsCommon


class TestDoctor(FieldsCommon):
    """Fields that got lost are found, healed, and it is said what was wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.field = cls.define({"name": "Doctor", "technical_name": "x_doctor"})
        cls.deal = cls.lead(x_doctor="kept")
        cls.env.flush_all()

    def check(self):
        findings = self.env["crm.custom.field.finding"].with_user(self.designer)
        action = findings.action_check()
        self.env.invalidate_all()
        return action, findings.search([("field_id", "=", self.field.id)])

    def test_healthy_fields_are_left_alone(self):
        action, found = self.check()

        self.assertFalse(found)
        self.assertIn("as they should be", action["params"]["message"])

    def test_a_row_that_went_missing_comes_back_with_the_values(self):
        self.env.cr.execute("DELETE FROM ir_model_fields WHERE name = 'x_doctor'")
        self.registry.clear_cache("stable")
        self.registry._setup_models__(self.cr, ["crm.lead"])
        self.assertNotIn("x_doctor", self.env["crm.lead"]._fields)

        _action, found = self.check()

        self.assertEqual((found.problem, found.is_healed), ("row", True))
        self.assertIn("are back", found.message)
        self.assertEqual(self.deal.x_doctor, "kept")

    def test_a_field_that_odoo_dropped_is_set_up_again(self):
        del self.registry["crm.lead"]._fields__["x_doctor"]
        self.assertNotIn("x_doctor", self.env["crm.lead"]._fields)

        _action, found = self.check()

        self.assertEqual((found.problem, found.is_healed), ("registry", True))
        self.assertEqual(self.deal.x_doctor, "kept")

    def test_a_missing_column_is_made_anew(self):
        self.env.cr.execute("ALTER TABLE crm_lead DROP COLUMN x_doctor")
        self.env.invalidate_all()

        _action, found = self.check()

        self.assertEqual((found.problem, found.is_healed), ("column", True))
        self.assertIn("is empty", found.message)
        self.assertFalse(self.deal.x_doctor)

    def test_what_cannot_be_healed_is_said_once_with_the_reason(self):
        field = self.define(
            {
                "name": "Doctor related",
                "technical_name": "x_doctor_related",
                "kind": "related",
                "related_path": "x_doctor",
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_model_fields SET related = 'x_gone' WHERE name = %s",
            ["x_doctor_related"],
        )
        self.env.cr.execute(
            "UPDATE crm_custom_field SET related_path = 'x_gone' WHERE id = %s",
            [field.id],
        )
        self.env.invalidate_all()
        self.registry.clear_cache("stable")
        self.registry._setup_models__(self.cr, ["crm.lead"])
        self.assertNotIn("x_doctor_related", self.env["crm.lead"]._fields)

        action, _found = self.check()
        self.check()

        findings = self.env["crm.custom.field.finding"].with_user(self.designer)
        found = findings.search([("field_id", "=", field.id)])
        self.assertEqual((found.problem, found.is_healed), ("registry", False))
        self.assertRegex(found.message, "cannot be set up: “x_gone” does not lead")
        self.assertEqual(action["res_model"], "crm.custom.field.finding")

    def test_a_name_that_an_app_took_is_reported(self):
        self.env.cr.execute(
            "UPDATE ir_model_fields SET state = 'base' WHERE name = 'x_doctor'"
        )

        _action, found = self.check()

        self.assertEqual((found.problem, found.is_healed), ("taken", False))
        self.assertIn("of its own", found.message)

    def test_loading_the_registry_schedules_the_check(self):
        cron = self.env.ref("crm_custom_fields.ir_cron_check")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.patch(self.registry, "ready", False)
        self.env["crm.custom.field.doctor"]._register_hook()
        after = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(after, triggers, "nothing was wrong")
        del self.registry["crm.lead"]._fields__["x_doctor"]

        self.env["crm.custom.field.doctor"]._register_hook()

        after = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(len(after - triggers), 1)

    def test_more_fields_take_no_more_queries(self):
        doctor = self.env["crm.custom.field.doctor"]
        self.define(*({"name": f"Doctor {n}"} for n in range(10)))
        self.env.flush_all()
        self.env.invalidate_all()

        with self.assertQueryCount(4):
            doctor._faults()

    def test_a_salesman_may_not_check(self):
        findings = self.env["crm.custom.field.finding"].with_user(self.salesman)

        with self.assertRaises(AccessError):
            findings.action_check()
