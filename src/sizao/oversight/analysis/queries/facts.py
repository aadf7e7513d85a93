"""The plain rows of an outbreak, read from cases, exposures, contacts and areas; no person leaves them."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.ground.command.types import IncidentFacts
from sizao.ground.registry import queries as registry
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.words import Words
from sizao.oversight.analysis.rules.curve import county
from sizao.oversight.analysis.types import Ill, Outbreak, Published
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import (
    CaseFacts,
    Chain,
    ChainEdge,
    ChainNode,
    Classification,
    ContactState,
    EdgeKind,
    ExposureFacts,
    ImportKind,
    NodeKind,
)

LOCAL = ZoneInfo("Asia/Shanghai")
DATA = Path(__file__).parents[1] / "data" / "serial-intervals.toml"


def outbreak(incident: IncidentFacts, at: datetime, *, as_of: datetime | None = None) -> Outbreak:
    """The rows of an incident as they are now, or only the cases known at a moment.

    Args:
        incident: the incident.
        at: now; the days since then are not over.
        as_of: an earlier moment.
    """
    found = [each for each in cases.cases(incident.id) if each.classification is not Classification.NOT_A_CASE]
    chain = cases.chain(incident.id, with_contacts=False, as_of=as_of)
    marks = {each.id: each for each in chain.nodes}
    known = [each for each in found if f"case:{each.id}" in marks]
    exposed = _exposures(cases.exposures(incident.id))
    arrows = _arrows(chain)
    ill = tuple(
        _ill(each, marks[f"case:{each.id}"], arrows.get(f"case:{each.id}", []), marks, exposed.get(each.person_id, []))
        for each in known
    )
    contacts, never_approved = _contacts(cases.contacts_by_situation(incident.id))
    return Outbreak(
        as_of=(as_of or at).astimezone(LOCAL).date(), ill=ill, ruled_out=_ruled_out(incident.id),
        contacts=contacts, never_approved=never_approved, situations=_situations(incident, known),
        areas=registry.area_names({county(each.area) for each in ill}), published=published(incident.disease),
    )  # fmt: skip


Counted = tuple[ContactClass, str, ContactState]


def _contacts(found: Mapping[tuple[ContactClass, str, ContactState, bool], int]) -> tuple[Counter[Counted], int]:
    """Contacts as the rates count them, and the close ones who became cases without anybody's approval."""
    counted, never = Counter[Counted](), 0
    for (kind, code, state, is_approved), number in found.items():
        if kind is ContactClass.CLOSE and state is ContactState.BECAME_CASE and not is_approved:
            never += number
            continue
        waits = is_approved and state is ContactState.PROPOSED
        counted[kind, code, ContactState.APPROVED if waits else state] += number
    return counted, never


def _ruled_out(incident_id: UUID) -> int:
    return cases.counts(incident_id).by_classification.get(Classification.NOT_A_CASE, 0)


def _exposures(found: Iterable[ExposureFacts]) -> dict[int, list[ExposureFacts]]:
    by_person: dict[int, list[ExposureFacts]] = {}
    for each in found:
        by_person.setdefault(each.person_id, []).append(each)
    return by_person


def _arrows(chain: Chain) -> dict[str, list[ChainEdge]]:
    """The arrows into each mark, the likely one first."""
    into: dict[str, list[ChainEdge]] = {}
    for edge in chain.edges:
        into.setdefault(edge.target, []).append(edge)
    return {target: sorted(edges, key=lambda each: each.kind is not EdgeKind.LIKELY) for target, edges in into.items()}


def _ill(
    facts: CaseFacts,
    mark: ChainNode,
    arrows: list[ChainEdge],
    marks: Mapping[str, ChainNode],
    exposed: list[ExposureFacts],
) -> Ill:
    from_cases = [each for each in arrows if marks[each.source].kind is NodeKind.CASE]
    situation = next((each.situation for each in arrows if each.situation), "")
    return Ill(
        key=f"case:{facts.id}", classification=facts.classification, reported_on=_day(facts.reported_at),
        onset_on=_day(facts.onset_at) if facts.onset_at else None,
        sampled_on=_day(facts.sampled_at) if facts.sampled_at else None,
        area=facts.area, is_imported=facts.import_kind is ImportKind.INBOUND, generation=mark.generation or 1,
        sources=tuple(each.source for each in from_cases),
        has_likely=bool(from_cases) and from_cases[0].kind is EdgeKind.LIKELY,
        has_place=any(marks[each.source].kind is NodeKind.PLACE for each in arrows),
        setting=situation or next((each.situation for each in exposed if each.situation), ""),
        exposed=_window(exposed),
    )  # fmt: skip


def _window(exposed: Iterable[ExposureFacts]) -> tuple[date, date] | None:
    """From the first to the last day of all exposures of which both ends are recorded."""
    known = [(each.start, each.until) for each in exposed if each.start and each.until]
    if not known:
        return None
    return _day(min(start for start, _ in known)), _day(max(until for _, until in known))


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


def _situations(incident: IncidentFacts, known: Iterable[CaseFacts]) -> dict[str, Words]:
    """The situations of every edition under which a case or the incident is judged, by code."""
    editions = {incident.edition_id, *(each.edition_id for each in known)}
    terms = [library().get(each).contact for each in sorted(editions)]
    return {each.code: each.words for one in terms if one is not None for each in one.situations}


@cache
def _literature() -> dict[str, Published]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {
        disease: Published(mean=row["mean"], sd=row["sd"], source=row["source"], setting=Words(row["zh"], row["en"]))
        for disease, row in rows.items()
    }


def published(disease: str) -> Published | None:
    """The serial interval of a disease from the literature, if one is kept."""
    return _literature().get(disease)
