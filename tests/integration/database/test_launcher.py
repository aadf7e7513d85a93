"""The embedded server: private from the first moment, and found again after every kind of death."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from sizao.spine.database import binaries, processes
from sizao.spine.database.errors import NoServerProgram, OtherVersion, WouldNotStart
from sizao.spine.database.launcher import Cluster

pytestmark = pytest.mark.postgres


def connect(cluster: Cluster, **changed: object) -> psycopg.Connection:
    return psycopg.connect(**{**cluster.admin(), **changed}, autocommit=True)


def fill(cluster: Cluster, rows: int = 1000) -> None:
    with connect(cluster) as session:
        session.execute("CREATE TABLE kept (n int)")
        session.execute("INSERT INTO kept SELECT generate_series(1, %s)", [rows])


def count(cluster: Cluster) -> int:
    with connect(cluster) as session:
        return session.execute("SELECT count(*) FROM kept").fetchone()[0]


def kill(cluster: Cluster) -> int:
    pid = processes.postmaster(cluster.data)
    os.kill(pid, signal.SIGKILL)
    while processes.is_postmaster(pid, cluster.data):
        time.sleep(0.02)
    return pid


def test_it_is_private(cluster: Cluster) -> None:
    with connect(cluster) as session:
        shown = {name: session.execute(f"SHOW {name}").fetchone()[0] for name in ("listen_addresses", "fsync", "jit")}
        rules = session.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
    assert shown == {"listen_addresses": "", "fsync": "on", "jit": "off"}
    assert rules == [("scram-sha-256",)]
    sockets = Path(cluster.admin()["host"])
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE((cluster.home / "superuser.password").stat().st_mode) == 0o600
    assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700


def test_a_wrong_password_is_refused(cluster: Cluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(cluster, password="wrong")
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        connect(cluster, password="")


def test_it_sorts_by_code_point_everywhere(cluster: Cluster) -> None:
    with connect(cluster) as session:
        row = session.execute(
            "SELECT datlocprovider, datcollate, pg_encoding_to_char(encoding) FROM pg_database"
        ).fetchone()
    assert row[0] == "b" and row[2] == "UTF8"


def test_data_survives_a_kill(cluster: Cluster) -> None:
    fill(cluster)
    kill(cluster)
    assert not cluster.is_running()
    cluster.start()
    assert count(cluster) == 1000


def test_data_survives_a_kill_when_the_pid_now_belongs_to_another_process(cluster: Cluster) -> None:
    fill(cluster)
    kill(cluster)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        pid_file = cluster.data / "postmaster.pid"
        rest = pid_file.read_text().split("\n", 1)[1]
        pid_file.write_text(f"{stranger.pid}\n{rest}")
        lock = Path(cluster.admin()["host"]) / ".s.PGSQL.5432.lock"
        lock.write_text(f"{stranger.pid}\n{rest}")
        heard: list[str] = []
        cluster.start(heard.append)
        assert count(cluster) == 1000
        assert any("not stopped properly" in sentence for sentence in heard)
        assert stranger.poll() is None, "a process that is not ours is left alone"
    finally:
        stranger.kill()
        stranger.wait()


def test_a_zombie_is_not_taken_for_a_server(home: Path) -> None:
    zombie = subprocess.Popen([sys.executable, "-c", "pass"])
    while Path(f"/proc/{zombie.pid}/stat").exists() and " Z " not in Path(f"/proc/{zombie.pid}/stat").read_text():
        time.sleep(0.02)
    assert not processes.is_postmaster(zombie.pid, home)
    zombie.wait()


def test_a_killed_servers_busy_child_ends_before_the_next_server_begins(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "ORPHANS_MAY_FINISH_SECONDS", 0.2)
    fill(cluster)
    busy = connect(cluster)
    backend = busy.info.backend_pid
    # A frozen child outlives its server: exactly the writer that must not meet the next server.
    os.kill(backend, signal.SIGSTOP)
    kill(cluster)
    assert backend in [process.pid for process in processes.orphans(cluster.data)]
    wake = threading.Timer(1.0, os.kill, (backend, signal.SIGCONT))
    wake.start()
    cluster.start()
    assert backend not in [process.pid for process in processes.orphans(cluster.data)]
    assert count(cluster) == 1000
    with pytest.raises(psycopg.OperationalError):
        busy.execute("SELECT 1")
    busy.close()


def test_recovery_is_waited_for_and_told(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that stays in recovery is not an error, however long; the person at the terminal sees why."""
    cluster.stop()
    spoken: list[str] = []
    states = iter(["starting"] * 12 + ["ready"] * 1000)
    real = processes.state
    monkeypatch.setattr(processes, "state", lambda data: next(states) if real(data) == "ready" else "starting")
    monkeypatch.setattr(Cluster, "_recovery", lambda self: "the database is recovering: redo in progress")
    slow = time.monotonic
    monkeypatch.setattr("sizao.spine.database.launcher.time.monotonic", lambda: slow() * 10)
    cluster.start(spoken.append)
    assert "the database is recovering: redo in progress" in spoken
    assert count_of_databases(cluster) >= 3


def count_of_databases(cluster: Cluster) -> int:
    with connect(cluster) as session:
        return session.execute("SELECT count(*) FROM pg_database").fetchone()[0]


def test_two_starts_at_once_give_one_server(home: Path) -> None:
    clusters = [Cluster(home, durable=False) for _ in range(3)]
    faults: list[BaseException] = []

    def start(each: Cluster) -> None:
        try:
            each.start()
        except (WouldNotStart, OSError, psycopg.Error) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=start, args=(each,)) for each in clusters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sum(each.began_here for each in clusters) == 1
    clusters[0].stop()
    assert not clusters[1].is_running()


def test_a_context_leaves_a_server_that_it_found_running(cluster: Cluster) -> None:
    with Cluster(cluster.home):
        pass
    assert cluster.is_running()


def test_an_initdb_that_was_cut_short_is_done_again(home: Path) -> None:
    home.mkdir()
    (home / "data.new").mkdir()
    (home / "data.new" / "PG_VERSION").write_text("18\n")
    with Cluster(home, durable=False) as made:
        assert count_of_databases(made) >= 3


def test_a_deep_folder_gets_a_short_private_socket_folder(home: Path) -> None:
    deep = home.parent / ("d" * 90) / "pg"
    with Cluster(deep, durable=False) as made:
        sockets = Path(made.admin()["host"])
        assert not sockets.is_relative_to(deep)
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    with Cluster(deep, durable=False) as again:
        assert Path(again.admin()["host"]) == sockets, "the same folder is used again"
    sockets.chmod(0o777)
    with Cluster(deep, durable=False) as third:
        assert Path(third.admin()["host"]) != sockets, "a folder that others can write to is not"


def test_what_keeps_it_from_starting_is_told(cluster: Cluster) -> None:
    cluster.stop()
    settings = cluster.data / "conf.d" / "99-site.conf"
    settings.write_text("shared_buffers = 'nonsense'\n")
    settings.chmod(0o644)
    with pytest.raises(WouldNotStart, match="shared_buffers"):
        cluster.start()
    settings.unlink()


def test_data_of_another_version_is_left_alone(cluster: Cluster) -> None:
    cluster.stop()
    version = cluster.data / "PG_VERSION"
    written = version.read_text()
    version.write_text("14\n")
    with pytest.raises(OtherVersion, match="14"):
        cluster.start()
    version.write_text(written)


def test_a_missing_program_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIZAO_PG_BIN", str(tmp_path))
    with pytest.raises(NoServerProgram, match="SIZAO_PG_BIN"):
        binaries.folder()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_as_root_it_moves_to_where_the_servers_user_can_enter(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, instead = home.parent / "closed", home.parent / "lib"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr("sizao.spine.database.launcher.ROOTS_FALLBACK", instead)
    heard: list[str] = []
    made = Cluster(closed / "pg", durable=False)
    made.start(heard.append)
    try:
        assert made.home.parent == instead
        assert any(str(instead) in sentence for sentence in heard)
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700, "nothing outside the cluster's folder is opened up"
        assert processes.psutil.Process(processes.postmaster(made.data)).uids().real != 0
    finally:
        made.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_as_root_programs_that_the_servers_user_cannot_read_are_copied(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a checkout in root's own home folder."""
    closed, programs = home.parent / "closed", binaries.folder()
    closed.mkdir(mode=0o700)
    package = programs.parents[1]
    for part in (programs.parent, package.with_name(package.name + ".libs")):
        subprocess.run(
            ["cp", "-a", "--parents", str(part.relative_to(package.parent)), str(closed)],
            cwd=package.parent,
            check=True,
        )
    monkeypatch.setenv("SIZAO_PG_BIN", str(closed / programs.relative_to(package.parent)))
    heard: list[str] = []
    made = Cluster(home, durable=False)
    made.start(heard.append)
    try:
        assert any(str(home / "postgresql-") in sentence for sentence in heard)
        assert count_of_databases(made) >= 3
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        made.stop()
