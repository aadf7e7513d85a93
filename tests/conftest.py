"""Fixtures for every test: an own installation folder, a database when asked for, and people to act as."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests import folder

folder.choose()
HOME = Path(tempfile.mkdtemp(prefix="sizao-test-"))
OWNER = os.getpid()
atexit.register(lambda: shutil.rmtree(HOME, ignore_errors=True) if os.getpid() == OWNER else None)
os.environ["SIZAO_HOME"] = str(HOME)
os.environ["SIZAO_DB_ROLE"] = "sizao_web"
os.environ["SIZAO_LOG"] = "CRITICAL"
os.environ["DJANGO_SETTINGS_MODULE"] = "sizao.project.settings"
os.environ.pop("DATABASE_URL", None)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
"""Hundreds of processes are started by the tests; without it each would compile the platform anew."""
gc.disable()

import django
import pytest
from hypothesis import HealthCheck, settings

django.setup()

from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher

django_settings.SIZAO_HOME = HOME
"""A worker of xdist inherits its parent's environment, and with it settings that were read from the parent's folder."""

Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1
"""Hundreds of passwords are typed in these processes; the servers that tests start hash as an installation does."""

settings.register_profile(
    "sizao", deadline=None, max_examples=int(os.environ.get("GENTEST_EXAMPLES", "50")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)  # fmt: skip
settings.load_profile("sizao")

DATA = Path(os.environ.get("SIZAO_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
AT = datetime(2021, 12, 11, 8, 0, tzinfo=UTC)
"""The moment at which tests happen unless they say otherwise."""


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay to the end: the collector of cycles need not look at them again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()
    atexit.register(gc.unfreeze)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """What a file's tests set up once is set up once, and the longest piece is not begun last."""
    from tests.sharing import Shares

    return Shares(config, log)


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes name a parameter by its argument alone: their text may differ between the processes of one run."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test talks to another machine."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and str(address[0]) not in {"127.0.0.1", "localhost", "::1"}:
            raise RuntimeError(f"a test tried to reach {address}")
        return connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """No test inherits the language that another one left active."""
    from django.utils import translation

    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: object) -> Iterator[None]:
    """A copy of the migrated template for this process, reached as ``sizao_web``."""
    from django.db import connections
    from django.test import TransactionTestCase

    from sizao.ground.presence import queries as presence
    from sizao.spine.scope import queries as scope
    from tests.database import TestServer

    assert presence.warm_up(), "the index answers, as in a process that serves; some tests ask DuckDB in its stead"
    server = TestServer()
    server.start()
    name = f"sizao_test_{os.getpid()}"
    server.copy(name)
    server.write_home(HOME, name)
    admin = server.cluster.admin()
    place = connections["default"].settings_dict
    secret = (server.secrets / "sizao_web").read_text().strip()
    place.update(HOST=str(admin["host"]), PORT=str(admin["port"]), NAME=name, USER="sizao_web", PASSWORD=secret)
    django_settings.DATABASES["default"].update(place)

    def renew(self: TransactionTestCase) -> None:
        connections.close_all()
        scope.close_all()
        server.copy(name)

    TransactionTestCase._fixture_teardown = renew  # type: ignore[method-assign]
    yield
    connections.close_all()
    scope.close_all()
    server.drop(name)
    server.stop()


@pytest.fixture
def at() -> datetime:
    """The moment of the test."""
    return AT


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch, at: datetime) -> dict[str, datetime]:
    """Pages answer at the test's time; a test may move it on with ``moment["at"] = …``."""
    from sizao.spine.web.middleware import Problems

    held = {"at": at}
    process = Problems.process_view

    def at_that_time(self: Problems, request: Any, *arguments: object) -> object:
        request.at = held["at"]
        return process(self, request, *arguments)

    monkeypatch.setattr(Problems, "process_view", at_that_time)
    return held


@pytest.fixture
def by(db: None) -> Iterator[object]:
    """The platform itself, acting on the whole country for the length of the test."""
    from sizao.kernel.actors import Actor
    from sizao.spine.scope import queries as scope

    actor = Actor.system("test")
    with scope.acting(actor):
        yield actor


@pytest.fixture
def acting() -> Iterator[Callable[[object], None]]:
    """Become another actor until the end of the test: ``acting(actor)``."""
    from sizao.spine.scope import queries as scope

    with ExitStack() as stack:
        yield lambda actor: stack.enter_context(scope.acting(actor))


@pytest.fixture
def staff(db: None) -> Callable[..., object]:
    """Make a demonstration account with a role: ``staff("epidemiologist", "320282") -> User``."""
    from sizao.kernel import areas
    from sizao.kernel.actors import Actor
    from sizao.spine.accounts import actions
    from sizao.spine.accounts.models import User
    from sizao.spine.accounts.types import Role
    from sizao.spine.scope import queries as scope

    def make(role: str, area: str = "320282", name: str = "") -> User:
        by = Actor.system("test")
        username = name or f"{role}-{area}"
        with scope.acting(by):
            known = User.objects.filter(username=username).first()
            if known:
                return known
            now = datetime.now(UTC)
            user_id = actions.create_user(
                username=username, display_name=username, password=None, by=by, at=now, is_demonstration=True
            )
            actions.give_role(user_id=user_id, role=Role(role), area=areas.parse(area), by=by, at=now)
        return User.objects.get(pk=user_id)

    return make


@pytest.fixture
def signed_in(staff: Callable[..., object], client: object) -> Callable[..., object]:
    """A browser signed in under a role: ``signed_in("epidemiologist", "320282") -> Client``."""
    from django.test import Client

    def enter(role: str, area: str = "320282", language: str = "en") -> Client:
        browser = Client(headers={"accept-language": language})
        browser.force_login(staff(role, area), backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return enter


@pytest.fixture
def data() -> Path:
    """The folder of real outbreak data, which is never committed; the test is skipped where it is absent."""
    if not DATA.exists():
        pytest.skip("real outbreak data is not here: set SIZAO_DATA to its folder")
    return DATA
