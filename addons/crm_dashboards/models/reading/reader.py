import logging

import psycopg2

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..engine.conditions import join_and
from ..engine.plan import answer, plan

_logger = logging.getLogger(__name__)


class CrmDashboardReader(models.AbstractModel):
    """Runs the planned queries of a board as the viewer; keeps no state."""

    _name = "crm.dashboard.reader"
    _description = "CRM Dashboard Reader"

    def _read(self, requests):
        """Return ``{request key: rows}``, ``None`` for rows that failed."""
        found = {}
        version = self.env["crm.dashboard.change"]._version()
        for query in plan(requests):
            results = self._fetch(query, version)
            for request in query.requests:
                found[request.key] = (
                    None if results is None else answer(query, request, results)
                )
        return found

    def _fetch(self, query, version):
        """Rows of each grouping set, or ``None`` if the database refused."""
        memory = self.env["crm.dashboard.memory"]
        try:
            # The savepoint keeps one tile's mistake from ending the whole board.
            with self.env.cr.savepoint(flush=False):
                key = memory._key(query, self._domain(query), version)
                results = memory._recall(key)
                if results is None:
                    results = self._plain(query, self._run(query))
                    memory._keep(key, results)
                return results
        except (AccessError, UserError, ValueError, KeyError, psycopg2.Error):
            _logger.info("dashboard query on %s failed", query.model, exc_info=True)
            return None

    def _run(self, query):
        return self.env[query.model]._read_grouping_sets(
            self._domain(query), query.grouping_sets, query.aggregates
        )

    def _domain(self, query):
        slices = [[(name, "in", list(some))] for name, some in query.slices.items()]
        return Domain(join_and([*query.rest, *slices]))

    def _plain(self, query, results):
        """Replace records by ids and moments by days: values that can be kept."""
        return [
            [
                (
                    *(self._plain_key(value) for value in row[: len(names)]),
                    *row[len(names) :],
                )
                for row in rows
            ]
            for names, rows in zip(query.grouping_sets, results, strict=True)
        ]

    def _plain_key(self, value):
        if isinstance(value, models.BaseModel):
            return value.id
        return value.date() if hasattr(value, "date") else value
