"""What the pages of tracing share: tones, tiles, the table by place, and which doors the reader may open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PlaceFacts
from sizao.kernel.areas import Level, ancestor
from sizao.kernel.editions.types import ContactClass
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.types import Column, Kpi, OnPhone, Tone
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import ContactState
from sizao.trace.tracing import actions
from sizao.trace.tracing.types import Finding, RunFacts, TraceCounts
from sizao.traceback.visits import EvidenceGrade

FINDING_TONES = {
    Finding.CLOSE: Tone.RED, Finding.SECONDARY: Tone.ORANGE, Finding.GENERAL: Tone.BLUE, Finding.LEAD: Tone.PURPLE,
    Finding.NONE: Tone.GREY,
}  # fmt: skip
GRADE_TONES = {
    EvidenceGrade.VERIFIED: Tone.GREEN, EvidenceGrade.RECORDED: Tone.GREEN, EvidenceGrade.STATED: Tone.BLUE,
    EvidenceGrade.CLAIMED: Tone.PURPLE, EvidenceGrade.INFERRED: Tone.PURPLE,
}  # fmt: skip
CLASS_TONES: dict[ContactClass, Tone] = {
    ContactClass.CLOSE: Tone.RED, ContactClass.SECONDARY: Tone.ORANGE, ContactClass.GENERAL: Tone.BLUE,
}  # fmt: skip
CONTACT_TONES = {
    ContactState.PROPOSED: Tone.ORANGE, ContactState.APPROVED: Tone.GREEN, ContactState.BECAME_CASE: Tone.RED,
}  # fmt: skip
SHOWN_PLACES = 200
"""Rows of the table by place; the fullest places come first."""


def who_ran(name: str) -> object:
    """Who ran a trace; a handler of the flow is the platform itself."""
    return _("the platform itself") if name.startswith("flow.") else name


def doors(request: HttpRequest) -> dict[str, bool]:
    """Which of the pages behind a run the reader may open: no link leads to a refusal."""
    doors = {
        "may_trace": Right.TRACING_RUN, "may_call": Right.CONTACTS_PROPOSE, "may_see_persons": Right.CONTACTS_READ,
        "may_see_visits": Right.PRESENCE_READ,
    }  # fmt: skip
    return {name: accounts.may(request.actor, right) for name, right in doors.items()}  # type: ignore[attr-defined]


CASES_COLUMN = Column("cases", _("From case"), value="cases", on_phone=OnPhone.LINE)
"""Of a run of several cases: those from which the exposure came."""


def numbers_of(run: RunFacts) -> dict[UUID, str]:
    """The numbers of the cases traced together, those in scope; of one alone nothing has to be told apart."""
    return {each.id: each.number for each in cases.cases(ids=run.cases)} if len(run.cases) > 1 else {}


def kpis(counts: TraceCounts, run_id: UUID | None = None) -> list[Kpi]:
    """The tiles of a run, each leading to the persons behind it; of a dry run, which has nobody behind it."""

    def behind(query: str = "") -> str:
        return reverse("tracing:persons", args=[run_id]) + query if run_id else ""

    tiles = [Kpi(_("Exposed persons"), counts.persons, unit="person", href=behind(), key="persons")]
    tiles += [
        Kpi(
            finding, counts.by_finding.get(finding, 0), unit="person", key=finding.value,
            href=behind(f"?finding={finding.value}"), tone="" if finding is Finding.NONE else FINDING_TONES[finding],
        )
        for finding in Finding
    ]  # fmt: skip
    if counts.by_case:
        tiles.append(Kpi(_("Met more than one case"), counts.shared, unit="person", key="shared"))
    note = _("counted, not on the list")
    tiles += [Kpi(why, number, unit="person", note=note, key=why.value) for why, number in counts.excluded.items()]
    if counts.elsewhere:
        note = _("registered in another area; left to that area")
        tiles.append(Kpi(_("Elsewhere"), counts.elsewhere, unit="person", note=note, key="elsewhere"))
    return tiles


def place_rows(counts: TraceCounts) -> list[tuple[PlaceFacts | None, int, int]]:
    """The fullest places with their persons; a place of another area has no name here."""
    shown = counts.by_place[:SHOWN_PLACES]
    places = registry.places(place for place, _number in shown)
    return [(places.get(place), place, number) for place, number in shown]


def grade_rows(counts: TraceCounts) -> list[tuple[EvidenceGrade, str, int]]:
    """Persons by the grade of their evidence, the strongest first."""
    return [
        (each, str(GRADE_TONES[each]), counts.by_grade[each]) for each in EvidenceGrade if counts.by_grade.get(each)
    ]


def districts(counts: TraceCounts) -> tuple[tuple[int, int], ...]:
    """Persons by district; a run of an earlier release counted towns only, and they are summed."""
    if counts.by_district or not counts.by_area:
        return counts.by_district
    found: dict[int, int] = {}
    for area, persons in counts.by_area:
        found[ancestor(area, Level.COUNTY)] = found.get(ancestor(area, Level.COUNTY), 0) + persons
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def tiles_of(rows: Any, run_id: UUID, place_id: int) -> list[Kpi]:
    """How many of a run were at one place, by finding; each leads to its part of the list."""
    counted = dict(rows.order_by().values_list("finding").annotate(Count("pk")))
    here = reverse("tracing:place", args=[run_id, place_id])
    tiles = [Kpi(_("Exposed here"), sum(counted.values()), unit="person", href=here, key="persons")]
    return tiles + [
        Kpi(
            finding, counted.get(finding.value, 0), unit="person", key=finding.value,
            href=f"{here}?finding={finding.value}", tone="" if finding is Finding.NONE else FINDING_TONES[finding],
        )
        for finding in Finding
    ]  # fmt: skip


def log_shown(request: HttpRequest, run: RunFacts, rows: Any) -> None:
    """Enter everybody the filtered list can show: paging through it opens nobody who is not in the log."""
    shown = list(rows.order_by("person").values_list("person", flat=True))
    actions.log_persons_shown(run_id=run.id, persons=shown, by=request.actor, at=request.at)  # type: ignore[attr-defined]
