#!/usr/bin/env python3
"""Fill an ERP database for the demo, and tell the CRM where it is.

    # products, stock and an integration user with a key, in the ERP
    python scripts/erp_demo.py fill --url http://127.0.0.1:8070 --db erp \\
        --login admin --password admin --products-file crm_sales_opportunities.xlsx

    # the same, and the connection in the CRM with that key
    python scripts/erp_demo.py connect --url http://127.0.0.1:8070 --db erp \\
        --login admin --password admin \\
        --crm-url http://127.0.0.1:8069 --crm-db crm \\
        --crm-login admin --crm-password admin

Both can be run again: what is there is kept, figures are set, a key is made anew.
The ERP database needs ``sale_management,stock,mrp``; no demo data is needed.
"""

import argparse
import json
import secrets
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

Row = dict[str, Any]

TIMEOUT = 120
INTEGRATION_LOGIN = "crm.bridge"
KEY_NAME = "CRM bridge"
KEY_DAYS = 90  # as long as Odoo lets an ordinary user's key live
GROUPS = (
    "sales_team.group_sale_salesman_all_leads",  # orders of all salespeople
    "base.group_partner_manager",  # customers
)


@dataclass(frozen=True)
class Product:
    """A product of the demo with the stock that the ERP starts with."""

    code: str
    name: str
    price: float
    stock: float


# sales prices as in the workbook; the stock is ours, the workbook has none
PRODUCTS = (
    Product("GTX-BASIC", "GTX Basic", 550, 120),
    Product("GTX-PRO", "GTX Pro", 4821, 18),
    Product("MG-SPECIAL", "MG Special", 55, 400),
    Product("MG-ADVANCED", "MG Advanced", 3393, 25),
    Product("GTX-PLUS-PRO", "GTX Plus Pro", 5482, 9),
    Product("GTX-PLUS-BASIC", "GTX Plus Basic", 1096, 60),
    Product("GTK-500", "GTK 500", 26768, 2),
)


class DemoError(Exception):
    """Something that the caller can mend; the text says how."""


class Session:
    """A logged-in user of one database, over the web client's own route."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self._url = url.rstrip("/")
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(CookieJar()),
        )
        answer = self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )
        if not answer or not answer.get("uid"):
            raise DemoError(f"{login} cannot log in to {database} at {url}.")
        self._context: Row = {"lang": "en_US"}

    def _post(self, route: str, params: Row) -> Any:
        request = urllib.request.Request(
            f"{self._url}{route}",
            data=json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                answer = json.load(response)
        except urllib.error.URLError as error:
            raise DemoError(f"{self._url} does not answer: {error}.") from error
        if "error" in answer:
            data = answer["error"].get("data") or {}
            raise DemoError(str(data.get("message") or answer["error"]["message"]))
        return answer.get("result")

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a public method as the web client would."""
        context = {**self._context, **kwargs.pop("context", {})}
        params = {
            "model": model,
            "method": method,
            "args": list(args),
            "kwargs": {**kwargs, "context": context},
        }
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def find(self, model: str, domain: Sequence[Any], **kwargs: Any) -> list[int]:
        """Return the ids that match."""
        ids: list[int] = self.call(model, "search", list(domain), **kwargs)
        return ids

    def ref(self, xmlid: str) -> int:
        """Return the id behind an external id."""
        module, name = xmlid.split(".", 1)
        domain = [["module", "=", module], ["name", "=", name]]
        rows = self.call("ir.model.data", "search_read", domain, ["res_id"])
        if not rows:
            raise DemoError(f"{xmlid} is missing. Install the app {module} first.")
        return int(rows[0]["res_id"])


# products


def read_products(path: Path | None) -> list[Product]:
    """Return the demo's products, with the prices of the workbook when it is given."""
    if path is None:
        return list(PRODUCTS)
    import openpyxl  # only here: the rest runs on the bare interpreter

    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = list(workbook["products"].iter_rows(values_only=True))
    column = {str(title): place for place, title in enumerate(rows[0])}
    prices = {
        str(row[column["product"]]): float(str(row[column["sales_price"]]))
        for row in rows[1:]
        if row[column["product"]]
    }
    return [
        replace(product, price=prices.get(product.name, product.price))
        for product in PRODUCTS
    ]


def fill_products(erp: Session, products: Iterable[Product]) -> list[str]:
    """Create or update the products and set their stock; return the codes."""
    wanted = list(products)
    domain = [["default_code", "in", [product.code for product in wanted]]]
    rows = erp.call("product.product", "search_read", domain, ["default_code"])
    ids = {row["default_code"]: int(row["id"]) for row in rows}
    for product in wanted:
        values = {"name": product.name, "list_price": product.price, "taxes_id": []}
        if product.code in ids:
            erp.call("product.product", "write", [ids[product.code]], values)
        else:
            values |= {"default_code": product.code, "type": "consu"}
            values |= {"is_storable": True}
            ids[product.code] = erp.call("product.product", "create", [values])[0]
    _set_stock(erp, {ids[product.code]: product.stock for product in wanted})
    return sorted(ids)


def _set_stock(erp: Session, stock: dict[int, float]) -> None:
    """Count the stock of the first warehouse once; later runs leave it alone."""
    warehouses = erp.call(
        "stock.warehouse", "search_read", [], ["lot_stock_id"], limit=1
    )
    if not warehouses:
        raise DemoError("The ERP has no warehouse. Install the app stock first.")
    location = warehouses[0]["lot_stock_id"][0]
    counted = erp.call(
        "stock.quant",
        "search_read",
        [["product_id", "in", list(stock)], ["location_id", "=", location]],
        ["product_id"],
    )
    done = {row["product_id"][0] for row in counted}
    rows = [
        {"product_id": product, "location_id": location, "inventory_quantity": amount}
        for product, amount in stock.items()
        if product not in done
    ]
    if rows:
        mode = {"inventory_mode": True}
        ids = erp.call("stock.quant", "create", rows, context=mode)
        erp.call("stock.quant", "action_apply_inventory", ids, context=mode)


# integration user


def make_key(erp: Session, url: str, database: str) -> str:
    """Return a fresh API key of the integration user, who may do little else."""
    password = secrets.token_urlsafe(24)
    groups = [erp.ref(xmlid) for xmlid in ("base.group_user", *GROUPS)]
    values = {
        "name": "CRM Bridge",
        "login": INTEGRATION_LOGIN,
        "password": password,
        "group_ids": [[6, 0, groups]],
    }
    users = erp.find("res.users", [["login", "=", INTEGRATION_LOGIN]])
    quiet = {"no_reset_password": True}
    if users:
        erp.call("res.users", "write", users, values, context=quiet)
    else:
        erp.call("res.users", "create", [values], context=quiet)
    user = Session(url, database, INTEGRATION_LOGIN, password)
    return _key_of(user, password)


def _key_of(user: Session, password: str) -> str:
    """Ask for a key as the web client does: name it, then prove who one is."""
    wizard = user.call(
        "res.users.apikeys.description",
        "create",
        [{"name": KEY_NAME, "duration": str(KEY_DAYS)}],
    )
    answer = user.call("res.users.apikeys.description", "make_key", wizard)
    if answer.get("res_model") == "res.users.identitycheck":
        check = [int(answer["res_id"])]
        answer = user.call(
            "res.users.identitycheck",
            "run_check",
            check,
            context={"password": password},
        )
    key: str = answer["context"]["default_key"]
    return key


# the CRM's side


def connect_crm(crm: Session, url: str, database: str, api_key: str) -> int:
    """Create or update the connection of the CRM's main company; return its id."""
    values = {"url": url, "database": database, "api_key": api_key, "active": True}
    found = crm.find("crm.erp.connection", [], order="id", limit=1)
    if found:
        crm.call("crm.erp.connection", "write", found, values)
        connection = found[0]
    else:
        values["name"] = "ERP"
        connection = int(crm.call("crm.erp.connection", "create", [values])[0])
    crm.call("crm.erp.connection", "action_test", [connection])
    crm.call("crm.erp.connection", "action_refresh_stock", [connection])
    return connection


def fill_erp(
    url: str, database: str, login: str, password: str, products: Path | None = None
) -> str:
    """Fill the ERP database and return the API key for the bridge."""
    erp = Session(url, database, login, password)
    fill_products(erp, read_products(products))
    return make_key(erp, url, database)


def run(options: argparse.Namespace) -> None:
    """Do what the command line asks."""
    key = fill_erp(
        options.url, options.db, options.login, options.password, options.products_file
    )
    if options.command == "fill":
        print(key)
        return
    crm = Session(
        options.crm_url, options.crm_db, options.crm_login, options.crm_password
    )
    connection = connect_crm(crm, options.url, options.db, key)
    print(f"ERP connection {connection} of {options.crm_db} works.")


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of a command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=("fill", "connect"))
    parser.add_argument("--url", required=True, help="address of the ERP")
    parser.add_argument("--db", required=True, help="database of the ERP")
    parser.add_argument("--login", default="admin")
    parser.add_argument("--password", default="admin")
    parser.add_argument("--products-file", type=Path, help="workbook with prices")
    parser.add_argument("--crm-url", help="address of the CRM (connect)")
    parser.add_argument("--crm-db", help="database of the CRM (connect)")
    parser.add_argument("--crm-login", default="admin")
    parser.add_argument("--crm-password", default="admin")
    options = parser.parse_args(arguments)
    if options.command == "connect" and not (options.crm_url and options.crm_db):
        parser.error("connect needs --crm-url and --crm-db")
    return options


def main() -> int:
    """Run and say in one line what is wrong."""
    try:
        run(parse())
    except DemoError as error:
        print(f"erp_demo: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
