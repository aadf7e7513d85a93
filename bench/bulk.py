"""One decision on thousands of contacts through the pages: seen before it is made, made, its plans begun, taken back."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bench.board import EDITION, commander
from bench.installed import owner
from bench.lists import work

CONTACTS = 5_000
TARGET_MS = 10_000
TOWN = "320282109"


def bulk(contacts: int) -> dict[str, Any]:
    """The four steps at so many contacts, each once: milliseconds on the clock and of work.

    Returns:
        ``steps`` by name; ``worst_p95_ms`` and ``worst_work_p95_ms`` are the slowest's of those that an officer waits for,
        held to :data:`TARGET_MS`; the worker begins the plans behind them.
    """
    incident = _proposed(contacts)
    browser = commander("bench-bulk", "3202")
    steps: dict[str, dict[str, float]] = {}
    every = {"every": f"status=proposed&incident={incident}", "step": "approve", "case": ""}
    preview = _timed(steps, "preview", lambda: browser.post("/cases/contacts/confirm/", every)).content.decode()
    picked = re.findall(r'name="picked" value="([^"]+)"', preview)
    if len(picked) != contacts:
        raise SystemExit(f"the preview shows {len(picked)} of {contacts} people")
    given = {"picked": picked, "step": "approve", "reason": "bench"}
    _timed(steps, "decision", lambda: browser.post("/cases/contacts/decide/", given))
    _timed(steps, "plans begun", _delivered)
    link = re.findall(
        r'href="(/cases/contacts/decisions/[^"]+)"',
        browser.get(f"/cases/contacts/?incident={incident}").content.decode(),
    )[0]
    _timed(steps, "undo", lambda: browser.post(f"{link}undo/"))
    waited_for = [steps[name] for name in ("preview", "decision", "undo")]
    return {
        "contacts": contacts, "steps": steps, "worst_p95_ms": max(each["clock"] for each in waited_for),
        "worst_work_p95_ms": max(each["work"] for each in waited_for),
    }  # fmt: skip


def _timed(steps: dict[str, dict[str, float]], name: str, act: Any) -> Any:
    began, used = time.perf_counter(), work()
    answer = act()
    steps[name] = {
        "clock": round((time.perf_counter() - began) * 1000), "work": round((work() - used) * 1000)
    }  # fmt: skip
    if getattr(answer, "status_code", 200) >= 400:
        raise SystemExit(f"{name}: {answer.status_code}")
    return answer


def _delivered() -> None:
    from sizao.spine.outbox import actions as outbox

    outbox.drain()


def _proposed(contacts: int) -> UUID:
    """An infection of yesterday with so many proposed contacts in one town."""
    from sizao.ground.command import actions as command
    from sizao.ground.registry import actions as registry
    from sizao.ground.registry.types import NewPerson, Sex
    from sizao.kernel import areas
    from sizao.kernel.actors import Actor
    from sizao.kernel.words import Words
    from sizao.spine.scope import queries as scope
    from sizao.trace.cases import actions
    from sizao.trace.cases.types import Classification, NewCase, ProposedContact

    by, at, town = Actor.system("bench"), datetime.now(UTC) - timedelta(hours=1), areas.parse(TOWN)
    with scope.acting(by):
        incident = command.open_incident(
            title=Words("批量", "Bulk"), disease="covid-19", area=areas.parse("320282"), reported_at=at, by=by, at=at
        )
    with owner() as connection:
        connection.execute("UPDATE command_incident SET edition_id = %s WHERE id = %s", [EDITION, incident])
    with scope.acting(by):
        people = [NewPerson(town, Sex.FEMALE, 1930 + each % 80) for each in range(contacts + 1)]
        index, *others = registry.add_persons(persons=people, by=by, at=at)
        case = NewCase(
            person_id=index, area=town, reported_at=at, sampled_at=at - timedelta(hours=2),
            classification=Classification.ASYMPTOMATIC,
        )  # fmt: skip
        source = actions.report_case(incident_id=incident, case=case, by=by, at=at).case_id
        proposals = [
            ProposedContact(person_id=each, area=town, last_exposure_at=at - timedelta(days=1), source_case_id=source)
            for each in others
        ]
        actions.propose_contacts(incident_id=incident, proposals=proposals, by=by, at=at)
    return incident
