from xml.sax.saxutils import unescape

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form

from ..models.field import entered
from .common import FieldsCommon


class TestCascades(FieldsCommon):
    """Choices follow another field: at once in the form, for good on the server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.province = cls.choice("Province", "Jiangsu", "Zhejiang")
        cls.city = cls.choice(
            "City", "Suzhou", "Hangzhou", "Elsewhere", kind="selection"
        )
        cls.district = cls.choice("District", "Gusu", "Xihu", kind="tags")
        cls.narrow(cls.city, cls.province, Suzhou="Jiangsu", Hangzhou="Zhejiang")
        cls.narrow(cls.district, cls.city, Gusu="Suzhou", Xihu="Hangzhou")
        cls.country, cls.state = cls.define(
            {
                "name": "Field Test Country",
                "technical_name": "x_cft_country",
                "kind": "many2one",
                "relation_model_id": cls.env["ir.model"]._get_id("res.country"),
            },
            {
                "name": "Field Test State",
                "technical_name": "x_cft_state",
                "kind": "many2one",
                "relation_model_id": cls.env["ir.model"]._get_id("res.country.state"),
            },
        )
        cls.state.write(
            {"narrow_by_id": cls.country.ir_field_id.id, "narrow_path": "country_id"}
        )

    @classmethod
    def choice(cls, name, *options, kind="selection"):
        return cls.define(
            {
                "name": f"Field Test {name}",
                "technical_name": f"x_cft_{name.lower()}",
                "kind": kind,
                "option_ids": [
                    Command.create({"name": n, "value": n.lower()}) for n in options
                ],
            }
        )

    @classmethod
    def narrow(cls, field, parent, **under):
        field.narrow_by_id = parent.ir_field_id
        for name, above in under.items():
            option = field.option_ids.filtered(lambda o, name=name: o.name == name)
            option.parent_ids = parent.option_ids.filtered(
                lambda o, above=above: o.name == above
            )

    def tags(self, *names):
        options = self.district.option_ids.filtered(lambda o: o.name in names)
        return [Command.set(options.ids)]

    def arch(self, view_type="form", view="crm.crm_lead_view_form"):
        leads = self.env["crm.lead"].with_user(self.salesman)
        return leads.get_view(self.env.ref(view).id, view_type)["arch"]

    def test_a_choice_that_does_not_fit_is_refused(self):
        lead = self.lead(x_cft_province="jiangsu", x_cft_city="suzhou")

        with self.assertRaisesRegex(
            ValidationError,
            "Hangzhou is no choice for Field Test City with this Field Test Province",
        ):
            lead.x_cft_city = "hangzhou"

        other = self.lead(x_cft_province="jiangsu", x_cft_city="elsewhere")
        other.x_cft_city = "suzhou"
        with self.assertRaisesRegex(ValidationError, "Suzhou is no choice"):
            other.x_cft_province = "zhejiang"

    def test_a_multi_select_follows_a_selection(self):
        with self.assertRaisesRegex(ValidationError, "Xihu is no choice"):
            self.lead(x_cft_city="suzhou", x_cft_district=self.tags("Gusu", "Xihu"))

        self.assertTrue(
            self.lead(x_cft_city="suzhou", x_cft_district=self.tags("Gusu"))
        )

    def test_a_link_follows_a_link(self):
        china, france = self.env.ref("base.cn"), self.env.ref("base.fr")
        state = self.env["res.country.state"].create(
            {"name": "Field Test Land", "code": "FTL", "country_id": france.id}
        )

        with self.assertRaisesRegex(ValidationError, "Field Test Land.*is no choice"):
            self.lead(x_cft_country=china.id, x_cft_state=state.id)

        self.assertTrue(self.lead(x_cft_country=france.id, x_cft_state=state.id))

    def test_the_form_clears_what_no_longer_fits_down_the_chain(self):
        lead = self.lead(
            x_cft_province="jiangsu",
            x_cft_city="suzhou",
            x_cft_district=self.tags("Gusu"),
        )
        spec = {"x_cft_province": {}, "x_cft_city": {}, "x_cft_district": {}}

        answer = lead.onchange({"x_cft_province": "zhejiang"}, ["x_cft_province"], spec)

        self.assertIs(answer["value"]["x_cft_city"], False)
        self.assertNotIn("x_cft_district", answer["value"], "an empty city fits all")

        answer = lead.onchange({"x_cft_city": "hangzhou"}, ["x_cft_city"], spec)
        [(command, *_rest)] = answer["value"]["x_cft_district"]
        self.assertIn(command, (Command.UNLINK, Command.SET, Command.DELETE))

    def test_a_saved_form_has_what_the_user_saw(self):
        lead = self.lead(x_cft_province="jiangsu", x_cft_city="suzhou")

        with Form(lead.with_user(self.salesman), "crm.crm_lead_view_form") as form:
            form.x_cft_province = "zhejiang"
            self.assertFalse(form.x_cft_city)
            form.x_cft_city = "hangzhou"

        self.assertEqual(lead.x_cft_city, "hangzhou")

    def test_the_client_learns_what_fits(self):
        arch = unescape(self.arch(), {"&quot;": '"'})

        self.assertIn("crm_narrowed_selection", arch)
        self.assertIn("'when': \"x_cft_province == 'jiangsu'\"", arch)
        self.assertIn("('country_id', '=', x_cft_country)", arch)
        self.assertIn("('parent_ids.value', 'in', [x_cft_city])", arch)

    def test_a_circle_is_refused_with_its_way(self):
        with self.assertRaisesRegex(
            ValidationError, "would narrow itself: .* → .*Take one of them out"
        ):
            self.narrow(self.province, self.city)

    def test_what_cannot_narrow_is_refused(self):
        stage = self.env["ir.model.fields"]._get("crm.lead", "stage_id")
        with self.assertRaisesRegex(ValidationError, "Stage cannot narrow"):
            self.city.narrow_by_id = stage
        with self.assertRaisesRegex(ValidationError, "cannot narrow Field Test State"):
            self.state.narrow_path = "code"
        with self.assertRaisesRegex(ValidationError, "Choose “Narrowed By” first"):
            self.city.narrow_by_id = False

    def test_a_file_carries_the_cascade(self):
        config = self.env["crm.custom.field.config"].with_user(self.designer)
        before = config._document()
        self.city.option_ids.parent_ids = False
        (self.city + self.district).option_ids.write({"parent_ids": [Command.clear()]})
        (self.city + self.district + self.state).write({"narrow_by_id": False})

        config._apply(before)

        self.assertEqual(config._document(), before)
        with self.assertRaisesRegex(ValidationError, "is no choice"):
            self.lead(x_cft_province="jiangsu", x_cft_city="hangzhou")

    def test_a_batch_is_judged_in_a_constant_number_of_queries(self):
        costs = []
        for size in (3, 30):
            leads = self.env["crm.lead"].create(
                [
                    {
                        "name": f"Deal {n}",
                        "x_cft_city": "suzhou",
                        "x_cft_district": self.tags("Gusu"),
                    }
                    for n in range(size)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            entered.check(leads, {"x_cft_city", "x_cft_district"})
            costs.append(self.env.cr.sql_log_count - before)

        self.assertEqual(costs[0], costs[1])
