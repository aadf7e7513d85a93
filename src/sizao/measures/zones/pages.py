"""Zones: the list, and one zone with the conditions of its release side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.editions import ZoneKind, library, stricter_here
from sizao.kernel.errors import Invalid
from sizao.measures.zones import actions, queries, rules
from sizao.measures.zones.forms import DocumentForm, EvidenceForm, ZoneForm
from sizao.measures.zones.types import EvidenceKind, ReleaseCheck, ZoneFacts, ZoneState
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, Moment, OnPhone

STATE_TONES = {
    ZoneState.PROPOSED: "yellow",
    ZoneState.DECLARED: "red",
    ZoneState.LIFTED: "green",
    ZoneState.WITHDRAWN: "grey",
}
KIND_TONES = {
    ZoneKind.LOCKDOWN: "red",
    ZoneKind.HIGH: "red",
    ZoneKind.CONTROLLED: "orange",
    ZoneKind.MEDIUM: "orange",
    ZoneKind.PRECAUTIONARY: "yellow",
    ZoneKind.LOW: "yellow",
}

ZONES = ListPage(
    name="zones",
    caption=_("Zones"),
    columns=(
        Column(
            "name", _("Name"), value="words", sort="name_zh", on_phone=OnPhone.TITLE,
            link=lambda row: reverse("zones:zone", args=[row.pk]),
        ),
        Column(
            "kind", _("Kind"), value=lambda row: ZoneKind(row.kind), kind=Kind.TAG,
            tone=lambda row: KIND_TONES[ZoneKind(row.kind)],
        ),
        Column(
            "state", _("State"), value=lambda row: ZoneState(row.state_now), kind=Kind.TAG,
            tone=lambda row: STATE_TONES[ZoneState(row.state_now)], on_phone=OnPhone.TAG,
        ),
        Column("area", _("Area"), kind=Kind.AREA, sort="area"),
        Column("declared_at", _("In force from"), kind=Kind.TIME),
        Column("lifted_at", _("Lifted"), kind=Kind.TIME),
        Column("proposed_at", _("Proposed"), kind=Kind.TIME, sort="proposed_at", on_phone=OnPhone.HIDE),
    ),
    filters=(
        Filter("q", _("Name"), is_search=True, lookup=queries.search),
        Filter("state", _("State"), lookup="state_now", is_tabs=True,
               choices=lambda: [("", _("all")), *((each.value, each.words) for each in ZoneState)]),
        Filter("kind", _("Kind"), choices=lambda: [(each.value, each.words) for each in ZoneKind]),
    ),
    order="-proposed_at",
    empty=_("No zone has been proposed here"),
    empty_hint=_("Zones are proposed around places where the infected lived and went."),
)  # fmt: skip


@needs(Right.ZONES_READ)
def zones_page(request: HttpRequest) -> HttpResponse:
    """Every zone of the area, newest first."""
    may_propose = accounts.may(request.actor, Right.ZONES_PROPOSE)  # type: ignore[attr-defined]
    return list_page(request, ZONES, queries.rows(), "zones/zones.html", {"may_propose": may_propose})


@needs(Right.ZONES_PROPOSE)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a zone for an open incident."""
    incidents = command.incidents(open_only=True)
    form = ZoneForm(request.POST or None, incidents=incidents)
    if request.method == "POST" and form.is_valid():
        zone_id = actions.propose(new=form.zone(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return redirect("zones:zone", zone_id)
    context = {"form": form, "incidents": incidents}
    return page(request, "zones/propose.html", context, status=422 if form.errors else 200)


@needs(Right.ZONES_READ)
def zone_page(request: HttpRequest, zone_id: UUID) -> HttpResponse:
    """One zone: what holds inside, since when, and what its release still waits for."""
    found = queries.zone(zone_id)
    as_of = found.lifted_at or request.at  # type: ignore[attr-defined]
    check = queries.release_check(zone_id, as_of)
    context = {
        "zone": found,
        "kind_tone": KIND_TONES[found.kind],
        "state_tone": STATE_TONES[found.state],
        "facts": _facts(found),
        "check": check,
        "as_of": as_of,
        "terms": queries.terms(found)[1],
        "evidence": [queries.evidence(zone_id)[kind] for kind in EvidenceKind if kind in queries.evidence(zone_id)],
        "moments": [
            Moment(
                row.at, ZoneState(row.state), " · ".join(each for each in (row.document, row.note) if each),
                STATE_TONES[ZoneState(row.state)], by=row.by,
            )
            for row in queries.history(zone_id)
        ],
        **_steps(request, found, check),
    }  # fmt: skip
    return page(request, "zones/zone.html", context)


def _facts(found: ZoneFacts) -> list[Fact]:
    incident = command.incident(found.incident_id)
    return [
        Fact(_("Area"), registry.full_name(found.area)),
        Fact(_("Incident"), incident.number, reverse("command:incident", args=[incident.id])),
        Fact(_("Edition applied"), library().get(found.edition_id).title),
        Fact(_("Reason"), found.reason),
        Fact(_("Measures"), found.measures if found.measures.zh else "—"),
        Fact(_("Boundary"), _boundary(found)),
    ]


def _weighed(found: ZoneFacts) -> dict[str, Any]:
    """Whom a declaration touches, what is lighter, and what the local overlay adds; shown before the decision."""
    edition, _terms = queries.terms(found)
    parent = found.edition_id.split("+")[0]
    return {
        "touched": registry.touched_in(found.area),
        "lighter": queries.lighter_than(found),
        "stricter": stricter_here(library().get(parent), edition, f"zones.{found.kind}"),
        "parent": parent,
        "is_drawn": found.has_boundary,
    }


def _boundary(found: ZoneFacts) -> Any:
    if not found.has_boundary:
        return _("not drawn")
    return _("schematic, not a legal boundary") if found.is_schematic else _("drawn")


def _steps(request: HttpRequest, found: ZoneFacts, check: ReleaseCheck) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    if not areas.contains(actor.area, found.area):
        return {}
    may_declare = accounts.may(actor, Right.ZONES_DECLARE)
    is_proposed, is_declared = found.state is ZoneState.PROPOSED, found.state is ZoneState.DECLARED
    lifting = rules.may_lift(found.state, check) if may_declare and is_declared else None
    return {
        "may_declare": may_declare and is_proposed,
        **(_weighed(found) if may_declare and is_proposed else {}),
        "may_withdraw": accounts.may(actor, Right.ZONES_PROPOSE) and is_proposed,
        "lifting": lifting,
        **({"freed": registry.touched_in(found.area)} if lifting else {}),
        "declare_form": DocumentForm(auto_id="declare_%s"),
        "lift_form": DocumentForm(auto_id="lift_%s"),
        "withdraw_form": DocumentForm(auto_id="withdraw_%s"),
        "evidence_form": EvidenceForm(auto_id="evidence_%s")
        if is_declared and accounts.may(actor, Right.ZONES_PROPOSE)
        else None,
    }


@needs(Right.ZONES_DECLARE)
@require_POST
def declare(request: HttpRequest, zone_id: UUID) -> HttpResponse:
    """Declare a proposed zone."""
    actions.declare(zone_id=zone_id, by=request.actor, at=request.at, **_paper(request))  # type: ignore[attr-defined]
    return redirect("zones:zone", zone_id)


@needs(Right.ZONES_DECLARE)
@require_POST
def lift(request: HttpRequest, zone_id: UUID) -> HttpResponse:
    """Lift a zone whose conditions all hold."""
    actions.lift(zone_id=zone_id, by=request.actor, at=request.at, **_paper(request))  # type: ignore[attr-defined]
    return redirect("zones:zone", zone_id)


@needs(Right.ZONES_PROPOSE)
@require_POST
def withdraw(request: HttpRequest, zone_id: UUID) -> HttpResponse:
    """Take back a proposed zone."""
    reason = _paper(request)["note"]
    actions.withdraw(zone_id=zone_id, reason=reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("zones:zone", zone_id)


@needs(Right.ZONES_PROPOSE)
@require_POST
def evidence(request: HttpRequest, zone_id: UUID) -> HttpResponse:
    """Record a moment that the release counts from."""
    form = EvidenceForm(request.POST)
    _check(form)
    given = form.cleaned_data
    actions.record_evidence(
        zone_ids=[zone_id], kind=EvidenceKind(given["kind"]), moment=given["moment"], note=given["note"],
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("zones:zone", zone_id)


def _paper(request: HttpRequest) -> dict[str, str]:
    form = DocumentForm(request.POST)
    _check(form)
    return {"document": form.cleaned_data["document"], "note": form.cleaned_data["note"]}


def _check(form: Any) -> None:
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
