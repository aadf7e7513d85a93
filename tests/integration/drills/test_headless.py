"""A tiny drill from its first hour to its score, through the API in this process: the platform agrees with the hidden truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from sizao.ground.registry.models import Person
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.measures.followup.models import Plan
from sizao.oversight.drills.queries import headless
from sizao.oversight.drills.queries.scenarios import scenario
from sizao.oversight.drills.rules.scoring import without_time
from sizao.oversight.drills.types import (
    Inject,
    InjectKind,
    LogKind,
    Playing,
    Routine,
    Run,
    Scenario,
    Score,
    SeedCase,
    SeedWho,
)
from sizao.oversight.notices.models import Notice
from sizao.spine import clock
from sizao.spine.scope import queries as scope
from sizao.trace.cases.models import Case, ContactStatus

pytestmark = pytest.mark.django_db(transaction=True)
SEED = 3
KNOWN: dict[str, Score] = {}
"""The score of the first run, for the second to be compared with: every test has a database of its own."""


@cache
def tiny() -> Scenario:
    """Four hundred people, four days, workers tested daily: found on the first morning."""
    whole = scenario("yixing-2021")
    box = replace(whole.box, people=400, lead_days=2, days=4)
    seeds = (
        SeedCase(who=SeedWho.TRAVELLER, day=-2, register=False),
        SeedCase(who=SeedWho.WORKER, count=6, day=-2),
    )  # fmt: skip
    resources = replace(whole.resources, lab_hours=3.0)
    return replace(
        whole, box=box, seeds=seeds, resources=resources, injects=(), vaccinated=0.0, variant="omicron",
        routine=(Routine(who=SeedWho.WORKER, every_days=1),),
    )  # fmt: skip


def played(given: Scenario) -> Run:
    before = clock.now()
    run = headless.play(given, seed=SEED)
    assert clock.now() >= before, "the process has its own time again"
    return run


def positives(run: Run) -> dict[int, str]:
    """Persons whom a test found, and when."""
    found = [each for each in run.log if each.kind is LogKind.FINDING and each.what == "positive"]
    return {int(each.detail.split()[1]): each.at.isoformat() for each in found}


def test_the_platform_holds_what_was_found(capsys):
    run = played(tiny())
    KNOWN["first"] = run.score
    score = run.score
    found = positives(run)
    assert score.cases >= 3
    late = {person for person, at in found.items() if at > max(found.values())[:8]}
    with scope.acting(Actor.system("test")):
        cases = list(Case.objects.exclude(classification="not_a_case"))
        ruled_out = Case.objects.filter(classification="not_a_case").count()
        kept = {plan.person_id: plan for plan in Plan.objects.exclude(placed_at=None)}
        approved = set(ContactStatus.objects.filter(state="approved").values_list("contact__person_id", flat=True))
        registered = Person.objects.count()
        told = sorted(Notice.objects.values_list("issued_at", flat=True))
    first = datetime.fromisoformat(min(found.values()))
    assert score.notices == len(told) >= 1
    late_ones = [each.detail for each in run.log if each.what == "report late"]
    assert score.reports_late == len(late_ones), (
        "what the machine knows of its own lateness, the platform's filings say"
    )
    assert score.hours_to_notice == (told[0] - first).total_seconds() / 3600 > 0
    assert len(cases) == score.cases <= len(found)
    assert len(found) - score.cases <= len(late)
    assert kept and set(kept) <= approved, "nobody is kept whom nobody decided on"
    assert score.infections - (score.cases - score.false_cases) == score.missed
    assert ruled_out == score.ruled_out + score.ruled_out_wrongly
    assert registered == 400, "the traveller entered with the case"
    assert score.contacts_right <= min(score.contacts_found, score.contacts_true)
    assert score.isolation_days > 0 and score.averted == score.infections_alone - score.infections
    assert len(score.course.infections) == len(score.course.isolated) == 4
    assert {each.key for each in score.milestones} == set(tiny().milestones)
    reached = {each.key for each in score.milestones if each.actual_at}
    assert reached >= {"direct_report", "verification", "trajectory", "detection", "communication", "zones_published"}
    assert not [
        each for each in score.refusals if each.code in {"sizao.not_found", "sizao.not_permitted", "404", "500"}
    ]
    assert Score.from_json(score.to_json()) == score
    nights = [each for each in run.log if each.what == "presence sent"]
    assert nights and all(each.count for each in nights), "a night's presence is sent once, and arrives"
    began = [each for each in run.log if each.what == "round started"]
    ended = [each for each in run.log if each.what in ("round negative", "round positive")]
    assert began and len(ended) <= len(began), "zones are screened"


def test_the_same_seed_comes_to_the_same_score():
    run = played(tiny())
    assert without_time(run.score) == without_time(KNOWN.setdefault("first", run.score))


def test_a_laboratory_that_is_down_delays_what_is_known():
    inject = Inject(
        at_hours=0, kind=InjectKind.LAB_DOWN, hours=40, strength=1.0, words=Words("停电", "The power is out")
    )
    run = played(replace(tiny(), injects=(inject,)))
    assert min(positives(run).values()) > "2021-12-07T08"
    assert any(each.kind is LogKind.INJECT for each in run.log)
    if first := KNOWN.get("first"):
        assert (run.score.hours_to_detection or 0) >= (first.hours_to_detection or 0) + 20


def test_nobody_found_is_nobody_kept():
    """Clinics that notice nothing and no regular tests: the outbreak goes on as if nobody acted."""
    blind = {each.role: each for each in tiny().players} | {
        Playing.SENTINEL: replace(tiny().player(Playing.SENTINEL), skill=0.0)
    }
    run = played(replace(tiny(), routine=(), players=tuple(blind.values())))
    assert (run.score.cases, run.score.isolation_days, run.score.averted) == (0, 0.0, 0)
    assert run.score.recall is None and run.score.milestones == ()
