"""Scoring a drill that was played: the platform's own clock and lists against the hidden truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sizao.kernel.editions import ContactClass, PhasePlace
from sizao.kernel.words import Words
from sizao.oversight.drills.queries.players.casework import shortest
from sizao.oversight.drills.queries.stage import Row, Stage
from sizao.oversight.drills.rules import scoring
from sizao.oversight.drills.rules.confinement import last_day
from sizao.oversight.drills.types import Course, Inject, LogKind, Milestone, Refusal, Run, Score
from sizao.spine.accounts.types import Role

if TYPE_CHECKING:
    from sizao.oversight.drills.queries.truth import Alone

FOUND = frozenset({"approved", "became_case", "released", "lost", "handed_over"})
"""States of contacts whom somebody decided on."""
CLOCKS = ("golden_24_hours", "seven_one_seven")


@dataclass(frozen=True)
class Periods:
    """Who was kept how long: by plan the person, from and until in days of the city, and how many at the end of each day."""

    kept: Mapping[str, tuple[int, float, float]]
    by_day: tuple[int, ...]


def confined(stage: Stage, periods: Periods) -> list[tuple[float, float]]:
    """Days from arrival to the last day that a plan has somebody at a site or kept at home; monitoring afterwards is neither."""
    first, restricted = stage.scenario.box.first_day, {each for each in PhasePlace if each.is_restricted}
    found = []
    for plan_id, (person, since, until) in periods.kept.items():
        row = stage.picture.plans[plan_id][1]
        regime = stage.edition.regime(ContactClass(row["contact_class"]))
        last = last_day(regime.phases if regime else (), date.fromisoformat(row["end_on"]), restricted)
        if last:
            found.append((person, since, min(until, float((last - first).days + 1))))
    return scoring.joined(found)


def scored(
    stage: Stage, *, strategy: str, alone: Alone, periods: Periods, script: Sequence[Inject] | None = None
) -> Run:
    """The score of a drill that is over, and its log; ``script`` is what hit it, the scenario's injects when not given."""
    infected = stage.truth.infected()
    cases, ruled_out = set(stage.picture.held), set(stage.picture.cases) - set(stage.picture.held)
    found, true = _found(stage) - _index_cases(stage), true_contacts(stage)
    lead, days = stage.scenario.box.lead_days, stage.scenario.box.days
    averted = alone.total - len(infected)
    held = confined(stage, periods)
    kept = scoring.days_within(held, lead + days)
    issued = _issued(stage)
    score = Score(
        scenario=stage.scenario.id, edition=stage.edition.id, strategy=strategy, seed=stage.seed,
        infections=len(infected), infections_alone=alone.total, cases=len(cases),
        missed=len(infected - cases), false_cases=len(cases - infected), ruled_out=len(ruled_out - infected),
        ruled_out_wrongly=len(ruled_out & infected), contacts_true=len(true), contacts_found=len(found), contacts_right=len(found & true),
        recall=scoring.recall(found, true), precision=scoring.precision(found, true), known_before=_known_before(stage, periods),
        isolation_days=kept, isolation_ordered=scoring.days_within(held), averted=averted, days_per_averted=scoring.per_averted(kept, averted),
        hours_to_detection=_to_detection(stage), hours_to_isolation=_to_isolation(stage), notices=len(issued),
        hours_to_notice=_to_notice(stage, issued), reports_late=_late(stage),
        milestones=tuple(_milestones(stage)), refusals=_refusals(stage),
        course=Course(
            infections=_by_day(stage), infections_alone=alone.by_day, found=_reported(stage), isolated=periods.by_day
        ),
        acts=sum(door.asked for door in stage.doors.values()), injects=_hit(stage, script),
    )  # fmt: skip
    return Run(score=score, log=tuple(stage.log))


def _hit(stage: Stage, script: Sequence[Inject] | None) -> tuple[str, ...]:
    """The injects within the days that were played, in order of time."""
    every = stage.scenario.injects if script is None else script
    within = sorted((each.at_hours, each.kind.value, each.hours, each.strength) for each in every)
    last = stage.scenario.box.days * 24
    return tuple(f"{kind} {at:.1f} h +{hours:g} h x{strength:g}" for at, kind, hours, strength in within if at < last)


def _found(stage: Stage) -> set[int]:
    """Persons whom the platform holds to be contacts of the strictest class."""
    return {
        person
        for person, rows in stage.picture.contacts.items()
        if any(row["status"] in FOUND and row["contact_class"] == "close" for row in rows)
    }


def true_contacts(stage: Stage) -> set[int]:
    """Who truly met a case that is one, in the window that the edition draws, near and long enough by its own terms."""
    found: set[int] = set()
    infected = stage.truth.infected()
    for person, row in stage.picture.cases.items():
        if person in infected and row["classification"] in ("confirmed", "asymptomatic", "probable"):
            answer = stage.door(Role.EPIDEMIOLOGIST).get(f"/cases/{row['id']}/window")
            if answer.is_done:
                until = answer.content["until"]
                end = min(datetime.fromisoformat(until), stage.now) if until else stage.now
                found |= set(
                    stage.truth.met(person, datetime.fromisoformat(answer.content["start"]), end, shortest(stage))
                )
    return found - _index_cases(stage)


def _index_cases(stage: Stage) -> set[int]:
    """Cases whom nobody could find as a contact: those that the story began with."""
    return {person for person, _ in stage.truth.seeds}


def _known_before(stage: Stage, periods: Periods) -> float | None:
    """Share of the later cases who were in quarantine when they were sampled, under whichever plan was in force then."""
    later = {person: row for person, row in stage.picture.held.items() if person not in _index_cases(stage)}
    kept: dict[int, list[tuple[float, float]]] = {}
    for person, since, until in periods.kept.values():
        kept.setdefault(person, []).append((since, until))

    def is_kept(person: int, sampled_at: str | None) -> bool:
        at = stage.truth.day_of(datetime.fromisoformat(sampled_at)) if sampled_at else None
        return at is not None and any(since <= at < until for since, until in kept.get(person, ()))

    return scoring.share(sum(is_kept(person, row["sampled_at"]) for person, row in later.items()), len(later))


def _to_detection(stage: Stage) -> float | None:
    positive = _first_positive(stage)
    state = stage.truth.epidemic.state
    first = min((float(state.infected_at[person]) for person, _ in stage.truth.seeds), default=None)
    if positive is None or first is None:
        return None
    return (stage.truth.day_of(positive) - first) * 24


def _first_positive(stage: Stage) -> datetime | None:
    positives = (each.at for each in stage.log if each.kind is LogKind.FINDING and each.what == "positive")
    return min(positives, default=None)


def _issued(stage: Stage) -> list[datetime]:
    """When the public was told, by whomever: people and the machine issue through the same door."""
    if not stage.incident_id:
        return []
    answer = stage.door(Role.COMMANDER).get("/notices", incident_id=stage.incident_id)
    return sorted(datetime.fromisoformat(row["issued_at"]) for row in answer.content) if answer.is_done else []


def _to_notice(stage: Stage, issued: list[datetime]) -> float | None:
    """Hours from the first positive result to the first notice."""
    positive = _first_positive(stage)
    if positive is None or not issued:
        return None
    return (issued[0] - positive).total_seconds() / 3600


def _to_isolation(stage: Stage) -> float | None:
    """Median hours from the sample to isolation; who was in quarantine already was isolated before."""
    hours = []
    for row in stage.picture.cases.values():
        if row["sampled_at"] and row["isolated_at"]:
            apart = datetime.fromisoformat(row["isolated_at"]) - datetime.fromisoformat(row["sampled_at"])
            hours.append(apart.total_seconds() / 3600)
    return scoring.middle(hours)


def _late(stage: Stage) -> int:
    """Day's reports that were late or never filed, by whomever: people and the machine file through the same door."""
    filed, zone = _filed(stage), stage.truth.midnight.tzinfo
    due = stage.scenario.resources.report_hour
    return sum(on not in filed or not scoring.is_in_time(filed[on].astimezone(zone), on, due) for on in _owed(stage))


def _filed(stage: Stage) -> dict[str, datetime]:
    """When the report of each day was first filed."""
    if not stage.incident_id:
        return {}
    answer = stage.door(Role.COMMANDER).get(f"/incidents/{stage.incident_id}/filings")
    rows = sorted(((row["on"], row["filed_at"]) for row in answer.content), reverse=True) if answer.is_done else []
    return {on: datetime.fromisoformat(at) for on, at in rows}


def _owed(stage: Stage) -> set[str]:
    """Days of which a report was due: from the one after which the incident was open at seven in the morning."""
    opened = _opened(stage)
    if opened is None:
        return set()
    first = int(stage.truth.day_of(opened))
    last = stage.scenario.box.lead_days + stage.scenario.box.days - 1
    return {stage.truth.moment(day + 0.5).date().isoformat() for day in range(first, last)}


def _opened(stage: Stage) -> datetime | None:
    if not stage.incident_id:
        return None
    answer = stage.door(Role.COMMANDER).get(f"/incidents/{stage.incident_id}")
    return datetime.fromisoformat(answer.content["opened_at"]) if answer.is_done else None


def _milestones(stage: Stage) -> Iterator[Milestone]:
    if not stage.incident_id:
        return
    answer = stage.door(Role.COMMANDER).get(f"/incidents/{stage.incident_id}/clock")
    wanted = set(stage.scenario.milestones)
    for name in CLOCKS:
        for row in answer.content[name] if answer.is_done else ():
            if not wanted or row["milestone"] in wanted:
                yield _milestone(name, row)


def _milestone(name: str, row: Row) -> Milestone:
    return Milestone(
        clock=name, key=row["milestone"], words=Words(row["words_zh"], row["words_en"]),
        planned_at=_moment(row["planned_at"]), actual_at=_moment(row["actual_at"]),
        is_late=row["state"] in ("late", "late_done"),
    )  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _refusals(stage: Stage) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(code=code, role=role, count=count) for (role, code), count in scoring.tally(stage.refusals).items()
    )


def _by_day(stage: Stage) -> tuple[int, ...]:
    return tuple(each.count for each in stage.log if each.kind is LogKind.TRUTH and each.what == "infected")


def _reported(stage: Stage) -> tuple[int, ...]:
    """Cases by the day of their report."""
    lead, days = stage.scenario.box.lead_days, stage.scenario.box.days
    on = [int(stage.truth.day_of(datetime.fromisoformat(row["reported_at"]))) for row in stage.picture.cases.values()]
    return tuple(on.count(day) for day in range(lead, lead + days))
