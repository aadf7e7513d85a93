"""Nobody left out: the three meters of an incident, and the name list behind each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sizao.ground.command import queries as command
from sizao.kernel.errors import Invalid, NotFound
from sizao.kernel.words import Words
from sizao.measures.followup import queries
from sizao.measures.followup.pages.missed import OWED
from sizao.measures.followup.pages.showing import Shown, now_of, shown_plans
from sizao.measures.followup.types import Gap, Meter, MeterKind, PersonGap
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.fields import EARLIEST, LATEST
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
    """Who is missing from one meter, by name list; with ``at`` who was at that moment. Tests owed now have a list of their own."""
    if kind not in set(MeterKind):
        raise NotFound
    incident, meter, then = command.incident(incident_id), MeterKind(kind), _moment(request)
    if meter is MeterKind.TESTED and then is None:
        return redirect(f"{reverse('followup:missed_tests')}?incident={incident_id}&state={OWED}")
    moment = then or now_of(request)
    rows = queries.meter_people(incident_id, meter, moment)
    seats = queries.Seats(incident_id, moment)
    seats.learn(each.area for each in rows)
    listing = replace(GAPS, prepare=lambda found: [ShownGap(each, seats) for each in shown_plans(found)])
    context = {"incident": incident, "meter": meter, "at": moment, "is_past": then is not None}
    return list_page(request, listing, rows, "followup/gaps.html", context)


def _moment(request: HttpRequest) -> datetime | None:
    """The past moment that the address names, with its distance from UTC; ``None`` for the present."""
    text = request.GET.get("at", "")
    if not text:
        return None
    try:
        given = datetime.fromisoformat(text)
        is_known = EARLIEST <= given <= LATEST
    except (TypeError, ValueError) as error:
        raise Invalid(reason=Words("时间有误", "the moment is not one, or has no time zone")) from error
    if not is_known:
        raise Invalid(reason=Words("时间超出范围", "the moment is out of range"))
    return min(given, now_of(request))
