"""Reading the archive of notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.areas import contains
from sizao.kernel.decisions import Decision
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.words import Words
from sizao.measures.cohorts import queries as cohorts
from sizao.measures.cohorts.types import CohortFacts, Counts, VersionFacts
from sizao.measures.followup import queries as followup
from sizao.measures.screening import queries as screening
from sizao.measures.zones import queries as zones
from sizao.measures.zones.types import ZoneFacts, ZoneState
from sizao.oversight.notices import rules
from sizao.oversight.notices.errors import NobodyToSpeakOf, NoSuchNotice, NothingToSay
from sizao.oversight.notices.models import Notice
from sizao.oversight.notices.queries.papers import as_pdf, as_word
from sizao.oversight.notices.types import (
    CohortSaid,
    Draft,
    DraftKind,
    GroupSaid,
    NewNotice,
    NoticeFacts,
    RuleSaid,
    Sentence,
    SourceKind,
    ZoneSaid,
)
from sizao.spine.web.types import Option
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import Cohort, ContactState

PAPERS: dict[str, tuple[Callable[[NoticeFacts, str], bytes], str]] = {
    "docx": (as_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (as_pdf, "application/pdf"),
}
"""How a notice is printed in each form, and the form's media type."""


def rows(as_of: datetime | None = None) -> QuerySet[Notice]:
    """Notices annotated with ``replaced_by``, newest first."""
    later = Notice.objects.filter(supersedes=OuterRef("pk"))
    found = Notice.objects.all()
    if as_of is not None:
        later, found = later.filter(issued_at__lte=as_of), found.filter(issued_at__lte=as_of)
    return found.annotate(replaced_by=Subquery(later.values("pk")[:1])).order_by("-issued_at", "id")


def facts(row: Notice) -> NoticeFacts:
    """An annotated row as other rooms see it."""
    return row.facts(row.__dict__["replaced_by"])


def notices(*, incident_id: UUID | None = None, as_of: datetime | None = None) -> list[NoticeFacts]:
    """Notices in scope, newest first."""
    found = rows(as_of)
    if incident_id is not None:
        found = found.filter(incident=incident_id)
    return [facts(row) for row in found]


def notice(notice_id: UUID) -> NoticeFacts:
    """One notice.

    Raises:
        NoSuchNotice: when it is not in scope.
    """
    row = rows().filter(pk=notice_id).first()
    if row is None:
        raise NoSuchNotice
    return facts(row)


def paper(found: NoticeFacts, language: str, form: str) -> tuple[bytes, str, str]:
    """A notice on paper: its bytes, media type and file name."""
    make, media_type = PAPERS[form]
    return (
        make(found, language),
        media_type,
        f"notice-{areas.printed(found.area)}-{found.year}-{found.number}-{language}.{form}",
    )


def numbers(area: int, year: int) -> frozenset[int]:
    """Numbers an area has used in a year."""
    return frozenset(Notice.objects.filter(area=area, year=year).values_list("number", flat=True))


def may_issue(new: NewNotice, year: int) -> Decision:
    """Whether a notice may be issued as it stands, under a number of the year."""
    superseded = notice(new.supersedes_id) if new.supersedes_id else None
    return rules.may_issue(new, year, numbers(new.area, year), superseded)


def search(found: QuerySet[Notice], text: str) -> QuerySet[Notice]:
    """Notices whose title, text or number holds a text."""
    wanted = Q(title_zh__icontains=text) | Q(title_en__icontains=text) | Q(body__icontains=text)
    return found.filter(wanted | Q(number=int(text)) if text.isascii() and text.isdigit() else wanted)


STATES = {DraftKind.DECLARE: ZoneState.DECLARED, DraftKind.LIFT: ZoneState.LIFTED}
"""The state a zone must have reached for a notice of each kind."""


def zones_for(kind: DraftKind, incident_id: UUID) -> list[ZoneFacts]:
    """The zones of an incident that a notice of a kind may speak of; a notice on the situation names those in force."""
    if kind is DraftKind.COHORT:
        return []
    return zones.zones(incident_id=incident_id, state=STATES.get(kind, ZoneState.DECLARED))


def draft(kind: DraftKind, incident_id: UUID, zone_ids: Sequence[UUID], as_of: datetime) -> Draft:
    """A notice drafted from the incident, the zones picked (all of the fitting ones when none is) and the ledgers.

    Raises:
        NothingToSay: when no zone is in the state that the notice is about.
        NobodyToSpeakOf: when nobody is under measures for the incident.
    """
    found = command.incident(incident_id)
    fitting = zones_for(kind, incident_id)
    picked = [each for each in fitting if not zone_ids or each.id in set(zone_ids)]
    if kind in STATES and not picked:
        raise NothingToSay
    said = [_zone(each, as_of) for each in picked]
    groups = _groups(incident_id) if kind is DraftKind.COHORT else []
    ruled = _ruled(incident_id, as_of) if kind is DraftKind.COHORT else []
    if kind is DraftKind.COHORT and not (groups or ruled):
        raise NobodyToSpeakOf
    superseded = _superseded(kind, found.id, picked)
    counted = _cohort(incident_id, as_of)
    return rules.drafted(kind, found.id, found.title, said, counted, as_of, superseded, groups, ruled)


def _ruled(incident_id: UUID, as_of: datetime) -> list[RuleSaid]:
    """The cohort rules of an incident that are in force, with how many people are registered under each."""
    held = [(each, each.in_force) for each in cohorts.cohorts(incident_id)]
    counts = cohorts.counts([each.id for each, _ in held], cohorts.today(as_of))
    return [_rule(each, version, counts[each.id]) for each, version in held if version is not None]


def _rule(found: CohortFacts, version: VersionFacts, counts: Counts) -> RuleSaid:
    rule = version.rule
    names = registry.area_names([rule.place, *(town for town, _ in counts.towns)])
    towns = tuple(names[town] for town, _ in counts.towns if town in names)
    asked = cohorts.asks(version)
    return RuleSaid(found.id, counts.registered, names[rule.place], rule.since, rule.until, towns, asked, rule.basis)


def _groups(incident_id: UUID) -> list[GroupSaid]:
    """The people under measures for an incident, class by class."""
    found = cases.cohorts(incident_id, [ContactState.APPROVED])
    names = registry.area_names(town for each in found for town, _people in each.towns)
    return [_group(each, names) for each in found]


def _group(of: Cohort, names: Mapping[int, Words]) -> GroupSaid:
    edition = library().get(of.edition_id)
    regime = edition.regime(of.contact_class)
    phases = regime.phases if regime else ()
    asks = Words(
        "、".join(f"{each.place.words.zh} {each.days} 天" for each in phases),
        ", then ".join(f"{each.place.words.en.lower()} for {each.days} days" for each in phases),
    )
    return GroupSaid(
        of.contact_class.words, of.people, tuple(names[town] for town, _people in of.towns), of.first, of.last, asks,
        edition.title, edition.id, regime.clause.text if regime else "",
    )  # fmt: skip


def narrower(made: Draft, scope: int) -> list[Option]:
    """The narrower extent of a notice: the zones that it speaks of, when it would hold in more than they are."""
    ids = {each.source_id for each in made.sentences if each.kind is SourceKind.ZONE}
    spoken = [each for each in zones.zones(incident_id=made.incident_id) if str(each.id) in ids]
    inside = {each.area for each in spoken if contains(scope, each.area)} - {scope}
    if not inside:
        return []
    people = sum(registry.persons_in_areas(inside).values())
    words = Words("只在通告所涉区域内发布", "To hold only where the zones of the notice are")
    return [Option(words, Words(f"{people} 人", f"{people} people"))]


def _zone(found: ZoneFacts, as_of: datetime) -> ZoneSaid:
    check = zones.release_check(found.id, found.lifted_at or as_of)
    conditions = tuple((each.words, each.is_met, each.clause.text) for each in check.conditions)
    return ZoneSaid(
        found.id, found.words, found.kind.words, found.measures, found.declared_at, found.lifted_at, conditions
    )


def _cohort(incident_id: UUID, as_of: datetime) -> CohortSaid:
    approved = Counter(cases.approved(incident_id, as_of).values())
    return CohortSaid(
        infections=cases.counts(incident_id, as_of).infections, close=approved[ContactClass.CLOSE],
        secondary=approved[ContactClass.SECONDARY],
        under_followup=followup.standing(incident_id, as_of).active,
        people_sampled=screening.counts(incident_id, as_of).people,
    )  # fmt: skip


def _superseded(kind: DraftKind, incident_id: UUID, picked: Iterable[ZoneFacts]) -> NoticeFacts | None:
    """The newest notice still in force whose place this one takes: of zones that are lifted, or of the same people."""
    valid = [each for each in notices() if each.is_valid]
    if kind is DraftKind.LIFT:
        ids = {str(each.id) for each in picked}
        return next((each for each in valid if ids & {line.source_id for line in each.sentences}), None)
    if kind is DraftKind.COHORT:
        same = (each for each in valid if each.incident_id == incident_id and _is_of_people(each))
        return next(same, None)
    return None


def _is_of_people(found: NoticeFacts) -> bool:
    """Whether a notice was drafted from cohorts: only such a one says under which edition or rule people are held."""
    return any(line.kind in {SourceKind.EDITION, SourceKind.RULE} for line in found.sentences)


def unsourced(found: NoticeFacts) -> list[str]:
    """The lines of a notice that come from no object."""
    return rules.unsourced(found)


def kept(sentences: Iterable[Sentence], body: str) -> tuple[Sentence, ...]:
    """The drafted sentences that still stand in a text."""
    return rules.kept(sentences, body)
