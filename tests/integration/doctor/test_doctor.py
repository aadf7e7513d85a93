"""The doctor finds what is planted, and says what to do about it."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from sizao.kernel.words import Words
from sizao.project import installation
from sizao.project.doctor import database, examination, machine, work
from sizao.project.doctor.findings import Finding, State
from sizao.project.worlds.wuxi import state as city
from sizao.spine.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(installation, "home", lambda: tmp_path)
    return tmp_path


def state(finding: Finding) -> State:
    assert finding.found.zh and finding.found.en
    assert (finding.advice is None) == (finding.state is State.FINE), "what is not fine says what to do"
    return finding.state


def test_every_check_answers(by) -> None:
    findings = {each.check: each for each in examination.examine()}
    assert len(findings) == len(examination.CHECKS)
    for each in findings.values():
        state(each)
    healthy = ("version", "roles", "row_security", "tables", "access_log", "debug", "database_network")
    assert {name: findings[name].state for name in healthy} == dict.fromkeys(healthy, State.FINE), findings


def test_tables_about_persons_are_asked_of_the_models() -> None:
    tables = {model._meta.db_table for model in database.personal_tables()}
    assert "registry_person" in tables
    assert "registry_area" not in tables


def test_a_table_without_row_security_is_found(by, monkeypatch) -> None:
    monkeypatch.setattr(database, "personal_tables", lambda: iter([User]))
    finding = database.row_security()
    assert state(finding) is State.FAULT
    assert User._meta.db_table in finding.found.en


def test_the_forgetful_server_of_the_tests_is_found(by) -> None:
    finding = database.durability()
    assert state(finding) is State.FAULT
    assert "fsync=off" in finding.found.en


def test_a_missing_role_is_found(by, monkeypatch) -> None:
    monkeypatch.setattr(database.roles, "ROLES", (*database.roles.ROLES, "sizao_unknown"))
    assert state(database.weak_roles()) is State.FAULT
    monkeypatch.setattr(database.roles, "ROLES", ("postgres",))
    finding = database.weak_roles()
    assert state(finding) is State.FAULT and "postgres" in finding.found.en


def test_a_silent_worker_is_found(by) -> None:
    assert state(work.worker()) is State.FAULT
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        assert state(work.worker()) is State.FINE
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
    assert state(work.worker()) is State.FAULT


@pytest.mark.parametrize(("seconds", "expected"), [(0, State.FINE), (120, State.WARNING), (3600, State.FAULT)])
def test_events_that_wait_are_found(by, monkeypatch, seconds: int, expected: State) -> None:
    monkeypatch.setattr(work.outbox, "lag", lambda now: float(seconds))
    assert state(work.events()) is expected


def test_demonstration_accounts_are_reported(by, staff) -> None:
    assert state(work.demonstration()) is State.FINE
    staff("tracer")
    assert state(work.demonstration()) is State.WARNING


def test_a_city_on_its_way_is_told_apart_from_one_that_was_left(by, home, monkeypatch) -> None:
    assert state(work.demonstration_city()) is State.FINE
    begun = city.State(city.here(), datetime(2026, 3, 1, tzinfo=UTC), 1_000, 5)
    city.tell(begun, 0.42, Words("推演", "playing"))
    left = work.demonstration_city()
    assert state(left) is State.WARNING and "interrupted at 42%" in left.found.en
    with (home / "serve.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        coming = work.demonstration_city()
        assert state(coming) is State.WARNING and "42%" in coming.found.en and coming.found != left.found
        assert state(work.worker()) is State.WARNING, "the worker rests meanwhile, and that is no fault"
    city.write(replace(begun, is_done=True))
    assert state(work.demonstration_city()) is State.FINE


def test_debugging_is_found(settings) -> None:
    settings.DEBUG = True
    assert state(machine.debugging()) is State.FAULT


def test_files_that_others_can_read_are_found(home: Path) -> None:
    (home / "secrets").mkdir()
    password = home / "secrets" / "sizao_web"
    password.touch(0o600)
    assert state(machine.private_files()) is State.FINE
    password.chmod(0o644)
    assert state(machine.private_files()) is State.FAULT


def test_a_socket_folder_that_is_open_to_all_is_found(home: Path) -> None:
    folder = home / "s"
    folder.mkdir(mode=0o700)
    (home / "database.json").write_text(json.dumps({"host": str(folder), "embedded": True}))
    assert state(machine.socket_folder()) is State.FINE
    folder.chmod(0o777)
    assert state(machine.socket_folder()) is State.FAULT


def test_a_full_disk_is_found(monkeypatch) -> None:
    usage = type("Usage", (), {"total": 100 * 1024**3, "used": 95 * 1024**3, "free": 5 * 1024**3})
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: usage)
    assert state(machine.disk()) is State.FAULT


def test_a_clock_that_differs_is_found(by, monkeypatch) -> None:
    wall = machine.clock.wall
    monkeypatch.setattr(machine.clock, "wall", lambda: wall() + timedelta(minutes=3))
    assert state(machine.time()) is State.FAULT


@pytest.mark.parametrize(
    ("host", "tls", "behind_proxy", "expected"),
    [
        ("127.0.0.1", False, False, State.FINE),
        ("0.0.0.0", False, False, State.FAULT),
        ("0.0.0.0", False, True, State.WARNING),
        ("0.0.0.0", True, False, State.FINE),
    ],
)
def test_what_listens_is_asked_of_the_system(home, host: str, tls: bool, behind_proxy: bool, expected: State) -> None:
    facts = {"pid": os.getpid(), "host": "127.0.0.1", "port": 1, "tls": tls, "behind_proxy": behind_proxy}
    (home / "serve.json").write_text(json.dumps(facts))
    with socket.socket() as listening:
        listening.bind((host, 0))
        listening.listen()
        assert state(machine.web_address()) is expected


def test_a_check_that_cannot_be_made_is_a_fault(by) -> None:
    def broken() -> Finding:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")
        raise AssertionError

    assert state(examination._checked(broken)) is State.FAULT
    assert state(database.version()) is State.FINE, "the transaction goes on"
