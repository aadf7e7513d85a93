"""A throw-away installation to measure on: its own durable PostgreSQL, migrated, with the areas that ship."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg


@contextmanager
def site() -> Iterator[Path]:
    """An installation in a folder of its own, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="sizao-bench-", dir="/tmp"))
    home.chmod(0o755)
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(
        SIZAO_HOME=str(home), SIZAO_DB_ROLE="sizao_web", SIZAO_LOG="CRITICAL", SIZAO_DURABLE="1",
        SIZAO_DELIVER_INLINE="0", DJANGO_SETTINGS_MODULE="sizao.project.settings",
    )  # fmt: skip
    from sizao.project import installation
    from sizao.project.cli.migrate import migrate

    place = installation.find()
    try:
        installation.prepare(place)
        migrate()
        _set_up()
        yield home
        _close()
    finally:
        if place.cluster is not None:
            place.cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


def _set_up() -> None:
    import django

    django.setup()
    from sizao.ground.registry.jobs import load_shipped_areas
    from sizao.kernel.actors import Actor
    from sizao.spine import clock
    from sizao.spine.scope import queries as scope

    by = Actor.system("bench")
    with as_role("sizao_worker"), scope.acting(by):
        load_shipped_areas(by, clock.now())


def _close() -> None:
    from django.db import connections

    from sizao.spine.scope import queries as scope

    connections.close_all()
    scope.close_all()


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Django's connection belongs to another database role within the block."""
    from django.conf import settings
    from django.db import connection

    before = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    secret = (Path(settings.SIZAO_HOME) / "secrets" / role).read_text().strip()
    connection.close()
    connection.settings_dict.update(USER=role, PASSWORD=secret)
    yield
    connection.close()
    connection.settings_dict.update(before)


@contextmanager
def owner() -> Iterator[psycopg.Connection[Any]]:
    """A connection as the owner of the tables, which no area bounds."""
    from django.conf import settings
    from django.db import connection

    place = connection.settings_dict
    secret = (Path(settings.SIZAO_HOME) / "secrets" / "sizao_migrate").read_text().strip()
    with psycopg.connect(
        host=place["HOST"], port=place["PORT"], dbname=place["NAME"], user="sizao_migrate", password=secret
    ) as made:
        yield made


def shape() -> list[str]:
    """The machine and the database server in a few lines."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?"
    )
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    with owner() as connection:
        version = connection.execute("SHOW server_version").fetchone()[0]
        kept = ["shared_buffers", "work_mem", "fsync", "synchronous_commit", "jit", "random_page_cost"]
        settings = [f"{name}={connection.execute(f'SHOW {name}').fetchone()[0]}" for name in kept]
    return [
        f"{os.cpu_count()} cores, {model}, {memory / 2**20:.0f} GiB memory, load {os.getloadavg()[0]:.1f}, "
        f"a second of work takes {crowding():.1f} s",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, PostgreSQL {version}",
        ", ".join(settings),
    ]


def crowding(seconds: float = 0.5) -> float:
    """How many seconds a second of work takes now: 1 on an idle machine, more when others use it as well."""
    began, used = time.perf_counter(), time.process_time()
    while time.process_time() - used < seconds:
        sum(range(1000))
    return (time.perf_counter() - began) / seconds


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []
