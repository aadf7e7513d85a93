"""What the zones on record say of those whom a case or a place exposed: seats, carriages, tables, rooms, floors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from sizao.ground.presence import queries as presence
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.editions import Edition
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import StayFacts, Transport
from sizao.trace.tracing import rules
from sizao.traceback import answer as answers
from sizao.traceback import tables
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import Visit


def recorded(query: TraceQuery) -> dict[int, list[Visit]]:
    """Where a question's index persons are on record as having been within its period, by person."""
    visits = tables.visits_of(presence.visits_of(query.persons, *query.first_hop_period)) if query.persons else []
    found: dict[int, list[Visit]] = defaultdict(list)
    for each in visits:
        found[each.person].append(each)
    return dict(found)


def _counting(visits: Iterable[Visit], query: TraceQuery) -> list[Visit]:
    """Those of the sources and grades that a question trusts, within its period."""
    start, until = query.first_hop_period
    return [
        each
        for each in visits
        if each.start < until and each.until > start
        and (not query.sources or each.source in query.sources) and (not query.grades or each.grade in query.grades)
    ]  # fmt: skip


def seated(
    case_id: UUID,
    query: TraceQuery,
    found: Iterable[answers.Exposed],
    kinds: Mapping[int, PlaceKind],
    edition: Edition,
    of_case: Sequence[Visit],
) -> dict[tuple[int, int], rules.Seating]:
    """What zones say of the persons whom a case met, by person and place; an edition without rules says nothing.

    A vehicle is judged by the rule of its kind where the case's own trajectory tells it, else by what every kind that it
    may be has in common; a restaurant by its tables; offices, schools and homes by rooms and floors.

    Args:
        case_id: the case.
        query: the question of this case.
        found: whom it met.
        kinds: the kinds of the places.
        edition: the edition it is judged by.
        of_case: where the case is on record, see :func:`recorded`.
    """
    known, (start, until) = cases.stays(case_id), query.first_hop_period
    person = next(iter(query.persons))
    told = [each for each in rules.own_visits(person, known) if not query.grades or each.grade in query.grades]
    own = [*told, *_counting(of_case, query)]
    met = [(each.person, place) for each in found if each.hop == 1 for place in each.places]
    ruled = _ruled({place for _, place in met}, known, own, kinds, edition)
    if not ruled:
        return {}
    wanted = {each for each, place in met if place in ruled}
    crowd = _admitted(presence.visits_at(ruled, start, until + timedelta(seconds=query.linger_s)), query)
    return rules.seatings(own, visits_by(wanted, crowd), ruled, query.linger_s)


def kinds_met(query: TraceQuery, own: Iterable[Visit]) -> dict[int, str]:
    """The kinds of the places where somebody could have met the source of a question."""
    start, until = query.first_hop_period
    recorded = presence.visits_of(query.persons, start, until)["place"] if query.persons else None
    places = {each.place for each in own} | {each.place for each in query.index_places}
    places |= set(pc.unique(recorded).to_pylist()) if recorded is not None else set()
    return {place: facts.kind.value for place, facts in registry.places(places).items()}


def _admitted(visits: pa.Table, query: TraceQuery) -> pa.Table:
    """The visits of the sources and grades that a question trusts; others say nothing of seats and zones either."""
    for column, wanted in (("source", query.sources), ("grade", query.grades)):
        if wanted:
            visits = visits.filter(pc.is_in(visits[column], value_set=pa.array([each.value for each in wanted])))
    return visits


def visits_by(persons: Iterable[int], visits: pa.Table) -> list[Visit]:
    """Some people's visits: a hall's others stay columns."""
    wanted = pa.array(sorted(persons), pa.int64())
    return tables.visits_of(visits.filter(pc.is_in(visits["person"], value_set=wanted)))


def _ruled(
    places: set[int], stays: Sequence[StayFacts], own: Iterable[Visit], kinds: Mapping[int, PlaceKind], edition: Edition
) -> dict[int, rules.ZoneRule]:
    """The rule of each place where zones can say something: the case's own is known, or the kind of the vehicle is."""
    transports = {
        each.place_id: each.transport
        for each in stays
        if each.place_id is not None and each.transport is not Transport.NONE
    }
    zoned = {each.place for each in own if each.zone}
    found = {}
    for place in places & (zoned | transports.keys()):
        rule = _rule_of(kinds.get(place), transports.get(place, Transport.NONE), edition)
        if rule is not None:
            found[place] = rule
    return found


def _rule_of(kind: PlaceKind | None, transport: Transport, edition: Edition) -> rules.ZoneRule | None:
    if kind is PlaceKind.VEHICLE:
        aboard = cases.vehicle_rule(edition, transport)
        return rules.ZoneRule(aboard.clause, aboard.near) if aboard else None
    if kind is PlaceKind.RESTAURANT:
        tables_rule = cases.table_rule(edition)
        return rules.ZoneRule(tables_rule.clause, rules.of_tables(tables_rule.near)) if tables_rule else None
    situation = rules.coded(edition, rules.NEAR_SITUATIONS.get(kind, "")) if kind else None
    if situation is None or situation.code != rules.SAME_ROOM:
        return None
    return rules.ZoneRule(situation.clause, rules.near_in_building)


def zoned(
    query: TraceQuery, found: Iterable[answers.Exposed], kinds: Mapping[int, PlaceKind], edition: Edition
) -> dict[tuple[int, int], rules.Seating] | None:
    """What zones say of those who were at a traced place, by person and place; ``None`` when the whole place is traced."""
    parts = {each.place: each.zone for each in query.index_places if each.zone}
    if not parts or edition.contact is None:
        return None
    start, until = query.first_hop_period
    crowd = _admitted(presence.visits_at(parts, start, until), query)
    met = visits_by({each.person for each in found if each.hop == 1}, crowd)
    ruled = {place: _part_rule(kinds.get(place), edition) for place in parts}
    own = [Visit(0, each.place, each.start, each.until, each.zone) for each in query.index_places if each.zone]
    return rules.seatings(own, met, ruled, query.linger_s)


def _part_rule(kind: PlaceKind | None, edition: Edition) -> rules.ZoneRule:
    aboard = cases.vehicle_rule(edition, Transport.NONE) if kind is PlaceKind.VEHICLE else None
    if aboard is not None:
        return rules.ZoneRule(aboard.clause, aboard.near)
    return rules.ZoneRule(edition.contact.clause if edition.contact else edition.clause(), rules.is_within)
