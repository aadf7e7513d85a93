"""Everybody on record at a place in a window, by number, as a list and as Excel; a name is opened in the vault alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.ground.identity.types import Purpose
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel.errors import NotPermitted
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Kind, ListPage, OnPhone
from sizao.trace.tracing import actions, queries
from sizao.trace.tracing.forms import WindowForm
from sizao.trace.tracing.pages.showing import GRADE_TONES
from sizao.trace.tracing.queries import Visitor
from sizao.trace.tracing.rules import CaseThere


@dataclass(frozen=True)
class ShownVisitor:
    """A visitor with the public number; persons of other areas are not told apart here."""

    visitor: Visitor
    person: PersonFacts | None

    @property
    def number(self) -> object:
        """The public number."""
        return self.person.number if self.person else _("person of another area")


def _shown(rows: Sequence[Any]) -> list[ShownVisitor]:
    persons = registry.persons(each.person for each in rows)
    return [ShownVisitor(each, persons.get(each.person)) for each in rows]


VISITORS = ListPage(
    name="visitors",
    caption=_("Visitors"),
    columns=(
        Column("person", _("Person"), value="number", on_phone=OnPhone.TITLE),
        Column(
            "grade", _("Evidence"), value="visitor.grade", kind=Kind.TAG, on_phone=OnPhone.TAG,
            tone=lambda row: GRADE_TONES[row.visitor.grade],
        ),
        Column("first", _("From"), value="visitor.first", kind=Kind.TIME, sort="first"),
        Column("last", _("Until"), value="visitor.last", kind=Kind.TIME, sort="last"),
        Column("minutes", _("Minutes within the window"), value="visitor.minutes", kind=Kind.NUMBER, sort="minutes"),
        Column("visits", _("Visits"), value="visitor.visits", kind=Kind.NUMBER),
        Column("zone", _("Seat or zone"), value="visitor.zone"),
        Column("area", _("Lives in"), value="person.area_residence", kind=Kind.AREA),
    ),
    order="first",
    size=100,
    persons=lambda row: row.visitor.person,
    purpose=Purpose.CONTACT_MANAGEMENT,
    empty=_("Nobody is on record here in this window"),
)  # fmt: skip


@needs(Right.PRESENCE_READ)
def visitors_page(request: HttpRequest, place_id: int) -> HttpResponse:
    """The visitors of a place in a window, for a purpose; those on the list are entered in the access log with both."""
    place = registry.place(place_id)
    form = WindowForm(request.GET if "purpose" in request.GET else None, initial=request.GET.dict())
    there = queries.cases_at(place_id)
    context = {"place": place, "form": form, "windows": _windows(there)}
    if not form.is_bound or not form.is_valid():
        return page(request, "tracing/visitors.html", context)
    given = {**form.window(), "place_id": place_id, "by": request.actor, "at": request.at}  # type: ignore[attr-defined]
    try:
        found = actions.visitors_of(**given, there=there)
    except NotPermitted as refusal:
        form.add_error(None, refusal.words.in_language(get_language() or "zh"))
        response = page(request, "tracing/visitors.html", context, status=refusal.status)
        response.keeps_writes = refusal.is_noted  # type: ignore[attr-defined]
        return response
    actions.log_visitors_shown(persons=[each.person for each in found], **given)
    return list_page(request, VISITORS, _shown(found), "tracing/visitors.html", {**context, "people": len(found)})


def _windows(there: Sequence[CaseThere]) -> list[tuple[str, datetime, datetime, str]]:
    """When cases were here within their windows: number, from, until, and the query that shows the visitors."""
    return [
        (each.number, each.start, each.until, urlencode({"start": _typed(each.start), "until": _typed(each.until)}))
        for each in there
    ]


def _typed(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"
