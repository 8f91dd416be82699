"""The rooms of the addons: what is allowed in them, and that the rules can fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from devtools.machine.layout import ROOT
from rooms import (
    LINES,
    classes_twice,
    few_heirs,
    not_in_readme,
    super_into_pieces,
    too_long,
    twice_defined,
)

# Abstract models that have a reason other than several heirs: name → reason. Good ones
# are: glue overrides it; RPC calls it; a cron calls it; an ormcache needs a model.
ABSTRACT: dict[str, str] = {
    "crm.custom.field.cache": "holds the ormcaches of fields and rules",
    "crm.custom.field.carry": "an ormcache; glue adds what quotations take along",
    "crm.custom.field.config": "crm_custom_fields_sale adds what a file says of orders",
    "crm.custom.field.designer": "the form designer calls it by RPC",
    "crm.custom.field.doctor": "a cron of existing databases names it",
    "crm.custom.field.row": "every table of a client is a model that inherits it",
    "crm.migration.loader": "glue adds what a record brought in needs",
}


def plant(root: Path, **files: str) -> Path:
    """Write files into a small tree; "__" in a name stands for a slash."""
    (root / "addons").mkdir(exist_ok=True)
    for name, text in files.items():
        folder, ending = name.rsplit("_", 1)
        path = root / (folder.replace("__", "/") + f".{ending}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def model(cls: str, head: str, *methods: str, kind: str = "Model") -> str:
    """The text of a model's class; a method is a name, or "name > called by super"."""
    lines = ["from odoo import models", "", f"class {cls}(models.{kind}):"]
    lines.append(f"    {head}")
    for method in methods:
        name, _sign, called = method.partition(" > ")
        lines.append(f"    def {name}(self):")
        lines.append(f"        return super().{called}()" if called else "        pass")
    return "\n".join(lines) + "\n"


MIXIN = model("Mixin", "_name = 'a.mixin'", kind="AbstractModel")
ONE = model("One", "_name = 'a.one'; _inherit = ['a.mixin', 'mail.thread']")


def test_an_abstract_model_has_several_heirs_or_a_reason() -> None:
    faults = {n: place for n, place in few_heirs(ROOT).items() if n not in ABSTRACT}

    assert not faults, "\n".join(f"{name}: {faults[name]}" for name in sorted(faults))


def test_no_reason_is_kept_for_an_abstract_model_that_needs_none() -> None:
    assert sorted(set(ABSTRACT) - set(few_heirs(ROOT))) == []
    assert all(len(reason.split()) > 2 for reason in ABSTRACT.values())


@pytest.mark.parametrize(
    "rule",
    [
        twice_defined,
        super_into_pieces,
        classes_twice,
        too_long,
        not_in_readme,
    ],
)
def test_the_rooms_keep_the_rule(rule: Callable[[Path], list[str]]) -> None:
    faults = rule(ROOT)

    assert not faults, f"{rule.__doc__}\n" + "\n".join(faults)


def test_an_abstract_model_with_one_heir_is_found(tmp_path: Path) -> None:
    plant(tmp_path, addons__a__models__mixin_py=MIXIN, addons__a__models__one_py=ONE)

    assert few_heirs(tmp_path) == {"a.mixin": "addons/a/models/mixin.py Mixin"}


def test_pieces_of_one_heir_count_once(tmp_path: Path) -> None:
    again = ONE.replace("class One", "class OneAgain")
    plant(
        tmp_path,
        addons__a__models__mixin_py=MIXIN,
        addons__a__models__one_py=ONE,
        addons__b__models__one_py=again,
    )

    assert set(few_heirs(tmp_path)) == {"a.mixin"}


def test_glue_that_extends_the_abstract_model_is_an_heir(tmp_path: Path) -> None:
    glue = model("Mixin", "_inherit = 'a.mixin'", kind="AbstractModel")
    plant(
        tmp_path,
        addons__a__models__mixin_py=MIXIN,
        addons__a__models__one_py=ONE,
        addons__a_b__models__mixin_py=glue,
    )

    assert few_heirs(tmp_path) == {}


def test_a_piece_of_the_abstract_model_in_its_addon_is_no_heir(tmp_path: Path) -> None:
    piece = model("MixinWords", "_inherit = 'a.mixin'", kind="AbstractModel")
    plant(
        tmp_path,
        addons__a__models__mixin_py=MIXIN,
        addons__a__models__words_py=piece,
        addons__a__models__one_py=ONE,
    )

    assert set(few_heirs(tmp_path)) == {"a.mixin"}


def test_a_method_in_two_pieces_of_a_model_is_found(tmp_path: Path) -> None:
    plant(
        tmp_path,
        addons__a__models__one_py=model("One", "_name = 'a.one'", "_ask", "_tell"),
        addons__a__models__words_py=model("OneWords", "_inherit = 'a.one'", "_ask"),
        addons__b__models__one_py=model("One", "_inherit = 'a.one'", "_tell > _tell"),
    )

    assert twice_defined(tmp_path) == [
        "a: a.one._ask in addons/a/models/one.py, addons/a/models/words.py"
    ]


def test_super_into_another_piece_is_found(tmp_path: Path) -> None:
    plant(
        tmp_path,
        addons__a__models__one_py=model("One", "_name = 'a.one'", "_ask"),
        addons__a__models__words_py=model(
            "OneWords", "_inherit = ['a.one']", "_say > _ask", "write > write"
        ),
        addons__b__models__one_py=model("One", "_inherit = 'a.one'", "_ask > _ask"),
    )

    assert super_into_pieces(tmp_path) == [
        "addons/a/models/words.py OneWords: super()._ask() is in addons/a/models/one.py"
    ]


def test_a_class_name_that_occurs_twice_is_found(tmp_path: Path) -> None:
    plant(
        tmp_path,
        addons__a__models__one_py=model("One", "_name = 'a.one'"),
        addons__a__models__two__two_py=model("One", "_name = 'a.two'"),
        addons__a__tests__test_one_py="class One:\n    pass\n",
        addons__b__models__one_py=model("One", "_inherit = 'a.one'"),
    )

    assert classes_twice(tmp_path) == [
        "a: One in addons/a/models/one.py, addons/a/models/two/two.py"
    ]


def test_a_long_file_is_found(tmp_path: Path) -> None:
    long, full = "#\n" * (LINES + 1), "#\n" * LINES
    plant(
        tmp_path,
        addons__a__models__one_py=long,
        addons__a__models__two_py=full,
        addons__a__static__src__one_js=long,
        addons__a__static__lib__one_js=long,
        addons__a__views__one_xml=long,
        addons__a__data__one_xml=long,
        scripts__one_py=long,
        tests__one_py=long,
        benchmarks__one_py=long,
    )

    assert too_long(tmp_path) == [
        f"{path}: {LINES + 1} lines"
        for path in (
            "addons/a/models/one.py",
            "addons/a/static/src/one.js",
            "addons/a/views/one.xml",
            "benchmarks/one.py",
            "scripts/one.py",
            "tests/one.py",
        )
    ]


def test_a_file_that_its_room_does_not_name_is_found(tmp_path: Path) -> None:
    plant(
        tmp_path,
        addons__a__models__one_py="",
        addons__a__models__room__README_md="`named.py` does this, `xlost.py` that\n",
        addons__a__models__room__named_py="",
        addons__a__models__room__lost_py="",
        addons__a__models__bare__inside_py="",
    )

    assert not_in_readme(tmp_path) == [
        "addons/a/models/bare/inside.py is not in its README.md",
        "addons/a/models/room/lost.py is not in its README.md",
    ]
