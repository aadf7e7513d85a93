"""Clusters of an incident: the list with counts, one cluster with its cases and contacts, and recording one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.kernel.decisions import Decision
from sizao.kernel.editions import library
from sizao.kernel.errors import Invalid
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Kind, Kpi, ListPage, OnPhone
from sizao.trace.cases import actions, queries
from sizao.trace.cases.errors import ClustersNotDefined
from sizao.trace.cases.pages.showing import CASE_TONES, CLASS_TONES, incident_of, may, now_of, who
from sizao.trace.cases.types import ClusterFacts, ClusterKind, Spot

KIND_TONES = {ClusterKind.VENUE: "purple", ClusterKind.HOUSEHOLD: "blue"}


def _page_of(found: ClusterFacts) -> str:
    return reverse("cases:cluster", args=[found.id]) if found.id else ""


CLUSTERS = ListPage(
    name="clusters",
    caption=_("Clusters"),
    columns=(
        Column("words", _("Where"), on_phone=OnPhone.TITLE, link=_page_of),
        Column(
            "kind", _("Kind"), value="spot.kind", kind=Kind.TAG, tone=lambda row: KIND_TONES[row.spot.kind],
            on_phone=OnPhone.TAG,
        ),
        Column("number", _("Number"), value=lambda row: row.number or _("not yet recorded")),
        Column("area", _("Area"), kind=Kind.AREA),
        Column("cases", _("Cases"), value=lambda row: len(row.cases), kind=Kind.NUMBER),
        Column("contacts", _("Contacts"), value=lambda row: len(row.contacts), kind=Kind.NUMBER),
        Column("first", _("First case"), kind=Kind.DATE),
        Column("last", _("Last case"), kind=Kind.DATE),
    ),
    empty=_("No cluster by the edition's rule"),
    empty_hint=_("It looks at the places and households of the infected cases."),
)  # fmt: skip


@needs(Right.CASES_READ, Right.CONTACTS_READ)
def clusters_page(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """What the edition's rule finds and what is recorded, with the number of cases and contacts of each."""
    incident = incident_of(incident_id)
    try:
        held, found = queries.cluster_terms(incident), queries.clusters(incident_id)
    except ClustersNotDefined as refused:
        context = {"incident": incident, "refused": Decision.no(refused)}
        return list_page(request, CLUSTERS, [], "cases/clusters.html", context)
    audit.record(
        by=request.actor, at=now_of(request), action="cases.clusters", purpose="case_investigation",  # type: ignore[attr-defined]
        fields=f"incident {incident_id}", area=incident.area,
    )  # fmt: skip
    fresh = [each for each in found if each.id is None]
    context = {
        "incident": incident, "terms": held, "clause": queries.cluster_clause(incident), "edition": library().get(incident.edition_id),
        "fresh": fresh if may(request, Right.CASES_CLASSIFY) else [],
    }  # fmt: skip
    return list_page(request, CLUSTERS, found, "cases/clusters.html", context)


@needs(Right.CASES_READ, Right.CONTACTS_READ)
def cluster_page(request: HttpRequest, cluster_id: UUID) -> HttpResponse:
    """One recorded cluster: the rule it fulfils, its cases and its contacts, by number."""
    found = queries.cluster(cluster_id)
    cases = sorted(
        queries.cases(ids=found.cases), key=lambda each: each.onset_at or each.sampled_at or each.reported_at
    )
    contacts = queries.contacts_by_id(found.contacts)
    persons = [*(each.person_id for each in cases), *(each.person_id for each in contacts.values())]
    audit.record(
        by=request.actor, at=now_of(request), action="cases.cluster", purpose="case_investigation",  # type: ignore[attr-defined]
        persons=persons, fields="number", area=found.area,
    )  # fmt: skip
    rate = found.attack_rate
    context = {
        "found": found, "incident": incident_of(found.incident_id) if found.incident_id else None,
        "cases": [(each, CASE_TONES[each.classification]) for each in cases],
        "contacts": [(contacts[key], CLASS_TONES[contacts[key].contact_class]) for key in found.contacts if key in contacts],
        "kpis": [
            Kpi(_("Cases"), len(found.cases), "case"), Kpi(_("Contacts"), len(found.contacts), "contact"),
            Kpi(_("Share of cases among those exposed"), "—" if rate is None else f"{rate:.0%}"),
        ],
        "facts": [
            Fact(_("Kind"), found.spot.kind, tone=KIND_TONES[found.spot.kind]),
            Fact(_("First case"), found.first.isoformat()), Fact(_("Last case"), found.last.isoformat()),
            Fact(_("Recorded by"), who(found.by)),
        ],
    }  # fmt: skip
    return page(request, "cases/cluster.html", context)


@needs(Right.CASES_CLASSIFY)
@require_POST
def record_cluster(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Record one that the rule finds."""
    spot = _spot(request.POST.get("kind", ""), request.POST.get("key", ""))
    made = actions.record_cluster(incident_id=incident_id, spot=spot, by=request.actor, at=now_of(request))  # type: ignore[attr-defined]
    messages.success(request, gettext("The cluster is recorded."))
    return redirect("cases:cluster", made)


def _spot(kind: str, key: str) -> Spot:
    try:
        named = ClusterKind(kind)
        return Spot(named, int(key) if named is ClusterKind.VENUE else UUID(key))
    except ValueError as error:
        raise Invalid(reason=key or kind) from error
