"""Fill the approvals with pending requests, by SQL.

One request is opened as in life, on a lead; the others are copies of its rows, so
that a new column needs no change here. Only for benchmark databases.
"""

from __future__ import annotations

from typing import Any

MARK = "benchmark/"
APPROVER = "benchmark_approver"
OWN = 300
OTHERS = 50


def ensure_requests(env: Any, size: int) -> Any:
    """Make sure that ``size`` requests wait, 300 of them for one person; commits.

    :return: that person, who has no sales right at all
    """
    found = env["crm.approval.request"].search_count([("name", "like", MARK)])
    if found < size:
        _copy(env, _first_request(env), size - found)
        env.cr.commit()
        _vacuum(env.cr)
        env.invalidate_all()
    return env["res.users"].search([("login", "=", APPROVER)])


def _person(env: Any, login: str) -> Any:
    users = env["res.users"].with_context(no_reset_password=True)
    return users.search([("login", "=", login)]) or users.create(
        {
            "name": login.replace("_", " ").title(),
            "login": login,
            "group_ids": [(6, 0, env.ref("base.group_user").ids)],
        }
    )


def _first_request(env: Any) -> Any:
    """A request as a chain opens it; the chain is put away at once."""
    approver = _person(env, APPROVER)
    stage = env["crm.stage"].search([("is_won", "=", True)], limit=1)
    chain = env["crm.approval.chain"].create(
        {
            "name": "Benchmark",
            "company_id": False,
            "min_amount": 1.0,
            "step_ids": [(0, 0, {"name": "One", "user_ids": [(6, 0, approver.ids)]})],
        }
    )
    chain.action_publish()
    lead = env["crm.lead"].create(
        {"name": f"{MARK}request", "type": "opportunity", "expected_revenue": 5.0}
    )
    ids = lead.action_request_approval({"stage_id": stage.id})
    chain.active = False
    request = env["crm.approval.request"].browse(ids[0])
    request.name = f"{MARK}0"
    env.flush_all()
    return request


def _copy(env: Any, request: Any, count: int) -> None:
    """Copy the rows of a request: other records, and mostly other people."""
    cr = env.cr
    others = [_person(env, f"benchmark_other_{n}").id for n in range(OTHERS)]
    env.flush_all()
    cr.execute(
        "CREATE TEMPORARY TABLE copies ON COMMIT DROP AS"
        " SELECT n, nextval('crm_approval_request_id_seq') AS request_id,"
        " nextval('crm_approval_request_step_id_seq') AS step_id,"
        " CASE WHEN n %% %(every)s = 0 THEN %(mine)s"
        " ELSE (%(others)s)[1 + n %% %(count)s] END AS user_id"
        " FROM generate_series(1, %(rows)s) AS n",
        {
            "every": max(count // OWN, 1),
            "mine": request.task_ids.user_id.id,
            "others": others,
            "count": OTHERS,
            "rows": count,
        },
    )
    step, task = request.step_ids, request.task_ids
    _copy_row(
        cr,
        request,
        id="copies.request_id",
        res_id="2000000000 + copies.n",
        lead_id="NULL",
        name=f"'{MARK}' || copies.n",
    )
    _copy_row(cr, step, id="copies.step_id", request_id="copies.request_id")
    _copy_row(
        cr,
        task,
        id="nextval('crm_approval_task_id_seq')",
        request_id="copies.request_id",
        step_id="copies.step_id",
        user_id="copies.user_id",
    )


def _copy_row(cr: Any, record: Any, **changed: str) -> None:
    table = record._table
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema AND table_name = %s",
        [table],
    )
    names = [name for (name,) in cr.fetchall()]
    values = [changed.get(name, f'origin."{name}"') for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    cr.execute(
        f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)}"  # noqa: S608 - names of columns
        f" FROM copies, {table} AS origin WHERE origin.id = %s",
        [record.id],
    )


def _vacuum(cr: Any) -> None:
    """VACUUM ANALYZE outside any transaction, which it must not run in."""
    cr._cnx.autocommit = True
    for table in ("request", "request_step", "task"):
        cr.execute(f"VACUUM (ANALYZE) crm_approval_{table}")
    cr._cnx.autocommit = False
