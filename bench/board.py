"""How fast the board and the chain open in a large outbreak: a page whole, from the middleware to the last byte."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bench import outbreak
from bench.installed import owner
from bench.lists import Latency, measure
from sizao.project import warming

CASES = 10_000
CHAIN_CASES = 5_000
EDITION = "cn-covid-ed8"
TARGET_MS = 1_000
DAYS = timedelta(days=outbreak.DAYS)


def board(cases: int, runs: int) -> dict[str, Any]:
    """The wall screen and its questions at ``cases`` cases with twenty contacts each, for the city's commander.

    Returns:
        Latencies by address, and the numbers of rows. ``worst_work_p95_ms`` is held to :data:`TARGET_MS`; the replay of a past
        moment is measured beside it, and is no part of the worst.
    """
    incident = _made(cases, "3202", all_of_it=True)
    addresses = {
        "wall screen, whole page": f"/board/screen/?incident={incident}",
        "its quick parts again": f"/board/screen/data.json?incident={incident}",
        "its meters": f"/board/screen/data.json?incident={incident}&parts=meters",
        "its chain": f"/board/screen/data.json?incident={incident}&parts=chain",
        "map": f"/board/map/data.json?incident={incident}",
    }
    found = _measured(addresses, runs)
    past = _measured({"its meters at a past moment": f"{_half_way(incident)}&parts=meters"}, runs)
    found["latency"] |= past["latency"]
    return found | {"cases": cases, "contacts": cases * outbreak.PER_CASE}


def _half_way(incident: UUID) -> str:
    """The wall screen's questions at the middle of the outbreak: the slider counts minutes from its first event."""
    return f"/board/screen/data.json?incident={incident}&at={int(DAYS.total_seconds()) // 120}"


def chain(cases: int, runs: int) -> dict[str, Any]:
    """The picture of a chain of so many cases, without their contacts."""
    incident = _made(cases, "3203", all_of_it=False)
    return _measured({"chain, picture": f"/cases/chain/{incident}/?contacts=0"}, runs) | {"cases": cases}


def _measured(addresses: dict[str, str], runs: int) -> dict[str, Any]:
    browser = commander()
    weights = {name: len(browser.get(address).content) for name, address in addresses.items()}
    warming.keep()  # as every process that serves does
    found: dict[str, Latency] = measure(browser, addresses, runs)
    return {
        "latency": {name: {f"{key}_ms": round(value, 1) for key, value in vars(each).items()} for name, each in found.items()},
        "bytes": weights,
        "worst_p95_ms": round(max(each.p95 for each in found.values()), 1),
        "worst_work_p95_ms": round(max(each.work95 for each in found.values()), 1),
    }  # fmt: skip


def _made(cases: int, city: str, *, all_of_it: bool) -> UUID:
    from sizao.ground.command import actions
    from sizao.kernel import areas
    from sizao.kernel.actors import Actor
    from sizao.kernel.words import Words
    from sizao.spine.scope import queries as scope

    by, area, end = Actor.system("bench"), areas.parse(city), datetime.now(UTC)
    with scope.acting(by):
        incident = actions.open_incident(
            title=Words("大规模疫情", "A large outbreak"), disease="covid-19", area=area, reported_at=end - DAYS,
            detected_at=end - DAYS, by=by, at=end - DAYS,
        )  # fmt: skip
        actions.stand_up(incident_id=incident, by=by, at=end - DAYS)
    outbreak.fill(incident, cases, end, edition=EDITION, areas=_towns(area), all_of_it=all_of_it)
    return incident


def _towns(area: int) -> list[int]:
    """Some of the towns of an area; the area itself where none are loaded."""
    from sizao.kernel import areas

    span = areas.subtree(area)
    with owner() as connection:
        rows = connection.execute(
            "SELECT code FROM registry_area WHERE code >= %s AND code < %s AND level = 'town' ORDER BY code LIMIT 90",
            [span.lower, span.upper],
        ).fetchall()
    return [row[0] for row in rows] or [area]


def commander(name: str = "bench-commander", area: str = "32") -> Any:
    """A browser signed in as the commander of an area."""
    from django.test import Client

    from sizao.kernel import areas
    from sizao.kernel.actors import Actor
    from sizao.spine.accounts import actions
    from sizao.spine.accounts.models import User
    from sizao.spine.accounts.types import Role
    from sizao.spine.scope import queries as scope

    by, now = Actor.system("bench"), datetime.now(UTC) - timedelta(minutes=1)
    known = User.objects.filter(username=name).first()
    if known is None:
        with scope.acting(by):
            user = actions.create_user(
                username=name, display_name=name, password=None, by=by, at=now, is_demonstration=True
            )
            actions.give_role(user_id=user, role=Role.COMMANDER, area=areas.parse(area), by=by, at=now)
        known = User.objects.get(pk=user)
    browser = Client()
    browser.force_login(known, backend="django.contrib.auth.backends.ModelBackend")
    return browser
