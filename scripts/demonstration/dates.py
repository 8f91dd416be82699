"""The workbook's years, moved so that they end today.

All dates move by the same whole weeks: the order of events, the days between them and
the days of the week stay as they were.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

# Opportunities of the workbook without any date were met in the last weeks.
UNDATED_DAYS = 45


def shift(last: date, today: date) -> timedelta:
    """How far to move: as many whole weeks as do not lead beyond today.

    >>> shift(date(2017, 12, 31), date(2018, 1, 6)).days
    0
    >>> shift(date(2017, 12, 31), date(2018, 1, 14)).days
    14
    """
    return timedelta(weeks=max((today - last).days, 0) // 7)


def move(env: Any, today: date) -> None:
    """Move the workbook's opportunities; a second time changes nothing.

    In SQL: nothing about a deal changes but its dates, and nobody is to be told.
    """
    cr = env.cr
    cr.execute(
        "SELECT max(date_closed)::date FROM crm_lead WHERE x_legacy_id IS NOT NULL"
    )
    (last,) = cr.fetchone()
    cr.execute(
        """
        UPDATE crm_lead
           SET create_date = create_date
                           - make_interval(days => 1 + id %% %s, hours => id %% 9)
         WHERE x_legacy_id IS NOT NULL AND date_open IS NULL
           AND create_date::date = write_date::date
        """,
        [UNDATED_DAYS],
    )
    by = shift(last, today)
    if by:
        cr.execute(
            """
            UPDATE crm_lead
               SET create_date = create_date + %(by)s,
                   date_open = date_open + %(by)s,
                   date_closed = date_closed + %(by)s,
                   date_last_stage_update = date_last_stage_update + %(by)s
             WHERE x_legacy_id IS NOT NULL AND date_open IS NOT NULL
            """,
            {"by": by},
        )
