"""Tables of tracing: runs, the persons they found, and the calls that settle leads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.ids import pseudonym, uuid7
from sizao.kernel.words import Words
from sizao.trace.tracing.types import (
    CheckOutcome,
    EndingFacts,
    EndingWhy,
    Engine,
    Exclusion,
    ExposedFacts,
    Finding,
    LeadFacts,
    LeadOutcome,
    LegalBasis,
    MetCase,
    PlaceBasis,
    Purpose,
    RunFacts,
    Suggestion,
    TraceCounts,
    Why,
)
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import EvidenceGrade


def run_number() -> str:
    """A new public number of a trace run."""
    return pseudonym("T", 7)


class TraceRun(models.Model):
    """One question put to the engine about a case, several together, or one place in a period: the question itself, who asked it, why, and the counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=12, unique=True, default=run_number)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey("registry.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    several = models.PositiveSmallIntegerField(default=0)
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    place_basis = models.CharField(max_length=12, choices=PlaceBasis.choices(), blank=True)
    area = models.BigIntegerField()
    edition_id = models.CharField(max_length=200)
    query = models.JSONField()
    engine = models.CharField(max_length=12, choices=Engine.choices())
    purpose = models.CharField(max_length=24, choices=Purpose.choices())
    legal_basis = models.CharField(max_length=32, choices=LegalBasis.choices())
    at = models.DateTimeField()
    seconds = models.FloatField()
    by = models.CharField(max_length=150)
    persons = models.PositiveIntegerField()
    counts = models.JSONField()
    task = models.ForeignKey("command.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="tracing_run_newest"),
            models.Index(fields=["place", "-at"], name="tracing_run_of_place"),
            models.Index(fields=["case", "-at"], name="tracing_run_of_case"),
        ]
        constraints = [
            models.CheckConstraint(
                name="tracing_run_one_subject",
                condition=Q(case__isnull=False, place__isnull=True, several=0)
                | Q(case__isnull=True, place__isnull=False, several=0)
                | Q(case__isnull=True, place__isnull=True, several__gte=2),
            ),
            models.CheckConstraint(name="tracing_run_took_time", condition=Q(seconds__gte=0)),
            models.CheckConstraint(
                name="tracing_run_purpose_known", condition=Q(purpose__in=[each.value for each in Purpose])
            ),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        case = "open"
        place = "quasi"
        several = "open"
        place_basis = "open"
        incident = "open"
        area = "open"
        edition_id = "open"
        query = "quasi"
        engine = "open"
        purpose = "open"
        legal_basis = "open"
        at = "open"
        seconds = "open"
        by = "quasi"
        persons = "open"
        counts = "open"
        task = "open"

    def __str__(self) -> str:
        return self.number

    def facts(self) -> RunFacts:
        """The run as plain facts."""
        return RunFacts(
            id=self.id, number=self.number, incident_id=self.incident_id, case_id=self.case_id,
            place_id=self.place_id, place_basis=PlaceBasis(self.place_basis) if self.place_basis else None, area=self.area,
            edition_id=self.edition_id, query=TraceQuery.from_json(self.query), engine=Engine(self.engine),
            purpose=Purpose(self.purpose), legal_basis=LegalBasis(self.legal_basis), at=self.at,
            seconds=self.seconds, by=self.by, counts=read_counts(self.counts), task_id=self.task_id, cases=self._cases(),
            endings=tuple(each.facts() for each in sorted(self.endings.all(), key=lambda each: each.pk)),
        )  # fmt: skip

    def _cases(self) -> tuple[UUID, ...]:
        if not self.several:
            return (self.case_id,) if self.case_id else ()
        return tuple(sorted(each.case_id for each in self.traced.all()))


class Ending(models.Model):
    """Persons of a run's results were deleted for good, by counts; written once, by the database function that deletes."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(TraceRun, on_delete=models.PROTECT, related_name="endings")
    why = models.CharField(max_length=8, choices=EndingWhy.choices())
    persons = models.PositiveIntegerField()
    before = models.DateTimeField(null=True, blank=True)
    policy = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="tracing_ending_counts", condition=Q(persons__gt=0)),
            models.CheckConstraint(
                name="tracing_ending_why_known", condition=Q(why__in=[each.value for each in EndingWhy])
            ),
        ]

    class Sensitivity:
        id = "open"
        run = "open"
        why = "open"
        persons = "open"
        before = "open"
        policy = "open"
        at = "open"

    def __str__(self) -> str:
        return f"{self.persons} of {self.run_id}"

    def facts(self) -> EndingFacts:
        """The ending as plain facts."""
        return EndingFacts(
            why=EndingWhy(self.why), persons=self.persons, at=self.at, before=self.before, policy=self.policy
        )


class TracedCase(models.Model):
    """One of several cases that a run traced together; the windows stand in the question. Written once."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(TraceRun, on_delete=models.PROTECT, related_name="traced")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "run"], name="tracing_traced_case")]
        constraints = [models.UniqueConstraint(fields=["run", "case"], name="tracing_traced_once")]

    class Sensitivity:
        id = "open"
        run = "open"
        case = "open"

    def __str__(self) -> str:
        return f"{self.case_id} in {self.run_id}"


class Exposed(models.Model):
    """One person found by a run, by number, with what the edition suggests; written once.

    The person carries no foreign key: somebody may have been here whose registration belongs to another area.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(TraceRun, on_delete=models.PROTECT, related_name="exposed")
    person = models.BigIntegerField()
    hop = models.PositiveSmallIntegerField()
    via = models.JSONField()
    places = models.JSONField()
    first = models.DateTimeField()
    last = models.DateTimeField()
    seconds = models.PositiveBigIntegerField()
    encounters = models.PositiveIntegerField()
    grade = models.CharField(max_length=12, choices=EvidenceGrade.choices())
    finding = models.CharField(max_length=12, choices=Finding.choices())
    contact_class = models.CharField(max_length=12, choices=ContactClass.choices(), blank=True)
    situation = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=20, choices=Why.choices())
    is_lead = models.BooleanField()
    clause = models.JSONField(default=dict)
    cases = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["run", "-seconds", "-id"], name="tracing_exposed_longest")]
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="tracing_exposed_once"),
            models.CheckConstraint(name="tracing_exposed_lasts", condition=Q(last__gt=F("first"))),
            models.CheckConstraint(name="tracing_exposed_hop", condition=Q(hop__in=[1, 2])),
            models.CheckConstraint(
                name="tracing_weak_evidence_is_a_lead",
                condition=Q(is_lead=True) | ~Q(grade__in=[EvidenceGrade.CLAIMED.value, EvidenceGrade.INFERRED.value]),
            ),
        ]

    class Sensitivity:
        id = "open"
        run = "open"
        person = "quasi"
        hop = "quasi"
        via = "quasi"
        places = "quasi"
        first = "quasi"
        last = "quasi"
        seconds = "quasi"
        encounters = "quasi"
        grade = "quasi"
        finding = "quasi"
        contact_class = "quasi"
        situation = "quasi"
        why = "quasi"
        is_lead = "quasi"
        clause = "open"
        cases = "quasi"

    def __str__(self) -> str:
        return f"{self.person} in {self.run_id}"

    def facts(self, outcome: CheckOutcome | None = None) -> ExposedFacts:
        """The row as plain facts, with what the newest call found."""
        suggestion = Suggestion(
            contact_class=ContactClass(self.contact_class) if self.contact_class else None, situation=self.situation,
            clause=read_clause(self.clause), why=Why(self.why), is_lead=self.is_lead,
        )  # fmt: skip
        return ExposedFacts(
            id=self.id, run_id=self.run_id, person_id=self.person, hop=self.hop, via=tuple(self.via),
            places=tuple(self.places), first=self.first, last=self.last, minutes=self.seconds // 60,
            encounters=self.encounters, grade=EvidenceGrade(self.grade), suggestion=suggestion, outcome=outcome,
            cases=tuple(UUID(each["case"]) for each in self.cases),
            met=tuple(read_met(each) for each in self.cases if "first" in each),
        )  # fmt: skip


class LeadCheck(models.Model):
    """What a call on a lead found; the newest row counts; written once."""

    id = models.BigAutoField(primary_key=True)
    exposed = models.ForeignKey(Exposed, on_delete=models.PROTECT, related_name="checks")
    outcome = models.CharField(max_length=12, choices=CheckOutcome.choices())
    note = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["exposed", "-id"], name="tracing_check_newest")]
        constraints = [models.CheckConstraint(name="tracing_check_says_what", condition=~Q(note=""))]

    class Sensitivity:
        id = "open"
        exposed = "open"
        outcome = "quasi"
        note = "identifying"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.outcome


def lead_number() -> str:
    """A new public number of a lead."""
    return pseudonym("X", 7)


class Lead(models.Model):
    """A lead in the hands of those nearest to the person's address: whom to ask about which place and hours; written once.

    It holds only what asking needs: no case, no source. ``area`` is where the person lives, ``area_run`` whose trace it was;
    both see the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=12, unique=True, default=lead_number)
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(TraceRun, on_delete=models.PROTECT, related_name="leads")
    person = models.BigIntegerField()
    place = models.BigIntegerField()
    place_zh = models.CharField(max_length=200)
    place_en = models.CharField(max_length=200)
    first = models.DateTimeField()
    last = models.DateTimeField()
    grade = models.CharField(max_length=12, choices=EvidenceGrade.choices())
    area = models.BigIntegerField()
    area_run = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area", "-first", "-id"], name="tracing_lead_of_area"),
            models.Index(fields=["-first", "-id"], name="tracing_lead_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["incident", "person", "place"], name="tracing_lead_asked_once"),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        incident = "open"
        run = "open"
        person = "quasi"
        place = "quasi"
        place_zh = "quasi"
        place_en = "quasi"
        first = "quasi"
        last = "quasi"
        grade = "open"
        area = "quasi"
        area_run = "open"
        at = "open"

    def __str__(self) -> str:
        return self.number

    def facts(self, reply: LeadReply | None = None) -> LeadFacts:
        """The row as plain facts, with its newest reply."""
        return LeadFacts(
            id=self.id, number=self.number, run_id=self.run_id, incident_id=self.incident_id, person_id=self.person,
            place_id=self.place, place=Words(self.place_zh, self.place_en), first=self.first, last=self.last,
            grade=EvidenceGrade(self.grade), area=self.area, area_run=self.area_run, at=self.at,
            outcome=LeadOutcome(reply.outcome) if reply else None, note=reply.note if reply else "",
            replied_at=reply.at if reply else None, replied_by=reply.by if reply else "",
        )  # fmt: skip


class LeadReply(models.Model):
    """What the person said, or that nobody was reached; the newest row counts; written once."""

    id = models.BigAutoField(primary_key=True)
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="replies")
    outcome = models.CharField(max_length=12, choices=LeadOutcome.choices())
    note = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["lead", "-id"], name="tracing_reply_newest")]
        constraints = [models.CheckConstraint(name="tracing_reply_says_what", condition=~Q(note=""))]

    class Sensitivity:
        id = "open"
        lead = "open"
        outcome = "quasi"
        note = "identifying"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.outcome


PLAIN = ("edition_id", "text", "source", "confidence")


def stored_clause(clause: Clause | None) -> dict[str, str]:
    """A clause as a JSON column; empty without one."""
    return {} if clause is None else {name: str(getattr(clause, name)) for name in PLAIN}


def read_clause(column: Mapping[str, str]) -> Clause | None:
    """The clause in a column."""
    return Clause(**{name: column[name] for name in PLAIN}) if column else None


def stored_met(met: MetCase) -> dict[str, Any]:
    """One case as somebody met it, as JSON."""
    said = met.suggestion
    return {
        "case": str(met.case_id), "places": list(met.places), "first": met.first.isoformat(), "last": met.last.isoformat(),
        "minutes": met.minutes, "encounters": met.encounters, "grade": met.grade.value,
        "class": said.contact_class.value if said.contact_class else "", "situation": said.situation,
        "why": said.why.value, "is_lead": said.is_lead, "clause": stored_clause(said.clause),
    }  # fmt: skip


def read_met(body: Mapping[str, Any]) -> MetCase:
    """One case as somebody met it."""
    suggestion = Suggestion(
        contact_class=ContactClass(body["class"]) if body["class"] else None, situation=body["situation"],
        clause=read_clause(body["clause"]), why=Why(body["why"]), is_lead=body["is_lead"],
    )  # fmt: skip
    return MetCase(
        case_id=UUID(body["case"]), places=tuple(body["places"]), first=datetime.fromisoformat(body["first"]),
        last=datetime.fromisoformat(body["last"]), minutes=body["minutes"], encounters=body["encounters"],
        grade=EvidenceGrade(body["grade"]), suggestion=suggestion,
    )  # fmt: skip


def stored_counts(counts: TraceCounts) -> dict[str, Any]:
    """Counts as a JSON column."""
    return {
        "persons": counts.persons, "elsewhere": counts.elsewhere, "visits": counts.visits,
        "by_hop": {str(hop): number for hop, number in counts.by_hop.items()},
        "by_grade": dict(counts.by_grade), "by_finding": dict(counts.by_finding),
        "by_place": [list(pair) for pair in counts.by_place], "by_area": [list(pair) for pair in counts.by_area],
        "by_district": [list(pair) for pair in counts.by_district],
        "excluded": dict(counts.excluded),
        "crowded": [list(pair) for pair in counts.crowded],
        "by_case": [[str(case), number] for case, number in counts.by_case], "shared": counts.shared,
    }  # fmt: skip


def read_counts(column: Mapping[str, Any]) -> TraceCounts:
    """The counts in a column."""
    return TraceCounts(
        persons=column["persons"], elsewhere=column["elsewhere"], visits=column["visits"],
        by_hop={int(hop): number for hop, number in column["by_hop"].items()},
        by_grade={EvidenceGrade(grade): number for grade, number in column["by_grade"].items()},
        by_finding={Finding(finding): number for finding, number in column["by_finding"].items()},
        by_place=tuple((place, number) for place, number in column["by_place"]),
        by_area=tuple((area, number) for area, number in column["by_area"]),
        by_district=tuple((area, number) for area, number in column.get("by_district", ())),
        excluded={Exclusion(why): number for why, number in column.get("excluded", {}).items()},
        crowded=tuple((place, number) for place, number in column.get("crowded", ())),
        by_case=tuple((UUID(case), number) for case, number in column.get("by_case", ())),
        shared=column.get("shared", 0),
    )  # fmt: skip
