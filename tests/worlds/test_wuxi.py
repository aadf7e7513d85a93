"""The demonstration city, tiny, through the code that loads the whole one: it agrees with its hidden truth, once and for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sizao.ground.breaches.models import Breach
from sizao.ground.command.models import Incident, Meeting, Resolution
from sizao.ground.duty.models import Shift
from sizao.ground.intake.models import Batch as Import
from sizao.ground.presence.models import Batch, Seal, Visit
from sizao.ground.registry.models import Household, Person, Place
from sizao.kernel.actors import Actor
from sizao.measures.calls.models import Call
from sizao.measures.cohorts.models import Stay as CohortStay
from sizao.measures.followup.models import Plan
from sizao.measures.listrules.models import Version as ListRule
from sizao.measures.referrals.models import ArrivedList, Letter
from sizao.measures.screening.models import Round, Sample, SamplingPoint
from sizao.oversight.drills.queries.doors import InProcess
from sizao.oversight.drills.queries.journal import StoryDiffers
from sizao.oversight.drills.queries.stage import Stage
from sizao.oversight.merits.models import Merit
from sizao.oversight.reports.models import Pack
from sizao.oversight.returns.models import ReportingUnit, Return
from sizao.project.worlds.accounts import CITY_POSTS, make_accounts
from sizao.project.worlds.wuxi import fill, play, state
from sizao.sense.signals.models import Signal
from sizao.spine import clock
from sizao.spine.outbox import queries as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases.models import Case, Contact
from sizao.trace.investigation.models import Investigation

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

BY = Actor.system("test")
NOW = datetime(2026, 3, 19, 6, 40, tzinfo=UTC)
PEOPLE, DAYS = 1_500, 4
KNOWN: dict[str, dict[str, int]] = {}
"""What the first load came to, for the interrupted one to be compared with: every test has a database of its own."""


class Killed(BaseException):
    """The process is gone; nobody tidies up."""


@dataclass
class Platform:
    """The platform in this process, until it is killed: after an act was done and before anybody heard of it."""

    inner: InProcess = field(default_factory=InProcess)
    kill_at: int = 0
    asked: int = 0

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Ask the platform."""
        self.asked += 1
        answer = self.inner.send(method, path, body, headers)
        if self.asked == self.kill_at:
            raise Killed
        return answer


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Stage]]:
    """The stages of the loads, with the hidden truth in them."""
    seen: list[Stage] = []
    whole = fill.everything

    def watched(stage: Stage, machine: object) -> object:
        seen.append(stage)
        return whole(stage, machine)

    monkeypatch.setattr(fill, "everything", watched)
    yield seen


@pytest.fixture
def load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., state.State]:
    """Load into this test's database; the city itself is kept between the tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp()))
    with scope.acting(BY):
        make_accounts(by=BY, at=NOW, posts=CITY_POSTS)
    return lambda platform=None: play.load(
        at=NOW, people=PEOPLE, days=DAYS, folder=tmp_path / "load", transport=platform or Platform()
    )


BESIDE = {
    "signals": Signal, "cohort stays": CohortStay, "list rules": ListRule, "breaches": Breach, "merits": Merit,
    "packs": Pack, "imports": Import,
}  # fmt: skip
"""The rooms beside the casework, of which some models have names that others have too."""
OFFICES = (ReportingUnit, Return, Meeting, Resolution, Shift, Letter, ArrivedList, Household)
"""What the offices leave behind: every room of theirs has something."""


def counted() -> dict[str, int]:
    models = (
        Incident, Person, Place, Case, Contact, Plan, Sample, Batch, SamplingPoint, Round, Call, Investigation, *OFFICES,
    )  # fmt: skip
    with scope.acting(BY):
        found = {model.__name__: model.objects.count() for model in models}
        last = Seal.objects.order_by("-id").first()
        found |= {name: model.objects.count() for name, model in BESIDE.items()}
        return {**found, "visits": Visit.objects.count() + (last.rows if last else 0)}


def test_the_platform_holds_the_reported_part_of_the_truth(load, stages, tmp_path):
    before = clock.now()
    done = load()
    assert clock.now() >= before, "the process has its own time again"
    [stage] = stages
    with scope.acting(BY):
        reported = {stage.persons[each] for each in Case.objects.values_list("person_id", flat=True)}
        [incident] = Incident.objects.all()
        registered = Person.objects.count()
        assert not outbox.pending()
    assert 1 <= len(reported) == len(stage.picture.cases), "each case once"
    assert reported <= stage.truth.infected(), "nobody is a case who was not infected"
    assert incident.edition_id == stage.scenario.editions[0] and incident.exercise_id is None
    hidden = {person for person, case in stage.truth.seeds if not case.register} - reported
    assert registered == PEOPLE - len(hidden), "a traveller enters with the case"
    assert done.is_done and all({*each} == {"code", "answer"} for each in done.doors)
    assert [each.name for each in (tmp_path / "load").iterdir()] == ["state.json"], "no token is left lying"
    _nothing_lies_in_the_future(stage)
    KNOWN["whole"] = counted()
    always = ("Incident", "Case", "Plan", "Sample", "Batch", "SamplingPoint", "Round", "Investigation", "visits")
    always += (*(model.__name__ for model in OFFICES), *BESIDE)
    assert all(KNOWN["whole"][name] for name in always), KNOWN["whole"]
    platform = Platform()
    assert load(platform) == done
    assert platform.asked == 0 and counted() == KNOWN["whole"], "a second load asks nothing"


def _nothing_lies_in_the_future(stage: Stage) -> None:
    with scope.acting(BY):
        newest = max(Case.objects.values_list("recorded_at", flat=True))
        sampled = max(Sample.objects.values_list("taken_at", flat=True))
        visited = max(Visit.objects.values_list("until", flat=True))
    assert max(newest, sampled, visited) <= NOW
    assert (NOW - stage.now).total_seconds() < 3600


def test_a_killed_load_is_finished_and_nothing_is_doubled(load):
    """Killed while residents are entered, in the outbreak, and at its end; each time after an act that was not heard of."""
    for kill_at in (1, 40, 60):
        with pytest.raises(Killed):
            load(Platform(kill_at=kill_at))
    done = load()
    assert done.is_done
    assert counted() == KNOWN.setdefault("whole", counted())


def test_a_journal_of_another_story_is_refused(load, tmp_path):
    with pytest.raises(Killed):
        load(Platform(kill_at=12))
    journal = tmp_path / "load" / "journal"
    journal.write_bytes(b"\0" * 16 + journal.read_bytes()[16:])
    with pytest.raises(StoryDiffers):
        load()
