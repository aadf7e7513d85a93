"""The transmission chain of an incident as a picture, and the same chain as a table with its export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sizao.kernel.editions import ContactClass, library
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Filter, Kind, Kpi, ListPage, OnPhone
from sizao.trace.cases import queries
from sizao.trace.cases.pages.showing import CASE_TONES, incident_of, now_of
from sizao.trace.cases.queries.chains import CurveDate
from sizao.trace.cases.types import Chain, ChainEdge, ChainNode, ChainRow, Classification, CurveDay, NodeKind


def _named(rows: Sequence[ChainRow], text: str) -> list[ChainRow]:
    wanted = text.strip().casefold()
    return [each for each in rows if wanted in each.label.casefold()]


CHAIN = ListPage(
    name="chain",
    caption=_("Transmission chain"),
    columns=(
        Column(
            "label", _("Case"), on_phone=OnPhone.TITLE, sort="label",
            link=lambda row: reverse("cases:case", args=[row.id]),
        ),
        Column(
            "classification", _("Classification"), kind=Kind.TAG, tone=lambda row: CASE_TONES[row.classification],
            on_phone=OnPhone.TAG,
        ),
        Column("generation", _("Generation"), kind=Kind.NUMBER, sort="generation"),
        Column("on", _("Onset"), kind=Kind.DATE, sort="on"),
        Column("dated", _("Date known"), value=lambda row: _("onset") if row.is_dated else _("sampling or report"), is_hidden=True),
        Column("source", _("Most likely source"), sort="source"),
        Column("serial_days", _("Days after source"), kind=Kind.NUMBER, sort="serial_days"),
        Column("others", _("Other possible sources"), value=lambda row: ", ".join(row.others)),
        Column("situation", _("Situation"), is_hidden=True),
        Column("offspring", _("Cases infected"), kind=Kind.NUMBER, sort="offspring"),
        Column("contacts", _("Contacts"), kind=Kind.NUMBER, sort="contacts"),
    ),
    filters=(
        Filter("q", _("Case"), is_search=True, placeholder=_("Number of a case"), lookup=_named),
    ),
    order="generation",
    empty=_("No case yet"),
)  # fmt: skip


@needs(Right.CASES_READ)
def chain_page(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The chain as a time tree: days across, one row for each branch; or the branch of one case that was looked for."""
    incident = incident_of(incident_id)
    with_contacts = request.GET.get("contacts", "1") != "0"
    looked_for = request.GET.get("q", "")[:80]
    looked = queries.branch_of(incident_id, looked_for, with_contacts=with_contacts)
    found = looked.chain
    _log(request, incident.area, incident_id)
    by, days = _curve(incident_id)
    context = {
        "incident": incident, "chain": found, "drawing": drawing(found, incident.edition_id),
        "looked": looked, "looked_for": looked_for, "fitting": looked.fitting[:MOST_NAMED],
        "kpis": _kpis(found), "with_contacts": with_contacts, "generations": sorted(found.generations.items()),
        "curve": [(each.on.isoformat(), [each.counts.get(kind, 0) for kind in _KINDS]) for each in days],
        "curve_by": by,
        "legend": [(each.value, each.words) for each in _LEGEND],
        "kinds": [_said(kind.words) for kind in _KINDS],
    }  # fmt: skip
    return page(request, "cases/chain.html", context)


MOST_NAMED = 30
"""Cases that are named when a text fits several."""


def _curve(incident_id: UUID) -> tuple[CurveDate, Sequence[CurveDay]]:
    """The curve by onset; where no onset is known (nobody has symptoms) by sampling, else by report."""
    found = ((by, queries.curve(incident_id, by)) for by in CurveDate)
    return next(((by, days) for by, days in found if days), (CurveDate.ONSET, ()))


_LEGEND = (
    Classification.CONFIRMED,
    Classification.ASYMPTOMATIC,
    Classification.PROBABLE,
    Classification.SUSPECTED,
    ContactClass.CLOSE,
    ContactClass.SECONDARY,
    ContactClass.GENERAL,
    NodeKind.PLACE,
)
_KINDS = (Classification.CONFIRMED, Classification.ASYMPTOMATIC, Classification.PROBABLE, Classification.SUSPECTED)


@needs(Right.CASES_READ)
def chain_table_page(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The same chain as a table, to read, sort and take away as Excel."""
    incident = incident_of(incident_id)
    rows = queries.chains_table(queries.chain(incident_id))
    _log(request, incident.area, incident_id)
    return list_page(request, CHAIN, rows, "cases/chain_table.html", {"incident": incident})


def _log(request: HttpRequest, area: int, incident_id: UUID) -> None:
    """A chain shows everybody of the incident by number; the log names the incident, not each of thousands."""
    audit.record(
        by=request.actor, at=now_of(request), action="cases.chain", purpose="case_investigation",  # type: ignore[attr-defined]
        fields=f"incident {incident_id}", area=area,
    )  # fmt: skip


def _kpis(found: Chain) -> list[Kpi]:
    cases = sum(found.generations.values())
    most = found.offspring[0] if found.offspring else 0
    return [
        Kpi(_("Cases on the chain"), cases, "case", key="cases"),
        Kpi(_("Generations"), max(found.generations, default=0), key="generations"),
        Kpi(_("Without a known source"), found.generations.get(1, 0), "case", key="roots"),
        Kpi(_("Most cases infected by one"), most, "case", key="most"),
        Kpi(_("Mean number infected"), f"{found.mean_offspring:.2f}", key="mean"),
        Kpi(_("Contacts folded into counts"), found.collapsed, "contact", key="folded"),
    ]


def drawing(found: Chain, edition_id: str) -> dict[str, Any]:
    """What the browser draws: marks with their place, arrows by position; every text in the reader's language."""
    place = {each.id: number for number, each in enumerate(found.nodes)}
    terms = library().get(edition_id).contact
    addresses = {kind: reverse(f"cases:{kind.value}", args=[_ANY]) for kind in (NodeKind.CASE, NodeKind.CONTACT)}
    situations = {each.code: _said(each.words) for each in terms.situations} if terms else {}
    return {
        "begins": found.begins_on.isoformat() if found.begins_on else None,
        "nodes": [_mark(each, addresses) for each in found.nodes],
        "links": [_arrow(each, place, situations) for each in found.edges],
    }


def _mark(node: ChainNode, addresses: Mapping[NodeKind, str]) -> dict[str, Any]:
    kind = node.classification.value if node.classification else node.contact_class or node.kind.value
    words = node.classification or node.contact_class or node.kind
    said = [node.label, _said(words.words), node.on.isoformat()]
    if node.generation:
        said.append(_said(Words(f"第 {node.generation} 代", f"generation {node.generation}")))
    if node.kind is NodeKind.CASE:
        said.append(_said(Words(f"传染 {node.offspring} 例", f"infected {node.offspring}")))
    if node.contacts:
        said.append(_said(Words(f"接触者 {node.contacts} 人", f"{node.contacts} contacts")))
    return {
        "id": node.id, "name": node.label, "x": node.x, "y": node.y, "kind": str(kind), "shape": node.kind.value,
        "size": node.offspring, "generation": node.generation or 0, "said": said, "href": _href(node, addresses),
    }  # fmt: skip


_ANY = UUID(int=0)


def _href(node: ChainNode, addresses: Mapping[NodeKind, str]) -> str:
    """The address of a mark's page: put together once for a kind, not found anew for each of thousands."""
    return addresses.get(node.kind, "").replace(str(_ANY), node.id.partition(":")[2])


def _arrow(edge: ChainEdge, place: dict[str, int], situations: dict[str, str]) -> dict[str, Any]:
    said = [_said(edge.kind.words), _said(edge.certainty.words), situations.get(edge.situation, edge.situation)]
    if edge.serial_days is not None:
        said.append(_said(Words(f"相隔 {edge.serial_days} 天", f"{edge.serial_days} days apart")))
    return {
        "source": place[edge.source], "target": place[edge.target], "kind": edge.kind.value,
        "said": [each for each in said if each],
    }  # fmt: skip


def _said(words: Words) -> str:
    return words.in_language(get_language() or "zh")
