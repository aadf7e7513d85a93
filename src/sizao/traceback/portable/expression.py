"""The answer said once, in Ibis: named steps over named tables, the same for every engine that Ibis can speak to.

The steps follow the reference engine (:mod:`sizao.traceback.reference`) sentence by sentence. A *level* is the rank of an
evidence grade: the question is answered once for each level that occurs, from visits of that rank and better; the weakest
level is the answer, the best level that finds a person is the person's grade. Times are epoch seconds from the first step on.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, TypeAlias

import ibis
from ibis import _

from sizao.traceback.portable.batch import GRADE_BITS, NO_END, SOURCE_BITS
from sizao.traceback.reference import PLACE_ITSELF
from sizao.traceback.visits import EvidenceGrade

Table: TypeAlias = Any
Value: TypeAlias = Any

NUMBER, TEXT, MOMENT, FLAG = "int64", "string", "timestamp('UTC')", "boolean"
VISIT = {
    "person": NUMBER, "place": NUMBER, "zone": TEXT, "start": MOMENT, "until": MOMENT, "source": TEXT, "grade": TEXT,
}  # fmt: skip
TERMS = dict.fromkeys(("question", "min_overlap", "linger", "within", "hops", "sources", "grades"), NUMBER) | (
    dict.fromkeys(("match_zones", "with_lists", "every_place"), FLAG)
)
PERIOD = dict.fromkeys(("question", "s", "u"), NUMBER)
STAY = PERIOD | dict.fromkeys(("carrier_level", "rank", "via", "place", "sources", "grades"), NUMBER)
STAY |= {"zone": TEXT, "match_zones": FLAG}
PIECE = PERIOD | dict.fromkeys(("carrier_level", "rank", "via", "person", "place"), NUMBER)
ENCOUNTER = PERIOD | dict.fromkeys(("level", "via", "person", "place"), NUMBER)
KEY = ["question", "level", "via", "person", "place"]


class Step(NamedTuple):
    """A table that an engine keeps under a name for the steps after it."""

    name: str
    table: Table


class Visits(NamedTuple):
    """The visits that last, in two orders, as epoch seconds."""

    by_person: Table
    by_place: Table


@cache
def steps(hops: int) -> tuple[Step, ...]:
    """The whole question, for a batch that goes ``hops`` hops at most; the last step is the answer."""
    visits = Visits(_lasting("by_person"), _lasting("by_place"))
    terms, unlisted = _named("terms", TERMS), _named("unlisted", {"question": NUMBER, "person": NUMBER})
    first = _hop(1, _index_stays(visits, terms), unlisted, visits, terms)
    met = _named("encounter_1", ENCOUNTER)
    if hops == 1:
        return (*first, Step("answer", _listed(met, terms, 1)))
    listed = met.select("question", "person").distinct()
    second = _hop(2, _onward_stays(visits, terms, met), unlisted.union(listed), visits, terms)
    both = _listed(met, terms, 1).union(_listed(_named("encounter_2", ENCOUNTER), terms, 2))
    return (*first, *second, Step("answer", both))


def _hop(hop: int, stays: Table, unlisted: Table, visits: Visits, terms: Table) -> tuple[Step, Step, Step]:
    """Carriers in places, what others share with them piece by piece, and the encounters these make."""
    stay, piece = _named(f"stay_{hop}", STAY), _named(f"piece_{hop}", PIECE)
    return (
        Step(f"stay_{hop}", stays.select(*STAY)),
        Step(f"piece_{hop}", _pieces(stay, visits.by_place, unlisted).select(*PIECE)),
        Step(f"encounter_{hop}", _encounters(piece, _levels(stay, piece), terms).select(*ENCOUNTER)),
    )


def _named(name: str, columns: dict[str, str]) -> Table:
    return ibis.table(columns, name=name)


def _lasting(order: str) -> Table:
    visits = _named(order, VISIT)
    return visits.select(
        "person", "place", "zone",
        s=_second(visits.start), u=_second(visits.until),
        rank=_told(visits.grade, {str(grade): grade.rank for grade in EvidenceGrade}),
        source_bit=_told(visits.source, SOURCE_BITS), grade_bit=_told(visits.grade, GRADE_BITS),
    ).filter(_.s < _.u)  # fmt: skip


def _second(moment: Value) -> Value:
    """Whole seconds; a fraction is cut off first, because engines would round it."""
    return moment.truncate("s").epoch_seconds().cast(NUMBER)


def _told(column: Value, numbers: dict[str, int]) -> Value:
    return column.cases(*numbers.items(), else_=0).cast(NUMBER)


def _is_admitted(row: Value) -> Value:
    return ((row.source_bit & row.sources) != 0) & ((row.grade_bit & row.grades) != 0)


def _index_stays(visits: Visits, terms: Table) -> Table:
    """The index persons' visits cut to their periods, and the index places, both with the linger."""
    persons = _named("index_persons", PERIOD | {"person": NUMBER})
    places = _named("index_places", PERIOD | {"place": NUMBER, "zone": TEXT})
    carriers = persons.select("question", "person", begin=_.s, end=_.u, carrier_level=ibis.literal(0, NUMBER))
    here = places.join(terms, "question").mutate(
        carrier_level=ibis.literal(0, NUMBER), rank=ibis.literal(0, NUMBER), via=ibis.literal(PLACE_ITSELF, NUMBER),
        u=_.u + _.linger,
    )  # fmt: skip
    columns = [*STAY, "every_place"]
    return _in_admitted_places(_stays(visits, terms, carriers).select(columns).union(here.select(columns)))


def _onward_stays(visits: Visits, terms: Table, met: Table) -> Table:
    """Those met at the first hop carry from their first encounter until some time after their last, level by level."""
    carriers = met.group_by("question", "level", "person").agg(begin=_.s.min(), last=_.u.max()).join(terms, "question")
    carriers = carriers.filter(_.hops == 2).select(
        "question", "person", "begin", carrier_level=_.level, end=ibis.least(_.last + _.within, NO_END)
    )
    return _in_admitted_places(_stays(visits, terms, carriers).select([*STAY, "every_place"]))


def _stays(visits: Visits, terms: Table, carriers: Table) -> Table:
    """The carriers' visits cut to ``[begin, end)`` and prolonged by the linger."""
    own = visits.by_person.join(carriers, "person").join(terms, "question").filter(_is_admitted)
    own = own.mutate(s=ibis.greatest(_.s, _.begin), end=ibis.least(_.u, _.end)).filter(_.s < _.end)
    return own.mutate(via=_.person, u=_.end + _.linger)


def _in_admitted_places(stays: Table) -> Table:
    admitted = _named("admitted_places", {"question": NUMBER, "place": NUMBER}).mutate(is_admitted=True)
    return stays.left_join(admitted, ["question", "place"]).filter(_.every_place | _.is_admitted.fill_null(False))


def _pieces(stay: Table, by_place: Table, unlisted: Table) -> Table:
    """What a visit and a stay of somebody else in the same place have in common."""
    other = by_place.rename(here="place", theirs="zone", begin="s", end="u", their_rank="rank")
    shared = other.join(stay, [other.here == stay.place, other.begin < stay.u, other.end > stay.s])
    shared = shared.filter(_is_admitted, _.person != _.via)
    shared = shared.filter(~_.match_zones | _.zone.isnull() | _.theirs.isnull() | (_.zone == _.theirs))
    return shared.anti_join(unlisted, ["question", "person"]).mutate(
        rank=ibis.greatest(_.rank, _.their_rank), s=ibis.greatest(_.s, _.begin), u=ibis.least(_.u, _.end)
    )


def _levels(stay: Table, piece: Table) -> Table:
    """Each level that occurs, with the level of carriers it builds on: the weakest that is no weaker than itself."""
    base = stay.select("question", "carrier_level").distinct()
    occurring = piece.select("question", level=_.rank).union(base.select("question", level=_.carrier_level)).distinct()
    paired = occurring.join(base, "question").filter(_.level > 0, _.carrier_level <= _.level)
    return paired.group_by("question", "level").agg(carrier_level=_.carrier_level.max())


def _encounters(piece: Table, levels: Table, terms: Table) -> Table:
    """Pieces that overlap or touch, joined to maximal periods; those that last long enough.

    Equal pieces are taken once first: the two windows might order them differently and tear a run apart.
    """
    shared = levels.join(piece, ["question", "carrier_level"]).filter(_.rank <= _.level)
    shared = shared.select(*KEY, "s", "u").distinct()
    before = ibis.window(group_by=KEY, order_by=["s", "u"], rows=(None, -1))
    marked = shared.mutate(begins=(_.s > _.u.max().over(before)).fill_null(True).cast(NUMBER))
    until_here = ibis.window(group_by=KEY, order_by=["s", "u"], rows=(None, 0))
    runs = marked.mutate(run=_.begins.sum().over(until_here)).group_by(*KEY, "run").agg(s=_.s.min(), u=_.u.max())
    return runs.join(terms, "question").filter(_.u - _.s >= _.min_overlap)


def _listed(met: Table, terms: Table, hop: int) -> Table:
    """One row per exposed person: the answer is that of the weakest level, the grade the best level that finds them."""
    weakest = met.group_by("question").agg(weakest=_.level.max())
    best = met.group_by("question", "person").agg(rank=_.level.min())
    persons = met.join(weakest, "question").filter(_.level == _.weakest).group_by("question", "person").agg(
        via=_.via.collect(where=_.via != PLACE_ITSELF, distinct=True), places=_.place.collect(distinct=True),
        first=_.s.min(), last=_.u.max(), seconds=(_.u - _.s).sum(), encounters=_.count(),
    )  # fmt: skip
    rows = persons.join(best, ["question", "person"]).join(terms, "question")
    return rows.select(
        "question", "person", "first", "last", "seconds", "encounters",
        hop=ibis.literal(hop, NUMBER), via=_list(rows.with_lists, rows.via),
        places=_list(rows.with_lists, rows.places), grade=_grade(rows.rank),
    )  # fmt: skip


def _list(is_wanted: Value, values: Value) -> Value:
    """Numbers in order; nothing instead of no list, and nothing where no lists are wanted."""
    empty = ibis.literal([], f"array<{NUMBER}>")
    return is_wanted.ifelse(ibis.coalesce(values.sort(), empty), empty)


def _grade(rank: Value) -> Value:
    return rank.cases(*((grade.rank, str(grade)) for grade in EvidenceGrade))
