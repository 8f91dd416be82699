"""Record changes of the amount of generated opportunities, by SQL.

Two in five have a history of one to three changes, each up to 40 % up or down, spread
over three years, as tracking writes them: a message, and a value that belongs to it.
"""

from __future__ import annotations

from typing import Any

MARK = "benchmark/change"
SHARE = 0.4
YEARS = 3
_MESSAGES = """
    INSERT INTO mail_message (
        model, res_id, date, message_type, subject, create_uid, write_uid,
        create_date, write_date)
    SELECT 'crm.lead', id, at, 'notification', %(mark)s, 1, 1, at, at
      FROM crm_lead, generate_series(1, 1 + (id %% 3)) AS nth,
           LATERAL (SELECT now() AT TIME ZONE 'UTC' - (random() * %(days)s
                    + nth * 0 || ' days')::interval AS at) AS moment
     WHERE name LIKE 'benchmark/%%' AND id %% 100 < 100 * %(share)s
"""
_VALUES = """
    INSERT INTO mail_tracking_value (
        field_id, mail_message_id, old_value_float, new_value_float,
        create_uid, write_uid)
    SELECT %(field)s, message.id, record.expected_revenue,
           record.expected_revenue * (0.6 + 0.8 * random()), 1, 1
      FROM mail_message message
      JOIN crm_lead record ON record.id = message.res_id
     WHERE message.subject = %(mark)s
"""


def ensure_changes(env: Any, size: int) -> None:
    """Give the leads of this size their history once; commits."""
    cr = env.cr
    cr.execute(
        "SELECT count(DISTINCT res_id) FROM mail_message WHERE subject = %s", [MARK]
    )
    if abs(cr.fetchone()[0] - size * SHARE) < size * 0.05:
        return
    cr.execute("DELETE FROM mail_message WHERE subject = %s", [MARK])
    cr.execute("SELECT setseed(0.1940)")
    cr.execute(_MESSAGES, {"mark": MARK, "share": SHARE, "days": YEARS * 365})
    field = env["ir.model.fields"]._get("crm.lead", "expected_revenue").id
    cr.execute(_VALUES, {"mark": MARK, "field": field})
    cr.commit()
    cr._cnx.autocommit = True
    cr.execute("VACUUM (ANALYZE) mail_message")
    cr.execute("VACUUM (ANALYZE) mail_tracking_value")
    cr._cnx.autocommit = False
