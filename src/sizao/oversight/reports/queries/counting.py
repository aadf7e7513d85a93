"""Counting: every figure is a query on the ledgers as they stood at a moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.ground.command.types import ClockRow
from sizao.ground.registry import queries as registry
from sizao.kernel.areas import NATION, contains
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.editions.errors import NoSuchEdition
from sizao.kernel.words import Words
from sizao.measures.followup import queries as followup
from sizao.measures.followup.queries import Standing
from sizao.measures.screening import queries as screening
from sizao.measures.screening.types import Counts
from sizao.measures.zones import queries as zones
from sizao.oversight.reports import rules
from sizao.oversight.reports.errors import NoTarget
from sizao.oversight.reports.types import Assessment, Bar, DayReport, Step
from sizao.trace.cases import queries as cases
from sizao.trace.cases.queries import Turned
from sizao.trace.cases.types import CaseCounts, Classification, ContactState

CONTACTS = {"close": ContactClass.CLOSE, "secondary": ContactClass.SECONDARY, "general": ContactClass.GENERAL}
"""The figures of contacts approved, each with its class."""
LONGEST_CURVE = 42
"""Most days of the picture."""


Approved = Mapping[UUID, ContactClass]


def standing(incident_id: UUID, as_of: datetime) -> dict[str, int]:
    """Every figure of an incident at a moment, by the key of its definition."""
    return standings(incident_id, [as_of], [cases.approved(incident_id, rules.last_moment(as_of))])[0]


def standings(incident_id: UUID, moments: Sequence[datetime], approved: Sequence[Approved]) -> list[dict[str, int]]:
    """The same at each of some moments, what is read for all of them read once.

    Args:
        incident_id: the incident.
        moments: when.
        approved: who stood approved at the last moment that each still holds, see :func:`rules.last_moment`.
    """
    counted = cases.counts_at(incident_id, [rules.last_moment(each) for each in moments])
    followed, tested = followup.standings(incident_id, moments), screening.counts_at(incident_id, moments)
    return [
        {
            **_cases(counted[n], Counter(approved[n].values())),
            **_followup(followed[n]),
            **_testing(tested[n]),
            **_command(incident_id, each),
            "zones": zones.declared(incident_id, each),
        }
        for n, each in enumerate(moments)
    ]


def _cases(found: CaseCounts, approved: Mapping[ContactClass, int]) -> dict[str, int]:
    kinds = found.by_classification
    open_kinds = (Classification.SUSPECTED, Classification.PROBABLE)
    states = found.contacts.items()
    return {
        "confirmed": kinds.get(Classification.CONFIRMED, 0),
        "asymptomatic": kinds.get(Classification.ASYMPTOMATIC, 0),
        "suspected": sum(kinds.get(kind, 0) for kind in open_kinds),
        **{key: approved.get(kind, 0) for key, kind in CONTACTS.items()},
        "waiting": sum(number for (_, state), number in states if state is ContactState.PROPOSED),
        "released": sum(number for (_, state), number in states if state is ContactState.RELEASED),
    }


def _followup(found: Standing) -> dict[str, int]:
    return {
        "under_followup": found.active, "checks_done": found.checks_done, "checks_missed": found.checks_missed,
    }  # fmt: skip


def _testing(found: Counts) -> dict[str, int]:
    return {
        "people_sampled": found.people, "people_positive": found.people_positive,
        "environment_sampled": found.environment, "environment_positive": found.environment_positive,
        "points": found.points,
    }  # fmt: skip


def _command(incident_id: UUID, as_of: datetime) -> dict[str, int]:
    tasks = command.tasks(incident_id=incident_id, open_only=True, as_of=as_of)
    clock = command.clock(incident_id, as_of)
    return {
        "tasks_open": len(tasks),
        "tasks_late": sum(1 for task in tasks if task.due_at is not None and task.due_at < as_of),
        "steps_late": sum(1 for row in clock if row.is_late),
    }


def entered(found: Turned, before: Approved, then: Approved) -> dict[str, int]:
    """How many cases and contacts came into the figures that can lose others on the same day, by key.

    Args:
        found: what the day turned.
        before: the approved contacts of its beginning with their classes.
        then: those of its end.
    """
    new = Counter(kind for each, kind in then.items() if each not in before)
    return {
        "confirmed": found.into(Classification.CONFIRMED),
        "asymptomatic": found.into(Classification.ASYMPTOMATIC),
        **{key: new[kind] for key, kind in CONTACTS.items()},
        "released": found.contacts_into(ContactState.RELEASED),
    }


def reclassified(before: Approved, then: Approved) -> dict[tuple[str, str], int]:
    """How many approved contacts went from one class to another, by the keys of both figures."""
    keys = {kind: key for key, kind in CONTACTS.items()}
    pairs = ((was, then[each]) for each, was in before.items() if each in then and then[each] is not was)
    return Counter((keys[was], keys[now]) for was, now in pairs if was in keys and now in keys)


def day_report(incident_id: UUID, on: date, *, as_of: datetime, reader: int = NATION) -> DayReport:
    """A day's report of an incident, cut off at the day's end or at ``as_of`` when the day is not over.

    Args:
        incident_id: whose.
        on: the day, in China's time.
        as_of: now.
        reader: the reader's area. Who reads an incident of a headquarters above counts what lies in the own area alone;
            the report says so and is signed by that area.
    """
    start, end = rules.day_bounds(on)
    cutoff = min(end, as_of)
    found = command.incident(incident_id)
    first = min(found.detected_at or found.reported_at, found.reported_at).astimezone(rules.TZ).date()
    is_part = not contains(reader, found.area)
    area = reader if is_part else found.area
    begin, last = rules.last_moment(start), rules.last_moment(cutoff)
    approved = cases.approved(incident_id, begin), cases.approved(incident_id, last)
    before, then = standings(incident_id, [start, cutoff], approved)
    moved = entered(cases.turned(incident_id, begin, last), *approved)
    return DayReport(
        incident_id=found.id, incident_number=found.number, title=found.title, area=area, is_part=is_part,
        area_words=registry.area_names([area])[area], edition_id=found.edition_id, on=on, cutoff=cutoff,
        lines=rules.lines(before, then, moved, reclassified(*approved)),
        steps=tuple(_step(row) for row in command.clock(incident_id, cutoff)),
        definition_version=rules.VERSION, is_exercise=found.exercise_id is not None,
        bars=_bars(incident_id, first, start, cutoff), issue=max(1, (on - first).days + 1),
        edition_title=edition_title(found.edition_id),
    )  # fmt: skip


def edition_title(edition_id: str) -> Words:
    """An edition by its title; one that has gone since is named by its id."""
    try:
        return library().get(edition_id).title
    except NoSuchEdition:
        return Words(edition_id, edition_id)


def _bars(incident_id: UUID, first: date, start: datetime, cutoff: datetime) -> tuple[Bar, ...]:
    """The epidemic curve at the cut-off, by day of report."""
    last = (cutoff - timedelta(microseconds=1)).astimezone(rules.TZ).date()
    lines = [each for each in cases.case_lines([incident_id], start, cutoff) if each.was_infected]
    days = [(each.reported_at.astimezone(rules.TZ).date(), each.then is Classification.CONFIRMED) for each in lines]
    begin = max(min([first, *(day for day, _ in days)]), last - timedelta(days=LONGEST_CURVE - 1))
    return rules.bars(days, min(begin, last), last)


def _step(row: ClockRow) -> Step:
    return Step(row.words, row.owner, row.planned_at, row.actual_at, row.state.words, row.is_late)


def assessment(incident_id: UUID, as_of: datetime) -> Assessment:
    """The 7-1-7 assessment of an incident at a moment, from its clock.

    Raises:
        NoTarget: when the edition in force does not carry the target.
    """
    found = command.incident(incident_id)
    rows = command.seven_one_seven(incident_id, as_of)
    if not rows:
        raise NoTarget(edition=found.edition_id)
    return rules.assessed(found, registry.full_name(found.area), rows, command.clock(incident_id, as_of), as_of)
