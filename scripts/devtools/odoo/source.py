"""Where Odoo 19 comes from: named by the user, already importable, or Debian's package.

The Debian package is unpacked into a private folder; nothing is installed on the
system. apt checks Debian's signature, and finds the current revision by itself.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..machine.apt import ensure_packages
from ..machine.console import DevError, step
from ..machine.layout import Layout

SERIES = 19
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# Debian replaces the web libraries in Odoo's package by links to these packages.
LINKED = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
# Later releases of the icon font lack the files that Odoo's style sheets name.
ICON_FONT = "fonts-font-awesome/bookworm"
# Stripped by Debian for its licence; it only blurs the background of video calls,
# but every page logs an error and every tour fails without a file in its place.
STRIPPED = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooSource:
    """An Odoo that was found.

    :ivar kind: "named", "importable" or "debian".
    :ivar path: the folder to put on Python's path; None where it is there already.
    :ivar requirements: files with what pip must install for it.
    """

    kind: str
    path: Path | None
    requirements: tuple[Path, ...] = ()

    def describe(self) -> str:
        """For doctor and the first lines of a run."""
        where = {"named": "CRM_DEV_ODOO", "importable": "this Python"}
        return f"Odoo {SERIES} from {where.get(self.kind, 'the Debian package')}"


def release_of(folder: Path) -> int | None:
    """The series of the Odoo in a folder that holds the package `odoo`, if any."""
    release = folder / "odoo" / "release.py"
    if not release.is_file():
        return None
    found = re.search(r"^version_info\s*=\s*\(\s*(\d+)", release.read_text(), re.M)
    return int(found.group(1)) if found else None


def named_source() -> OdooSource | None:
    """The Odoo that the user names in CRM_DEV_ODOO: a git checkout or its like."""
    named = os.environ.get("CRM_DEV_ODOO")
    if not named:
        return None
    folder = Path(named).expanduser().resolve()
    series = release_of(folder)
    if series is None:
        raise DevError(
            f"CRM_DEV_ODOO names {folder}, which holds no Odoo (no odoo/release.py)."
        )
    if series != SERIES:
        raise DevError(
            f"CRM_DEV_ODOO names Odoo {series}; these addons need Odoo {SERIES}."
        )
    wants = folder / "requirements.txt"
    return OdooSource("named", folder, (wants,) if wants.is_file() else ())


def importable_source(python: str) -> OdooSource | None:
    """The Odoo that this Python can import already, as in Odoo's docker image."""
    probe = "import odoo.release; print(odoo.release.version_info[0])"
    answer = subprocess.run(
        [python, "-c", probe], capture_output=True, text=True, check=False, cwd="/"
    )
    if answer.returncode == 0 and answer.stdout.strip() == str(SERIES):
        return OdooSource("importable", None)
    return None


def debian_source(layout: Layout) -> OdooSource:
    """The Debian package, unpacked below the state folder (downloaded once)."""
    home = layout.state / "odoo"
    packages = home / "usr/lib/python3/dist-packages"
    if release_of(packages) != SERIES:
        with step("fetching Odoo 19 (Debian package, 130 MB)"):
            _download(layout, home)
    if release_of(packages) != SERIES:
        raise DevError(
            "Debian's package odoo-19 does not hold Odoo 19 any more. Point "
            "CRM_DEV_ODOO at a checkout of Odoo 19."
        )
    return OdooSource("debian", packages, (layout.root / "requirements-odoo.txt",))


def find_odoo(layout: Layout, python: str) -> OdooSource:
    """Named by the user, importable, or Debian's package: the first that is there."""
    return named_source() or importable_source(python) or debian_source(layout)


def _system_sources() -> Iterator[tuple[str, str]]:
    """(address, suite) of each package source that apt has on this machine."""
    folder = Path("/etc/apt")
    for file in sorted(folder.glob("sources.list.d/*.sources")):
        text = file.read_text(errors="replace")
        for block in re.split(r"\n\s*\n", text):
            uris = re.search(r"^URIs:\s*(\S+)", block, re.M)
            suites = re.search(r"^Suites:\s*(\S+)", block, re.M)
            if uris and suites:
                yield uris.group(1), suites.group(1)
    for file in [folder / "sources.list", *folder.glob("sources.list.d/*.list")]:
        if file.is_file():
            for found in re.finditer(
                r"^deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)", file.read_text(), re.M
            ):
                yield found.group(1), found.group(2)


def debian_mirror() -> str:
    """The Debian mirror this machine uses (security and other archives left out)."""
    for uri, _suite in _system_sources():
        if uri.rstrip("/").endswith("/debian"):
            return uri
    raise DevError(
        "No Debian package source was found in /etc/apt, so Odoo 19 cannot be fetched. "
        "Point CRM_DEV_ODOO at a checkout of Odoo 19."
    )


def _apt_options(home: Path) -> list[str]:
    for part in ("lists/partial", "cache/archives/partial", "sources"):
        (home / part).mkdir(parents=True, exist_ok=True)
    (home / "sources/odoo.sources").write_text(
        "\n".join(
            f"Types: deb\nURIs: {debian_mirror()}\nSuites: {suite}\n"
            f"Components: main\nSigned-By: {KEYRING}\n"
            for suite in ("sid", "bookworm")
        )
    )
    values = {
        "Dir::Etc::sourceparts": home / "sources",
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::State::lists": home / "lists",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": home / "cache",
        # A mirror that is frozen on purpose offers an old, still signed, release file.
        "Acquire::Check-Valid-Until": "false",
        "APT::Update::Error-Mode": "any",
    }
    if os.geteuid() == 0:
        values["APT::Sandbox::User"] = "root"
    return [word for key, value in values.items() for word in ("-o", f"{key}={value}")]


def _apt(words: list[str], cwd: Path) -> None:
    done = subprocess.run(
        ["apt-get", *words], cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("E:")]
        reason = lines[0].removeprefix("E: ") if lines else "apt-get failed"
        raise DevError(
            f"Odoo 19 could not be fetched from Debian: {reason}\n"
            "Is the network up? Or point CRM_DEV_ODOO at a checkout of Odoo 19."
        )


def _download(layout: Layout, home: Path) -> None:
    """Fetch and unpack beside the final place, then rename: a stop heals itself."""
    if not KEYRING.is_file():
        ensure_packages(["debian-archive-keyring"], "Checking Debian's signature")
    if not shutil.which("dpkg-deb") or not shutil.which("apt-get"):
        raise DevError(
            "Odoo 19 comes as a Debian package, and this machine has no apt. Point "
            "CRM_DEV_ODOO at a checkout of Odoo 19."
        )
    work = layout.state / "odoo.part"
    shutil.rmtree(work, ignore_errors=True)
    apt_home, debs, root = work / "apt", work / "debs", work / "root"
    debs.mkdir(parents=True)
    options = _apt_options(apt_home)
    _apt([*options, "update", "-qq"], debs)
    _apt([*options, "download", "-qq", "odoo-19", *LINKED, ICON_FONT], debs)
    for deb in sorted(debs.glob("*.deb")):
        subprocess.run(["dpkg-deb", "-x", deb, root], check=True)
    stand_in = root / "usr/lib/python3/dist-packages" / STRIPPED
    stand_in.parent.mkdir(parents=True, exist_ok=True)
    stand_in.touch()
    shutil.rmtree(home, ignore_errors=True)
    root.rename(home)
    shutil.rmtree(work, ignore_errors=True)
