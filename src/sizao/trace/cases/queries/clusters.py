"""Clusters of an incident: those the edition's rule finds now, and those recorded, with who belongs to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.ground.command.types import IncidentFacts
from sizao.ground.registry import queries as registry
from sizao.kernel.decisions import Clause
from sizao.kernel.editions import CaseTerms, library
from sizao.kernel.words import Words
from sizao.trace.cases import rules
from sizao.trace.cases.errors import ClusterNotFound, ClustersNotDefined
from sizao.trace.cases.models import Case, Cluster, Contact, Exposure, Stay
from sizao.trace.cases.models.clauses import read
from sizao.trace.cases.types import INFECTED, ClusterFacts, ClusterKind, ContactState, Met, Run, Spot

HOME = Words("住户 {label}", "Household {label}")


def terms(incident: IncidentFacts) -> CaseTerms:
    """The edition's terms that say what a cluster is.

    Raises:
        ClustersNotDefined: when it does not.
    """
    found = library().get(incident.edition_id).case
    if found is None or not found.cluster_cases or not found.cluster_days:
        raise ClustersNotDefined
    return found


def rule_clause(incident: IncidentFacts) -> Clause:
    """Where the edition says it."""
    return library().get(incident.edition_id).clause("case.cluster_cases")


def clusters(incident_id: UUID) -> list[ClusterFacts]:
    """Every cluster of an incident, recorded ones first, each with its cases and contacts now.

    Raises:
        ClustersNotDefined: when the edition has no rule for them.
    """
    incident = command.incident(incident_id)
    held = terms(incident)
    runs = rules.runs(_met(incident), held.cluster_cases or 0, held.cluster_days or 0)
    rows = list(Cluster.objects.filter(incident_id=incident_id).order_by("recorded_at"))
    spots = [*(each.spot for each in runs), *map(spot_of, rows)]
    names, exposed = _Names(spots), _Exposed(incident_id, spots)
    ill = dict(Case.objects.filter(incident_id=incident_id).values_list("id", "person"))

    def beside(spot: Spot, members: Iterable[UUID]) -> tuple[UUID, ...]:
        return exposed.beside(spot, frozenset(ill[each] for each in members))

    now = [(row, _run_of(row, runs)) for row in rows]
    known = [_recorded(row, run, incident, names, beside(spot_of(row), run.cases if run else ())) for row, run in now]
    taken = {(each.spot, each.first) for each in known if each.holds}
    fresh = [run for run in runs if (run.spot, run.first) not in taken]
    return [*known, *(_found(run, incident, held, names, beside(run.spot, run.cases)) for run in fresh)]


def cluster(cluster_id: UUID) -> ClusterFacts:
    """One recorded cluster.

    Raises:
        ClusterNotFound: when it is not in scope.
    """
    row = Cluster.objects.filter(pk=cluster_id).first()
    if row is None:
        raise ClusterNotFound
    return next(each for each in clusters(row.incident_id) if each.id == cluster_id)


def spot_of(row: Cluster) -> Spot:
    """What the cases of a recorded cluster have in common."""
    kind = ClusterKind(row.kind)
    return Spot(kind, row.place_id if kind is ClusterKind.VENUE else row.household_id)


def _run_of(row: Cluster, runs: Iterable[Run]) -> Run | None:
    """The run that a recorded cluster has become: of the same spot, and overlapping its days."""
    spot = spot_of(row)
    return next((each for each in runs if each.spot == spot and each.first <= row.last_on >= row.first_on), None)


def _met(incident: IncidentFacts) -> Iterator[Met]:
    """Each infected case at each place it stayed or was exposed at, and in its household."""
    tz = library().get(incident.edition_id).tz
    ill = Case.objects.filter(incident_id=incident.id, classification__in=[each.value for each in INFECTED])
    rows = list(ill.values_list("id", "person_id", "onset_at", "sampled_at", "reported_at", "person__household"))
    days: dict[UUID, date] = {
        key: (onset or sampled or told).astimezone(tz).date() for key, _, onset, sampled, told, _h in rows
    }
    of_person = {person: key for key, person, *_rest in rows}
    for key, *_rest, household in rows:
        if household is not None:
            yield Met(Spot(ClusterKind.HOUSEHOLD, household), key, days[key])
    for place, key in Stay.objects.filter(case__in=list(days), place__isnull=False).values_list("place", "case"):
        yield Met(Spot(ClusterKind.VENUE, place), key, days[key])
    met = Exposure.objects.filter(incident_id=incident.id, person__in=list(of_person), source_place__isnull=False)
    for place, person in met.values_list("source_place", "person"):
        yield Met(Spot(ClusterKind.VENUE, place), of_person[person], days[of_person[person]])


class _Names:
    """What spots are called and where they lie; each kind is asked once."""

    def __init__(self, spots: Iterable[Spot]) -> None:
        found = list(spots)
        self.places = registry.places({each.key for each in found if each.kind is ClusterKind.VENUE})
        homes = [each.key for each in found if isinstance(each.key, UUID)]
        self.homes = registry.households(homes)

    def words(self, spot: Spot) -> Words:
        """The place's name or the household's label; out of scope only its kind is said."""
        if spot.key in self.places:
            return self.places[spot.key].words
        home = self.homes.get(spot.key)
        return HOME.filled(label=home.label or str(spot.key)[-6:]) if home else spot.kind.words

    def area(self, spot: Spot, otherwise: int) -> int:
        """Where it lies."""
        found = self.places.get(spot.key) or self.homes.get(spot.key)
        return found.area if found else otherwise


class _Exposed:
    """The contacts of an incident by the spots they were exposed at, those turned down left out; read once."""

    def __init__(self, incident_id: UUID, spots: Iterable[Spot]) -> None:
        wanted = set(spots)
        self.at: dict[Spot, list[tuple[UUID, int]]] = {each: [] for each in wanted}
        met: dict[int, set[Spot]] = defaultdict(set)
        places = [each.key for each in wanted if each.kind is ClusterKind.VENUE]
        rows = Exposure.objects.filter(incident_id=incident_id, source_place__in=places)
        for place, person in rows.values_list("source_place", "person"):
            met[person].add(Spot(ClusterKind.VENUE, place))
        found = Contact.objects.filter(incident_id=incident_id).exclude(status=ContactState.REJECTED.value)
        columns = found.order_by("last_exposure_at", "id").values_list("id", "person", "person__household", "basis")
        for key, person, household, basis in columns.iterator() if wanted else ():
            there = {Spot(ClusterKind.VENUE, each["place"]) for each in basis if each.get("place")} | met[person]
            for spot in (there | {Spot(ClusterKind.HOUSEHOLD, household)}) & wanted:
                self.at[spot].append((key, person))

    def beside(self, spot: Spot, ill: frozenset[int]) -> tuple[UUID, ...]:
        """The contacts at a spot who are not among the cases there."""
        return tuple(key for key, person in self.at[spot] if person not in ill)


def _found(
    run: Run, incident: IncidentFacts, held: CaseTerms, names: _Names, contacts: tuple[UUID, ...]
) -> ClusterFacts:
    return ClusterFacts(
        spot=run.spot, words=names.words(run.spot), area=names.area(run.spot, incident.area), first=run.first,
        last=run.last, cases=run.cases, contacts=contacts,
        edition_id=incident.edition_id, clause=rule_clause(incident), cases_needed=held.cluster_cases or 0,
        days=held.cluster_days or 0, incident_id=incident.id,
    )  # fmt: skip


def _recorded(
    row: Cluster, run: Run | None, incident: IncidentFacts, names: _Names, contacts: tuple[UUID, ...]
) -> ClusterFacts:
    spot = spot_of(row)
    cases = run.cases if run else ()
    return ClusterFacts(
        spot=spot, words=names.words(spot), area=row.area, first=run.first if run else row.first_on,
        last=run.last if run else row.last_on, cases=cases, contacts=contacts,
        edition_id=row.edition_id, clause=read(row.clause), cases_needed=row.cases_needed, days=row.days,
        holds=run is not None, id=row.id, number=row.number, recorded_at=row.recorded_at, by=row.by,
        incident_id=incident.id,
    )  # fmt: skip
