"""The facts of a public notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sizao.kernel.words import LabelledEnum, Words


class DraftKind(LabelledEnum):
    """What a notice is drafted for."""

    DECLARE = "declare", "划定区域通告", "Zones declared"
    LIFT = "lift", "解除区域通告", "Zones lifted"
    SITUATION = "situation", "疫情情况通告", "The situation"
    COHORT = "cohort", "涉疫人员管理通告", "People under measures"


class SourceKind(LabelledEnum):
    """The kind of object that a sentence of a notice comes from."""

    INCIDENT = "incident", "事件", "Incident"
    ZONE = "zone", "区域", "Zone"
    CONDITION = "condition", "解除条件", "Condition of release"
    CASES = "cases", "病例台账", "Line list of cases"
    COHORT = "cohort", "接触者台账", "Contacts"
    RULE = "rule", "旅居史人员规则", "Cohort rule"
    EDITION = "edition", "防控方案", "Edition"
    SAMPLES = "samples", "检测台账", "Samples"
    FIXED = "fixed", "固定用语", "Standing phrase"


@dataclass(frozen=True)
class Sentence:
    """One sentence of a draft in both languages, and the object its facts come from."""

    words: Words
    kind: SourceKind
    source: Words
    source_id: str = ""
    clause: str = ""

    def row(self) -> dict[str, str]:
        """The sentence as it is kept with an issued notice."""
        return {
            "zh": self.words.zh, "en": self.words.en, "kind": self.kind.value, "source_zh": self.source.zh,
            "source_en": self.source.en, "source_id": self.source_id, "clause": self.clause,
        }  # fmt: skip

    @classmethod
    def of(cls, row: Mapping[str, str]) -> Sentence:
        """A kept sentence."""
        return cls(
            Words(row["zh"], row["en"]), SourceKind(row["kind"]), Words(row["source_zh"], row["source_en"]),
            row["source_id"], row["clause"],
        )  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A notice drafted from objects: every fact in it is read from them, none is typed."""

    kind: DraftKind
    title: Words
    sentences: tuple[Sentence, ...]
    incident_id: UUID
    supersedes_id: UUID | None = None

    @property
    def body(self) -> Words:
        """The text in both languages, one sentence a line."""
        return Words(
            "\n".join(each.words.zh for each in self.sentences), "\n".join(each.words.en for each in self.sentences)
        )


@dataclass(frozen=True)
class ZoneSaid:
    """What a draft reads from one zone: its name, kind and measures, its times, and what its release asks."""

    id: UUID
    words: Words
    kind: Words
    measures: Words
    declared_at: datetime | None
    lifted_at: datetime | None
    conditions: tuple[tuple[Words, bool, str], ...] = ()
    """Each condition of release: its words, whether it holds, its clause."""


@dataclass(frozen=True)
class CohortSaid:
    """What a draft reads from the ledgers: infections, contacts approved by class, people under follow-up and sampled."""

    infections: int
    close: int
    secondary: int
    under_followup: int
    people_sampled: int


@dataclass(frozen=True)
class GroupSaid:
    """What a draft reads from one cohort: its class, people, towns and period of exposure, and what is asked of it."""

    words: Words
    people: int
    towns: tuple[Words, ...]
    first: datetime
    last: datetime
    asks: Words
    """The phases of the regime; empty when the edition asks no follow-up of the class."""
    edition: Words
    edition_id: str
    clause: str


@dataclass(frozen=True)
class RuleSaid:
    """What a draft reads from one cohort rule in force: whom it means, how many are registered, what is asked, by what basis."""

    id: UUID
    people: int
    whole: Words
    since: date
    until: date | None
    towns: tuple[Words, ...]
    asks: Words
    basis: str


@dataclass(frozen=True)
class NewNotice:
    """What a notice is issued from; ``area`` is the issuing headquarters' area, ``scope`` where it holds."""

    area: int
    scope: int
    title: Words
    body: str
    body_en: str = ""
    number: int | None = None
    incident_id: UUID | None = None
    supersedes_id: UUID | None = None
    source: str = ""
    sentences: tuple[Sentence, ...] = ()
    """The sentences that were drafted from objects; those no longer in the text are not kept."""


@dataclass(frozen=True)
class NoticeFacts:
    """One issued notice."""

    id: UUID
    area: int
    scope: int
    year: int
    number: int
    title: Words
    body: str
    body_en: str
    issued_at: datetime
    issued_by: str
    incident_id: UUID | None
    supersedes_id: UUID | None
    superseded_by_id: UUID | None
    source: str
    sentences: tuple[Sentence, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether no later notice has taken its place."""
        return self.superseded_by_id is None
