"""Odoo 19 and later as ERP, through ``POST /json/2/<model>/<method>``.

Exactly one order: ``load`` stores the record under an external id, and the ERP's
unique index on external ids lets one of two racing requests win, so even a request
that was still running when we asked cannot make a second order. Header, lines and
confirmation are separate steps; each can be repeated.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ...engine.idempotency import external_id
from ...engine.order import Customer, Order, missing_codes
from ...exceptions import ConflictError, PermanentError, RetryableError
from ..base import Endpoint, ErpCustomer, ErpOrder, ErpStock
from ..http import post_json

ORDER_FIELDS = ["name", "state", "currency_id", "order_line"]
CHUNK = 2000


class OdooJson2Adapter:
    """One ERP database that speaks JSON-2."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._url = endpoint.url.rstrip("/")

    def _call(self, model: str, method: str, **arguments: Any) -> Any:
        headers = {
            "Authorization": f"bearer {self._endpoint.api_key}",
            "X-Odoo-Database": self._endpoint.database,
        }
        return post_json(f"{self._url}/json/2/{model}/{method}", arguments, headers)

    def _rows(self, model: str, domain: list[Any], fields: list[str]) -> Any:
        rows = self._call(model, "search_read", domain=domain, fields=fields)
        if not isinstance(rows, list) or not all(
            isinstance(row, dict) and "id" in row for row in rows
        ):
            raise RetryableError("garbage")
        return rows

    def _load(self, model: str, name: str, values: dict[str, str]) -> int:
        """Create the record, or find the one that already has this external id."""
        answer = self._call(
            model, "load", fields=["id", *values], data=[[name, *values.values()]]
        )
        if not isinstance(answer, dict):
            raise RetryableError("garbage")
        if answer.get("ids"):
            return int(answer["ids"][0])
        words = " ".join(str(row.get("message")) for row in answer["messages"])
        if "serialize" in words or "concurrent" in words:
            raise RetryableError("racing")
        raise PermanentError("refused", status="200", detail=words)

    def _name(self, reference: str) -> str:
        kind, _sep, number = reference.rpartition("_")
        name: str = external_id(self._endpoint.database_uuid, kind, int(number))
        return name

    # ping

    def ping(self) -> str:
        """Count the products that we can see: key, database and right in one."""
        orders = self._call("sale.order", "search_count", domain=[])
        products = self._call(
            "product.product", "search_count", domain=[["default_code", "!=", False]]
        )
        if not isinstance(products, int) or not isinstance(orders, int):
            raise PermanentError("not_an_erp")
        return str(products)

    # customers

    def ensure_customer(self, customer: Customer, bound: str | None) -> ErpCustomer:
        """Return the bound, a clearly matching or a new contact of the ERP."""
        row = self._bound_customer(bound) or self._matching_customer(customer)
        if row:
            return ErpCustomer(str(row["id"]), row["name"])
        values = customer.details()
        values["is_company"] = "1" if customer.is_company else "0"
        values.update(self._country(customer))
        contact_id = self._load("res.partner", self._name(customer.reference), values)
        return ErpCustomer(str(contact_id), customer.name)

    def _bound_customer(self, bound: str | None) -> dict[str, Any] | None:
        if not bound:
            return None
        rows = self._rows("res.partner", [["id", "=", int(bound)]], ["name"])
        return rows[0] if rows else None

    def _matching_customer(self, customer: Customer) -> dict[str, Any] | None:
        """Return a contact only when exactly one fits: a guess would misbook."""
        for name, value in (("vat", customer.vat), ("email", customer.email)):
            if not value:
                continue
            domain: list[Any] = [
                [name, "=ilike", _literal(value)],
                ["parent_id", "=", False],
            ]
            rows = self._rows("res.partner", domain, ["name"])
            if len(rows) == 1:
                return dict(rows[0])
        domain = [
            ["name", "=ilike", _literal(customer.name)],
            ["parent_id", "=", False],
            ["is_company", "=", customer.is_company],
        ]
        rows = self._rows("res.partner", domain, ["name"])
        return dict(rows[0]) if len(rows) == 1 else None

    def _country(self, customer: Customer) -> dict[str, str]:
        if not customer.country_code:
            return {}
        domain = [["code", "=", customer.country_code]]
        rows = self._rows("res.country", domain, ["code"])
        return {"country_id/.id": str(rows[0]["id"])} if rows else {}

    # orders

    def find_order(self, order: Order) -> ErpOrder | None:
        """Return the order that carries our key in its customer reference."""
        row = self._order_row([["client_order_ref", "=", order.key]])
        return self._order(row) if row else None

    def ensure_order(self, order: Order, customer: ErpCustomer) -> ErpOrder:
        """Bring the order one step at a time to where it should be."""
        products = self._products(order)
        row = self._order_row([["client_order_ref", "=", order.key]])
        if row is None:
            values = {
                "partner_id/.id": customer.external_id,
                "client_order_ref": order.key,
                "origin": order.title,
            }
            order_id = self._load("sale.order", self._name(order.reference), values)
            row = self._order_row([["id", "=", order_id]])
        if row is None:
            raise RetryableError("racing")
        if row["state"] == "cancel":
            raise ConflictError("order_cancelled", order=row["name"])
        if row["state"] in ("draft", "sent"):
            row = self._complete(row, order, products)
        return self._order(row)

    def _complete(
        self, row: dict[str, Any], order: Order, products: dict[str, int]
    ) -> dict[str, Any]:
        currency = row["currency_id"][1]
        if currency != order.currency:
            raise ConflictError(
                "currency", order=row["name"], theirs=currency, ours=order.currency
            )
        if not row["order_line"]:
            self._write_lines(row["id"], order, products)
        if self._endpoint.confirm_orders:
            self._confirm(row["id"])
        return self._order_row([["id", "=", row["id"]]]) or row

    def _write_lines(
        self, order_id: int, order: Order, products: dict[str, int]
    ) -> None:
        lines: list[list[Any]] = [[5, 0, 0]]  # two racing writes leave one set
        lines += [
            [
                0,
                0,
                {
                    "product_id": products[line.code],
                    "product_uom_qty": line.quantity,
                    "price_unit": line.price,
                    "discount": 0.0,  # the price agreed, not a price list's view of it
                },
            ]
            for line in order.lines
        ]
        self._call("sale.order", "write", ids=[order_id], vals={"order_line": lines})

    def _confirm(self, order_id: int) -> None:
        try:
            self._call("sale.order", "action_confirm", ids=[order_id])
        except PermanentError:
            row = self._order_row([["id", "=", order_id]])
            if row is None or row["state"] != "sale":  # else: another request did it
                raise

    def _order_row(self, domain: list[Any]) -> dict[str, Any] | None:
        rows = self._rows("sale.order", domain, ORDER_FIELDS)
        if len(rows) > 1:
            names = ", ".join(row["name"] for row in rows)
            raise ConflictError("order_twice", orders=names)
        return rows[0] if rows else None

    def _order(self, row: dict[str, Any]) -> ErpOrder:
        url = f"{self._url}/odoo/action-sale.action_orders/{row['id']}"
        return ErpOrder(str(row["id"]), row["name"], row["state"], url)

    def order_states(self, external_ids: Iterable[str]) -> list[ErpOrder]:
        """Read many orders in one call."""
        ids = [int(external) for external in external_ids]
        if not ids:
            return []
        rows = self._rows("sale.order", [["id", "in", ids]], ORDER_FIELDS)
        return [self._order(row) for row in rows]

    # products and stock

    def _products(self, order: Order) -> dict[str, int]:
        codes = sorted({line.code for line in order.lines})
        known: dict[str, list[int]] = {}
        domain = [["default_code", "in", codes], ["sale_ok", "=", True]]
        for row in self._rows("product.product", domain, ["default_code"]):
            known.setdefault(row["default_code"], []).append(row["id"])
        unknown, ambiguous = missing_codes(order.lines, known)
        if unknown:
            names = ", ".join(f"{line.code} ({line.name})" for line in unknown)
            raise PermanentError("unknown_product", products=names)
        if ambiguous:
            names = ", ".join(line.code for line in ambiguous)
            raise PermanentError("ambiguous_product", products=names)
        return {code: ids[0] for code, ids in known.items()}

    def stock(self, codes: Iterable[str], since: datetime | None) -> list[ErpStock]:
        """Read the figures of all codes in one call (one per 2000 codes)."""
        wanted = sorted(set(codes))
        changed: list[Any] = []
        if since is not None:
            moment = since.strftime("%Y-%m-%d %H:%M:%S")
            changed = [["stock_quant_ids.write_date", ">=", moment]]
        figures: list[ErpStock] = []
        for start in range(0, len(wanted), CHUNK):
            domain = [["default_code", "in", wanted[start : start + CHUNK]], *changed]
            fields = ["default_code", "qty_available", "free_qty"]
            figures += [
                ErpStock(row["default_code"], row["qty_available"], row["free_qty"])
                for row in self._rows("product.product", domain, fields)
            ]
        return figures


def _literal(text: str) -> str:
    """Escape what ``=ilike`` would read as a wildcard.

    >>> _literal("50%_off")
    '50\\\\%\\\\_off'
    """
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
