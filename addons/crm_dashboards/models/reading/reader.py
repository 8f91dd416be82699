"""Runs the planned queries of a board as the viewer; keeps no state."""

import logging

import psycopg2

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...engine.conditions import join_and
from ...engine.plan import answer, plan
from . import memory
from .requests import Requests

_logger = logging.getLogger(__name__)


def read(env, requests):
    """Return ``{request key: rows}``, ``None`` for rows that failed."""
    found = {}
    version = env["crm.dashboard.change"]._version()
    for query in plan(requests):
        results = _fetch(env, query, version)
        for request in query.requests:
            found[request.key] = (
                None if results is None else answer(query, request, results)
            )
    return found


def latest_day(tiles, scope):
    """Latest day on which a tile of the board has data, or ``None``."""
    requests = Requests(tiles.env, scope)
    asked = [
        request
        for tile in tiles
        if not tile._problem() and tile._is_readable()
        for request in requests.of_latest(tile)
    ]
    moments = [
        value
        for rows in read(tiles.env, asked).values()
        for _key, figures in rows or []
        for value in figures.values()
        if value
    ]
    return max((fields.Date.to_date(moment) for moment in moments), default=None)


def domain_of(query):
    """The filter under which a shared query reads its model."""
    slices = [[(name, "in", list(some))] for name, some in query.slices.items()]
    return Domain(join_and([*query.rest, *slices]))


def _fetch(env, query, version):
    """Rows of each grouping set, or ``None`` if the database refused."""
    try:
        # The savepoint keeps one tile's mistake from ending the whole board.
        with env.cr.savepoint(flush=False):
            key = memory.key_of(env, query, domain_of(query), version)
            results = memory.recall(env, key)
            if results is None:
                results = _plain(query, _run(env, query))
                memory.keep(env, key, results)
            return results
    except (AccessError, UserError, ValueError, KeyError, psycopg2.Error):
        _logger.info("dashboard query on %s failed", query.model, exc_info=True)
        return None


def _run(env, query):
    return env[query.model]._read_grouping_sets(
        domain_of(query), query.grouping_sets, query.aggregates
    )


def _plain(query, results):
    """Replace records by ids and moments by days: values that can be kept."""
    return [
        [
            (
                *(_plain_key(value) for value in row[: len(names)]),
                *row[len(names) :],
            )
            for row in rows
        ]
        for names, rows in zip(query.grouping_sets, results, strict=True)
    ]


def _plain_key(value):
    if isinstance(value, models.BaseModel):
        return value.id
    return value.date() if hasattr(value, "date") else value
