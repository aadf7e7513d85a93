"""Reading list rules: the one that holds, how each version did, and what another one would have done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.areas import contains
from sizao.measures.listrules import rules
from sizao.measures.listrules.errors import NoSuchVersion
from sizao.measures.listrules.models import Application, Version
from sizao.measures.listrules.types import Criteria, Spared, State, Tally, VersionFacts
from sizao.trace.tracing.queries import lists as tracing
from sizao.trace.tracing.types import Candidate, LeadOutcome

LOOKED_BACK = 60
"""Days of lists that a preview looks at, up to the newest trace: a quiet month has nothing to tell."""


def versions() -> list[VersionFacts]:
    """Every version that holds or held here, of the own area and of those above and below, the newest first."""
    return [row.facts() for row in Version.objects.select_related("decision").order_by("-at", "-n")]


def version(version_id: UUID) -> VersionFacts:
    """One version.

    Raises:
        NoSuchVersion: when there is none in scope.
    """
    row = Version.objects.select_related("decision").filter(pk=version_id).first()
    if row is None:
        raise NoSuchVersion
    return row.facts()


def proposed() -> list[VersionFacts]:
    """The versions that wait for a decision, the oldest first."""
    return [each for each in reversed(versions()) if each.state is State.PROPOSED]


def in_force(area: int) -> VersionFacts | None:
    """The rule by which an area's lists are made: its own newest approved version, else that of the nearest area above it."""
    held = [each for each in versions() if each.state is State.APPROVED and contains(each.area, area)]
    return max(held, key=lambda each: (each.area, each.n), default=None)


def newest(area: int) -> VersionFacts | None:
    """The newest approved version of exactly this area."""
    row = Version.objects.filter(area=area, decision__state=State.APPROVED.value).order_by("-n").first()
    return row.facts() if row else None


def numbered(area: int) -> int:
    """How many versions were ever proposed for exactly this area."""
    return Version.objects.filter(area=area).count()


def waits(area: int) -> bool:
    """Whether a version of exactly this area waits for a decision."""
    return Version.objects.filter(area=area, decision__isnull=True).exists()


def kinds_of(candidates: Sequence[Candidate]) -> dict[int, PlaceKind]:
    """What kind of place each candidate was met at."""
    found = registry.places({each.place_id for each in candidates})
    return {place_id: each.kind for place_id, each in found.items()}


def preview(criteria: Criteria, area: int, at: datetime) -> Tally:
    """What criteria would have made of the lists of the weeks up to the newest trace inside an area, and how true that was."""
    since = rules.in_the_past(tracing.newest_run_at() or at, LOOKED_BACK)
    found = [each for each in tracing.candidates(since) if contains(area, each.area)]
    return rules.evaluated(found, kinds_of(found), criteria)


def with_tallies(found: Sequence[VersionFacts]) -> list[VersionFacts]:
    """Versions with what they put on lists and spared, and how true their lists were so far."""
    applied = list(Application.objects.select_related("run").order_by("id"))
    asked = tracing.asked_in_runs({each.run_id for each in applied})
    return [replace(each, tally=_tally([row for row in applied if row.version_id == each.id], asked)) for each in found]


def _tally(applied: Sequence[Application], asked: dict[object, list[str]]) -> Tally:
    """What a version did; whom it spared is counted at the newest trace of each case or place, which finds them again."""
    newest = {(each.run.case_id, each.run.place_id): each.spared for each in applied}
    why: Counter[Spared] = Counter()
    for spared in newest.values():
        why.update({Spared(reason): number for reason, number in spared.items()})
    answers = [each for run_id in {row.run_id for row in applied} for each in asked.get(run_id, [])]
    checked = sum(each in rules.CHECKED for each in answers)
    true = sum(each == LeadOutcome.CONFIRMED for each in answers)
    return Tally(sum(each.produced for each in applied), why.total(), checked, true, 0, dict(why))
