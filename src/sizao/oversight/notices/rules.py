"""When a notice may be issued."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.kernel.areas import contains
from sizao.kernel.decisions import Decision
from sizao.kernel.figures import figure
from sizao.kernel.words import Words
from sizao.oversight.notices.errors import AlreadySuperseded, NumberTaken, ScopeOutside, TextMissing
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

TZ = ZoneInfo("Asia/Shanghai")


def may_issue(new: NewNotice, year: int, taken: frozenset[int], superseded: NoticeFacts | None) -> Decision:
    """A notice has a text, a free number, a scope inside its issuer's area, and replaces a notice that still holds."""
    if not new.title.zh.strip() or not new.body.strip():
        return Decision.no(TextMissing())
    if not contains(new.area, new.scope):
        return Decision.no(ScopeOutside())
    if new.number in taken:
        return Decision.no(NumberTaken(number=new.number, year=year))
    if superseded is not None and not superseded.is_valid:
        return Decision.no(AlreadySuperseded(number=superseded.number))
    return Decision.yes()


def year_of(at: datetime) -> int:
    """The year under which a notice is numbered."""
    return at.astimezone(TZ).year


def next_number(taken: frozenset[int]) -> int:
    """The number after the highest one issued this year."""
    return max(taken, default=0) + 1


def drafted(
    kind: DraftKind, incident_id: UUID, incident: Words, zones: Sequence[ZoneSaid], cohort: CohortSaid, as_of: datetime,
    supersedes: NoticeFacts | None, groups: Sequence[GroupSaid] = (), ruled: Sequence[RuleSaid] = (),
) -> Draft:  # fmt: skip
    """A notice written from objects: each sentence says one thing of one object and names it.

    Args:
        kind: what the notice is for.
        incident_id: the incident it belongs to.
        incident: the incident's title.
        zones: the zones it speaks of, as they stand.
        cohort: the incident's counts at the moment.
        as_of: the moment; it is said in the text.
        supersedes: the notice whose place it takes, when there is one.
        groups: the cohorts of contacts it speaks of.
        ruled: the cohort rules it speaks of.
    """
    title, opening = OPENINGS[kind]
    sentences = [
        Sentence(opening.filled(incident=incident), SourceKind.INCIDENT, incident, str(incident_id)),
        *(_counts(cohort, as_of, str(incident_id)) if kind is DraftKind.SITUATION else ()),
        *(each for zone in zones for each in _zone(kind, zone)),
        *(each for group in groups for each in _group(group, as_of, str(incident_id))),
        *(each for rule in ruled for each in _ruled(rule, as_of)),
        *(_superseding(supersedes) if supersedes else ()),
        Sentence(CLOSING[kind], SourceKind.FIXED, SourceKind.FIXED.words),
    ]
    return Draft(kind, title, tuple(sentences), incident_id, supersedes.id if supersedes else None)


OPENINGS = {
    DraftKind.DECLARE: (
        Words("关于划定疫情防控区域的通告", "Notice on zones of epidemic control"),
        Words("根据{incident}处置需要,经研判,现就疫情防控区域通告如下:", "For the response to {incident}, the following zones are declared."),
    ),
    DraftKind.LIFT: (
        Words("关于解除疫情防控区域的通告", "Notice on the lifting of zones"),
        Words("经评估,{incident}有关区域已符合解除条件,现通告如下:", "After assessment, zones of {incident} meet the conditions for lifting."),
    ),
    DraftKind.SITUATION: (
        Words("关于疫情防控情况的通告", "Notice on the epidemic situation"),
        Words("现将{incident}有关情况通告如下:", "The situation of {incident} is as follows."),
    ),
    DraftKind.COHORT: (
        Words("关于涉疫人员健康管理的通告", "Notice on people under health management"),
        Words("现将{incident}涉疫人员健康管理事项通告如下:", "The health management of people concerned by {incident} is as follows."),
    ),
}  # fmt: skip
CLOSING = {
    DraftKind.DECLARE: Words("请广大居民理解支持,配合做好防控工作。", "Residents are asked for their understanding and support."),
    DraftKind.LIFT: Words("解除后请继续做好个人防护。", "Please keep protecting yourselves after the lifting."),
    DraftKind.SITUATION: Words("请关注权威发布,做好个人防护。", "Please follow official information and protect yourselves."),
    DraftKind.COHORT: Words(
        "请上述人员配合落实健康管理措施;上述期间与感染者有过接触而未接到通知的,请立即向所在村(社区)报告。",
        "People concerned are asked to keep to the measures; whoever met an infected person in that time and has not been told, "
        "please inform your village or community at once.",
    ),
}  # fmt: skip


def _zone(kind: DraftKind, zone: ZoneSaid) -> Iterable[Sentence]:
    if kind is DraftKind.LIFT:
        yield _of(
            zone,
            Words("自{when}起,解除{name}的{kind}管理。", "From {when}, {name} is no longer a {kind}."),
            zone.lifted_at,
        )
    else:
        yield _of(zone, Words("自{when}起,{name}为{kind}。", "From {when}, {name} is a {kind}."), zone.declared_at)
        if zone.measures.zh:
            said = Words("{name}实行以下措施:{measures}。", "Measures in {name}: {measures}.")
            yield _of(zone, said, None)
    mark = Words("{name}已满足:{condition}。", "{name} meets: {condition}.")
    if kind is DraftKind.DECLARE:
        mark = Words("{name}解除须满足:{condition}。", "{name} is lifted when: {condition}.")
    for words, is_met, clause in zone.conditions if kind is not DraftKind.SITUATION else ():
        if is_met or kind is DraftKind.DECLARE:
            said = mark.filled(name=zone.words, condition=_bare(words))
            yield Sentence(said, SourceKind.CONDITION, zone.words, str(zone.id), clause)


def _group(group: GroupSaid, as_of: datetime, incident_id: str) -> Iterable[Sentence]:
    """What is said of one cohort: how many, where they live, when they were exposed, and what is asked of them."""
    named, many = group.words, len(group.towns)
    facts = {
        "when": _when(as_of), "name": Words(named.zh, named.en.lower()), "n": _figure(group.people),
        "towns": Words("、".join(each.zh for each in group.towns), ", ".join(each.en for each in group.towns)),
        "k": _figure(many), "first": _date(group.first), "last": _date(group.last),
    }  # fmt: skip
    en = "As of {when}, identified as {name}: {n}, living in " + ("{towns}." if many == 1 else "{k} towns: {towns}.")
    counted = Words("截至{when},已判定{name}{n}人,分布在{k}个镇(街道):{towns}。", en)
    period = Words("上述人员最后接触感染者的日期为{first}至{last}。", "They were last exposed from {first} to {last}.")
    if group.first.astimezone(TZ).date() == group.last.astimezone(TZ).date():
        period = Words("上述人员最后接触感染者的日期为{first}。", "They were last exposed on {first}.")
    for said in (counted, period):
        yield Sentence(said.filled(**facts), SourceKind.COHORT, named, incident_id)
    if group.asks.zh:
        said = Words("对{name}实行{asks}。", "What is asked of a {name}: {asks}.").filled(**facts, asks=group.asks)
        yield Sentence(said, SourceKind.EDITION, group.edition, group.edition_id, group.clause)


def _ruled(rule: RuleSaid, as_of: datetime) -> Iterable[Sentence]:
    """What is said of one rule: whom it means, how many are registered and where, and what is asked of them."""
    until = rule.until or rule.since
    span = Words(f"{rule.since.month}月{rule.since.day}日以来", f"since {rule.since.day} {rule.since:%B %Y}")
    if rule.until is not None:
        span = Words(
            f"{rule.since.month}月{rule.since.day}日至{until.month}月{until.day}日",
            f"from {rule.since.day} {rule.since:%B} to {until.day} {until:%B %Y}",
        )
    facts = {
        "when": _when(as_of), "span": span, "whole": rule.whole, "n": _figure(rule.people), "asks": rule.asks,
        "towns": Words("、".join(each.zh for each in rule.towns), ", ".join(each.en for each in rule.towns)),
    }  # fmt: skip
    asked = Words("{span}有{whole}旅居史人员须{asks}。", "Who stayed in {whole} {span} is asked for: {asks}.")
    counted = Words(
        "截至{when},已登记{span}有{whole}旅居史人员{n}人", "As of {when}, registered with a stay in {whole} {span}: {n}"
    )
    where = Words(",分布在{towns}。", ", living in {towns}.") if rule.towns else Words("。", ".")
    for said in (asked, Words(counted.zh + where.zh, counted.en + where.en)):
        yield Sentence(said.filled(**facts), SourceKind.RULE, rule.whole, str(rule.id), rule.basis)


def _date(moment: datetime) -> Words:
    local = moment.astimezone(TZ)
    return Words(f"{local.month}月{local.day}日", f"{local.day} {local:%B %Y}")


def _figure(value: int) -> Words:
    """A figure as each language's readers expect it: from ten thousand on in 万."""
    return Words(figure(value, "zh"), figure(value, "en"))


def _bare(words: Words) -> Words:
    return Words(words.zh.rstrip("。.;；"), words.en.rstrip(".; "))


def _of(zone: ZoneSaid, said: Words, moment: datetime | None) -> Sentence:
    kind = Words(zone.kind.zh, zone.kind.en.lower())
    filled = said.filled(when=_when(moment), name=zone.words, kind=kind, measures=_bare(zone.measures))
    return Sentence(filled, SourceKind.ZONE, zone.words, str(zone.id))


def _when(moment: datetime | None) -> Words:
    """A moment as notices print it: ``2021年12月12日0时30分``."""
    if moment is None:
        return Words("发布之时", "the issue of this notice")
    local = moment.astimezone(TZ)
    clock = f"{local.hour}时" + (f"{local.minute}分" if local.minute else "")
    return Words(f"{local.year}年{local.month}月{local.day}日{clock}", f"{local:%H:%M} on {local.day} {local:%B %Y}")


def dated(moment: datetime) -> Words:
    """The day of issue as it stands at the end of a paper: without leading zeros."""
    local = moment.astimezone(TZ)
    return Words(f"{local.year}年{local.month}月{local.day}日", f"{local.day} {local:%B %Y}")


def _counts(cohort: CohortSaid, as_of: datetime, incident_id: str) -> Iterable[Sentence]:
    when = _when(as_of)
    facts = (
        (SourceKind.CASES, Words("截至{when},累计感染者{n}例。", "As of {when}, {n} infections have been found."), cohort.infections),
        (SourceKind.COHORT, Words("已判定密切接触者{n}人。", "Close contacts identified: {n}."), cohort.close),
        (SourceKind.COHORT, Words("已判定密接的密接{n}人。", "Secondary contacts identified: {n}."), cohort.secondary),
        (SourceKind.COHORT, Words("正在隔离或健康监测{n}人。", "In quarantine or under monitoring: {n}."), cohort.under_followup),
        (SourceKind.SAMPLES, Words("累计采样{n}人次。", "Samples taken from people: {n}."), cohort.people_sampled),
    )  # fmt: skip
    for kind, said, number in facts:
        yield Sentence(said.filled(when=when, n=_figure(number)), kind, kind.words, incident_id)


def _superseding(notice: NoticeFacts) -> Iterable[Sentence]:
    said = Words("{year}年第{number}号通告同时废止。", "Notice no. {number} of {year} no longer applies.")
    yield Sentence(said.filled(year=notice.year, number=notice.number), SourceKind.FIXED, notice.title, str(notice.id))


def kept(sentences: Iterable[Sentence], body: str) -> tuple[Sentence, ...]:
    """The drafted sentences that still stand in the text word for word; what was changed by hand has no object."""
    lines = {line.strip() for line in body.splitlines()}
    return tuple(each for each in sentences if each.words.zh.strip() in lines)


def unsourced(notice: NoticeFacts) -> list[str]:
    """The lines of an issued notice that come from no object: somebody wrote them."""
    drawn = {each.words.zh.strip() for each in notice.sentences}
    return [line.strip() for line in notice.body.splitlines() if line.strip() and line.strip() not in drawn]
