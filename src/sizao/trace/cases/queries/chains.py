"""The transmission chain of an incident, laid out, and the same chain as rows of a table; the epidemic curve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sizao.ground.registry import queries as registry
from sizao.kernel.words import LabelledEnum
from sizao.trace.cases import rules
from sizao.trace.cases.models import Case, CaseStatus, Contact, Exposure
from sizao.trace.cases.types import (
    CaseMark,
    Certainty,
    Chain,
    ChainEdge,
    ChainFigures,
    ChainNode,
    ChainRow,
    Classification,
    ContactFacts,
    ContactMark,
    ContactState,
    CurveDay,
    EdgeKind,
    ExposureMark,
    NodeKind,
)


class CurveDate(LabelledEnum):
    """The date by which cases are counted on the epidemic curve."""

    ONSET = "onset", "发病", "Onset"
    SAMPLING = "sampling", "采样", "Sampling"
    REPORT = "report", "报告", "Report"


DROPPED_STATES = frozenset({ContactState.REJECTED})
"""Contacts that no chain shows."""


@dataclass(frozen=True)
class Looked:
    """A chain of which somebody looked for a case: the branch of the one that was found, or the whole, and who fits."""

    chain: Chain
    whole: int
    """Cases of the whole chain."""
    root: ChainNode | None = None
    fitting: tuple[ChainNode, ...] = ()


def branch_of(incident_id: UUID, text: str, *, with_contacts: bool = True) -> Looked:
    """The laid-out branch of the one case that a text names; the whole chain when it names none, or several."""
    found = _built(incident_id, with_contacts=with_contacts, as_of=None)
    whole, fitting = sum(found.generations.values()), rules.found_on(found, text)
    if len(fitting) != 1:
        return Looked(rules.lay_out(found), whole, None, fitting)
    return Looked(rules.lay_out(rules.branch(found, fitting[0].id)), whole, fitting[0], fitting)


def chain(incident_id: UUID, *, with_contacts: bool = True, as_of: datetime | None = None) -> Chain:
    """The laid-out chain of an incident: a time tree, days across and rows down.

    Args:
        incident_id: the incident.
        with_contacts: show contacts too; above 1,500 marks they are folded into counts whatever this says.
        as_of: leave out cases that were not yet known at this moment.
    """
    return rules.lay_out(_built(incident_id, with_contacts=with_contacts, as_of=as_of))


def _built(incident_id: UUID, *, with_contacts: bool, as_of: datetime | None) -> Chain:
    known, edges = _known(incident_id, as_of), _edges(incident_id, with_contacts=with_contacts)
    kept: Sequence[ContactFacts | ContactMark]
    if with_contacts or as_of is not None:
        kept = _shown(incident_id, with_contacts=with_contacts)
    else:  # everybody of the rows is a case: nobody else is drawn
        kept = [ContactMark(*row) for row in _named(incident_id, edges)]
    places = registry.places({each.source_place_id for each in edges if each.source_place_id})
    captions = {place_id: facts.words.zh for place_id, facts in places.items()}
    return rules.build_chain(known, edges, kept, captions)


def chain_figures(incident_id: UUID, as_of: datetime) -> ChainFigures:
    """The chain without contacts in numbers, as it was known at a moment: nothing is laid out, and no whole row read."""
    stated = CaseStatus.objects.filter(case__incident_id=incident_id, at__lte=as_of).values("case_id")
    known = _marks(Case.objects.filter(incident_id=incident_id, pk__in=stated))
    edges = _edges(incident_id, with_contacts=False)
    return rules.chain_figures(known, edges, [ContactMark(*row) for row in _named(incident_id, edges)])


def _named(incident_id: UUID, edges: Iterable[ExposureMark]) -> Iterable[tuple[UUID, int]]:
    """Contacts who are cases by now, when an exposure names any contact as its source."""
    if not any(each.source_contact_id for each in edges):
        return ()
    rows = Contact.objects.filter(incident_id=incident_id, person_id__in=_ill(incident_id))
    return rows.exclude(status__in=DROPPED_STATES).values_list("id", "person_id")


def _ill(incident_id: UUID) -> QuerySet[Case, Any]:
    """The persons of the incident's cases, as a subquery."""
    rows = Case.objects.filter(incident_id=incident_id).exclude(classification=Classification.NOT_A_CASE)
    return rows.order_by().values("person_id")


def _marks(rows: QuerySet[Case]) -> list[CaseMark]:
    fields = ("id", "number", "external_id", "person_id", "classification", "onset_at", "sampled_at", "reported_at")
    return [
        CaseMark(key, number, name, person, Classification(kind), *days)
        for key, number, name, person, kind, *days in rows.values_list(*fields)
    ]


def _edges(incident_id: UUID, *, with_contacts: bool) -> list[ExposureMark]:
    """Exposures as far as they are drawn; without contacts those of who is a case by now."""
    rows = Exposure.objects.filter(incident_id=incident_id).order_by()
    if not with_contacts:
        rows = rows.filter(person_id__in=_ill(incident_id))
    ends = ("id", "person_id", "source_case_id", "source_contact_id", "source_place_id", "start", "until", "certainty")
    return [
        ExposureMark(key, person, case, contact, place, start, until, Certainty(sure), *told)
        for key, person, case, contact, place, start, until, sure, *told in rows.values_list(
            *ends, "minutes", "situation"
        )
    ]


def _shown(incident_id: UUID, *, with_contacts: bool) -> list[ContactFacts]:
    """The contacts of a chain; without them, those who are cases by now: exposures may still name them as contacts."""
    rows = Contact.objects.filter(incident_id=incident_id).exclude(status__in=DROPPED_STATES)
    if not with_contacts:
        rows = rows.filter(person_id__in=_ill(incident_id))
    return [row.facts() for row in rows.order_by("-last_exposure_at", "-id")]


def _known(incident_id: UUID, as_of: datetime | None) -> list[CaseMark]:
    found = _marks(Case.objects.filter(incident_id=incident_id).order_by("-reported_at", "-id"))
    if as_of is None:
        return found
    then = CaseStatus.objects.filter(case__incident_id=incident_id, at__lte=as_of).values_list("case_id", flat=True)
    known = set(then)
    return [each for each in found if each.id in known]


def chains_table(found: Chain) -> tuple[ChainRow, ...]:
    """The cases of a chain as rows: generation, likely source, other possible sources, offspring, contacts."""
    marks = {each.id: each for each in found.nodes}
    arrows: dict[str, list[ChainEdge]] = {}
    for edge in found.edges:
        arrows.setdefault(edge.target, []).append(edge)
    rows = [_row(node, arrows.get(node.id, []), marks) for node in found.nodes if node.kind is NodeKind.CASE]
    return tuple(sorted(rows, key=lambda row: (row.generation, row.on, row.label)))


def _row(node: ChainNode, arrows: list[ChainEdge], marks: dict[str, ChainNode]) -> ChainRow:
    likely = next((each for each in arrows if each.kind is EdgeKind.LIKELY), None)
    others = [marks[each.source].label for each in arrows if each.kind is EdgeKind.POSSIBLE]
    return ChainRow(
        id=UUID(node.id.removeprefix("case:")), label=node.label, on=node.on, is_dated=node.is_dated,
        classification=node.classification or Classification.SUSPECTED, generation=node.generation or 1,
        source=marks[likely.source].label if likely else "", situation=likely.situation if likely else "",
        serial_days=likely.serial_days if likely else None, others=tuple(sorted(others)), offspring=node.offspring,
        contacts=node.contacts,
    )  # fmt: skip


def curve(incident_id: UUID, by: CurveDate = CurveDate.ONSET) -> tuple[CurveDay, ...]:
    """The epidemic curve of an incident: cases by day of onset, sampling or report."""
    column = {CurveDate.ONSET: "onset_at", CurveDate.SAMPLING: "sampled_at", CurveDate.REPORT: "reported_at"}[by]
    rows = Case.objects.filter(**{"incident_id": incident_id, f"{column}__isnull": False})
    return rules.curve(_marks(rows), lambda case: getattr(case, column))
