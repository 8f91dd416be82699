"""No addon of ours stands on another; two meet only in glue."""

from __future__ import annotations

import ast
import re

import pytest
from devtools.machine.layout import ROOT

MANIFESTS = {
    path.parent.name: ast.literal_eval(path.read_text())
    for path in sorted((ROOT / "addons").glob("*/__manifest__.py"))
}
# Extensions that a decision keeps apart from their host: installed by hand, as nobody
# wants chat robots because the host is there.
EXTENSIONS = {
    "crm_approval_oa": "crm_approval",
    "crm_custom_fields_packs": "crm_custom_fields",
}
# Every other one is glue when it installs itself, or stands on stock modules only.
GLUE = {name for name, manifest in MANIFESTS.items() if manifest.get("auto_install")}
MAIN = set(MANIFESTS) - GLUE - set(EXTENSIONS)
FIRST = {
    "crm_custom_fields",
    "crm_approval",
    "crm_erp_bridge",
    "crm_dashboards",
    "crm_migration",
}
NAMED = re.compile(r"odoo\.addons\.(crm_\w+)")
STOCK_NAMESAKES = re.compile(r"crm_(iap|livechat|sms|mail_plugin|helpdesk)")


def test_the_five_addons_are_there() -> None:
    assert MAIN >= FIRST


@pytest.mark.parametrize("addon", sorted(MAIN))
def test_an_addon_stands_on_stock_modules_only(addon: str) -> None:
    assert not set(MANIFESTS[addon]["depends"]) & set(MANIFESTS)


@pytest.mark.parametrize("addon", sorted(EXTENSIONS))
def test_an_extension_stands_on_its_host_and_is_installed_by_hand(addon: str) -> None:
    manifest = MANIFESTS[addon]

    assert set(manifest["depends"]) & set(MANIFESTS) == {EXTENSIONS[addon]}
    assert not manifest.get("auto_install")


@pytest.mark.parametrize("addon", sorted(GLUE))
def test_what_installs_itself_is_glue_that_joins_what_people_choose(addon: str) -> None:
    manifest = MANIFESTS[addon]
    joined = set(manifest["depends"]) & set(MANIFESTS)

    assert manifest["auto_install"] is True
    assert joined
    assert joined <= MAIN
    assert len(manifest["depends"]) > 1


@pytest.mark.parametrize("addon", sorted(MANIFESTS))
def test_no_code_reaches_into_an_addon_that_is_not_a_dependency(addon: str) -> None:
    allowed = {addon, *MANIFESTS[addon]["depends"]}
    reached = {
        (str(path.relative_to(ROOT)), other)
        for path in (ROOT / "addons" / addon).rglob("*.py")
        for other in NAMED.findall(path.read_text())
        if other in MANIFESTS and other not in allowed
    }

    assert not reached


@pytest.mark.parametrize("addon", sorted(MANIFESTS))
def test_an_engine_knows_nothing_of_odoo(addon: str) -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "addons" / addon / "engine").rglob("*.py")
        if re.search(r"^\s*(import|from) odoo\b", path.read_text(), re.M)
    ]

    assert not guilty


@pytest.mark.parametrize("addon", sorted(MANIFESTS))
def test_an_addon_is_complete(addon: str) -> None:
    folder = ROOT / "addons" / addon
    parts = [
        "readme/DESCRIPTION.md",
        "static/description/icon.png",
        "tests/__init__.py",
    ]
    if addon in MAIN or addon in EXTENSIONS:
        parts += ["i18n/zh_CN.po", "security/ir.model.access.csv", "readme/ROADMAP.md"]

    assert [part for part in parts if not (folder / part).is_file()] == []
    assert re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", MANIFESTS[addon]["version"])
    assert MANIFESTS[addon]["license"] == "LGPL-3"
