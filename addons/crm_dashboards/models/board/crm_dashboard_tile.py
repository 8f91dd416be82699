from ast import literal_eval
from functools import lru_cache

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ...engine.conditions import freeze, names_of
from ...engine.plan import COUNT

TIME_UNITS = ("day", "week", "month", "quarter", "year")
NUMERIC = ("integer", "float", "monetary")


@lru_cache(maxsize=512)
def parse(source: str) -> tuple:
    """Read a filter as data: literals only, nothing is ever evaluated."""
    domain = Domain(list(freeze(literal_eval(source))))
    return () if domain.is_true() else tuple(domain)


class CrmDashboardTile(models.Model):
    """One figure or chart on a board: a model, a filter, a measure, a grouping.

    Tiles are data. Another addon shows its own figures by shipping tile records;
    nothing here has to know that addon exists.
    """

    _name = "crm.dashboard.tile"
    _description = "CRM Dashboard Tile"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    help = fields.Char(translate=True, help="One sentence: what the figure means.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    dashboard_id = fields.Many2one(
        "crm.dashboard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company")
    group_ids = fields.Many2many("res.groups", string="Visible to")
    kind = fields.Selection(
        [
            ("number", "Number"),
            ("bar", "Columns over time"),
            ("line", "Line over time"),
            ("rank", "Ranked bars"),
            ("funnel", "Funnel"),
        ],
        required=True,
        default="number",
    )
    size = fields.Selection(
        [
            ("small", "Small (one sixth)"),
            ("third", "One third"),
            ("half", "Half"),
            ("wide", "Two thirds"),
            ("full", "Full width"),
        ],
        required=True,
        default="small",
    )
    model_id = fields.Many2one(
        "ir.model",
        required=True,
        ondelete="cascade",
        domain="[('transient', '=', False)]",
    )
    model_name = fields.Char(related="model_id.model", string="Model Name", store=True)
    domain = fields.Char(string="Filter", required=True, default="[]")
    part_domain = fields.Char(
        string="Share of",
        help="If set, the tile shows which share of the filtered records also "
        "passes this filter: a win rate, for example.",
    )
    measure = fields.Char(
        required=True, default=COUNT, help="__count, or the name of a number field."
    )
    aggregate = fields.Selection(
        [("sum", "Sum"), ("avg", "Average"), ("min", "Lowest"), ("max", "Highest")],
        required=True,
        default="sum",
    )
    groupby = fields.Char(
        string="Group by",
        help="A field such as team_id, or a date such as date_closed:month. "
        "date_closed:auto picks days, weeks or months from the period.",
    )
    date_field = fields.Char(help="Date that the period filter of the board limits.")
    team_field = fields.Char(help="Field that the team filter of the board limits.")
    user_field = fields.Char(
        help="Field that the salesperson filter of the board limits."
    )
    limit = fields.Integer(default=10, help="Bars shown; the rest is put together.")
    compare = fields.Boolean(help="Compare with the period before.")
    good_when = fields.Selection(
        [("up", "Higher is better"), ("down", "Lower is better")],
        required=True,
        default="up",
    )
    unit_label = fields.Char(translate=True, help="Word after the number: days.")
    action_id = fields.Many2one(
        "ir.actions.act_window",
        string="Opens",
        ondelete="set null",
        help="Views in which a click shows the records behind the figure.",
    )

    _limit_sane = models.Constraint(
        'CHECK ("limit" BETWEEN 0 AND 50)',
        "A tile shows between 0 and 50 bars.",
    )

    @api.constrains(
        "model_id",
        "domain",
        "part_domain",
        "measure",
        "groupby",
        "date_field",
        "team_field",
        "user_field",
        "kind",
        "action_id",
    )
    def _check_definition(self):
        for tile in self:
            problem = tile._problem() or tile._problem_when_saved()
            if problem:
                raise ValidationError(
                    self.env._(
                        "The tile %(tile)s cannot be shown: %(problem)s "
                        "Correct it and save again.",
                        tile=tile.name,
                        problem=problem,
                    )
                )

    def _problem(self):
        """Say in words why the tile cannot be computed, or return ``False``."""
        self.ensure_one()
        if self.model_name not in self.env or self.env[self.model_name]._transient:
            return self.env._("%(model)s is not installed.", model=self.model_name)
        checks = (
            self._problem_of_filters,
            self._problem_of_measure,
            self._problem_of_groupby,
            self._problem_of_fields,
        )
        return next((found for check in checks if (found := check())), False)

    def _problem_when_saved(self):
        """What is judged once: the values in the filters, and the action."""
        for source in (self.domain, self.part_domain):
            try:
                Domain(self._terms(source)).validate(self.env[self.model_name])
            except (TypeError, ValueError) as error:
                return self._misfit(source, error)
        if self.action_id and self.action_id.res_model != self.model_name:
            return self.env._("The opened action shows another model.")
        return False

    def _problem_of_filters(self):
        for source in (self.domain, self.part_domain):
            try:
                names = names_of(self._terms(source))
            except (SyntaxError, TypeError, ValueError, RecursionError) as error:
                return self._misfit(source, error)
            gone = [name for name in names if not self._field_at(name)]
            if gone:
                return self._misfit(source, gone[0])
        return False

    def _misfit(self, source, error):
        return self.env._(
            "The filter %(filter)s does not fit (%(error)s).",
            filter=source,
            error=error,
        )

    def _problem_of_measure(self):
        if self.measure == COUNT:
            return False
        field = self._field_at(self.measure)
        if not field or "." in self.measure or field.type not in NUMERIC:
            return self.env._("%(name)s is not a number field.", name=self.measure)
        if not field._description_aggregator(self.env):
            return self.env._("%(name)s cannot be summed up.", name=self.measure)
        return False

    def _problem_of_groupby(self):
        if not self.groupby:
            if self.kind == "number":
                return False
            return self.env._("A chart needs a field to group by.")
        path, _colon, unit = self.groupby.partition(":")
        field = self._field_at(path)
        if not field or not field._description_groupable(self.env):
            return self.env._("Nothing can be grouped by %(name)s.", name=path)
        is_date = field.type in ("date", "datetime")
        if is_date != (self.kind in ("bar", "line")):
            return self.env._(
                "This kind of chart cannot be drawn by %(name)s.", name=path
            )
        if is_date and unit not in ("auto", *TIME_UNITS):
            return self.env._("%(name)s needs a step such as :month.", name=path)
        return False

    def _problem_of_fields(self):
        wanted = {
            self.date_field: ("date", "datetime"),
            self.team_field: ("many2one",),
            self.user_field: ("many2one",),
        }
        for path, types in wanted.items():
            field = self._field_at(path) if path else None
            if path and (not field or field.type not in types or not field.store):
                return self.env._("The board cannot filter by %(name)s.", name=path)
        return False

    @api.model
    def _terms(self, source):
        return list(parse(source or "[]"))

    def _field_at(self, path):
        """Return the field at the end of a dotted path, or ``None``."""
        model, field = self.env.get(self.model_name), None
        for name in path.split("."):
            field = model._fields.get(name) if model is not None else None
            if not field:
                return None
            model = self.env.get(field.comodel_name) if field.relational else None
        return field

    @api.model
    @ormcache("model_name")
    def _sliceable(self, model_name):
        """Fields of few values, by which tiles may share one query."""
        found = {}
        for name, field in self.env[model_name]._fields.items():
            if not field.store or field.company_dependent:
                continue
            if field.type == "boolean":
                found[name] = frozenset([True, False])
            elif field.type == "selection":
                found[name] = frozenset([*field.get_values(self.env), False])
        return found

    def _is_monetary(self):
        self.ensure_one()
        return self.measure != COUNT and self._field_at(self.measure).type == "monetary"

    def _is_by_period(self):
        """Whether the chart runs along the very date that the period limits."""
        self.ensure_one()
        return bool(self.groupby) and self.groupby.partition(":")[0] == self.date_field

    def _paths(self):
        """All field paths that the tile reads."""
        self.ensure_one()
        filters = self._terms(self.domain) + self._terms(self.part_domain)
        named = {
            self.groupby and self.groupby.partition(":")[0],
            self.date_field,
            self.team_field,
            self.user_field,
            self.measure != COUNT and self.measure,
        }
        return names_of(filters) | {path for path in named if path}

    def _is_readable(self):
        """Whether the viewer may read the model and every field on the way."""
        self.ensure_one()
        if not self.env[self.model_name].has_access("read"):
            return False
        return all(self._is_path_readable(path) for path in self._paths())

    def _is_path_readable(self, path):
        model = self.env[self.model_name]
        for name in path.split("."):
            field = model._fields.get(name)
            if not field:
                return True
            if not model.has_access("read") or not model._has_field_access(
                field, "read"
            ):
                return False
            if field.relational:
                model = self.env[field.comodel_name]
        return True
