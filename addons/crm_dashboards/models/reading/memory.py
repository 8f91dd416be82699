"""Keeps answers of this process while they are exactly true.

An answer is kept under the very SQL condition that PostgreSQL would run for the
viewer (record rules, companies and dates included) and under the name of the data it
was read from. The same question on the same data has the same answer; a different
right is a different question. What a condition or group reads from any other table
is never kept.
"""

from weakref import ref

from odoo.tools.lru import LRU

from ...engine.plan import function_of
from .crm_dashboard_change import WATCHED
from .viewer import week_start

ENTRIES = 256
# A larger answer is rare, and would push many small ones out.
MAX_ROWS = 5000

# One memory for each database, as long as its registry lives: a database that is
# replaced, or gets other modules, starts with an empty one.
_memories = {}


def key_of(env, query, domain, version):
    """Name of a question and of the data it is put to, or ``None``."""
    if version is None or query.model not in WATCHED:
        return None
    if not _is_local(env, query):
        return None
    found = env[query.model]._search(domain, order="id")
    where = found.where_clause
    # Another table may change without the watched one changing.
    if found._joins or "SELECT" in where.code.upper():
        return None
    return (
        version,
        query.model,
        where.code,
        repr(where.params),
        tuple(query.grouping_sets),
        query.aggregates,
        env.context.get("tz"),
        week_start(env),
    )


def recall(env, key):
    """The answer kept under this name, or ``None``."""
    return _answers(env).get(key) if key else None


def keep(env, key, results):
    """Keep an answer, unless it has no name or is too large."""
    if key and sum(map(len, results)) <= MAX_ROWS:
        _answers(env)[key] = results


def forget(env):
    """Drop every answer that this process keeps for the database."""
    _memories.pop(env.registry.db_name, None)


def _is_local(env, query):
    """Whether groups and figures come from columns of the table alone."""
    specs = [spec for names in query.grouping_sets for spec in names]
    names = [spec.partition(":")[0] for spec in specs]
    names += [name.rpartition(":")[0] for name in query.aggregates if ":" in name]
    if any(function_of(name) == "sum_currency" for name in query.aggregates):
        return False
    fields = env[query.model]._fields
    return all(name in fields and _is_plain(fields[name]) for name in names)


def _is_plain(field):
    """A stored column whose value does not depend on who reads it."""
    return bool(
        field.store
        and field.column_type
        and field.type != "properties"
        and not field.translate
        and not field.company_dependent
    )


def _answers(env):
    registry = env.registry
    owner, answers = _memories.get(registry.db_name, (None, None))
    if owner is None or owner() is not registry:
        answers = LRU(ENTRIES)
        _memories[registry.db_name] = ref(registry), answers
    return answers
