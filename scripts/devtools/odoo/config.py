"""The odoo.conf that the tools run with: the repository's, completed privately."""

from __future__ import annotations

import configparser
import os
import secrets
from pathlib import Path

from ..database.postgres import Server
from ..machine.layout import Layout


def master_password(layout: Layout) -> str:
    """A random master password, made once and kept out of git."""
    keep = layout.state / "master_password"
    if not keep.is_file():
        keep.touch(mode=0o600)
        keep.write_text(secrets.token_urlsafe(24))
    return keep.read_text()


def write_conf(layout: Layout, server: Server, name: str, **options: str | int) -> Path:
    """Write a private copy of odoo.conf with what it leaves open.

    :param name: the file's name below the state folder, without ending.
    :param options: further options; they win.
    """
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(layout.root / "odoo.conf")
    if not parser.has_section("options"):
        parser.add_section("options")
    section = parser["options"]
    section.setdefault("admin_passwd", master_password(layout))
    section.setdefault("data_dir", str(layout.state / "data"))
    section.setdefault("http_interface", "127.0.0.1")
    section.setdefault("max_cron_threads", "1")
    section.update(server.options())
    section["addons_path"] = ",".join(
        str((layout.root / folder.strip()).resolve())
        for folder in section.get("addons_path", "addons").split(",")
    )
    section.update({key: str(value) for key, value in options.items()})
    path = layout.state / f"{name}.conf"
    part = path.with_suffix(f".{os.getpid()}")  # another part may be reading it
    part.touch(mode=0o600)
    with part.open("w") as handle:
        parser.write(handle)
    part.replace(path)
    return path


def data_dir(conf: Path) -> Path:
    """Where an Odoo with these settings keeps attachments."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(conf)
    return Path(parser["options"]["data_dir"])
