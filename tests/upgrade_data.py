"""What a company has in its database: written in the landed state, read in both.

Both are scripts for ``odoo shell``. The first one speaks the landed state's language,
so it is edited together with tests/last_landed; the second one runs in both states,
so it asks only for what both of them promise.
"""

# Nothing here is told to anybody outside: no mail leaves, no ERP is called.
FILL = """
import base64
from odoo import Command
from odoo.tests.common import new_test_user

lead_model = env["ir.model"]._get("crm.lead").id
env["res.lang"]._activate_lang("zh_CN")


# Fields of each kind, rules, profiles, packs with samples

PIXEL = ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
         "YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
OPTIONS = [{"name": name, "value": name.lower()} for name in ("Red", "Green", "Blue")]
country = env["ir.model"]._get("res.country").id
EXTRA = {
    "selection": {"option_ids": [Command.create(option) for option in OPTIONS]},
    "tags": {"option_ids": [Command.create(option) for option in OPTIONS]},
    "many2one": {"relation_model_id": country},
    "many2many": {"relation_model_id": country},
    "related": {"related_path": "partner_id.country_id"},
    "formula": {"formula": "x_up_monetary / 2"},
    "table": {"column_ids": [
        Command.create({"name": "Item", "technical_name": "x_item"}),
        Command.create({"name": "Count", "technical_name": "x_count",
                        "kind": "integer"})]},
}
BY_HAND = {"selection", "tags", "many2one", "many2many", "table", "file", "image"}
VALUES = {
    "char": "Kept", "text": "Two\\nlines", "html": "<p>Kept</p>", "integer": 7,
    "year": 1999, "float": 1.5, "monetary": 80.0, "percent": 0.25,
    "date": "2026-01-31", "datetime": "2026-01-31 10:20:30", "boolean": True,
    "selection": "green", "phone": "13812341234", "email": "kept@example.com",
    "url": "https://example.com", "many2one": env.ref("base.cn").id,
    "many2many": [Command.set([env.ref("base.cn").id, env.ref("base.de").id])],
    "file": base64.b64encode(b"plan").decode(), "image": PIXEL,
    "table": [Command.create({"x_item": name, "x_count": count})
              for name, count in (("Beds", 2), ("Lamps", 4))],
}
kinds = [key for key, _label in
         env["crm.custom.field"].fields_get(["kind"])["kind"]["selection"]]
kinds.sort(key=lambda kind: kind in ("formula", "related"))
fields = env["crm.custom.field"].create([
    {"name": f"Up {kind}", "technical_name": f"x_up_{kind}", "kind": kind,
     "page": "Upgrade", "help": f"Kind {kind}", **EXTRA.get(kind, {})}
    for kind in kinds])
by_kind = dict(zip(kinds, fields))
managers = [Command.set(env.ref("sales_team.group_sale_manager").ids)]
by_kind["phone"].write({"mask": "middle", "read_group_ids": managers})
by_kind["char"].write({"unique_scope": "all", "index": "btree"})
by_kind["integer"].read_group_ids = managers
by_kind["char"].with_context(lang="zh_CN").name = "保留"
on_partner = env["crm.custom.field"].create({
    "name": "Up Class", "technical_name": "x_up_class",
    "model_id": env["ir.model"]._get("res.partner").id})
left = env["crm.custom.field"].create([
    {"name": "Up Retired", "technical_name": "x_up_retired"},
    {"name": "Up Archived", "technical_name": "x_up_archived"}])
industry = env["res.partner.industry"].create({"name": "Upgraders"})
profile = env["crm.custom.field.profile"].create({
    "name": "Upgraders", "key": "upgraders",
    "condition": repr([("partner_id.industry_id", "=", industry.id)]),
    "field_ids": [Command.set(by_kind["url"].ids)]})
stages = env["crm.stage"].create([
    {"name": "Up Open", "sequence": 101}, {"name": "Up Offer", "sequence": 102},
    {"name": "Up Won", "sequence": 103, "is_won": True}])
team = env["crm.team"].create({"name": "Up Team"})
customer = env["res.partner"].create({
    "name": "Up Customer", "is_company": True, "industry_id": industry.id,
    "country_id": env.ref("base.de").id, "x_up_class": "A"})
values = {f"x_up_{kind}": value for kind, value in VALUES.items()}
values["x_up_file_filename"] = "plan.txt"
values["x_up_tags"] = [Command.set(by_kind["tags"].option_ids[:2].ids)]
lead = env["crm.lead"].create({
    "name": "Up kept deal", "type": "opportunity", "partner_id": customer.id,
    "team_id": team.id, "stage_id": stages[0].id, "x_up_retired": "old",
    "x_up_archived": "older", **values})
assert lead.x_up_formula == 40 and lead.crm_profile_id == profile
lead.message_post(body="Kept note")
left[0].is_retired = True
left[1].active = False
rules = env["crm.custom.field.rule"].create([
    {"name": "Up required", "stage_id": stages[1].id,
     "team_ids": [Command.set(team.ids)],
     "field_ids": [Command.set(by_kind["text"].ir_field_id.ids)],
     "message": "Write the text first."},
    {"name": "Up format", "effect": "format", "format": "pattern", "pattern": "K.*",
     "condition": repr([("team_id", "=", team.id)]),
     "field_ids": [Command.set(by_kind["char"].ir_field_id.ids)]},
    {"name": "Up asks", "severity": "warn", "stage_id": stages[1].id,
     "team_ids": [Command.set(team.ids)],
     "field_ids": [Command.set(by_kind["email"].ir_field_id.ids)]},
])
excused = env["crm.lead"].create({
    "name": "Up excused deal", "type": "opportunity", "team_id": team.id,
    "stage_id": stages[0].id, "x_up_char": "K2", "x_up_text": "Here"})
excused.write({"stage_id": stages[1].id, "crm_rule_reason": "They have no mail"})
assert excused.crm_exception_ids.reason == "They have no mail"
packs = env["crm.custom.field.pack"].search(
    [("key", "in", ("medical_devices", "education"))])
packs.action_switch_on()
packs.action_add_samples()
assert len(packs) == 2 and all(pack.sample_ids for pack in packs)
env["crm.custom.field.version"]._keep("Up kept")
env.cr.commit()

# Chains with versions, requests that wait, passed and failed, evidence

env["crm.approval.chain"].search([]).active = False
SALES, INTERNAL = "sales_team.group_sale_salesman", "base.group_user"
people = {login: new_test_user(env, login=f"up_{login}", groups=group,
                               name=login.title(), email=f"up_{login}@example.com")
          for login, group in (("seller", SALES), ("first", INTERNAL),
                               ("second", INTERNAL), ("substitute", INTERNAL))}
chain = env["crm.approval.chain"].create({
    "name": "Up large deals", "company_id": False, "min_amount": 5000,
    "domain": repr([("team_id", "=", team.id)]),
    "step_ids": [
        Command.create({"name": name, "sequence": number,
                        "user_ids": [Command.set(people[login].ids)]})
        for number, (name, login) in enumerate((("First", "first"),
                                                ("Second", "second")))]})
chain.action_publish()
chain.min_amount = 6000
chain.action_publish()
draft = chain.copy({"name": "Up draft"})
env["crm.approval.delegation"].create({
    "user_id": people["first"].id, "substitute_id": people["substitute"].id,
    "date_from": "2030-01-01", "date_to": "2030-01-31"})
env.cr.commit()


def ask(name):
    deal = env["crm.lead"].create({
        "name": name, "type": "opportunity", "team_id": team.id,
        "x_up_char": f"K {name}", "x_up_text": "t", "x_up_email": "k@example.com",
        "expected_revenue": 9000,
        "user_id": people["seller"].id, "stage_id": stages[1].id})
    deal.with_user(people["seller"]).action_request_approval({"stage_id": stages[2].id})
    return deal, deal.approval_request_ids


waiting = ask("Up waits")
half = ask("Up half way")
half[1].with_user(people["first"]).action_approve("Looks fine")
passed = ask("Up passed")
for login in ("first", "second"):
    passed[1].with_user(people[login]).action_approve("Agreed")
failed = ask("Up failed")
failed[1].with_user(people["first"]).action_reject("Too much")
states = [deal[1].state for deal in (waiting, half, passed, failed)]
assert states == ["pending", "pending", "approved", "rejected"], states
assert passed[0].won_status == "won" and not passed[1]._broken_rows()
env.cr.commit()

# A board with an own tile, a run with its ledger

board = env["crm.dashboard"].create({"name": "Up board"})
env["crm.dashboard.tile"].create({
    "name": "Up tile", "dashboard_id": board.id, "model_id": lead_model,
    "domain": repr([("team_id", "=", team.id)]), "groupby": "stage_id",
    "kind": "rank"})
targets = [{"name": "deals", "model": "crm.lead", "fields": {
    "name": {"kind": "value"}, "type": {"kind": "value"},
    "expected_revenue": {"kind": "value"}}}]
env.user.group_ids += env.ref("crm_migration.group_migration")
run = env["crm.migration.run"].browse(env["crm.migration.run"].open_run({
    "name": "Up run", "source": "up", "file_name": "up.xlsx", "file_hash": "a",
    "mapping_name": "up.json", "mapping_hash": "b", "targets": targets})["id"])
run.stage_rows([{"target": "deals", "sheet": "deals", "row_number": number,
                 "key": f"U{number}", "error": None,
                 "payload": {"name": f"Up loaded {number}", "type": "opportunity",
                             "expected_revenue": 10.0 * number}}
                for number in (1, 2, 3)])
while run.load_rows(100)["waiting"]:
    pass
env.cr.commit()

# A connection to an ERP that nobody listens on, with what waits for it

connection = env["crm.erp.connection"].create({
    "name": "Up ERP", "url": "http://127.0.0.1:9", "database": "erp",
    "api_key": "kept", "user_id": env.uid, "date_start": "2020-01-01"})
product = env["product.product"].create({
    "name": "Up product", "default_code": "UP-1", "list_price": 50})
sold = env["crm.lead"].create({
    "name": "Up sold deal", "type": "opportunity", "partner_id": customer.id,
    "stage_id": stages[2].id, "x_up_char": "K sold",
    "erp_line_ids": [Command.create({"product_id": product.id, "quantity": 2})]})
env.cr.commit()
assert sold.erp_message_ids.state == "pending"
sent = sold.copy({"name": "Up sent deal", "x_up_char": "K sent",
                  "stage_id": stages[2].id})
env.cr.commit()
sent.erp_message_ids.sudo().state = "done"
env["crm.erp.binding"].sudo().create({
    "connection_id": connection.id, "model": "crm.lead", "res_id": sent.id,
    "lead_id": sent.id, "external_model": "sale.order", "external_id": "42",
    "external_name": "S00042", "external_state": "sale"})
env.cr.commit()
print("FILLED")
"""

# What people see of it, named by what stays the same in every database.
SEE = """
import base64, json
from lxml import etree
from psycopg2 import IntegrityError
from odoo.exceptions import UserError
from odoo.tools import mute_logger

seen = {}
by_name = {lead.name: lead for lead in env["crm.lead"].with_context(
    active_test=False).search([("name", "=like", "Up %")])}
kept = by_name["Up kept deal"]
names = sorted(name for name in kept._fields if name.startswith("x_"))


def shown(record, name):
    value = record[name]
    field = record._fields[name]
    if field.relational:
        rows = value.mapped("x_item") if "x_item" in value._fields else None
        return rows or value.mapped("display_name")
    return str(value)


def refusal(work):
    try:
        with env.cr.savepoint(), mute_logger("odoo.sql_db"):
            work()
    except UserError as error:
        return str(error)
    except IntegrityError as error:
        return error.diag.constraint_name
    return ""


seen["deals"] = {
    name: {"stage": lead.stage_id.name, "won": lead.won_status,
           "profile": lead.crm_profile_id.key, "approval": lead.approval_state,
           "waits for": lead.approval_waiting_for, "message": lead.approval_message,
           "order": lead.erp_order_name, "sync": lead.erp_sync_state,
           "excuse": lead.crm_exception_ids.mapped("reason")}
    for name, lead in by_name.items()}
seen["values"] = {name: shown(kept, name) for name in names}
seen["files"] = {name: kept[name].decode() for name in ("x_up_file", "x_up_image")}
seen["notes"] = [str(body) for body in kept.message_ids.mapped("body")]
seen["chinese"] = env["crm.lead"].with_context(lang="zh_CN").fields_get(
    ["x_up_char"])["x_up_char"]["string"]
seen["set-up"] = json.loads(base64.b64decode(
    env["crm.custom.field.transfer"].create({}).export_file))
arch = etree.fromstring(env["crm.lead"].get_view(view_type="form")["arch"])
seen["form"] = [
    [node.get("name"), *(up.get("string") for up in node.iterancestors("page"))]
    for node in arch.iter("field") if node.get("name", "").startswith("x_")]
seen["packs"] = {
    pack.key: [pack.is_on, pack.has_samples, pack.installed_version,
               len(pack.sample_ids)]
    for pack in env["crm.custom.field.pack"].search([])}
stages = env["crm.stage"].search([("name", "=like", "Up %")], order="sequence")
seen["refusals"] = [
    refusal(lambda: by_name["Up waits"].write({"x_up_text": False})),
    refusal(lambda: kept.write({"x_up_char": "wrong"})),
    refusal(lambda: by_name["Up waits"].write({"stage_id": stages[2].id})),
    refusal(lambda: by_name["Up excused deal"].write({"x_up_char": "Kept"}))]
seen["chains"] = {
    chain.name: [chain.state, chain.min_amount, chain.step_ids.mapped("name"),
                 [v.display_name for v in env["crm.approval.version"].search(
                     [("chain_id", "=", chain.id)], order="id")]]
    for chain in env["crm.approval.chain"].search([])}
requests = env["crm.approval.request"].search([], order="id")
seen["requests"] = [
    [request.name, request.state, request.reason_text, str(request.change_html),
     request.decision_ids.mapped("verdict"), request.path,
     request.action_verify()["params"]["type"]] for request in requests]
board = env["crm.dashboard"].search([("name", "=", "Up board")])
answer = env["crm.dashboard"].read_board(board.id, {})
seen["tiles"] = [[tile["name"], [[point["label"], point["value"]]
                                 for point in tile["points"]]]
                 for tile in answer["tiles"]]
seen["run"] = [[row.key, row.state, row.res_id]
               for row in env["crm.migration.run"].search([]).row_ids.sorted("key")]
seen["messages"] = [[m.lead_id.name, m.operation, m.state, m.payload]
                    for m in env["crm.erp.message"].search([], order="id")]

# And it goes on: the second person decides, the deal is won, the ERP hears of it.
second = env["res.users"].search([("login", "=", "up_second")])
half = by_name["Up half way"]
half.approval_request_ids.with_user(second).action_approve("Agreed")
seen["goes on"] = [half.won_status, half.approval_request_ids.state,
                   half.approval_request_ids.action_verify()["params"]["type"]]
env.cr.rollback()
print("SEEN" + json.dumps(seen, sort_keys=True, default=str))
"""
