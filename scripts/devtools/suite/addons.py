"""The databases of a run, and the parts of it that need Odoo but not pytest.

Each is a program of its own, so that it runs beside the others:
python -m devtools.suite.addons prepare|hoot|terms …
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ..database.copies import STOCK_GLUE, copy_of, copy_with_files, prefix
from ..database.postgres import Server, postgres
from ..machine.console import DevError, say, step, warn
from ..machine.layout import Layout
from ..odoo.cli import free_port, install, run_odoo_tests, run_script, troubles
from ..odoo.config import data_dir, write_conf

# The word that asks for assets.
BROWSER = "browser"
# Odoo's own runner does so too before tests in a browser. Without it each of them
# builds the assets in a transaction that is rolled back.
ASSETS = """
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
print("ASSETS MADE")
"""


def source_name(layout: Layout) -> str:
    """The database with all our addons; copied for the lanes, then free for others."""
    return f"{prefix(layout)}_addons"


def lane_name(layout: Layout, lane: int) -> str:
    """The database in which a lane runs tests of addons."""
    return f"{source_name(layout)}_{lane}"


def matrix_name(layout: Layout) -> str:
    """The database that the install matrix copies and takes addons away from."""
    return f"{source_name(layout)}_matrix"


def made_for(layout: Layout, lanes: int) -> list[str]:
    """The databases of a run beside the one that they are copies of."""
    return [*(lane_name(layout, lane) for lane in range(lanes)), matrix_name(layout)]


def prepare(layout: Layout, server: Server, lanes: int, *, browser: bool) -> int:
    """A database with all our addons and no demonstration data; its log is judged.

    :param browser: tests in a browser will want the assets.
    """
    database = copy_of(layout, server, STOCK_GLUE, "addons")
    conf = write_conf(layout, server, "test_install")
    with step("installing the addons"):
        log = install(layout, conf, database, layout.addons())
    found = troubles(log)
    if found:
        raise DevError(
            "The server log has warnings or errors after installing the addons:\n"
            + "\n".join(found)
        )
    if browser:
        with step("making the assets"):
            run_script(layout, conf, database, ASSETS, "ASSETS MADE")
    for name in made_for(layout, lanes):
        copy_with_files(server, data_dir(conf), database, name)
    return 0


def run_hoot(layout: Layout, server: Server, addons: Sequence[str]) -> int:
    """The HOOT unit tests of the addons, run by Odoo's own suite in Chromium."""
    conf = write_conf(layout, server, "hoot", http_port=free_port())
    wanted = ",".join(f"@{addon}" for addon in addons)
    log = layout.logs / "hoot.log"
    code, text = run_odoo_tests(
        layout,
        conf,
        source_name(layout),
        f"/web:WebSuite.test_unit_desktop[{wanted}]",
        log,
    )
    lines = [line for line in text.splitlines() if "[HOOT]" in line]
    for line in lines:
        if "passed" in line or "failed" in line or code:
            say("   " + line.split("[HOOT]", 1)[1].strip())
    if not lines:
        say(f"   HOOT did not run; see {log}")
        return 1
    return code


def check_terms(layout: Layout, server: Server) -> int:
    """Whether terms are stale or lack Chinese."""
    from ..verbs import pot

    return pot.compare(layout, server, source_name(layout), check=True)


def main(what: str, words: Sequence[str]) -> int:
    """Run one of the parts."""
    layout = Layout()
    with postgres(layout) as server:
        if what == "prepare":
            return prepare(layout, server, int(words[0]), browser=BROWSER in words)
        if what == "hoot":
            return run_hoot(layout, server, words)
        return check_terms(layout, server)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except DevError as error:
        warn(f"✗ {error}")
        sys.exit(1)
