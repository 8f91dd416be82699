"""Fields, properties and rules that the benchmarks of custom fields stand on.

All of it is committed: databases of a benchmark are dropped after the run.
"""

from __future__ import annotations

from typing import Any

# The mixture of a real form; (our kind, type of a property).
KINDS = (
    ("char", "char"),
    ("integer", "integer"),
    ("float", "float"),
    ("date", "date"),
    ("boolean", "boolean"),
    ("selection", "selection"),
    ("many2one", "many2one"),
    ("datetime", "datetime"),
)
OPTIONS = ("north", "east", "south", "west")
TARGET = "res.country"


def kind_of(number: int) -> tuple[str, str]:
    """The kind of the numbered field, ours and the one of a property."""
    return KINDS[number % len(KINDS)]


def definitions(env: Any, count: int, prefix: str = "x_bench") -> list[dict[str, Any]]:
    """Values that define so many custom fields of opportunities, of mixed kinds."""
    found = []
    for number in range(count):
        kind = kind_of(number)[0]
        values = {
            "name": f"Bench field {number}",
            "technical_name": f"{prefix}_{number}",
            "kind": kind,
            "page": f"Bench {number // 50 + 1}",
            "section": f"Section {number // 10 + 1}",
            "sequence": number,
        }
        if kind == "selection":
            values["option_ids"] = [
                (0, 0, {"name": name.title(), "value": name}) for name in OPTIONS
            ]
        if kind == "many2one":
            values["relation_model_id"] = env["ir.model"]._get_id(TARGET)
        found.append(values)
    return found


def ensure_fields(env: Any, count: int) -> None:
    """Define so many custom fields once, and fill them on one opportunity in ten."""
    if env["crm.custom.field"].search_count([("technical_name", "like", "x_bench_")]):
        return
    env["crm.custom.field"].create(definitions(env, count))
    env.cr.commit()
    leads = env["crm.lead"].search([], limit=20, order="id")
    leads.write({f"x_bench_{n}": value_of(env, n) for n in range(count)})
    env.cr.commit()


def ensure_hand_made(env: Any, ours: Any, count: int) -> None:
    """Make the columns of our fields by hand in stock Odoo, with the same values."""
    if "x_bench_0" in env["crm.lead"]._fields:
        return
    columns = ours["ir.model.fields"].search(
        [("model", "=", "crm.lead"), ("name", "=like", r"x\_bench\_%")]
    )
    model = env["ir.model"]._get_id("crm.lead")
    env["ir.model.fields"].create(
        [
            {
                "model_id": model,
                "name": column.name,
                "field_description": column.field_description,
                "ttype": column.ttype,
                "relation": column.relation,
                "selection_ids": [
                    (0, 0, {"name": option.name, "value": option.value})
                    for option in column.selection_ids
                ],
            }
            for column in columns
        ]
    )
    env.cr.commit()
    leads = env["crm.lead"].search([], limit=20, order="id")
    leads.write({f"x_bench_{n}": value_of(env, n) for n in range(count)})
    env.cr.commit()


def ensure_properties(env: Any, count: int) -> None:
    """The same many properties on the teams of the opportunities, with values."""
    teams = env["crm.team"].search([])
    if len(teams[:1].lead_properties_definition or []) == count:
        return
    teams.lead_properties_definition = [property_of(n) for n in range(count)]
    leads = env["crm.lead"].search([], limit=20, order="id")
    for lead in leads:
        lead.lead_properties = {f"bench_{n}": value_of(env, n) for n in range(count)}
    env.cr.commit()


def property_of(number: int) -> dict[str, Any]:
    """The definition of the numbered property."""
    kind = kind_of(number)[1]
    values: dict[str, Any] = {
        "name": f"bench_{number}",
        "string": f"Bench property {number}",
        "type": kind,
    }
    if kind == "selection":
        values["selection"] = [[name, name.title()] for name in OPTIONS]
    if kind == "many2one":
        values["comodel"] = TARGET
    return values


def value_of(env: Any, number: int) -> object:
    """A value that fits the numbered field and property."""
    values = {
        "char": f"value {number}",
        "integer": number + 1,
        "float": number + 0.5,
        "date": "2026-11-01",
        "datetime": "2026-11-01 08:00:00",
        "boolean": True,
        "selection": OPTIONS[number % len(OPTIONS)],
        "many2one": env.ref("base.cn").id,
    }
    return values[kind_of(number)[0]]


def ensure_rules(env: Any, count: int) -> Any:
    """So many rules that every generated opportunity meets, of all cheap kinds."""
    rules = env["crm.custom.field.rule"].with_context(active_test=False)
    found = rules.search([("name", "like", "Bench rule")])
    if found:
        return found
    found = rules.create([rule_of(env, number) for number in range(count)])
    env.cr.commit()
    return found


def rule_of(env: Any, number: int) -> dict[str, Any]:
    """The numbered rule: required, range, format, comparison, condition, options."""
    columns = env["ir.model.fields"]

    def ids(*names: str) -> list[tuple[int, int, list[int]]]:
        return [(6, 0, [columns._get("crm.lead", name).id for name in names])]

    base = number // 5 * len(KINDS) % 40
    shapes: list[dict[str, Any]] = [
        {"effect": "required", "field_ids": ids(f"x_bench_{base}")},
        {
            "effect": "range",
            "field_ids": ids(f"x_bench_{base + 1}"),
            "low": "0",
            "high": "100000",
        },
        {
            "effect": "format",
            "format": "pattern",
            "pattern": "[a-z]+ [0-9]+",
            "field_ids": ids(f"x_bench_{base}"),
        },
        {
            "effect": "required",
            "field_ids": ids(f"x_bench_{base + 3}"),
            "condition": "[('expected_revenue', '>', 100)]",
        },
        {
            "effect": "forbid",
            "field_ids": ids(f"x_bench_{base + 2}"),
            "condition": f"[('x_bench_{base + 2}', '<', 0)]",
        },
    ]
    return {
        "name": f"Bench rule {number}",
        "model_id": env["ir.model"]._get_id("crm.lead"),
        **shapes[number % len(shapes)],
    }
