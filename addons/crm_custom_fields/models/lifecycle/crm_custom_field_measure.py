from odoo import api, fields, models
from odoo.tools import SQL

from . import reference

HEAT = ((60.0, "mostly"), (20.0, "partly"), (0.0, "rarely"))


class CrmCustomFieldMeasure(models.Model):
    """How far one field is filled in, when it was last changed, how often used.

    Measured once a day and on demand, then only read: the list can be sorted.
    """

    _name = "crm.custom.field.measure"
    _description = "Custom Field Fill Rate"
    _order = "is_computed, fill_rate, id"
    _rec_name = "field_id"

    field_id = fields.Many2one(
        "crm.custom.field",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    model_id = fields.Many2one(related="field_id.model_id", store=True, index=True)
    kind = fields.Selection(related="field_id.kind")
    lifecycle = fields.Selection(related="field_id.lifecycle", store=True)
    company_id = fields.Many2one(related="field_id.company_id", store=True, index=True)
    is_computed = fields.Boolean(
        string="Computed When Read",
        readonly=True,
        help="The database holds no values of the field, so it has no fill rate.",
    )
    record_count = fields.Integer(string="Records", readonly=True)
    filled_count = fields.Integer(string="Filled In", readonly=True)
    fill_rate = fields.Float(readonly=True, aggregator="avg")
    heat = fields.Selection(
        [
            ("mostly", "Mostly filled in"),
            ("partly", "Partly filled in"),
            ("rarely", "Rarely filled in"),
            ("empty", "Never filled in"),
            ("computed", "Computed when read"),
        ],
        compute="_compute_heat",
        store=True,
    )
    last_change = fields.Datetime(
        readonly=True,
        help="Of a value, if its changes are logged; else of a record with a value.",
    )
    use_count = fields.Integer(
        string="Uses",
        readonly=True,
        help="Views, rules, filters, formulas and other places with this field.",
    )
    measured = fields.Datetime(string="Measured On", readonly=True)

    _field_uniq = models.UniqueIndex("(field_id)")

    @api.depends("filled_count", "fill_rate", "is_computed")
    def _compute_heat(self):
        for measure in self:
            warm = (heat for low, heat in HEAT if measure.fill_rate >= low)
            heat = next(warm) if measure.filled_count else "empty"
            measure.heat = "computed" if measure.is_computed else heat

    def _read_group_select(self, aggregate_spec, query):
        """Leave what has no rate out of the average."""
        select = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec != "fill_rate:avg":
            return select
        computed = self._field_to_sql(self._table, "is_computed", query)
        return SQL("%s FILTER (WHERE %s IS NOT TRUE)", select, computed)

    @api.model
    def action_open(self):
        """Measure anew and show the result."""
        self.env["crm.custom.field"].check_access("read")
        self._measure()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_custom_fields.crm_custom_field_measure_action"
        )

    @api.model
    def _measure(self):
        """Measure every field: the number of queries depends on the models only."""
        definitions = self.env["crm.custom.field"].sudo()  # sudo: of all companies
        definitions = definitions.with_context(active_test=False)
        known = definitions.search([("model_name", "!=", False)])
        stored = known.filtered(lambda field: field._is_stored())
        self.env.flush_all()
        facts = self._uses_by_field(known)
        for field in known:
            facts[field.id]["is_computed"] = field._is_computed_when_read()
        for model_name, fields_ in stored.grouped("model_name").items():
            for field_id, values in self._model_facts(model_name, fields_).items():
                facts[field_id].update(values)
        self._keep(facts)

    @api.model
    def _keep(self, facts):
        own = self.sudo()  # sudo: nobody else writes measures
        known = own.search([("measured", "!=", False)])
        present = {measure.field_id.id: measure for measure in known}
        now = fields.Datetime.now()
        for field_id, values in facts.items():
            if field_id in present:
                present[field_id].write({**values, "measured": now})
        own.create(
            [
                {**values, "field_id": field_id, "measured": now}
                for field_id, values in facts.items()
                if field_id not in present
            ]
        )

    @api.model
    def _uses_by_field(self, definitions):
        facts = {field.id: {"use_count": 0} for field in definitions}
        for use in reference.uses(definitions):
            facts[use.field_id]["use_count"] += 1
        return facts

    @api.model
    def _model_facts(self, model_name, definitions):
        """Return ``{field id: values}``: one query for all columns of the model."""
        model = self.env[model_name]
        names = {field.technical_name: field for field in definitions}
        rows = self.env.execute_query(self._columns_query(model, names))
        (total, *cells), counted = rows[0], {}
        columns = [name for name in names if model._fields[name].column_type]
        for number, name in enumerate(columns):
            counted[name] = cells[2 * number : 2 * number + 2]
        for query in self._other_queries(model, names):
            counted.update(
                (name, cells) for name, *cells in self.env.execute_query(query)
            )
        logged = self._logged_changes(definitions)
        return {
            field.id: {
                "record_count": total,
                "filled_count": count,
                "fill_rate": 100.0 * count / total if total else 0.0,
                "last_change": logged.get(field.ir_field_id.id) or changed,
            }
            for name, field in names.items()
            for count, changed in [counted.get(name, (0, False))]
        }

    @api.model
    def _columns_query(self, model, names):
        parts = [SQL("count(*)")]
        changed = SQL("write_date") if model._log_access else SQL("NULL::timestamp")
        for name in names:
            field = model._fields[name]
            if field.column_type:
                filled = _is_filled(field)
                parts.append(SQL("count(*) FILTER (WHERE %s)", filled))
                parts.append(SQL("max(%s) FILTER (WHERE %s)", changed, filled))
        return SQL(
            "SELECT %s FROM %s", SQL(", ").join(parts), SQL.identifier(model._table)
        )

    @api.model
    def _other_queries(self, model, names):
        """Return one query for all multi-selects and tables, one for all files."""
        links = [
            _rows_query(model, name, field)
            if field.type == "one2many"
            else SQL(
                "SELECT %s, count(DISTINCT link.%s), max(record.write_date)"
                " FROM %s link JOIN %s record ON record.id = link.%s",
                name,
                SQL.identifier(field.column1),
                SQL.identifier(field.relation),
                SQL.identifier(model._table),
                SQL.identifier(field.column1),
            )
            for name, field in model._fields.items()
            if name in names and field.type in ("many2many", "one2many")
        ]
        if links:
            yield SQL(" UNION ALL ").join(links)
        files = [n for n in names if model._fields[n].type == "binary"]
        if files:
            yield SQL(
                "SELECT res_field, count(DISTINCT res_id), max(write_date)"
                " FROM ir_attachment WHERE res_model = %s AND res_field IN %s"
                " GROUP BY res_field",
                model._name,
                tuple(files),
            )

    @api.model
    def _logged_changes(self, definitions):
        """Return ``{column id: last logged change}``."""
        values = self.env["mail.tracking.value"].sudo()  # sudo: only their dates
        columns = definitions.ir_field_id
        groups = values._read_group(
            [("field_id", "in", columns.ids)], ["field_id"], ["create_date:max"]
        )
        return {column.id: changed for column, changed in groups}


def _rows_query(model, name, field):
    """Return on how many records a table has rows, and when one last changed."""
    return SQL(
        "SELECT %s, count(DISTINCT %s), max(write_date) FROM %s",
        name,
        SQL.identifier(field.inverse_name),
        SQL.identifier(model.env[field.comodel_name]._table),
    )


def _is_filled(field):
    """Return when the column of ``field`` holds what a human would call a value."""
    column = SQL.identifier(field.name)
    if field.type == "boolean":
        return SQL("%s", column)
    if field.type in ("char", "text", "html", "selection"):
        return SQL("%s::text <> ''", column)
    if field.type in ("integer", "float", "monetary"):
        return SQL("%s <> 0", column)
    return SQL("%s IS NOT NULL", column)
