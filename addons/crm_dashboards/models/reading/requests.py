from datetime import datetime, time

import pytz

from odoo import fields, models
from odoo.tools import ormcache

from ..engine.conditions import join_and, names_of, slice_of, split_and
from ..engine.plan import Request
from .crm_dashboard_tile import COUNT

# What a request of a tile is for.
NOW, PART, BEFORE, BEFORE_PART = "now", "part", "before", "before_part"


class CrmDashboardAsker(models.AbstractModel):
    """Turns a tile and the viewer's scope into conditions and requests."""

    _name = "crm.dashboard.asker"
    _description = "CRM Dashboard Asker"

    def _requests(self, tile, scope):
        """Everything that must be read to draw the tile."""
        spans = {NOW: scope.span, PART: scope.span}
        if self._compares(tile, scope):
            spans |= {BEFORE: scope.before, BEFORE_PART: scope.before}
        roles = [
            role
            for role in spans
            if tile.part_domain or role not in (PART, BEFORE_PART)
        ]
        return [
            self._request(
                tile,
                role,
                self._parts(tile, scope, spans[role], role in (PART, BEFORE_PART)),
                self._groupby(tile, scope),
                self._aggregates(tile),
            )
            for role in roles
        ]

    def _latest_requests(self, tile, scope):
        """What finds the latest day that the tile has data for."""
        if not tile.date_field or "." in tile.date_field:
            return []
        parts = self._parts(tile, scope, None, False)
        return [self._request(tile, NOW, parts, (), (f"{tile.date_field}:max",))]

    def _compares(self, tile, scope):
        return bool(
            tile.compare
            and tile.date_field
            and scope.before
            and (tile.kind == "number" or self._is_by_period(tile))
        )

    def _is_by_period(self, tile):
        """Whether the chart runs along the very date that the period limits."""
        return bool(tile.groupby) and tile.groupby.partition(":")[0] == tile.date_field

    def _request(self, tile, role, parts, groupby, aggregates):
        values = self._sliceable(tile.model_name)
        rest, slices = set(), {}
        for part in parts:
            found = slice_of(part, values)
            if found:
                name, picked = found
                slices[name] = slices.get(name, picked) & picked
            else:
                rest.add(part)
        return Request(
            (tile.id, role),
            tile.model_name,
            frozenset(rest),
            slices,
            groupby,
            aggregates,
            bool(groupby) and self._spreads(tile),
        )

    def _spreads(self, tile):
        """Whether one record can fall into several groups, as with tags."""
        model = self.env[tile.model_name]
        for name in tile.groupby.partition(":")[0].split("."):
            field = model._fields[name]
            if field.type == "many2many":
                return True
            model = self.env[field.comodel_name] if field.relational else None
        return False

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

    def _parts(self, tile, scope, span, with_share):
        """Conditions that must all hold, as ``engine.conditions`` splits them."""
        terms = tile._terms(tile.domain)
        parts = split_and(terms)
        if with_share:
            parts += split_and(tile._terms(tile.part_domain))
        model = self.env[tile.model_name]
        if model._active_name and model._active_name not in names_of(terms):
            parts.append(((model._active_name, "=", True),))
        picked = ((tile.team_field, scope.team_ids), (tile.user_field, scope.user_ids))
        parts += [((name, "in", ids),) for name, ids in picked if name and ids]
        if tile.date_field and span:
            parts += self._between(tile, tile.date_field, span)
        return parts

    def _domain(self, tile, scope):
        """The filter of the tile as the client opens it: nothing left implicit."""
        return join_and(self._parts(tile, scope, scope.span, False))

    def _between(self, tile, path, span):
        """Conditions for the days of a span, in the viewer's time zone."""
        return [
            ((path, ">=", self._bound(tile, path, span.start)),),
            ((path, "<", self._bound(tile, path, span.end)),),
        ]

    def _bound(self, tile, path, day):
        if tile._field_at(path).type == "date":
            return fields.Date.to_string(day)
        local = self.env.tz.localize(datetime.combine(day, time.min))
        return fields.Datetime.to_string(
            local.astimezone(pytz.utc).replace(tzinfo=None)
        )

    def _groupby(self, tile, scope):
        if not tile.groupby:
            return ()
        path, colon, unit = tile.groupby.partition(":")
        return (f"{path}:{scope.unit if unit == 'auto' else unit}" if colon else path,)

    def _aggregates(self, tile):
        if tile.measure == COUNT:
            return (COUNT,)
        if tile.aggregate in ("min", "max"):
            return (f"{tile.measure}:{tile.aggregate}",)
        total = f"{tile.measure}:{self._sum_of(tile)}"
        # An average is put together from slices as total and count.
        return (total, f"{tile.measure}:count") if tile.aggregate == "avg" else (total,)

    def _sum_of(self, tile):
        is_mixed = self._is_monetary(tile) and self._is_mixed_currency()
        return "sum_currency" if is_mixed else "sum"

    def _is_monetary(self, tile):
        return tile.measure != COUNT and tile._field_at(tile.measure).type == "monetary"

    def _is_mixed_currency(self):
        """Whether the companies now ticked keep their books in several currencies."""
        return len(self.env.companies.currency_id) > 1
