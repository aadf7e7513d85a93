"""``sizao migrate``: make the roles and the database if they are missing, then bring the tables up to this version."""

from __future__ import annotations

import argparse
import subprocess
import sys
from typing import Any

from sizao.kernel.errors import Unavailable
from sizao.kernel.words import Words
from sizao.project import installation
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import note, say
from sizao.spine.database import roles

NEEDS_DATABASE = False


class MigrationFailed(Unavailable):
    """The tables could not be brought up to this version: {reason}"""

    code = "migrate.failed"
    zh = "数据表升级失败:{reason}"


def register(subparsers: Any) -> None:
    """Add the verb."""
    words = say("建立角色并升级数据库表结构", "make the database roles and bring the tables up to date")
    subparsers.add_parser("migrate", help=words, description=words)


def run(args: argparse.Namespace) -> Outcome:
    """Migrate the embedded database, or the one of ``DATABASE_URL``."""
    place = installation.find(note)
    try:
        installation.prepare(place)
        applied = migrate()
    finally:
        if place.cluster is not None and place.cluster.began_here:
            place.cluster.stop()
    summary = Words(f"已执行 {len(applied)} 个迁移", f"{len(applied)} migrations applied")
    return Outcome({"applied": applied}, (summary, *applied))


def migrate() -> list[str]:
    """Apply what is pending as ``sizao_migrate``, in a process of its own; returns the names of what was applied."""
    said = manage(roles.MIGRATE, "migrate", "--no-input", "--no-color")
    return [line.split()[1].rstrip(".") for line in said.splitlines() if line.startswith("  Applying ")]


def manage(role: str, *arguments: str, **environment: str) -> str:
    """Run one of Django's management commands under a database role and return what it printed."""
    command = [sys.executable, "-m", "sizao.project.manage", *arguments]
    surroundings = {**installation.environment(role), "DJANGO_SETTINGS_MODULE": "sizao.project.settings", **environment}
    done = subprocess.run(
        command, env=surroundings, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise MigrationFailed(reason=(done.stderr or done.stdout).strip()[-1500:])
    return done.stdout
