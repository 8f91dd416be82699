"""Who works at the demonstration's company, and where each of them begins the day."""

from __future__ import annotations

from typing import Any

from .chinese_names import PEOPLE
from .language import CHINESE, CODES

PASSWORD = "demo"
DOMAIN = "crm-fit.example"  # reserved: no mail could ever arrive there
# The people of the tour, by their logins in the workbook.
SELLER, MANAGER = "anna.snelling", "dustin.brinkmann"
SELLERS = (
    SELLER,
    "cecily.lampkin",
    "versie.hillebrand",
    "lajuana.vencill",
    "moses.frase",
)
MANAGERS = (
    MANAGER,
    "melvin.marxen",
    "cara.losch",
    "rocco.neubert",
    "celia.rouche",
    "summer.sewald",
)
TEAM_LEADERS = {"Central": MANAGER, "East": "cara.losch", "West": "celia.rouche"}
HOME = {
    "seller": "crm.action_your_pipeline",
    "manager": "crm_approval.crm_approval_request_action_mine",
    "admin": "crm_dashboards.crm_dashboard_action_board",
}


def login(person: str, language: str) -> str:
    """The login of a person of the workbook.

    >>> login("anna.snelling", "en"), login("anna.snelling", "zh")
    ('anna.snelling', 'lin.xiaowen')
    """
    return PEOPLE[person].login if language == CHINESE else person


def settle(env: Any, language: str) -> dict[str, Any]:
    """Give everybody an address, a password, a start page; give teams their leaders.

    :return: the user of each person of the workbook.
    """
    users = env["res.users"].with_context(no_reset_password=True)
    found = users.search([("share", "=", False)])
    by_login = {user.login: user for user in found}
    staff = {
        person: by_login.get(person) or by_login[login(person, language)]
        for person in PEOPLE
    }
    for person, user in staff.items():
        user.write(_values(env, person, language))
    _give_password(env, list(staff.values()))
    admin = env.ref("base.user_admin")
    admin.write(
        {
            "email": f"admin@{DOMAIN}",
            "tour_enabled": False,
            "action_id": env.ref(HOME["admin"]).id,
            "lang": CODES[language],
        }
    )
    env.ref("base.user_root").tour_enabled = False
    _lead_teams(env, staff)
    return staff


def _give_password(env: Any, users: list[Any]) -> None:
    """One password for all, hashed once: forty times would take half a minute."""
    first, *others = users
    first.password = PASSWORD
    env.flush_all()
    env.cr.execute(
        """
        UPDATE res_users SET password = known.password
          FROM res_users known
         WHERE known.id = %s AND res_users.id = ANY(%s)
        """,
        [first.id, [user.id for user in others]],
    )


def _values(env: Any, person: str, language: str) -> dict[str, Any]:
    name = login(person, language)
    is_manager = person in MANAGERS
    values = {
        "login": name,
        "email": f"{name}@{DOMAIN}",
        "tour_enabled": False,
        "lang": CODES[language],
        "tz": "Asia/Shanghai" if language == CHINESE else False,
        "action_id": env.ref(HOME["manager" if is_manager else "seller"]).id,
    }
    if language == CHINESE:
        values["name"] = PEOPLE[person].name
    if is_manager:
        # Who leads a team may replay what did not reach the ERP.
        values["group_ids"] = [(4, env.ref("sales_team.group_sale_manager").id)]
    return values


def _lead_teams(env: Any, staff: dict[str, Any]) -> None:
    """Each office has a leader; a manager is a member, so that there is a pipeline."""
    members = env["crm.team.member"]
    for office, leader in TEAM_LEADERS.items():
        team = env["crm.team"].search([("name", "=", office)])
        if not team:  # has its Chinese name already
            continue
        team.user_id = staff[leader]
        mine = [("crm_team_id", "=", team.id), ("user_id", "=", staff[leader].id)]
        if not members.search(mine):
            members.create({"crm_team_id": team.id, "user_id": staff[leader].id})
