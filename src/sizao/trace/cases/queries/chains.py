"""The transmission chain of an incident, laid out, and the same chain as rows of a table; the epidemic curve."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sizao.ground.registry import queries as registry
from sizao.kernel.words import LabelledEnum
from sizao.trace.cases import rules
from sizao.trace.cases.models import Case, CaseStatus
from sizao.trace.cases.queries.cases import cases
from sizao.trace.cases.queries.contacts import contacts, exposures
from sizao.trace.cases.types import (
    CaseFacts,
    Chain,
    ChainEdge,
    ChainNode,
    ChainRow,
    Classification,
    ContactFacts,
    ContactState,
    CurveDay,
    EdgeKind,
    NodeKind,
)


class CurveDate(LabelledEnum):
    """The date by which cases are counted on the epidemic curve."""

    ONSET = "onset", "发病", "Onset"
    SAMPLING = "sampling", "采样", "Sampling"
    REPORT = "report", "报告", "Report"


DROPPED_STATES = frozenset({ContactState.REJECTED})
"""Contacts that no chain shows."""


def chain(incident_id: UUID, *, with_contacts: bool = True, as_of: datetime | None = None) -> Chain:
    """The laid-out chain of an incident: a time tree, days across and rows down.

    Args:
        incident_id: the incident.
        with_contacts: show contacts too; above 1,500 marks they are folded into counts whatever this says.
        as_of: leave out cases that were not yet known at this moment.
    """
    edges, known = exposures(incident_id), _known(incident_id, as_of)
    kept = _shown(incident_id, known, with_contacts=with_contacts)
    places = registry.places({each.source_place_id for each in edges if each.source_place_id})
    captions = {place_id: facts.words.zh for place_id, facts in places.items()}
    return rules.lay_out(rules.build_chain(known, edges, kept, captions))


def _shown(incident_id: UUID, known: list[CaseFacts], *, with_contacts: bool) -> list[ContactFacts]:
    """The contacts of a chain; without them, those who are cases by now: exposures may still name them as contacts."""
    ill = {each.person_id for each in known if each.classification is not Classification.NOT_A_CASE}
    found = contacts(incident_id) if with_contacts else contacts(incident_id, person_ids=ill) if ill else []
    return [each for each in found if each.status not in DROPPED_STATES]


def _known(incident_id: UUID, as_of: datetime | None) -> list[CaseFacts]:
    found = cases(incident_id)
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
    rows = Case.objects.filter(incident_id=incident_id)
    return rules.curve((row.facts() for row in rows), lambda facts: getattr(facts, column))
