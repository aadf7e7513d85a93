"""The roles that enter the database: weak, separate, and the same on a server of one's own."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sizao.spine.database import roles
from sizao.spine.database.errors import NoSecret, RoleTooStrong
from sizao.spine.database.launcher import Cluster

pytestmark = pytest.mark.postgres

DEBIAN = sorted(path for path in Path("/usr/lib/postgresql").glob("*/bin") if int(path.parent.name) >= 15)


@pytest.fixture(params=["wheel", "debian"])
def server(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    if request.param == "debian":
        if not DEBIAN:
            pytest.skip("Debian's PostgreSQL 15 or later is not installed (apt-get install postgresql)")
        monkeypatch.setenv("SIZAO_PG_BIN", str(DEBIAN[-1]))
    with Cluster(home, durable=False) as made:
        roles.ensure(made.admin(), "sizao", home.parent / "secrets")
        yield made


def enter(server: Cluster, role: str) -> psycopg.Connection:
    place = roles.connection(role, server.admin(), "sizao", server.home.parent / "secrets")
    return psycopg.connect(**place, autocommit=True)


def test_every_role_can_enter_and_none_is_strong(server: Cluster) -> None:
    for role in roles.ROLES:
        with enter(server, role) as session:
            query = "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = current_user"
            assert session.execute(query).fetchone() == (False,) * 5, role


def test_passwords_are_private_random_and_kept(server: Cluster) -> None:
    folder = server.home.parent / "secrets"
    before = {role: (folder / role).read_text() for role in roles.ROLES}
    assert len(set(before.values())) == len(roles.ROLES)
    assert {stat.S_IMODE((folder / role).stat().st_mode) for role in roles.ROLES} == {0o600}
    roles.ensure(server.admin(), "sizao", folder)
    assert before == {role: (folder / role).read_text() for role in roles.ROLES}


def test_a_lost_password_is_made_anew(server: Cluster) -> None:
    folder = server.home.parent / "secrets"
    (folder / roles.WEB).unlink()
    with pytest.raises(NoSecret):
        enter(server, roles.WEB)
    roles.ensure(server.admin(), "sizao", folder)
    with enter(server, roles.WEB) as session:
        assert session.execute("SELECT current_user").fetchone() == (roles.WEB,)


def test_the_migrating_role_owns_and_the_others_work(server: Cluster) -> None:
    with enter(server, roles.MIGRATE) as owner:
        owner.execute("CREATE TABLE thing (id int GENERATED ALWAYS AS IDENTITY, name text)")
        owner.execute("CREATE TABLE sec.hidden (n int)")
    for role in (roles.WEB, roles.WORKER):
        with enter(server, role) as session:
            session.execute("INSERT INTO thing (name) VALUES ('a')")
            session.execute("UPDATE thing SET name = 'b'")
            session.execute("DELETE FROM thing")
            for forbidden in (
                "SELECT * FROM sec.hidden",
                "CREATE TABLE mine (n int)",
                "TRUNCATE thing",
                "DROP TABLE thing",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    session.execute(forbidden)
    for role in (roles.AUTH, roles.AUDIT):
        with enter(server, role) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("SELECT * FROM thing")


def test_a_hanging_request_is_ended(server: Cluster) -> None:
    with enter(server, roles.WEB) as session:
        assert session.execute("SHOW statement_timeout").fetchone() == ("15s",)
        assert session.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("1min",)


def test_a_role_that_became_strong_is_refused(server: Cluster) -> None:
    with psycopg.connect(**server.admin(), autocommit=True) as admin:
        admin.execute("ALTER ROLE sizao_web BYPASSRLS")
    with pytest.raises(RoleTooStrong, match="sizao_web"):
        roles.ensure(server.admin(), "sizao", server.home.parent / "secrets")


def test_the_servers_log_never_holds_a_password(server: Cluster) -> None:
    with psycopg.connect(**server.admin(), autocommit=True) as admin:
        admin.execute("ALTER SYSTEM SET log_statement = 'all'")
        admin.execute("SELECT pg_reload_conf()")
    (server.home.parent / "secrets" / roles.WEB).unlink()
    roles.ensure(server.admin(), "sizao", server.home.parent / "secrets")
    password = (server.home.parent / "secrets" / roles.WEB).read_text()
    logged = "".join(path.read_text() for path in (server.data / "log").glob("*.log"))
    assert "ALTER ROLE" in logged
    assert password not in logged


def test_a_url_of_a_plain_creating_role_is_enough(server: Cluster) -> None:
    """The same on somebody's server, where we are given a role with CREATEROLE and CREATEDB and no more."""
    with psycopg.connect(**server.admin(), autocommit=True) as admin:
        for role in roles.ROLES:
            admin.execute(f"ALTER ROLE {role} RENAME TO gone_{role}")
        admin.execute("CREATE ROLE hosted LOGIN CREATEROLE CREATEDB PASSWORD 'hosted-pw'")
    place, dbname = roles.from_url(f"postgresql://hosted:hosted-pw@/elsewhere?host={server.admin()['host']}")
    secrets = server.home.parent / "other-secrets"
    for _ in range(2):
        roles.ensure(place, dbname, secrets)
    with psycopg.connect(**roles.connection(roles.MIGRATE, place, dbname, secrets)) as session:
        session.execute("CREATE TABLE thing (n int)")
    with psycopg.connect(**roles.connection(roles.WEB, place, dbname, secrets)) as session:
        assert session.execute("SELECT count(*) FROM thing").fetchone() == (0,)


@pytest.mark.skipif("SIZAO_TEST_DATABASE_URL" not in os.environ, reason="SIZAO_TEST_DATABASE_URL names no server")
def test_the_named_server_takes_the_roles(tmp_path: Path) -> None:
    place, dbname = roles.from_url(os.environ["SIZAO_TEST_DATABASE_URL"])
    roles.ensure(place, dbname, tmp_path / "secrets")
    with psycopg.connect(**roles.connection(roles.WEB, place, dbname, tmp_path / "secrets")) as session:
        assert session.execute("SELECT current_user").fetchone() == (roles.WEB,)
