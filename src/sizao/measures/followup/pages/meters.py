"""Nobody left out: the three meters of an incident, and the name list behind each."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sizao.ground.command import queries as command
from sizao.kernel.errors import NotFound
from sizao.measures.followup import queries
from sizao.measures.followup.pages.missed import OWED
from sizao.measures.followup.pages.showing import Shown, now_of, shown_plans
from sizao.measures.followup.types import Gap, Meter, MeterKind, PersonGap
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Filter, Kind, ListPage, OnPhone


class ShownGap:
    """Somebody who is missing, with the person and who must act."""

    def __init__(self, shown: Shown, seats: queries.Seats) -> None:
        self.row, self.masked, self.person_number = shown.row, shown.masked, shown.person_number
        self.seat = seats.of_gap(shown.row.area, shown.row.gap)


def _where(row: PersonGap) -> str:
    """The page of the one who is missing: the plan, or the page that says a contact has none."""
    if row.contact_id is not None:
        return reverse("followup:of_contact", args=[row.contact_id])
    return reverse("followup:plan", args=[row.plan_id])


GAPS = ListPage(
    name="gaps",
    caption=_("Who is missing, and why"),
    columns=(
        Column(
            "number", _("Contact"), value="row.number", on_phone=OnPhone.TITLE,
            link=lambda each: _where(each.row),
        ),
        Column("name", _("Full name"), value="masked.name", right=Right.IDENTITY_SEARCH),
        Column("gap", _("Reason"), value="row.gap", kind=Kind.TAG, tone=lambda each: "orange", on_phone=OnPhone.TAG),
        Column("seat", _("Who must act"), value=lambda each: each.seat.role, on_phone=OnPhone.LINE),
        Column("holder", _("Holder"), value=lambda each: each.seat.holder or "—"),
        Column("phone", _("Phone"), value="masked.phone", right=Right.IDENTITY_SEARCH),
        Column("person", _("Person number"), value="person_number"),
        Column("area", _("Area"), value="row.area", kind=Kind.AREA),
    ),
    filters=(Filter("gap", _("Reason"), choices=lambda: [(each.value, each.words) for each in Gap]),),
    persons=lambda row: row.person_id,
    empty=_("Nobody is missing"),
)  # fmt: skip


@needs(Right.FOLLOWUP_READ)
def meters_page(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The three meters of an incident, with the reason for every gap."""
    incident = command.incident(incident_id)
    found = queries.meters(incident_id, now_of(request), is_present=True)
    context = {"incident": incident, "meters": [(each, _href(each, incident_id)) for each in found]}
    return page(request, "followup/meters.html", context)


def _href(meter: Meter, incident_id: UUID) -> str:
    if meter.kind is MeterKind.TESTED:
        return f"{reverse('followup:missed_tests')}?incident={incident_id}&state={OWED}"
    return reverse("followup:gaps", args=[incident_id, meter.kind.value])


@needs(Right.FOLLOWUP_READ)
def gaps_page(request: HttpRequest, incident_id: UUID, kind: str) -> HttpResponse:
    """Who is missing from one meter, by name list."""
    if kind not in {MeterKind.ISOLATED.value, MeterKind.MANAGED.value}:
        raise NotFound
    meter = MeterKind(kind)
    rows = queries.meter_people(incident_id, meter, now_of(request))
    seats = queries.Seats(incident_id, now_of(request))
    seats.learn(each.area for each in rows)
    listing = replace(GAPS, prepare=lambda found: [ShownGap(each, seats) for each in shown_plans(found)])
    context = {"incident": command.incident(incident_id), "meter": meter}
    return list_page(request, listing, rows, "followup/gaps.html", context)
