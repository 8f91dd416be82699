"""One language for formulas: every example of the table holds in both addons."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from formula_examples import EXAMPLES, FAULTS

ROOT = Path(__file__).resolve().parents[1]
HOSTS = ("crm_custom_fields", "crm_approval")
MANUALS = ("docs/manual/en/custom_fields.md", "docs/manual/zh/custom_fields.md")


def parser_of(addon: str) -> tuple[ModuleType, ModuleType]:
    """The parser of an addon and its functions, wherever they stand in engine/.

    Imported as a package of its own, beside Odoo and without it.
    """
    engine = ROOT / "addons" / addon / "engine"
    (path,) = engine.rglob("formula_functions.py")
    package = ModuleType(f"formulas_of_{addon}")
    package.__path__ = [str(path.parent)]
    sys.modules[package.__name__] = package
    functions = importlib.import_module(f"{package.__name__}.formula_functions")
    for name in ("formula", "expression"):
        if (path.parent / f"{name}.py").exists():
            module = importlib.import_module(f"{package.__name__}.{name}")
            if hasattr(module, "Formula"):
                return module, functions
    raise AssertionError(f"{addon} has functions for formulas and no parser")


PARSERS = {addon: parser_of(addon) for addon in HOSTS}


@pytest.mark.parametrize("addon", HOSTS)
@pytest.mark.parametrize(("text", "values", "result"), EXAMPLES)
def test_an_example_means_the_same_in_each_addon(
    addon: str, text: str, values: dict[str, Any], result: Any
) -> None:
    formula = PARSERS[addon][0].Formula(text)

    found = formula.value(values.__getitem__)

    assert found == result and type(found) is type(result), (addon, text, values)
    assert formula.paths == values.keys()


@pytest.mark.parametrize("addon", HOSTS)
@pytest.mark.parametrize(("text", "reason", "piece", "position"), FAULTS)
def test_a_fault_is_told_the_same_way_in_each_addon(
    addon: str, text: str, reason: str, piece: str, position: int
) -> None:
    module = PARSERS[addon][0]

    with pytest.raises(module.FormulaError) as refused:
        module.Formula(text)

    told = refused.value.args
    assert (told[0], told[2]) == (reason, position), (addon, text, told)
    assert told[1].startswith(piece), (addon, text, told)


def test_the_functions_are_the_same_text_in_both_addons() -> None:
    texts = {Path(str(PARSERS[addon][1].__file__)).read_text() for addon in HOSTS}

    assert len(texts) == 1, "formula_functions.py differs: change both, word for word"


def test_every_function_and_operator_stands_in_the_table() -> None:
    functions = PARSERS["crm_approval"][1]
    pieces = {type(node) for row in EXAMPLES for node in ast.walk(ast.parse(row[0]))}
    called = {name for row in EXAMPLES for name in re.findall(r"(\w+)\(", row[0])}

    assert not functions.FUNCTIONS.keys() - called
    assert not functions.OPERATIONS.keys() - pieces


@pytest.mark.parametrize("manual", MANUALS)
def test_the_manual_names_every_function(manual: str) -> None:
    text = (ROOT / manual).read_text()
    named = re.search(r"`(if_ [a-z _\n]+)`", text)
    assert named, f"{manual} does not list the functions"

    assert set(named[1].split()) == set(PARSERS["crm_approval"][1].FUNCTIONS)
