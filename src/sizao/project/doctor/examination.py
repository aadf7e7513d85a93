"""Run every check in order; one that cannot be made is itself a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import DatabaseError, transaction

from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.project.doctor import database, machine, work
from sizao.project.doctor.findings import Finding, fault
from sizao.spine.scope import queries as scope

CHECKS: tuple[Callable[[], Finding], ...] = (*database.CHECKS, *work.CHECKS, *machine.CHECKS)


def examine() -> Iterator[Finding]:
    """Every finding, as it comes."""
    with scope.acting(Actor.system("doctor")):
        for check in CHECKS:
            yield _checked(check)


def _checked(check: Callable[[], Finding]) -> Finding:
    try:
        with transaction.atomic():
            return check()
    except (DatabaseError, OSError) as error:
        name = check.__name__
        return fault(
            name,
            Words(f"无法检查 {name}:{error}", f"{name} could not be checked: {error}"),
            Words(
                "运行 sizao migrate;仍不行请查看数据库日志",
                "run sizao migrate; if that does not help, read the database's log",
            ),
        )
