"""One positive result, from report to the last release: the whole flow in one process, with its golden timeline.

The timeline is kept as text beside this file. When the story changes on purpose, run with ``SIZAO_WRITE_GOLDEN=1`` and
review the difference.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanded
from sizao.ground.presence import actions as presence
from sizao.ground.presence.types import NewVisit, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.editions import ContactClass
from sizao.kernel.words import Words
from sizao.measures.followup import actions as followup
from sizao.measures.followup import queries as plans
from sizao.measures.followup.types import CheckOutcome, NewCheck, PlanState, TestResult
from sizao.spine.outbox import actions as outbox
from sizao.spine.outbox import queries as told
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as found
from sizao.trace.cases.types import Classification, ContactState, NewCase, Outcome

pytestmark = pytest.mark.django_db(transaction=True)
TZ = ZoneInfo("Asia/Shanghai")
GOLDEN = Path(__file__).with_name("one_positive_result.txt")
YIXING, WANSHI = areas.parse("320282"), areas.parse("320282104")
OFFICER = Actor("epidemiologist", role="epidemiologist", area=YIXING)
REPORTED = datetime(2021, 12, 11, 16, 0, tzinfo=TZ)


class Story:
    """The people and the steps; every step runs in its own transaction, as a request would."""

    def __init__(self) -> None:
        with scope.acting(OFFICER):
            self.people = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)] * 4, by=OFFICER, at=REPORTED)
            lodging = NewPlace(
                words=Words("工地宿舍", "Lodging of the building site"), kind=PlaceKind.WORKPLACE, area=WANSHI
            )
            self.lodging = registry.add_place(place=lodging, by=OFFICER, at=REPORTED)
            self.incident = command.open_incident(
                title=Words("宜兴疫情", "Yixing outbreak"), disease="covid-19", area=YIXING, reported_at=REPORTED,
                by=OFFICER, at=REPORTED,
            )  # fmt: skip
        outbox.drain()

    def share_a_room(self) -> None:
        """Everybody lodged together in the days before."""
        night = datetime(2021, 12, 9, 20, 0, tzinfo=TZ)
        visits = [
            NewVisit(
                person_id=person, place_id=self.lodging, start=night, until=night + timedelta(hours=11),
                source=VisitSource.INTERVIEW,
            )
            for person in self.people
        ]  # fmt: skip
        with scope.acting(OFFICER):
            presence.record_visits(visits=visits, by=OFFICER, at=REPORTED)

    def report(self) -> None:
        """The routine test of the first person is positive."""
        case = NewCase(
            person_id=self.people[0], area=WANSHI, reported_at=REPORTED, sampled_at=REPORTED - timedelta(hours=6)
        )
        with scope.acting(OFFICER):
            self.case = cases.report_case(incident_id=self.incident, case=case, by=OFFICER, at=REPORTED).case_id
        outbox.drain()

    def classify(self, at: datetime) -> None:
        """The experts call it an asymptomatic infection."""
        with scope.acting(OFFICER):
            cases.classify_case(case_id=self.case, to=Classification.ASYMPTOMATIC, by=OFFICER, at=at)
        outbox.drain()

    def approve(self, at: datetime) -> None:
        """An officer approves whom the trace proposed."""
        with scope.acting(OFFICER):
            ids = [each.id for each in found.contacts(self.incident, ContactState.PROPOSED)]
            cases.approve_contacts(contact_ids=ids, by=OFFICER, at=at, reason="lodged in one room")
        outbox.drain()

    def check_everybody(self, at: datetime, symptoms_of: int = 0) -> None:
        """The worklist of the moment, done."""
        with scope.acting(OFFICER):
            for due in plans.worklist(at):
                ill = due.plan.person_id == symptoms_of
                new = NewCheck(
                    check_id=due.check.id, outcome=CheckOutcome.SYMPTOM if ill else CheckOutcome.WELL,
                    symptoms=("sore_throat",) if ill else (),
                )  # fmt: skip
                followup.record_check(check=new, by=OFFICER, at=at)
        outbox.drain()

    def test_everybody(self, at: datetime, positive: int = 0) -> None:
        """Everybody whose test is due by now is sampled; all are negative but one."""
        with scope.acting(OFFICER):
            for plan in plans.plans(self.incident, states=[PlanState.ACTIVE]):
                for test in plans.tests(plan.id):
                    if test.due_on > at.date() or test.results:
                        continue
                    result = TestResult.POSITIVE if plan.person_id == positive else TestResult.NEGATIVE
                    for laboratory in ("A", "B") if test.is_double else ("A",):
                        followup.record_test(
                            test_id=test.id, result=result, sampled_at=at, laboratory=laboratory, by=OFFICER, at=at
                        )
        outbox.drain()

    def timeline(self) -> str:
        """What happened, as text: local time, fact, how many it concerns."""
        with scope.acting(OFFICER):
            entries = told.timeline(self.incident)
        kept = [each for each in entries if each.name.startswith(("trace.", "measures."))]
        return "".join(f"{each.at.astimezone(TZ):%m-%d %H:%M}  {_said(each)}\n" for each in kept)


def _said(entry) -> str:
    for key in ("contact_ids", "plan_ids"):
        if key in entry.body:
            return f"{entry.name} ({len(entry.body[key])})"
    detail = entry.body.get("now") or entry.body.get("classification") or ""
    return f"{entry.name} {detail}".strip()


def at(day: int, hour: int = 9) -> datetime:
    """A moment of December 2021."""
    return datetime(2021, 12, day, hour, tzinfo=TZ)


def test_one_positive_result_from_report_to_the_last_release():
    story = Story()
    story.share_a_room()
    story.report()
    story.classify(at(11, 19))
    with scope.acting(OFFICER):
        proposed = found.contacts(story.incident, ContactState.PROPOSED)
        assert {each.person_id for each in proposed} == set(story.people[1:])
        assert {each.contact_class for each in proposed} == {ContactClass.CLOSE}
        assert plans.plans(story.incident) == []
    story.approve(at(11, 21))
    with scope.acting(OFFICER):
        assert len(plans.plans(story.incident)) == 3
    story.test_everybody(at(11, 22))
    ill = story.people[3]
    story.check_everybody(at(14), symptoms_of=ill)
    story.test_everybody(at(14, 10), positive=ill)
    with scope.acting(OFFICER):
        second = next(each for each in found.cases(story.incident) if each.person_id == ill)
        assert second.classification is Classification.SUSPECTED
        cases.classify_case(case_id=second.id, to=Classification.CONFIRMED, by=OFFICER, at=at(14, 12))
    outbox.drain()
    with scope.acting(OFFICER):
        states = {each.person_id: each.status for each in found.contacts(story.incident)}
        assert states[ill] is ContactState.BECAME_CASE
        assert found.chain(story.incident).generations == {1: 1, 2: 1}
    for day in range(15, 32):
        story.check_everybody(at(day))
        story.test_everybody(at(day, 10))
    with scope.acting(OFFICER):
        open_plans = [each.id for each in plans.plans(story.incident, states=[PlanState.ACTIVE])]
        assert len(open_plans) == 2
        followup.release_plans(plan_ids=open_plans, by=OFFICER, at=at(31, 18))
    outbox.drain()
    with scope.acting(OFFICER):
        counts = found.counts(story.incident)
        assert counts.contacts_of(ContactClass.CLOSE, ContactState.RELEASED) == 2
        change = {"outcome": Outcome.RECOVERED.value, "outcome_at": at(31)}
        for each in found.cases(story.incident):
            cases.amend_case(case_id=each.id, changes=change, revision=each.revision, by=OFFICER, at=at(31, 19))
            cases.close_case(case_id=each.id, by=OFFICER, at=at(31, 20))
        titles = [task.title.en for task in commanded.tasks(incident_id=story.incident)]
    assert any("has symptoms" in each for each in titles) and any("Investigate case" in each for each in titles)
    if os.environ.get("SIZAO_WRITE_GOLDEN"):
        GOLDEN.write_text(story.timeline(), encoding="utf-8")
    assert story.timeline() == GOLDEN.read_text(encoding="utf-8")


def test_a_second_delivery_of_every_event_changes_nothing():
    story = Story()
    story.share_a_room()
    story.report()
    story.classify(at(11, 19))
    story.approve(at(11, 21))
    before = story.timeline()
    with scope.acting(Actor.system("test")):
        ids = [each.event_id for each in told.timeline(story.incident)]
    for each in ids:
        outbox.deliver(each)
    assert story.timeline() == before
