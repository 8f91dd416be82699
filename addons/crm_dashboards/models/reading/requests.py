from datetime import datetime, time

import pytz

from odoo import fields

from ...engine.conditions import join_and, names_of, slice_of, split_and
from ...engine.plan import COUNT, Request
from .viewer import is_mixed_currency

# What a request of a tile is for.
NOW, PART, BEFORE, BEFORE_PART = "now", "part", "before", "before_part"


class Requests:
    """Turns a tile and the viewer's scope into conditions and requests."""

    def __init__(self, env, scope):
        self.env = env
        self.scope = scope

    def of(self, tile):
        """Everything that must be read to draw the tile."""
        spans = {NOW: self.scope.span, PART: self.scope.span}
        if self._compares(tile):
            spans |= {BEFORE: self.scope.before, BEFORE_PART: self.scope.before}
        shares = (PART, BEFORE_PART)
        groupby, aggregates = self.groupby(tile), self._aggregates(tile)
        return [
            self._request(
                tile, role, self._parts(tile, span, role in shares), groupby, aggregates
            )
            for role, span in spans.items()
            if tile.part_domain or role not in shares
        ]

    def of_latest(self, tile):
        """What finds the latest day that the tile has data for."""
        if not tile.date_field or "." in tile.date_field:
            return []
        parts = self._parts(tile, None, False)
        return [self._request(tile, NOW, parts, (), (f"{tile.date_field}:max",))]

    def domain(self, tile):
        """The filter of the tile as the client opens it: nothing left implicit."""
        return join_and(self._parts(tile, self.scope.span, False))

    def groupby(self, tile):
        """What the tile is grouped by, with the step that suits the period."""
        if not tile.groupby:
            return ()
        path, colon, unit = tile.groupby.partition(":")
        step = self.scope.unit if unit == "auto" else unit
        return (f"{path}:{step}" if colon else path,)

    def between(self, tile, path, span):
        """Conditions for the days of a span, in the viewer's time zone."""
        return [
            ((path, ">=", self._bound(tile, path, span.start)),),
            ((path, "<", self._bound(tile, path, span.end)),),
        ]

    def _compares(self, tile):
        return bool(
            tile.compare
            and tile.date_field
            and self.scope.before
            and (tile.kind == "number" or tile._is_by_period())
        )

    def _request(self, tile, role, parts, groupby, aggregates):
        values = tile._sliceable(tile.model_name)
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

    def _parts(self, tile, span, with_share):
        """Conditions that must all hold, as ``engine.conditions`` splits them."""
        terms = tile._terms(tile.domain)
        parts = split_and(terms)
        if with_share:
            parts += split_and(tile._terms(tile.part_domain))
        model = self.env[tile.model_name]
        if model._active_name and model._active_name not in names_of(terms):
            parts.append(((model._active_name, "=", True),))
        picked = (
            (tile.team_field, self.scope.team_ids),
            (tile.user_field, self.scope.user_ids),
        )
        parts += [((name, "in", ids),) for name, ids in picked if name and ids]
        if tile.date_field and span:
            parts += self.between(tile, tile.date_field, span)
        return parts

    def _bound(self, tile, path, day):
        if tile._field_at(path).type == "date":
            return fields.Date.to_string(day)
        local = self.env.tz.localize(datetime.combine(day, time.min))
        return fields.Datetime.to_string(
            local.astimezone(pytz.utc).replace(tzinfo=None)
        )

    def _aggregates(self, tile):
        if tile.measure == COUNT:
            return (COUNT,)
        if tile.aggregate in ("min", "max"):
            return (f"{tile.measure}:{tile.aggregate}",)
        is_mixed = tile._is_monetary() and is_mixed_currency(self.env)
        total = f"{tile.measure}:{'sum_currency' if is_mixed else 'sum'}"
        # An average is put together from slices as total and count.
        return (total, f"{tile.measure}:count") if tile.aggregate == "avg" else (total,)
