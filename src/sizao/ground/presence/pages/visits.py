"""The pages of presence: what has come in, who was at a place, and what was put aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sizao.ground.presence import queries
from sizao.ground.presence.types import EvidenceGrade, QuarantineReason, SealFacts, VisitFacts, VisitSource
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts, PlaceFacts
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, Kpi, ListPage, OnPhone, Tone

GRADE_TONES = {
    EvidenceGrade.VERIFIED: Tone.GREEN, EvidenceGrade.RECORDED: Tone.GREEN, EvidenceGrade.STATED: Tone.BLUE,
    EvidenceGrade.CLAIMED: Tone.ORANGE, EvidenceGrade.INFERRED: Tone.ORANGE,
}  # fmt: skip


MOST_DIGITS = 19
"""Longer ones are nobody's number."""
LOGGED_AT_ONCE = 10_000
"""Persons in one row of the access log."""


@dataclass(frozen=True)
class ShownVisit:
    """A visit with what can be said of its person and place within the reader's area."""

    visit: VisitFacts
    person: PersonFacts | None
    place: PlaceFacts | None

    @property
    def place_words(self) -> object:
        """The place's name."""
        return self.place.words if self.place else self.visit.place_id


def _shown(rows: Sequence[object]) -> list[ShownVisit]:
    visits = [row.facts() for row in rows]  # type: ignore[attr-defined]
    persons = registry.persons(each.person_id for each in visits)
    places = registry.places(each.place_id for each in visits)
    return [ShownVisit(each, persons.get(each.person_id), places.get(each.place_id)) for each in visits]


_REST = (
    Column("until", _("Until"), value="visit.until", kind=Kind.TIME),
    Column("zone", _("Zone"), value="visit.zone", on_phone=OnPhone.PART),
    Column("source", _("Source"), value="visit.source"),
    Column(
        "grade", _("Evidence"), value="visit.grade", kind=Kind.TAG, tone=lambda row: GRADE_TONES[row.visit.grade],
        on_phone=OnPhone.TAG,
    ),
)  # fmt: skip
_FILTERS = (
    Filter("source", _("Source"), lookup="source", choices=lambda: [(each.value, each.words) for each in VisitSource]),
    Filter(
        "grade", _("Evidence"), lookup="grade", choices=lambda: [(each.value, each.words) for each in EvidenceGrade]
    ),
)

VISITS = ListPage(
    name="visits",
    caption=_("Visits"),
    columns=(
        Column(
            "place", _("Place"), value="place_words", on_phone=OnPhone.TITLE,
            link=lambda row: reverse("presence:place", args=[row.visit.place_id]),
        ),
        Column("start", _("From"), value="visit.start", kind=Kind.TIME),
        *_REST,
        Column("area", _("Area"), value="visit.area", kind=Kind.AREA),
        Column("recorded", _("Received"), value="visit.recorded_at", kind=Kind.TIME, sort="recorded_at"),
    ),
    filters=_FILTERS,
    order="-recorded_at",
    prepare=_shown,
    persons=lambda row: row.person,
    empty=_("No visits have come in yet"),
    empty_hint=_("Checkpoints, hotels and venues send them through the interface; lists are imported as files."),
)  # fmt: skip

AT_PLACE = ListPage(
    name="at-place",
    caption=_("On record of this place, by day"),
    columns=(
        Column("day", _("Day"), kind=Kind.DATE, on_phone=OnPhone.TITLE),
        Column("source", _("Source")),
        Column("grade", _("Evidence"), kind=Kind.TAG, tone=lambda row: GRADE_TONES[row.grade], on_phone=OnPhone.TAG),
        Column("visits", _("Visits"), kind=Kind.NUMBER),
        Column("persons", _("Persons"), kind=Kind.NUMBER),
    ),
    order="-day",
    empty=_("No visits of this place are on record"),
)  # fmt: skip

QUARANTINE = ListPage(
    name="quarantine",
    caption=_("Rows put aside"),
    columns=(
        Column(
            "reason", _("Reason"), value=lambda row: QuarantineReason(row.reason), kind=Kind.TAG,
            tone=lambda row: Tone.ORANGE, on_phone=OnPhone.TITLE,
        ),
        Column("person", _("Person number"), kind=Kind.CODE),
        Column("place", _("Place number")),
        Column("start", _("From, as sent")),
        Column("until", _("Until, as sent")),
        Column("source", _("Source"), value=lambda row: VisitSource(row.source)),
        Column("recorded_at", _("Received"), kind=Kind.TIME, sort="recorded_at"),
        Column("by", _("Sent by")),
    ),
    filters=(
        Filter("reason", _("Reason"), lookup="reason", choices=lambda: [(each.value, each.words) for each in QuarantineReason]),
    ),
    order="-recorded_at",
    empty=_("Nothing was put aside"),
)  # fmt: skip


@needs(Right.PRESENCE_READ)
def presence_page(request: HttpRequest) -> HttpResponse:
    """What has come in, by source, and the visits that came last."""
    sources = queries.by_source()
    kpis = [
        Kpi(each.source, each.visits, unit="visit", href=f"?source={each.source.value}", key=each.source.value)
        for each in sources
    ]
    known, put_aside = queries.standing(), queries.quarantined()
    if known is not None:
        kpis.append(Kpi(_("In the lake"), known.rows, unit="row", href=reverse("presence:lake"), key="lake"))
    kpis.append(Kpi(
        _("Put aside"), put_aside, unit="row", href=reverse("presence:quarantine"), key="quarantined",
        tone=Tone.ORANGE if put_aside else "",
    ))  # fmt: skip
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "kpis": kpis, "facts": _standing(known, request.at), "reasons": queries.quarantined_by_reason(),
        "may_send": accounts.may(actor, Right.PRESENCE_WRITE),
    }  # fmt: skip
    return list_page(request, VISITS, queries.visit_rows(), "presence/presence.html", context)


def _standing(known: SealFacts | None, at: datetime) -> list[Fact]:
    """When days were last sealed, how long visits are kept, and whether deletion is stopped."""
    policy, held = queries.retention_policy(), queries.holds(at)
    days = sorted({each.days for each in policy.terms})
    return [
        Fact(_("Last sealed"), known.at if known else _("not yet"), href=reverse("presence:lake")),
        Fact(
            _("Kept for"), _("%(least)s to %(most)s days, by source") % {"least": days[0], "most": days[-1]},
            href=reverse("presence:retention"),
        ),
        Fact(_("Deletion"), _("stopped") if held else _("every night"), href=reverse("presence:retention")),
    ]  # fmt: skip


@needs(Right.PRESENCE_READ)
def place_page(request: HttpRequest, place_id: int) -> HttpResponse:
    """What is on record of a place, by counts; who was there is shown for the window of an open case alone."""
    here = registry.place(place_id)
    audit.record(
        by=request.actor, at=request.at, action="presence.place_visits", fields="counts", area=here.area,  # type: ignore[attr-defined]
        reason=queries.looked_at([place_id]),
    )  # fmt: skip
    facts = [
        Fact(_("Kind"), here.kind), Fact(_("Area"), registry.full_name(here.area)),
        Fact(_("Persons on record"), queries.persons_at(place_id)),
    ]  # fmt: skip
    return list_page(
        request, AT_PLACE, queries.place_days(place_id), "presence/place.html", {"place": here, "facts": facts}
    )


@needs(Right.PRESENCE_READ)
def quarantine_page(request: HttpRequest) -> HttpResponse:
    """Rows that could not be right, with the reason; whose numbers the page shows is entered in the access log."""
    answer = list_page(request, QUARANTINE, queries.quarantined_rows(), "presence/quarantine.html")
    shown = sorted({int(each) for each in _numbers_shown(request) if each.isdecimal() and len(each) < MOST_DIGITS})
    for begin in range(0, max(len(shown), 1), LOGGED_AT_ONCE):
        audit.record(
            by=request.actor, at=request.at, action="presence.quarantine", purpose="quality_audit", fields="place, time",  # type: ignore[attr-defined]
            persons=shown[begin : begin + LOGGED_AT_ONCE],
        )  # fmt: skip
    return answer


def _numbers_shown(request: HttpRequest) -> list[str]:
    """The numbers, as sent, of every row that paging through the list, or its file, can show."""
    rows = queries.quarantined_rows()
    if request.GET.get("reason"):
        rows = rows.filter(reason=request.GET["reason"])
    return [str(each).strip() for each in rows.values_list("person", flat=True).distinct()]
