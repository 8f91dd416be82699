from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.periods import PERIODS, months_until
from ...engine.scope import BadFilterError, read_scope
from ..drawing.cards import draw_cards, is_blank
from ..drawing.units import Units
from ..reading.reader import latest_day

# Names offered in one list of filters; nobody reads a longer one.
MAX_CHOICES = 500
# Whatever else a client puts into the context must not change a figure.
_TRUSTED_CONTEXT = ("lang", "allowed_company_ids")


class CrmDashboard(models.Model):
    """One board: tiles read together, under one period and one set of filters.

    A board holds no figures. Each reading is computed as the viewer, so record
    rules, companies and field groups decide what is counted.
    """

    _name = "crm.dashboard"
    _description = "CRM Dashboard"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    default_period = fields.Selection(
        selection="_selection_period",
        required=True,
        default="last_12_months",
        help="Period shown when the board is opened. If it holds no data, the board "
        "opens on the latest twelve months that do.",
    )
    company_id = fields.Many2one(
        "res.company", help="Only people who work in this company see the board."
    )
    group_ids = fields.Many2many(
        "res.groups",
        string="Visible to",
        help="Leave empty to show the board to everybody who may open CRM.",
    )
    tile_ids = fields.One2many("crm.dashboard.tile", "dashboard_id", string="Tiles")

    @api.model
    def _selection_period(self):
        labels = {
            "this_month": self.env._("This month"),
            "this_quarter": self.env._("This quarter"),
            "this_year": self.env._("This year"),
            "last_12_months": self.env._("Last 12 months"),
            "previous_year": self.env._("Previous year"),
            "all_time": self.env._("All time"),
        }
        return [(key, labels[key]) for key in PERIODS if key in labels]

    @api.model
    @api.readonly
    def read_board(self, board_id=False, filters=None):
        """Return a whole board in one answer, computed as the caller.

        :param board_id: the board, or ``False`` for the first the caller may see
        :param dict filters: ``period`` (a key, or ``custom`` with ``start`` and
            ``last``), ``team_ids``, ``user_ids``; all optional
        :return: board, boards, filters, span, before, notice, choices, currency, tiles
        :rtype: dict
        """
        viewer = self._as_plain_viewer()
        boards = viewer.search([], limit=MAX_CHOICES)
        board = viewer._pick_board(boards, board_id)
        scope, cards, notice = board._answer(viewer._plain_filters(filters))
        return {
            **board._describe(boards),
            **viewer._describe_scope(scope),
            "notice": notice,
            "choices": viewer._choices(),
            "currency": Units(viewer.env).currency(),
            "tiles": cards,
        }

    def _answer(self, filters):
        """Scope, drawn tiles, and what to say if an older period was taken."""
        self.ensure_one()
        # Not ``tile_ids``: the cache of a one2many may hold what another user saw.
        tiles = self.env["crm.dashboard.tile"].search([("dashboard_id", "=", self.id)])
        scope = self._read_scope(filters)
        cards = draw_cards(tiles, scope)
        if filters.get("period") or not is_blank(cards):
            return scope, cards, False
        latest = latest_day(tiles, scope)
        if not latest:
            return scope, cards, False
        year = months_until(latest)
        custom = {"start": str(year.start), "last": str(year.last), "period": "custom"}
        older = self._read_scope({**filters, **custom})
        return older, draw_cards(tiles, older), self._notice_of_older(scope)

    def _as_plain_viewer(self):
        context = self.env.context
        trusted = {key: context[key] for key in _TRUSTED_CONTEXT if key in context}
        # Grouping and period bounds must use one and the same, existing time zone.
        return self.with_env(self.env(context={**trusted, "tz": self.env.tz.zone}))

    def _pick_board(self, boards, board_id):
        board = boards.filtered(lambda one: one.id == board_id) if board_id else boards
        if not board:
            raise UserError(
                self.env._(
                    "This dashboard does not exist any more, or is not shown to you. "
                    "Choose another one, or ask a sales administrator."
                )
            )
        return board[0]

    def _plain_filters(self, filters):
        if filters is not None and not isinstance(filters, dict):
            self._refuse_filters("filters")
        return filters or {}

    def _read_scope(self, filters):
        today = fields.Date.context_today(self)
        try:
            return read_scope(filters, today, self.default_period)
        except BadFilterError as error:
            return self._refuse_filters(error.args[0])

    def _refuse_filters(self, name):
        raise UserError(
            self.env._(
                "The dashboard cannot apply the filter %(name)s. Reset the filters "
                "and choose again.",
                name=name,
            )
        )

    def _notice_of_older(self, scope):
        return self.env._(
            "Nothing was closed in the usual period (%(period)s). Shown are the latest "
            "12 months that have data.",
            period=dict(self._selection_period())[scope.period],
        )

    def _describe(self, boards):
        self.ensure_one()
        return {
            "board": {"id": self.id, "name": self.name},
            "boards": [{"id": board.id, "name": board.name} for board in boards],
        }

    def _describe_scope(self, scope):
        def days(span):
            return span and {"start": str(span.start), "last": str(span.last)}

        return {
            "filters": {
                "period": scope.period,
                **(days(scope.span) or {}),
                "team_ids": list(scope.team_ids),
                "user_ids": list(scope.user_ids),
            },
            "span": days(scope.span) or False,
            "before": days(scope.before) or False,
        }

    def _choices(self):
        """Teams and salespeople to filter by, as far as the viewer may see others."""
        teams = self.env["crm.team"].search_fetch([], ["name"], limit=MAX_CHOICES)
        users = self.env["res.users"]
        if self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            users = users.search_fetch(
                [("crm_team_member_ids", "!=", False)], ["name"], limit=MAX_CHOICES
            )
        return {
            "teams": [{"id": team.id, "name": team.name} for team in teams],
            "users": [{"id": user.id, "name": user.name} for user in users],
        }
