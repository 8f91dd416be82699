"""Fill crm_lead with a seeded, realistic pipeline, by SQL.

    from benchmarks.fill_leads import fill
    fill(env, 100_000)

Only for benchmark databases: it replaces the generated leads of an earlier run.
"""

from __future__ import annotations

from typing import Any

SEED = 0.1940
MARK = "benchmark/"
TEAMS = 8
PEOPLE = 35
COUNTRIES = 30
YEARS = 3

# A third of the deals is open, the closed ones are won about two times in three
# (as in the sales workbook that the project migrates), amounts are log-normal.
_INSERT = """
    WITH drawn AS (
        SELECT n,
               random() AS fate, random() AS age, random() AS pace,
               random() AS gauss_a, random() AS gauss_b,
               (random() ^ 1.6 * %(people)s)::int %% %(people)s AS person,
               (random() ^ 2 * %(countries)s)::int %% %(countries)s AS land,
               random() AS depth
          FROM generate_series(1, %(size)s) AS n
    ), placed AS (
        SELECT drawn.*,
               CASE WHEN fate < 0.42 THEN 'won'
                    WHEN fate < 0.67 THEN 'lost' ELSE 'pending' END AS status,
               now() AT TIME ZONE 'UTC'
                   - (age * %(years)s * 365 || ' days')::interval AS born,
               exp(7.5 + 1.1 * sqrt(-2 * ln(greatest(gauss_a, 1e-9)))
                   * cos(6.283185 * gauss_b))::numeric(14, 2) AS amount
          FROM drawn
    ), closed AS (
        SELECT n, person, land, depth, born, amount,
               CASE WHEN due < now() AT TIME ZONE 'UTC' THEN status
                    ELSE 'pending' END AS status,
               CASE WHEN due < now() AT TIME ZONE 'UTC' AND status <> 'pending'
                    THEN due END AS ended
          FROM placed, LATERAL (
               SELECT born + ((5 + pace * pace * 150) || ' days')::interval AS due
          ) AS aim
    )
    INSERT INTO crm_lead (
        name, type, active, won_status, stage_id, team_id, user_id, company_id,
        country_id, expected_revenue, prorated_revenue, probability,
        automated_probability, priority, create_uid, write_uid, create_date,
        write_date, date_open, date_closed, date_last_stage_update, date_deadline,
        day_close)
    SELECT %(mark)s || n, 'opportunity', status <> 'lost', status,
           CASE status WHEN 'won' THEN %(won_stage)s
                ELSE (%(stages)s)[1 + floor(depth * cardinality(%(stages)s))::int] END,
           (%(teams)s)[1 + person %% cardinality(%(teams)s)],
           (%(users)s)[1 + person], %(company)s, (%(lands)s)[1 + land],
           amount,
           CASE status WHEN 'won' THEN amount WHEN 'lost' THEN 0
                ELSE amount * 0.4 END,
           CASE status WHEN 'won' THEN 100 WHEN 'lost' THEN 0 ELSE 40 END,
           CASE status WHEN 'won' THEN 100 WHEN 'lost' THEN 0 ELSE 40 END,
           (1 + n %% 3)::text, 1, 1, born, coalesce(ended, born), born, ended,
           coalesce(ended, born), (coalesce(ended, born) + interval '30 days')::date,
           CASE WHEN ended IS NOT NULL
                THEN floor(extract(epoch FROM ended - born) / 86400) END
      FROM closed
"""


def fill(env: Any, size: int) -> None:
    """Make the generated part of crm_lead hold ``size`` leads; commits.

    The table is vacuumed afterwards, as autovacuum does on a live database.
    """
    env.flush_all()
    cr = env.cr
    cr.execute("DELETE FROM crm_lead WHERE name LIKE %s", [MARK + "%"])
    cr.execute("SELECT setseed(%s)", [SEED])
    cr.execute(_INSERT, {"size": size, "mark": MARK, **_cast(env)})
    cr.commit()
    _vacuum(cr)
    env.invalidate_all()


def _vacuum(cr: Any) -> None:
    """VACUUM ANALYZE outside any transaction, which it must not run in."""
    cr._cnx.autocommit = True
    cr.execute("VACUUM (ANALYZE) crm_lead")
    cr._cnx.autocommit = False


def _cast(env: Any) -> dict[str, Any]:
    """Teams, people, stages and countries that the leads refer to."""
    won = env["crm.stage"].search([("is_won", "=", True)], limit=1)
    stages = env["crm.stage"].search([("is_won", "=", False)])
    lands = env["res.country"].search([], limit=COUNTRIES, order="id")
    return {
        "won_stage": won.id,
        "stages": stages.ids,
        "teams": [_team(env, number).id for number in range(TEAMS)],
        "users": [_person(env, number).id for number in range(PEOPLE)],
        "lands": lands.ids,
        "company": env.company.id,
        "people": PEOPLE,
        "countries": len(lands),
        "years": YEARS,
    }


def _team(env: Any, number: int) -> Any:
    name = f"Region {number + 1}"
    team = env["crm.team"].search([("name", "=", name)], limit=1)
    return team or env["crm.team"].create({"name": name})


def _person(env: Any, number: int) -> Any:
    login = f"benchmark_{number + 1}"
    users = env["res.users"].with_context(no_reset_password=True)
    return users.search([("login", "=", login)], limit=1) or users.create(
        {
            "name": f"Seller {number + 1}",
            "login": login,
            "group_ids": [
                (4, env.ref("sales_team.group_sale_salesman_all_leads").id),
            ],
        }
    )
