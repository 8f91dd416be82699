"""A discount, end to end: everybody acts over the wire with a login of their own.

Three steps; one approver is away and a substitute decides, another returns the request,
the salesperson corrects the amount, only the steps that look at it are asked again, and
the deal is won. The evidence is then verified by what a third party has: the file.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import odoorpc
import pypdf
import pytest
import requests
from devtools.database.copies import STOCK_ALL, copy_of
from devtools.database.postgres import Server
from devtools.machine.layout import Layout
from devtools.odoo.cli import free_port, install, server
from devtools.odoo.config import write_conf

PASSWORD = "a long enough password 7"
SELLER, LEADER, FINANCE, DEPUTY, DIRECTOR = PEOPLE = (
    "story_seller",
    "story_leader",
    "story_finance",
    "story_deputy",
    "story_director",
)
GROUPS = {
    SELLER: "sales_team.group_sale_salesman",
    LEADER: "sales_team.group_sale_salesman_all_leads",
}
DISCOUNT = "x_story_discount"
# Who decides a step, and on what: only a change of that asks the step again.
STEPS = (
    ("Team leader", LEADER, DISCOUNT),
    ("Finance", FINANCE, "expected_revenue"),
    ("Director", DIRECTOR, "expected_revenue"),
)


@dataclass
class Story:
    """A running system, and the deal that the story is about."""

    url: str
    database: str
    admin: Any
    users: dict[str, int]
    won: int = 0
    lead: int = 0

    def as_(self, login: str, password: str = PASSWORD) -> Any:
        """The environment of a person, over RPC."""
        port = int(self.url.rsplit(":", 1)[1])
        client = odoorpc.ODOO("127.0.0.1", port=port, timeout=120)
        client.login(self.database, login, password)
        return client.env

    def download(self, login: str, path: str) -> requests.Response:
        """What a person downloads in the browser."""
        session = requests.Session()
        page = session.get(f"{self.url}/web/login", timeout=60).text
        token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        form = {"login": login, "password": PASSWORD, "csrf_token": token}
        session.post(f"{self.url}/web/login", data=form, timeout=60)
        return session.get(self.url + path, timeout=120)

    def request(self, login: str, field: str = "state") -> Any:
        """A field of the last request of the deal, as this person reads it."""
        rows = self.as_(login)["crm.approval.request"].search_read(
            [("lead_id", "=", self.lead)], [field], limit=1
        )
        return rows[0][field]

    def drag_to_won(self) -> None:
        """Drop the card on Won, as the web client does."""
        leads = self.as_(SELLER)["crm.lead"]
        leads.web_save([self.lead], {"stage_id": self.won}, {"stage_id": {}})

    def is_won(self) -> bool:
        """Whether the deal got there."""
        return bool(
            self.as_(SELLER)["crm.lead"].search_count(
                [("id", "=", self.lead), ("won_status", "=", "won")]
            )
        )


@pytest.fixture(scope="module")
def story(layout: Layout, pg: Server) -> Iterator[Story]:
    """A database with crm_approval alone, its people, and the published chain."""
    conf = write_conf(layout, pg, "approval_story")
    database = copy_of(layout, pg, STOCK_ALL, "approval_story")
    install(layout, conf, database, ["crm_approval"])
    with server(layout, conf, database, free_port()) as url:
        told = Story(url, database, None, {})
        told.admin = told.as_("admin", "admin")
        told.users = {login: new_user(told.admin, login) for login in PEOPLE}
        told.won = told.admin["crm.stage"].search([("is_won", "=", True)])[0]
        publish(told)
        yield told
    pg.drop(database)


def new_user(admin: Any, login: str) -> int:
    name = GROUPS.get(login, "base.group_user").split(".")
    group = admin["ir.model.data"].search_read(
        [("module", "=", name[0]), ("name", "=", name[1])], ["res_id"]
    )[0]["res_id"]
    values = {
        "name": login.removeprefix("story_").title(),
        "login": login,
        "password": PASSWORD,
        "group_ids": [(6, 0, [group])],
    }
    return int(admin["res.users"].create(values))


def publish(story: Story) -> None:
    """The custom field, who stands above whom, and the chain in force."""
    admin = story.admin
    admin["ir.model.fields"].create(
        {
            "name": DISCOUNT,
            "field_description": "Discount %",
            "model_id": admin["ir.model"].search([("model", "=", "crm.lead")])[0],
            "ttype": "float",
        }
    )
    admin["res.users"].write(
        [story.users[FINANCE]], {"approval_manager_id": story.users[DEPUTY]}
    )
    steps = [
        {
            "name": name,
            "sequence": number,
            "user_ids": [(6, 0, [story.users[login]])],
            "carry": "changed",
            "looks_at": looks_at,
        }
        for number, (name, login, looks_at) in enumerate(STEPS)
    ]
    chain = admin["crm.approval.chain"].create(
        {
            "name": "Discounts above 15 %",
            "target": "won",
            "domain": f"[('{DISCOUNT}', '>', 15)]",
            "step_ids": [(0, 0, step) for step in steps],
        }
    )
    admin["crm.approval.chain"].action_publish([chain])


@pytest.fixture(scope="module")
def asked(story: Story) -> Story:
    """The salesperson wins a deal with 22 % discount; it waits."""
    stage = story.admin["crm.stage"].search([("is_won", "=", False)])[0]
    lead = story.as_(SELLER)["crm.lead"].create(
        {
            "name": "Rooftop of the town hall",
            "type": "opportunity",
            "stage_id": stage,
            "user_id": story.users[SELLER],
            "expected_revenue": 60000,
            DISCOUNT: 22,
        }
    )
    story.lead = int(lead)
    with pytest.raises(odoorpc.error.RPCError, match="needs an approval"):
        story.as_(SELLER)["crm.lead"].write([lead], {"stage_id": story.won})
    story.drag_to_won()
    assert story.request(SELLER, "waiting_for") == "Leader"
    return story


@pytest.fixture(scope="module")
def returned(asked: Story) -> Story:
    """Two agree, one of them for somebody who is away; the third wants it corrected."""
    asked.as_(FINANCE)["res.users"].write(
        [asked.users[FINANCE]], {"out_of_office_from": "2020-01-01 00:00:00"}
    )
    act(asked, LEADER, "action_approve", "Fits the plan of the region")
    assert asked.request(SELLER, "waiting_for") == "Deputy"
    with pytest.raises(odoorpc.error.RPCError, match="waiting for Deputy, not for you"):
        act(asked, LEADER, "action_approve")
    act(asked, DEPUTY, "action_approve", "Margin is fine")
    act(asked, DIRECTOR, "action_return", "The amount lacks the freight")
    return asked


@pytest.fixture(scope="module")
def won(returned: Story) -> Story:
    """The amount is corrected, and asked for again: the deal is won."""
    seller = returned.as_(SELLER)["crm.lead"]
    seller.write([returned.lead], {"expected_revenue": 64500})
    returned.drag_to_won()
    assert returned.request(SELLER, "waiting_for") == "Deputy"
    with pytest.raises(odoorpc.error.RPCError, match="waiting for Deputy"):
        seller.write([returned.lead], {"expected_revenue": 1})
    act(returned, DEPUTY, "action_approve", "Still fine with the freight")
    assert not returned.is_won()
    act(returned, DIRECTOR, "action_approve")
    return returned


@pytest.fixture(scope="module")
def evidence(won: Story) -> dict[str, Any]:
    """The file that the director downloads."""
    number = won.request(DIRECTOR, "id")
    answer = won.download(DIRECTOR, f"/crm_approval/evidence/{number}")
    assert answer.headers["Content-Type"] == "application/json"
    return dict(answer.json())


def act(story: Story, login: str, verb: str, *words: Any) -> None:
    requests_ = story.as_(login)["crm.approval.request"]
    getattr(requests_, verb)([story.request(login, "id")], *words)


def canonical(facts: Any) -> str:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def broken_rows(request: dict[str, Any]) -> list[int]:
    """The rows that do not follow from the one before; the file says how they do."""
    broken, previous = [], ""
    for row in request["rows"]:
        text = f"{previous}\n{canonical(row['facts'])}"
        seal = hashlib.sha256(text.encode()).hexdigest()
        if (row["previous_seal"], row["seal"]) != (previous, seal):
            broken.append(row["id"])
        previous = row["seal"]
    return broken


def said(request: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [
        (row["facts"]["verdict"], row["by"], row["in_the_place_of"])
        for row in request["rows"]
        if row["facts"]["verdict"] in ("approve", "carry", "return", "grant")
    ]


def test_the_returned_deal_is_open_and_says_what_to_correct(returned: Story) -> None:
    assert not returned.is_won()
    assert returned.request(SELLER) == "returned"
    reason = returned.request(SELLER, "rejection_reason")
    assert reason == "The amount lacks the freight"


def test_the_deal_is_won_with_the_corrected_amount(won: Story) -> None:
    lead = won.as_(SELLER)["crm.lead"].read([won.lead], ["expected_revenue"])[0]

    assert won.is_won()
    assert lead["expected_revenue"] == 64500
    assert won.request(SELLER) == "approved"


def test_only_the_step_that_looks_at_nothing_changed_was_carried_over(
    won: Story,
) -> None:
    tasks = won.as_(SELLER)["crm.approval.task"].search_read(
        [("request_id", "=", won.request(SELLER, "id"))],
        ["user_id", "on_behalf_id", "carried_id"],
    )
    carried = {row["user_id"][1]: row["carried_id"] for row in tasks}

    assert set(carried) == {"Leader", "Deputy", "Director"}
    assert carried["Leader"][1].startswith("Approved: Leader")
    assert not carried["Deputy"] and not carried["Director"]


def test_the_file_tells_the_story(evidence: dict[str, Any]) -> None:
    assert said(evidence["earlier_requests"][0]) == [
        ("approve", "Leader", None),
        ("approve", "Deputy", "Finance"),
        ("return", "Director", None),
    ]
    assert [verdict for verdict, _by, _for in said(evidence)] == [
        *("carry", "approve", "approve", "grant")
    ]
    assert evidence["request"]["tested"]["expected_revenue"] == "64500.00"


def test_the_carried_decision_is_in_the_file_with_what_it_was_given_for(
    evidence: dict[str, Any],
) -> None:
    [link] = [
        row["facts"]["carried_id"]
        for row in evidence["rows"]
        if row["facts"]["carried_id"]
    ]
    [earlier] = [
        row for row in evidence["earlier_requests"][0]["rows"] if row["id"] == link
    ]

    assert earlier["by"] == "Leader"
    assert earlier["facts"]["tested"][DISCOUNT] == "22.00"
    assert earlier["facts"]["tested"]["expected_revenue"] == "60000.00"


def test_the_seals_hold_for_whoever_has_only_the_file(
    evidence: dict[str, Any],
) -> None:
    published = canonical(evidence["published_chain"]).encode()

    assert evidence["intact"]
    assert not broken_rows(evidence)
    assert not broken_rows(evidence["earlier_requests"][0])
    assert hashlib.sha256(published).hexdigest() == evidence["published_fingerprint"]


def test_a_forged_file_is_found_out(evidence: dict[str, Any]) -> None:
    forged = json.loads(json.dumps(evidence))
    row = forged["rows"][2]
    row["facts"]["reason"] = "I never said that"

    assert broken_rows(forged) == [row["id"]]


def test_the_button_verifies_too(won: Story) -> None:
    number = won.request(DEPUTY, "id")
    told = won.as_(DEPUTY)["crm.approval.request"].action_verify([number])

    assert told["params"]["type"] == "success"
    assert "each follows from the last" in told["params"]["message"]


def test_the_pdf_shows_the_story_and_carries_the_file(
    won: Story, evidence: dict[str, Any]
) -> None:
    number = evidence["request"]["id"]
    answer = won.download(DIRECTOR, f"/crm_approval/evidence/{number}/pdf")
    paper = pypdf.PdfReader(io.BytesIO(answer.content))
    text = " ".join(page.extract_text() for page in paper.pages)
    [attached] = paper.attachments[f"approval_evidence_{number}.json"]

    assert answer.headers["Content-Type"] == "application/pdf"
    assert json.loads(attached) == evidence
    assert "The amount lacks the freight" in text
    assert "Deputy for Finance" in text


def test_nobody_else_gets_the_file(story: Story, evidence: dict[str, Any]) -> None:
    new_user(story.admin, "story_stranger")
    number = evidence["request"]["id"]

    answer = story.download("story_stranger", f"/crm_approval/evidence/{number}")

    assert answer.status_code == 403
