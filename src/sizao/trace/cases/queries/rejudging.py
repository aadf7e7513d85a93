"""The difference that judging contacts again would make; nothing is written. And the decisions that were taken on one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.kernel.editions import Edition, library
from sizao.trace.cases import rules
from sizao.trace.cases.models import Case, Contact, Exposure, RejudgementDecision, Stay
from sizao.trace.cases.types import (
    ChangeKind,
    ChangeRow,
    Classification,
    ContactFacts,
    ContactState,
    ContactWindow,
    DecisionFacts,
    Difference,
    ExposureFacts,
)

JUDGED = [
    ContactState.PROPOSED, ContactState.APPROVED, ContactState.LOST, ContactState.HANDED_OVER, ContactState.REJECTED,
]  # fmt: skip
"""States that judging again can change; who was released or became a case is not judged again."""


def difference(incident_id: UUID, *, case_id: UUID | None = None, edition_id: str = "") -> Difference:
    """What judging the contacts of an incident (or of one case) again would change, by an edition (theirs without one)."""
    current = command.incident(incident_id).edition_id
    rows = Contact.objects.filter(incident_id=incident_id, status__in=JUDGED).order_by("-last_exposure_at", "id")
    found = [row.facts() for row in (rows.filter(source_case_id=case_id) if case_id else rows)]
    edges, places = _edges(incident_id), _places(incident_id)
    sources = _sources(incident_id, edition_id)
    judged = [_row(each, edges, sources, places, _by(each, edition_id, current)) for each in found]
    changed = tuple(each for each in judged if each.kind is not ChangeKind.SAME)
    carried = [each.contact for each in judged if each.kind is ChangeKind.SAME]
    same = tuple(each.id for each in carried if each.status is not ContactState.REJECTED)
    target = edition_id or current
    is_migration = bool(edition_id) and any(each.edition_id != edition_id for each in found)
    return Difference(
        incident_id=incident_id, case_id=case_id, edition_id=target, is_migration=is_migration, rows=changed, same=same,
        stamp=rules.stamp(changed, target),
    )  # fmt: skip


@dataclass(frozen=True)
class _Sources:
    """The windows of an incident's cases, and which of these were ruled out."""

    windows: dict[UUID, ContactWindow | None]
    ruled_out: frozenset[UUID]

    def hold(self, edge: ExposureFacts) -> bool:
        """Whether an exposure lies within the window of its own source, which is a case still."""
        window = self.windows.get(edge.source_case_id) if edge.source_case_id else None
        return window is not None and edge.source_case_id not in self.ruled_out and window.holds(edge.start, edge.until)


def _row(
    contact: ContactFacts, edges: dict[UUID, list[ExposureFacts]], sources: _Sources, places: dict[UUID, frozenset[int]],
    edition_id: str,
) -> ChangeRow:  # fmt: skip
    """How one contact would stand under an edition."""
    source, known = contact.source_case_id, edges.get(contact.id, [])
    own = [each for each in known if each.source_case_id == source] if source else []
    return rules.judge_again(
        contact, own, sources.windows.get(source) if source else None, places.get(source) if source else None,
        _edition(contact.edition_id), _edition(edition_id),
        is_ruled_out=source in sources.ruled_out,
        by_another=any(sources.hold(each) for each in known if each.source_case_id != source),
        last=rules.last_exposure_now(contact, sources.windows, sources.ruled_out, places),
    )  # fmt: skip


def _by(contact: ContactFacts, edition_id: str, current: str) -> str:
    """By which edition a contact is judged: the one asked about, else its own; who was turned down comes back under the one in force."""
    return edition_id or (current if contact.status is ContactState.REJECTED else contact.edition_id)


def _edition(edition_id: str) -> Edition:
    return library().get(edition_id)


def _edges(incident_id: UUID) -> dict[UUID, list[ExposureFacts]]:
    found: dict[UUID, list[ExposureFacts]] = defaultdict(list)
    for row in Exposure.objects.filter(incident_id=incident_id, contact__isnull=False).defer("note"):
        found[row.contact_id].append(row.facts())  # type: ignore[index]
    return found


def _places(incident_id: UUID) -> dict[UUID, frozenset[int]]:
    """Where each case was; a case without place-time rows is left out, nothing can be said of it."""
    found: dict[UUID, set[int]] = defaultdict(set)
    rows = Stay.objects.filter(case__incident_id=incident_id, place__isnull=False).values_list("case_id", "place_id")
    for case_id, place_id in rows:
        found[case_id].add(place_id)
    return {case_id: frozenset(places) for case_id, places in found.items()}


def _sources(incident_id: UUID, edition_id: str) -> _Sources:
    cases = [row.facts() for row in Case.objects.filter(incident_id=incident_id)]
    windows = {each.id: rules.contact_window(each, _edition(edition_id or each.edition_id)) for each in cases}
    return _Sources(windows, frozenset(each.id for each in cases if each.classification is Classification.NOT_A_CASE))


def rejudgements(incident_id: UUID) -> list[DecisionFacts]:
    """The decisions taken on differences of an incident, newest first."""
    return [row.facts() for row in RejudgementDecision.objects.filter(incident_id=incident_id).order_by("-at", "-id")]
