from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user

from ..engine.config import config_file
from .rows_common import TablesCommon


class TestTables(TablesCommon):
    """A table is a model of its own, whose columns are custom fields."""

    def test_a_table_is_real_columns_in_a_real_model(self):
        name = "x_crm_lead_cft_certificates"
        self.assertEqual(self.table.row_model_id.model, name)
        self.assertEqual(self.column_of(name, "x_country")[0], "character varying")
        self.assertEqual(self.column_of(name, "x_expiry")[0], "date")
        parent_type, parent_index = self.column_of(name, "x_parent_id")
        self.assertEqual(parent_type, "integer")
        self.assertTrue(parent_index, "the rows of a deal are found by an index")
        field = self.env[name]._fields["x_parent_id"]
        self.assertTrue(field.required)
        self.assertEqual(field.ondelete, "cascade")

    def test_rows_keep_the_order_in_which_they_came(self):
        self.deal.x_cft_certificates = [Command.create({"x_country": "Brazil"})]

        self.assertEqual(
            self.deal.x_cft_certificates.mapped("x_country"),
            ["China", "France", "Brazil"],
        )

    def test_a_row_is_named_by_its_first_columns(self):
        self.assertEqual(self.rows.mapped("display_name"), ["China · A-1", "France"])
        found = self.env[self.rows._name].name_search("fran")
        self.assertEqual(found, [(self.rows[1].id, "France")])

    def test_deals_are_found_by_their_rows(self):
        leads = self.env["crm.lead"].with_user(self.salesman)
        for domain in (
            [("x_cft_certificates.x_country", "=", "China")],
            [("x_cft_certificates", "any", [("x_fee", ">", 10)])],
            [("x_cft_certificates", "ilike", "fran")],
        ):
            with self.subTest(domain=domain):
                self.assertEqual(leads.search(domain), self.deal)

    def test_amounts_have_the_currency_of_the_deal(self):
        self.assertEqual(self.rows[1].x_crm_currency_id, self.deal.company_currency)

    def test_a_copy_of_the_deal_has_rows_of_its_own(self):
        self.table.column_ids.unique_scope = False

        copy = self.deal.copy()

        self.assertEqual(
            copy.x_cft_certificates.mapped("x_country"), ["China", "France"]
        )
        self.assertFalse(copy.x_cft_certificates & self.rows)

    def test_rows_go_with_their_deal(self):
        rows = self.rows.sudo()
        self.deal.sudo().unlink()

        self.assertFalse(rows.exists())

    def test_rows_are_imported_with_their_deal(self):
        fields = ["name", "x_cft_certificates/x_country", "x_cft_certificates/x_class"]
        lines = [["Imported", "Chile", "II"], ["", "Peru", ""]]

        result = self.env["crm.lead"].with_user(self.salesman).load(fields, lines)

        self.assertFalse(result["messages"])
        exporter = new_test_user(
            self.env,
            "fields_exporter",
            groups="sales_team.group_sale_manager,base.group_allow_export",
        )
        deal = self.env["crm.lead"].browse(result["ids"]).with_user(exporter)
        self.assertEqual(deal.x_cft_certificates.mapped("x_country"), ["Chile", "Peru"])
        self.assertEqual(deal.export_data(fields)["datas"][1], ["", "Peru", ""])

    def test_a_table_inside_a_table_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "a table inside a table"):
            self.define({"name": "Inner", "kind": "table", "table_id": self.table.id})

    def test_a_table_with_rows_is_archived_and_never_dropped(self):
        with self.assertRaisesRegex(Exception, "holds a value on 1 records"):
            self.table.unlink()

        self.table.action_archive()
        self.assertEqual(len(self.rows.exists()), 2)

    def test_an_empty_table_is_dropped_with_its_model(self):
        name = self.rows._name
        self.rows.sudo().unlink()

        self.table.unlink()

        # The class of the salesman's rows is gone; so is everything else.
        self.assertNotIn(name, self.env)
        self.assertNotIn("x_cft_certificates", self.env["crm.lead"]._fields)
        self.assertFalse(self.env["ir.model"]._get(name))
        self.assertFalse(
            self.env["crm.custom.field"].search([("model_name", "=", name)])
        )

    def test_contacts_can_have_a_table_too(self):
        self.define(self.certificates(model_id=self.partner_model.id))

        partner = self.env["res.partner"].create(
            {"name": "Clinic", "x_cft_certificates": [(0, 0, {"x_country": "Peru"})]}
        )

        self.assertEqual(
            partner.x_cft_certificates._name, "x_res_partner_cft_certificates"
        )

    def test_labels_of_the_table_follow_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")

        self.table.with_context(lang="zh_CN").name = "注册证"

        model = self.table.row_model_id.with_context(lang="zh_CN")
        self.assertEqual(model.name, "注册证")

    def test_many_rows_cost_a_constant_number_of_queries(self):
        def create(count):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.lead(
                x_cft_certificates=[
                    Command.create({"x_country": f"Land {n}"}) for n in range(count)
                ]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        create(1)
        self.assertEqual(create(2), create(50))


class TestTablesCarry(TablesCommon):
    """Rows go along when deals are merged or become customers."""

    def test_merging_keeps_every_row(self):
        other = self.lead(x_cft_certificates=[Command.create({"x_country": "Peru"})])

        leads = (self.deal | other).with_user(self.salesman)
        merged = leads.merge_opportunity()

        self.assertEqual(
            sorted(merged.x_cft_certificates.mapped("x_country")),
            ["China", "France", "Peru"],
        )

    def test_converting_a_lead_keeps_its_rows(self):
        lead = self.lead(
            type="lead", x_cft_certificates=[Command.create({"x_country": "Peru"})]
        )

        lead.convert_opportunity(self.env["res.partner"])

        self.assertEqual(lead.x_cft_certificates.mapped("x_country"), ["Peru"])

    def test_a_new_customer_takes_the_rows_over(self):
        self.define(self.certificates(model_id=self.partner_model.id))
        lead = self.lead(
            partner_name="Clinic North",
            x_cft_certificates=[
                Command.create({"x_country": "Peru", "x_class": "ii"}),
                Command.create({"x_expiry": "2027-01-31", "x_fee": 5}),
            ],
        )

        customer = lead._create_customer()

        rows = customer.x_cft_certificates
        self.assertEqual(rows.mapped("x_country"), ["Peru", False])
        self.assertEqual(rows[0].x_class, "ii")
        self.assertEqual(rows[1].x_fee, 5)
        self.assertEqual(len(lead.x_cft_certificates), 2, "the deal keeps its own")


class TestTableFiles(TablesCommon):
    """Configuration files say tables and columns by keys, in any order."""

    def setUp(self):
        super().setUp()
        self.config = self.env["crm.custom.field.config"].with_user(self.designer)

    def test_the_file_names_tables_and_columns_without_ids(self):
        document = self.config._document()
        entries = {entry["key"]: entry for entry in document["fields"]}

        self.assertEqual(entries["crm.lead/x_cft_certificates"]["kind"], "table")
        column = entries["crm.lead/x_cft_certificates/x_class"]
        self.assertEqual(column["options"][0]["value"], "ii")

    def test_an_empty_database_gets_the_same_tables_from_the_file(self):
        text = config_file.dump(self.config._document())
        self.rows.sudo().unlink()
        self.table.unlink()

        self.config._apply(config_file.load(text))

        self.assertEqual(config_file.dump(self.config._document()), text)
        deal = self.lead(x_cft_certificates=[Command.create({"x_class": "ii"})])
        self.assertEqual(len(deal.x_cft_certificates), 1)

    def test_a_rule_on_rows_goes_along(self):
        columns = self.env["ir.model.fields"]
        column = columns._get(self.rows._name, "x_country")
        self.require(
            name="Country known",
            model_id=self.table.row_model_id.id,
            field_ids=[Command.set(column.ids)],
        )
        document = self.config._document()
        entry = next(e for e in document["rules"] if e["key"] == "country_known")
        self.assertEqual(entry["model"], "crm.lead/x_cft_certificates")

        text = config_file.dump(document)
        self.env["crm.custom.field.rule"].search([]).unlink()
        self.config._apply(config_file.load(text))

        with self.assertRaisesRegex(ValidationError, "Fill in first: Country"):
            self.lead(x_cft_certificates=[Command.create({"x_number": "9"})])

    def test_going_back_archives_a_table_and_keeps_its_rows(self):
        document = self.config._document()
        document["fields"] = [
            entry
            for entry in document["fields"]
            if "x_cft_certificates" not in entry["key"]
        ]

        self.config._apply(document, complete=True)

        self.assertFalse(self.table.active)
        self.assertEqual(len(self.rows), 2)


class TestTableViews(TablesCommon):
    """The form shows the rows, as a list and, on a phone, as cards."""

    def arch(self, user=None):
        leads = self.env["crm.lead"].with_user(user or self.salesman)
        return leads.get_view(view_type="form")["arch"]

    def test_the_form_has_the_rows_in_their_tab(self):
        arch = etree.fromstring(self.arch())
        node = arch.xpath("//page[@string='Certificates']//field")[0]

        self.assertEqual(node.get("name"), "x_cft_certificates")
        self.assertEqual([child.tag for child in node], ["list", "kanban", "form"])
        self.assertEqual(node[0].get("editable"), "bottom")
        names = [field.get("name") for field in node[0].findall("field")]
        self.assertEqual(
            [name for name in names if name != "x_crm_currency_id"],
            ["x_sequence", "x_country", "x_number", "x_expiry", "x_fee", "x_class"],
        )

    def test_a_column_that_one_may_not_see_is_not_in_the_form(self):
        managers = self.env.ref("sales_team.group_sale_manager")
        self.table.column_ids[0].read_group_ids = managers

        self.assertNotIn('"x_country"', self.arch())
        self.assertIn('"x_country"', self.arch(self.designer))


class TestTableAccess(TablesCommon):
    """Rows may be read and changed by whom the deal may be, and nobody else."""

    def test_the_owner_of_the_deal_does_everything(self):
        rows = self.rows.with_user(self.salesman)
        rows[0].x_number = "B-2"
        more = rows.create({"x_parent_id": self.deal.id, "x_country": "Peru"})
        more.unlink()

        self.assertEqual(rows.search([]), rows)

    def test_a_colleague_reaches_no_row(self):
        rows = self.rows.with_user(self.colleague)
        doors = {
            "read": lambda: rows.read(["x_country"]),
            "write": lambda: rows.write({"x_country": "Mine"}),
            "unlink": lambda: rows.unlink(),
            "create": lambda: rows.create({"x_parent_id": self.deal.id}),
        }
        for name, door in doors.items():
            with self.subTest(door=name), self.assertRaises(AccessError):
                door()

        self.assertFalse(rows.search([]))
        self.assertFalse(rows._read_group([], ["x_country"]))

    def test_a_row_cannot_be_moved_to_a_deal_of_others(self):
        own = self.lead(self.colleague, name="Own")
        row = self.rows.with_user(self.colleague).create({"x_parent_id": own.id})

        with self.assertRaises(AccessError):
            row.x_parent_id = self.deal

    def test_who_only_reads_the_deal_only_reads_its_rows(self):
        reader = new_test_user(self.env, "fields_reader", groups="base.group_user")
        self.env["ir.model.access"].create(
            {
                "name": "read leads",
                "model_id": self.lead_model.id,
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
            }
        )
        rows = self.rows.with_user(reader)

        self.assertEqual(rows[0].x_country, "China")
        for operation in ("write", "create", "unlink"):
            self.assertFalse(rows.has_access(operation), operation)

    def test_someone_outside_sales_has_no_access(self):
        outsider = new_test_user(self.env, "fields_outsider", groups="base.group_user")

        with self.assertRaisesRegex(AccessError, "User: Own Documents Only"):
            self.rows.with_user(outsider).read(["x_country"])

    def test_a_table_that_one_may_not_see_hides_its_rows(self):
        rows = self.rows.sudo()
        self.table.read_group_ids = self.env.ref("sales_team.group_sale_manager")

        with self.assertRaises(AccessError):
            rows.with_user(self.salesman).read(["x_country"])
        self.assertTrue(rows.with_user(self.designer).read(["x_country"]))

    def test_rows_of_another_company_are_out_of_reach(self):
        company = self.env["res.company"].create({"name": "Field Test Company"})
        stranger = new_test_user(
            self.env,
            "fields_stranger",
            groups="sales_team.group_sale_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.deal.sudo().company_id = self.salesman.company_id

        self.assertFalse(self.rows.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.rows.with_user(stranger).read(["x_country"])
