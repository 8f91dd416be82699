from odoo import Command

from .rows_common import TablesCommon


class TestRowLog(TablesCommon):
    """Who changes rows of a table is told in the chatter of the deal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table.tracking = True
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.deal = cls.env["crm.lead"].with_user(cls.salesman).browse(cls.deal.id)

    def setUp(self):
        super().setUp()
        self.save()

    def save(self):
        """End what people see as one save."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def told(self, deal=None, user=None):
        """Return ``[(old, new)]`` of the newest note, as ``user`` reads it."""
        deal = deal or self.deal
        env = deal.with_user(user or self.salesman).env
        messages = deal.sudo().message_ids.filtered("tracking_value_ids")[:1]
        values = messages.tracking_value_ids._filter_has_field_access(env)
        return [
            (value["oldValue"], value["newValue"])
            for value in values._tracking_value_format()
        ]

    def notes(self):
        return len(self.deal.sudo().message_ids.filtered("tracking_value_ids"))

    def column(self, name):
        columns = self.table.column_ids
        return columns.filtered(lambda column: column.technical_name == name)

    def test_one_save_is_one_note_with_all_that_has_become_of_the_rows(self):
        china, france = self.rows
        france.sudo().x_number = "B-7"
        self.save()

        self.deal.x_cft_certificates = [
            Command.delete(china.id),
            Command.update(france.id, {"x_fee": 30, "x_class": "ii"}),
            Command.create({"x_country": "Peru", "x_number": "C-9"}),
        ]
        self.save()

        self.assertEqual(self.notes(), 2)
        self.assertEqual(
            sorted(self.told()),
            [
                ("", "Peru · C-9"),
                ("China · A-1", ""),
                (
                    "France · B-7: Fee 20.0, Class \u2013",
                    "France · B-7: Fee 30.0, Class II",
                ),
            ],
        )
        self.assertEqual(self.deal.message_ids[0].author_id, self.salesman.partner_id)

    def test_rows_tell_on_every_door_of_their_own(self):
        rows = self.rows
        rows[1].write({"x_expiry": "2027-01-31"})
        rows[1].x_country = "Italy"
        self.save()
        self.assertEqual(
            self.told(),
            [
                (
                    "France: Country France, Expires \u2013",
                    "France: Country Italy, Expires 01/31/2027",
                )
            ],
        )

        rows.create({"x_parent_id": self.deal.id, "x_country": "Chile"})
        self.save()
        self.assertEqual(self.told(), [("", "Chile")])

        rows[0].unlink()
        self.save()
        self.assertEqual(self.told(), [("China · A-1", "")])
        self.assertEqual(self.notes(), 3)

    def test_what_is_as_before_in_the_end_is_not_told(self):
        self.rows[1].x_fee = 50
        self.rows[1].x_fee = 20
        self.rows.create({"x_parent_id": self.deal.id}).unlink()
        self.rows[0].x_sequence = 7
        self.save()

        self.assertFalse(self.notes())

    def test_a_new_deal_does_not_tell_the_rows_that_it_comes_with(self):
        deal = self.env["crm.lead"].with_user(self.salesman)
        deal = deal.create(
            {
                "name": "New",
                "user_id": self.salesman.id,
                "x_cft_certificates": [Command.create({"x_country": "Peru"})],
            }
        )
        self.save()

        self.assertFalse(self.told(deal))

    def test_a_table_without_log_is_silent(self):
        self.table.tracking = False

        self.rows[1].x_fee = 50
        self.save()

        self.assertFalse(self.notes())

    def test_a_moved_row_is_told_to_both_deals(self):
        other = self.env["crm.lead"].browse(self.lead(name="Other").id)

        self.rows[1].x_parent_id = other
        self.save()

        self.assertEqual(self.told(), [("France", "")])
        self.assertEqual(self.told(other), [("", "France")])

    def test_covered_and_personal_values_are_never_written_in_clear(self):
        managers = self.env.ref("sales_team.group_sale_manager")
        self.column("x_number").write({"mask": "last", "read_group_ids": managers})
        self.column("x_expiry").read_group_ids = managers
        self.column("x_country").pii_class = "personal"

        rows = self.rows.sudo()
        rows[0].write(
            {"x_number": "330106199001", "x_country": "Spain", "x_fee": 5},
        )
        rows[1].write({"x_expiry": "2027-01-31", "x_country": "Italy"})
        self.save()

        row, other = f"#{rows[0].id}", f"#{rows[1].id}"
        self.assertEqual(
            sorted(self.told()),
            sorted(
                [
                    (
                        f"{row}: Number ***, Fee 0.0",
                        f"{row}: Number ********9001, Fee 5.0",
                    ),
                    (other, f"{other}: changed in columns that not everybody sees"),
                ]
            ),
        )
        values = self.deal.sudo().message_ids.tracking_value_ids
        stored = str(values.read()) + str(self.deal.sudo().message_ids.mapped("body"))
        for secret in ("330106199001", "Spain", "Italy", "2027-01-31", "01/31/2027"):
            self.assertNotIn(secret, stored)

    def test_who_may_not_see_the_table_reads_nothing_of_it(self):
        rows = self.rows.sudo()
        self.table.read_group_ids = self.env.ref("sales_team.group_sale_manager")

        rows[1].x_fee = 50
        self.save()

        self.assertFalse(self.told())
        self.assertEqual(
            self.told(user=self.designer), [("France: Fee 20.0", "France: Fee 50.0")]
        )

    def test_the_note_is_in_the_language_of_who_changed_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.column("x_expiry").read_group_ids = self.env.ref("base.group_system")

        self.rows[1].sudo().with_context(lang="zh_CN").x_expiry = "2027-01-31"
        self.save()

        self.assertEqual(self.told(), [("France", "France: 更改了并非人人可见的列")])

    def test_many_deals_and_rows_cost_a_constant_number_of_queries(self):
        def queries(count):
            deals = self.env["crm.lead"]
            for number in range(count):
                rows = [Command.create({"x_country": f"{number}-{n}"}) for n in (1, 2)]
                deals += self.lead(x_cft_certificates=rows)
            self.save()
            self.env.invalidate_all()
            rows = deals.sudo().x_cft_certificates
            before = self.env.cr.sql_log_count
            rows.write({"x_fee": 9})
            self.save()
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(2), queries(12))

    def test_rows_saved_with_their_deal_are_looked_up_together(self):
        def queries(count):
            rows = [Command.create({"x_country": str(n)}) for n in range(count)]
            deal = self.lead(x_cft_certificates=rows)
            changed = [
                Command.update(row.id, {"x_fee": 9}) for row in deal.x_cft_certificates
            ]
            self.save()
            counts = []
            for logged in (False, True):
                self.env.invalidate_all()
                log = deal.with_context(mail_notrack=not logged)
                before = self.env.cr.sql_log_count
                log.x_cft_certificates = changed
                self.save()
                counts.append(self.env.cr.sql_log_count - before)
            return counts[1] - counts[0]

        queries(1)
        self.assertEqual(queries(2), queries(12))
