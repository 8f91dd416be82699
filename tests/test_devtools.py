"""The tools: what they refuse, how they heal, what they never write down."""

from __future__ import annotations

import configparser
import fcntl
import os
import stat
import subprocess
from pathlib import Path

import pytest
from devtools.database.copies import prefix
from devtools.database.ledger import Ledger
from devtools.database.postgres import Server, configured_server
from devtools.database.stage import Target, _prepare, _refuse_strangers
from devtools.machine.console import DevError
from devtools.machine.layout import ROOT, Layout, locked
from devtools.odoo.config import write_conf
from devtools.odoo.source import SERIES, find_odoo, named_source, release_of
from devtools.verbs.pot import names_in_apps, with_names
from devtools.verbs.run import _only_run

DEV = ROOT / "scripts/dev"


def call(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run ./scripts/dev as a person does, with some variables changed."""
    return subprocess.run(
        [str(DEV), *words],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_help_names_every_command() -> None:
    answer = call("--help")

    assert answer.returncode == 0
    for verb in ("run", "test", "lint", "bench", "matrix", "pot", "readme", "doctor"):
        assert f"    {verb} " in answer.stdout


def test_no_python_is_told_in_a_sentence(tmp_path: Path) -> None:
    for tool in ("bash", "dirname", "env"):
        found = subprocess.run(["which", tool], capture_output=True, text=True)
        (tmp_path / tool).symlink_to(found.stdout.strip())

    answer = call("doctor", PATH=str(tmp_path))

    assert answer.returncode == 1
    assert "Python 3.10 to 3.13 with the venv module was not found" in answer.stderr


def test_a_port_that_is_no_number_is_refused() -> None:
    answer = call("doctor", CRM_DEV_PORT="http")

    assert answer.returncode == 1
    assert "CRM_DEV_PORT is 'http': give a number from 1024 to 65000" in answer.stderr


def test_a_path_without_odoo_is_refused(tmp_path: Path) -> None:
    answer = call("doctor", CRM_DEV_ODOO=str(tmp_path))

    assert "which holds no Odoo (no odoo/release.py)" in answer.stdout
    assert answer.returncode == 1


def test_another_series_of_odoo_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text("version_info = (18, 0, 0, 'final')\n")
    monkeypatch.setenv("CRM_DEV_ODOO", str(tmp_path))

    with pytest.raises(DevError, match="names Odoo 18; these addons need Odoo 19"):
        named_source()


def test_a_named_odoo_comes_before_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: Layout
) -> None:
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text(f"version_info = ({SERIES}, 0)\n")
    monkeypatch.setenv("CRM_DEV_ODOO", str(tmp_path))

    source = find_odoo(elsewhere, "/nowhere/python")

    assert (source.kind, source.path) == ("named", tmp_path)
    assert release_of(tmp_path / "nothing") is None


def test_two_checkouts_do_not_share_databases(
    layout: Layout, elsewhere: Layout
) -> None:
    assert prefix(layout) != prefix(elsewhere)


def test_another_database_brings_its_own_erp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_DEV_DB", "trial")

    assert (Layout().db, Layout().erp_db) == ("trial", "trial_erp")


def test_the_private_copy_of_odoo_conf_is_completed_and_private(
    elsewhere: Layout,
) -> None:
    path = write_conf(elsewhere, Server(host="/socket", user="odoo"), "x", workers=3)

    parser = configparser.ConfigParser(interpolation=None)
    parser.read(path)
    options = parser["options"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert options["http_interface"] == "127.0.0.1"
    assert options["list_db"] == "False"
    assert options["db_host"] == "/socket"
    assert options["workers"] == "3"
    assert options["addons_path"] == str(ROOT / "addons")
    assert len(options["admin_passwd"]) > 20


def test_the_committed_odoo_conf_holds_no_secret() -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "odoo.conf")

    assert not {"admin_passwd", "db_password"} & set(parser["options"])


def test_a_configured_database_server_wins(
    elsewhere: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGHOST", raising=False)
    assert configured_server(elsewhere) is None

    monkeypatch.setenv("PGHOST", "db.example.com")
    monkeypatch.setenv("PGUSER", "crm")

    found = configured_server(elsewhere)
    assert found and (found.host, found.user) == ("db.example.com", "crm")


def test_a_second_run_is_told_where_the_first_one_is(elsewhere: Layout) -> None:
    with (
        _only_run(elsewhere),
        pytest.raises(DevError, match="This checkout is running already"),
        _only_run(elsewhere),
    ):
        pass


def test_a_foreign_database_is_left_alone(
    elsewhere: Layout, pg: Server, layout: Layout
) -> None:
    name = f"{prefix(layout)}_foreign"
    pg.create(name)

    with pytest.raises(DevError, match="exists that this checkout did not make"):
        _refuse_strangers(Ledger(elsewhere), pg, Target(name, ("base",), "1"))

    assert pg.exists(name)
    pg.drop(name)


def test_a_database_that_was_half_made_is_made_again(
    layout: Layout, elsewhere: Layout, pg: Server
) -> None:
    name = f"{prefix(layout)}_half"
    ledger = Ledger(elsewhere)
    ledger.begin(name)
    pg.create(name)
    pg.execute("CREATE TABLE ir_module_module (broken int)", database=name)
    target = Target(name, ("base",), "1")
    conf = write_conf(layout, pg, "half")

    _refuse_strangers(ledger, pg, target)
    _prepare(layout, pg, conf, [target], ledger)

    assert ledger.mark_of(name, "modules") == "1"
    assert pg.column(
        "SELECT state FROM ir_module_module WHERE name = 'base'", database=name
    ) == ["installed"]
    pg.drop(name)


def test_a_ledger_survives_a_stop_while_it_is_written(elsewhere: Layout) -> None:
    ledger = Ledger(elsewhere)
    ledger.set("crm", "modules", "1")
    (elsewhere.state / "run.part").write_text('{"crm": {')

    assert Ledger(elsewhere).mark_of("crm", "modules") == "1"


def test_set_up_is_done_by_one_command_at_a_time(elsewhere: Layout) -> None:
    with locked(elsewhere, "setup", "the set-up"):
        handle = (elsewhere.state / "setup.lock").open("w")
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_reset_says_so_when_there_is_nothing(tmp_path: Path) -> None:
    answer = call("reset", CRM_DEV_STATE=str(tmp_path / "none"))

    assert answer.returncode == 0
    assert "Nothing to reset." in answer.stdout


def test_an_addon_that_people_choose_carries_the_names_of_all(tmp_path: Path) -> None:
    for name, chosen in (("a", True), ("b", True), ("glue", False)):
        addon = tmp_path / "addons" / name
        addon.mkdir(parents=True)
        manifest = {"name": name.upper(), "summary": f"The {name}"}
        (addon / "__manifest__.py").write_text(
            repr(manifest | ({"application": True} if chosen else {}))
        )
    layout = Layout(root=tmp_path)

    assert sorted(names_in_apps(layout, "a")) == ["A", "B", "The a", "The b"]
    assert sorted(names_in_apps(layout, "glue")) == ["GLUE", "The glue"]


def test_a_name_that_is_a_term_already_gets_one_more_place() -> None:
    exported = '\n#: model:ir.ui.menu,name:a.menu\nmsgid "A"\nmsgstr ""\n'

    text = with_names(exported, {"A": ["model:x,name:base.a"], "B": ["model:x,name:b"]})

    assert text.count('msgid "A"') == 1
    assert '\n#: model:x,name:base.a\nmsgid "A"\n' in text
    assert '\n#: model:x,name:b\nmsgid "B"\n' in text
