"""Pages of open risk: the incidents, the counter with its meters, and the list behind each number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sizao.ground.command import queries as command
from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import MaskedIdentity
from sizao.kernel.errors import NotFound
from sizao.measures.followup import queries as followup
from sizao.oversight.openrisk import queries
from sizao.oversight.openrisk.types import OpenItem, Risk
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import count
from sizao.spine.web.types import Column, Kind, Kpi, ListPage, OnPhone

NOBODY = MaskedIdentity()


@dataclass(frozen=True)
class Shown:
    """An open item with the masked identity of its person."""

    item: OpenItem
    masked: MaskedIdentity


def _shown(rows: Sequence[OpenItem]) -> list[Shown]:
    masked = identity.masked({each.person_id for each in rows if each.person_id is not None})
    return [Shown(each, masked.get(each.person_id or 0, NOBODY)) for each in rows]


def _act(shown: Any) -> str:
    return reverse(shown.item.page, args=[shown.item.target] if shown.item.target is not None else [])


ITEMS = ListPage(
    name="open-items",
    caption=_("What is still open"),
    columns=(
        Column("number", _("Number"), value="item.number", link=_act, on_phone=OnPhone.TITLE),
        Column("name", _("Full name"), value="masked.name", right=Right.IDENTITY_SEARCH),
        Column("reason", _("Reason"), value="item.reason", kind=Kind.TAG, tone=lambda each: "orange", on_phone=OnPhone.TAG),
        Column("seat", _("Who must act"), value="item.seat.role"),
        Column("holder", _("Holder"), value="item.seat.holder"),
        Column("since", _("Since"), value="item.since", kind=Kind.TIME),
        Column("area", _("Area"), value="item.area", kind=Kind.AREA),
    ),
    prepare=_shown,
    persons=lambda row: row.person_id,
    empty=_("Nothing is open"),
)  # fmt: skip


@needs(Right.FOLLOWUP_READ)
def incidents(request: HttpRequest) -> HttpResponse:
    """The open incidents; with only one of them, its counter at once."""
    found = command.incidents(open_only=True) or command.incidents()
    if len(found) == 1:
        return redirect("openrisk:incident", found[0].id)
    return page(request, "openrisk/incidents.html", {"rows": found})


@needs(Right.FOLLOWUP_READ)
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """How much of each kind is open, and the three meters."""
    found, at = command.incident(incident_id), request.at  # type: ignore[attr-defined]
    counts = queries.counter(incident_id, at)
    kpis = [
        Kpi(
            each.risk.words, count(each.number), href=reverse("openrisk:items", args=[incident_id, each.risk.value]),
            tone="orange" if each.number else "green", note=_("with a named holder: %(n)s") % {"n": count(each.held)} if each.number else "",
        )
        for each in counts
    ]  # fmt: skip
    context = {
        "incident": found,
        "kpis": kpis,
        "meters": followup.meters(incident_id, at, is_present=True),
    }
    return page(request, "openrisk/incident.html", context)


@needs(Right.FOLLOWUP_READ)
def items(request: HttpRequest, incident_id: UUID, risk: str) -> HttpResponse:
    """The list behind one number: whom it is about, why, and who must act."""
    if risk not in {each.value for each in Risk}:
        raise NotFound
    found = command.incident(incident_id)
    rows = queries.items(incident_id, Risk(risk), request.at)  # type: ignore[attr-defined]
    return list_page(
        request, ITEMS, rows, "openrisk/items.html", {"incident": found, "risk": Risk(risk), "number": len(rows)}
    )
