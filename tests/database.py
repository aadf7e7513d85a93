"""The tests' PostgreSQL: one embedded server per user, a migrated template, and a copy of it for each process."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from sizao.spine.database import roles
from sizao.spine.database.launcher import Cluster

CHECKOUT = Path(__file__).resolve().parents[1]
SHARED = Path(tempfile.gettempdir()) / f"sizao-tests-{os.getuid()}"


@contextmanager
def locked(name: str, how: int) -> Iterator[bool]:
    """Hold one of the locks that all processes of this user's tests share; whether it was to be had."""
    SHARED.mkdir(mode=0o711, exist_ok=True)
    with (SHARED / name).open("a") as file:
        try:
            fcntl.flock(file, how)
        except BlockingIOError:
            yield False
            return
        yield True


def fingerprint() -> str:
    """A digest of everything that shapes a migrated, filled template database."""
    sources = sorted((CHECKOUT / "src").glob("sizao/**/migrations/*.py"))
    sources += sorted((CHECKOUT / "src/sizao/ground/registry/data").glob("*"))
    sources += [CHECKOUT / "tests/make_template.py"]
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


class TestServer:
    """The running server, and the databases made on it by this process."""

    __test__ = False

    def __init__(self) -> None:
        self.cluster = Cluster(SHARED / "pg", durable=False)
        self.secrets = SHARED / "secrets"
        self._user: IO[str] | None = None

    def start(self) -> None:
        """Start the server unless another test run has, and make the template."""
        with locked("start", fcntl.LOCK_EX):
            self._user = (SHARED / "users").open("a")
            fcntl.flock(self._user, fcntl.LOCK_SH)
            self.cluster.start()
        self.template = f"sizao_template_{fingerprint()}"
        with locked("template", fcntl.LOCK_EX):
            if not self._exists(self.template):
                self._make_template()

    def stop(self) -> None:
        """Stop the server when nobody else uses it."""
        if self._user is None:
            return
        fcntl.flock(self._user, fcntl.LOCK_UN)
        self._user.close()
        with locked("start", fcntl.LOCK_EX), locked("users", fcntl.LOCK_EX | fcntl.LOCK_NB) as alone:
            if alone:
                self.cluster.stop()

    def _admin(self) -> psycopg.Connection[Any]:
        return psycopg.connect(**self.cluster.admin(), autocommit=True)

    def _exists(self, name: str) -> bool:
        with self._admin() as admin:
            found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name])
            return found.fetchone() is not None

    def _make_template(self) -> None:
        self.drop(self.template)
        roles.ensure(self.cluster.admin(), self.template, self.secrets)
        with self._admin() as admin:
            for role in ("sizao_web", "sizao_worker"):
                admin.execute(sql.SQL("ALTER ROLE {} SET statement_timeout TO 0").format(sql.Identifier(role)))
        home = Path(tempfile.mkdtemp(prefix="sizao-template-"))
        self.write_home(home, self.template)
        environment = {**os.environ, "SIZAO_HOME": str(home), "SIZAO_DB_ROLE": "sizao_migrate", "SIZAO_LOG": "ERROR"}
        environment.pop("PYTEST_CURRENT_TEST", None)
        for script in ("tests/make_template.py",):
            done = subprocess.run(
                [sys.executable, str(CHECKOUT / script)], env=environment, cwd=CHECKOUT, capture_output=True, text=True
            )
            if done.returncode:
                raise RuntimeError(f"{script}:\n{done.stdout}\n{done.stderr}")
        shutil.rmtree(home)
        with self._admin() as admin:
            for (old,) in admin.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'sizao_template_%%' AND datname <> %s",
                [self.template],
            ).fetchall():
                admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(sql.Identifier(old)))
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))
            admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(self.template)))

    def write_home(self, home: Path, name: str) -> None:
        """Let an installation folder point at a database of this server."""
        admin = self.cluster.admin()
        place = {"host": str(admin["host"]), "port": str(admin["port"]), "name": name}
        (home / "database.json").write_text(json.dumps(place))
        if not (home / "secrets").exists():
            (home / "secrets").symlink_to(self.secrets)

    def copy(self, name: str, of: str = "") -> None:
        """Make a database as a copy of the template, or of another that nobody is in."""
        self.drop(name)
        with self._admin() as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER sizao_migrate").format(
                    sql.Identifier(name), sql.Identifier(of or self.template)
                )
            )
            admin.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO sizao_auth, sizao_web, sizao_worker, sizao_audit").format(
                    sql.Identifier(name)
                )
            )

    def drop(self, name: str) -> None:
        """Drop a database whoever is connected."""
        with self._admin() as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
