"""Reporting units, what they owe, what they filed, and who was asked for it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.oversight.returns.types import Channel, DutyFacts, ReturnFacts, UnitFacts, UnitKind


class ReportingUnit(models.Model):
    """A street, community, sector or group that files daily returns; its owner is the officer who answers for them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=UnitKind.choices())
    area = models.BigIntegerField(db_index=True)
    owner = models.CharField(max_length=80, blank=True)
    owner_user = models.BigIntegerField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    """The duty office's telephone."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="returns_unit_kind_known", condition=Q(kind__in=[each.value for each in UnitKind])),
            models.CheckConstraint(name="returns_unit_named", condition=~Q(name_zh="") & ~Q(code="")),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        code = "open"
        name_zh = "open"
        name_en = "open"
        kind = "open"
        area = "open"
        owner = "quasi"
        owner_user = "quasi"
        phone = "quasi"

    def __str__(self) -> str:
        return self.code

    def facts(self) -> UnitFacts:
        """The unit as plain facts."""
        return UnitFacts(
            self.id, self.code, Words(self.name_zh, self.name_en or self.name_zh), UnitKind(self.kind), self.area,
            self.owner, self.owner_user, self.phone,
        )  # fmt: skip


class Duty(models.Model):
    """That a unit owes one form every day, from a day on and until one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, related_name="duties")
    form_id = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(name="returns_duty_once", fields=["unit", "form_id", "since"]),
            models.CheckConstraint(
                name="returns_duty_period", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        ]

    class Sensitivity:
        id = "open"
        unit = "open"
        form_id = "open"
        since = "open"
        until = "open"

    def __str__(self) -> str:
        return f"{self.unit} {self.form_id}"

    def facts(self) -> DutyFacts:
        """The duty with its unit."""
        return DutyFacts(self.unit.facts(), self.form_id, self.since, self.until)


class Return(models.Model):
    """One unit's figures of one day as filed; locked, a correction is another revision with its reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=90, unique=True)
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, related_name="returns")
    area = models.BigIntegerField(db_index=True)
    form_id = models.CharField(max_length=40)
    form_version = models.PositiveSmallIntegerField()
    definitions = models.CharField(max_length=20)
    on = models.DateField()
    revision = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    origins = models.JSONField()
    lists = models.JSONField(default=dict)
    """Ids of the records behind the listed figures, so that a later difference can be named."""
    is_nil = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=12, choices=Channel.choices())
    cutoff = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["on", "unit", "form_id", "-revision"], name="returns_of_a_day")]
        constraints = [
            models.UniqueConstraint(name="returns_revision_once", fields=["unit", "form_id", "on", "revision"]),
            models.CheckConstraint(name="returns_correction_has_reason", condition=Q(revision=1) | ~Q(reason="")),
            models.CheckConstraint(name="returns_revision_from_one", condition=Q(revision__gte=1)),
            models.CheckConstraint(
                name="returns_channel_known", condition=Q(channel__in=[each.value for each in Channel])
            ),
            models.CheckConstraint(name="returns_after_its_day", condition=Q(filed_at__gte=F("cutoff"))),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        unit = "open"
        area = "open"
        form_id = "open"
        form_version = "open"
        definitions = "open"
        on = "open"
        revision = "open"
        figures = "open"
        origins = "open"
        lists = "quasi"
        is_nil = "open"
        reason = "open"
        channel = "open"
        cutoff = "open"
        sha256 = "open"
        filed_at = "open"
        filed_by = "quasi"

    def __str__(self) -> str:
        return self.number

    def facts(self) -> ReturnFacts:
        """The return as plain facts."""
        return ReturnFacts(
            self.id, self.number, self.unit_id, f"{self.form_id}-{self.form_version}", self.form_id, self.on,
            self.revision, self.figures, self.origins, self.lists, self.is_nil, self.reason, Channel(self.channel),
            self.cutoff, self.sha256, self.filed_at, self.filed_by,
        )  # fmt: skip


class Chase(models.Model):
    """One asking for a missing return: the alarm at the cut-off, then each reminder by the office."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, related_name="chases")
    form_id = models.CharField(max_length=40)
    on = models.DateField()
    is_alarm = models.BooleanField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["on", "unit"], name="returns_chases_of_a_day")]
        constraints = [
            models.UniqueConstraint(
                name="returns_alarm_once", fields=["unit", "form_id", "on"], condition=Q(is_alarm=True)
            ),
        ]

    class Sensitivity:
        id = "open"
        unit = "open"
        form_id = "open"
        on = "open"
        is_alarm = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"{self.unit} {self.on}"


class FormVersion(models.Model):
    """A return form in one version, as a headquarters defined it; written once, in force from a day on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form_id = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    area = models.BigIntegerField(db_index=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    kinds = models.JSONField()
    due = models.TimeField()
    chase_hours = models.PositiveSmallIntegerField()
    look_back_days = models.PositiveSmallIntegerField()
    indicators = models.JSONField()
    """Keys of the platform's indicators, in the order of the form."""
    own = models.JSONField(default=list, blank=True)
    """Indicators of the form's own: names, measure word, what is counted."""
    since = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="returns_form_version_once", fields=["form_id", "version", "area"]),
            models.CheckConstraint(name="returns_form_named", condition=~Q(name_zh="") & ~Q(form_id="")),
            models.CheckConstraint(name="returns_form_from_one", condition=Q(version__gte=1)),
        ]

    class Sensitivity:
        id = "open"
        form_id = "open"
        version = "open"
        area = "open"
        name_zh = "open"
        name_en = "open"
        kinds = "open"
        due = "open"
        chase_hours = "open"
        look_back_days = "open"
        indicators = "open"
        own = "open"
        since = "open"
        reason = "open"
        made_at = "open"
        made_by = "quasi"

    def __str__(self) -> str:
        return f"{self.form_id}-{self.version}"
