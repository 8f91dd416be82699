from odoo import fields, models

from ..engine.periods import Span, buckets, clip, floor, granularity
from ..engine.plan import fold
from ..engine.series import align, change, fill, rollup, top
from .crm_dashboard_asker import BEFORE, NOW

_OTHERS = object()


class CrmDashboardPainter(models.AbstractModel):
    """Shapes figures into what the client draws: values, points, filters, words."""

    _name = "crm.dashboard.painter"
    _inherit = "crm.dashboard.scale"
    _description = "CRM Dashboard Painter"

    def _paint(self, tiles, scope):
        """Answer all tiles; those the viewer may not read are left out."""
        drawn, problems, requests = [], {}, []
        for tile in tiles:
            problem = tile._problem() or self._problem_of_currency(tile)
            if not problem and not tile._is_readable():
                continue
            drawn.append(tile)
            problems[tile.id] = problem
            if not problem:
                requests += self._requests(tile, scope)
        found = self.env["crm.dashboard.reader"]._read(requests)
        return [self._card(tile, scope, problems[tile.id], found) for tile in drawn]

    def _card(self, tile, scope, problem, found):
        rows = {role: found.get((tile.id, role)) for role in self._roles(found, tile)}
        if not problem and None in rows.values():
            problem = self.env._(
                "The database could not compute this figure. Reload the page; if it "
                "stays, tell a sales administrator."
            )
        card = {
            "id": tile.id,
            "name": tile.name,
            "help": tile.help or "",
            "kind": tile.kind,
            "size": tile.size,
            "error": problem,
        }
        return card if problem else card | self._drawn(tile, scope, rows)

    def _drawn(self, tile, scope, rows):
        draw = self._number if tile.kind == "number" else self._chart
        return {
            "model": tile.model_name,
            "action": tile.action_id.id,
            "domain": self._domain(tile, scope),
            "unit": self._unit(tile),
            "unit_label": tile.unit_label or "",
            "good_when": tile.good_when,
            "ignores": self._ignored(tile, scope),
            **draw(tile, scope, rows),
        }

    def _roles(self, found, tile):
        return [role for tile_id, role in found if tile_id == tile.id]

    def _ignored(self, tile, scope):
        """Filters in use that do not reach this tile, so that it can say so."""
        uses = {
            "period": (scope.span, tile.date_field),
            "teams": (scope.team_ids, tile.team_field),
            "salespeople": (scope.user_ids, tile.user_field),
        }
        return [name for name, (used, reached) in uses.items() if used and not reached]

    def _number(self, tile, scope, rows):
        figures = {role: dict(some).get(()) for role, some in rows.items()}
        value = self._value(tile, figures)
        before = self._value(tile, figures, past=True) if BEFORE in rows else None
        return {
            "value": value,
            "before": before,
            "change": self._change(tile, value, before),
        }

    def _change(self, tile, value, before):
        if not tile.part_domain:
            return change(value, before)
        return None if value is None or before is None else value - before

    def _chart(self, tile, scope, rows):
        figures = {
            role: {key: some for (key,), some in found} for role, found in rows.items()
        }
        if tile.kind in ("bar", "line"):
            return self._trend(tile, scope, figures)
        values = [(key, self._at(tile, figures, key) or 0) for key in figures[NOW]]
        if tile.kind == "funnel":
            return self._bars(tile, figures, self._in_order(tile, values), [])
        return self._bars(tile, figures, *top(values, tile.limit))

    def _bars(self, tile, figures, shown, left):
        names = self._labels(tile, [key for key, _value in shown])
        points = [
            {
                "label": names[key],
                "value": value,
                "weight": self._weight(tile, figures, key),
                "extra": self._is(tile.groupby, key),
            }
            for key, value in shown
        ]
        if left:
            points.append(self._rest(tile, figures, shown, left))
        return {"points": points, "hidden": len(left)}

    def _rest(self, tile, figures, shown, left):
        """One bar for all that were not large enough for their own."""
        put_together = {}
        for role, found in figures.items():
            for key, _value in left:
                if key in found:
                    known = put_together.get(role)
                    put_together[role] = (
                        fold(known, found[key]) if known else found[key]
                    )
        merged = {role: {_OTHERS: some} for role, some in put_together.items()}
        return {
            "label": self.env._("%(count)s others", count=len(left)),
            "value": self._at(tile, merged, _OTHERS) or 0,
            "weight": self._weight(tile, merged, _OTHERS),
            "is_rest": True,
            "extra": [(tile.groupby, "not in", [key for key, _value in shown])],
        }

    def _trend(self, tile, scope, figures):
        path = tile.groupby.partition(":")[0]
        limits = scope.span if self._is_by_period(tile) else None
        unit, figures = self._coarsen(tile, scope, figures, limits)
        keys = self._keys(figures[NOW], unit, limits)
        now = {key: self._at(tile, figures, key) for key in figures[NOW]}
        empty = None if tile.part_domain else 0.0
        before = [None] * len(keys)
        if BEFORE in figures:
            earlier = buckets(scope.before, unit, self._week_start())
            past = {key: self._at(tile, figures, key, past=True) for key in earlier}
            before = align(keys, earlier, past)
        today = fields.Date.context_today(self)
        points = [
            {
                "date": str(key),
                "value": None if key > today and not value else value,
                "before": earlier_value,
                "extra": self._inside(tile, path, key, unit, limits),
            }
            for key, value, earlier_value in zip(
                keys, fill(keys, now, empty), before, strict=True
            )
        ]
        return {"points": points if figures[NOW] else [], "bucket": unit}

    def _coarsen(self, tile, scope, figures, limits):
        """Put months together where "all time" turns out to be long."""
        unit = self._groupby(tile, scope)[0].partition(":")[2]
        days = [key for key in figures[NOW] if key]
        if limits or not days or not tile.groupby.endswith(":auto"):
            return unit, figures
        unit = granularity(max((max(days) - min(days)).days, 366))
        return unit, {
            role: rollup(found.items(), lambda key: key and floor(key, unit), fold)
            for role, found in figures.items()
        }

    def _keys(self, found, unit, limits):
        days = [key for key in found if key]
        if not limits and days:
            limits = Span(min(days), clip(max(days), unit, None).end)
        return buckets(limits, unit, self._week_start()) if limits else []

    def _inside(self, tile, path, key, unit, limits):
        span = clip(key, unit, limits)
        return [term for part in self._between(tile, path, span) for term in part]

    def _is(self, path, key):
        """Condition for one group, also for the group without a value."""
        head, _dot, tail = path.partition(".")
        if key is False and tail:
            return ["|", (head, "=", False), (path, "=", False)]
        return [(path, "=", key)]

    def _is_blank(self, cards):
        """Whether nothing that depends on the period has anything to show."""
        dated = [
            one for one in cards if not one["error"] and "period" not in one["ignores"]
        ]
        return bool(dated) and not any(
            one.get("value") or one.get("points") for one in dated
        )

    def _latest_day(self, tiles, scope):
        """Latest day on which a tile of the board has data, or ``None``."""
        requests = [
            request
            for tile in tiles
            if not tile._problem() and tile._is_readable()
            for request in self._latest_requests(tile, scope)
        ]
        found = self.env["crm.dashboard.reader"]._read(requests)
        moments = [
            value
            for rows in found.values()
            for _key, figures in rows or []
            for value in figures.values()
            if value
        ]
        return max((fields.Date.to_date(moment) for moment in moments), default=None)
