"""Keys, sealed records and blind indexes: what the vault keeps of a person, and of who looked how often."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.identity.types import IndexKind, LookKind, Revision, Sealed
from sizao.kernel.ids import uuid7


class Epoch(models.Model):
    """One generation of the key that wraps every person's key; the key itself is a file outside the database."""

    number = models.PositiveIntegerField(primary_key=True)
    fingerprint = models.CharField(max_length=16)
    began_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Sensitivity:
        number = "open"
        fingerprint = "open"
        began_at = "open"
        destroyed_at = "open"


class Holder(models.Model):
    """A person the vault knows: entered where, when, and in which transaction (which alone may deposit the first record)."""

    person = models.BigIntegerField(primary_key=True)
    area = models.BigIntegerField()
    entered_at = models.DateTimeField()
    transaction_id = models.BigIntegerField()

    class Sensitivity:
        person = "quasi"
        area = "quasi"
        entered_at = "open"
        transaction_id = "open"


class PersonKey(models.Model):
    """A person's own key, wrapped by an epoch's key. Deleting this row makes the person's identity unreadable."""

    person = models.BigIntegerField(primary_key=True)
    epoch = models.PositiveIntegerField(db_index=True)
    wrapped = models.BinaryField()

    class Sensitivity:
        person = "quasi"
        epoch = "open"
        wrapped = "open"


class Record(models.Model):
    """One version of a person's identity, every column sealed under the person's key."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.BigIntegerField()
    version = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    name = models.BinaryField()
    document = models.BinaryField()
    phone = models.BinaryField()
    address = models.BinaryField()
    particulars = models.BinaryField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    changed = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="identity_record_version_once"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_current=True), name="identity_record_current_once"
            ),
        ]

    class Sensitivity:
        id = "open"
        person = "quasi"
        version = "open"
        is_current = "open"
        name = "identifying"
        document = "identifying"
        phone = "identifying"
        address = "identifying"
        particulars = "identifying"
        recorded_at = "open"
        recorded_by = "quasi"
        changed = "open"
        reason = "quasi"

    def sealed(self) -> dict[Sealed, bytes]:
        """The sealed columns."""
        return {column: bytes(getattr(self, column.value)) for column in Sealed}

    def revision(self) -> Revision:
        """What changed in this version, without values."""
        changed = tuple(Sealed(each) for each in self.changed.split(",") if each)
        return Revision(self.version, self.recorded_at, self.recorded_by, changed, self.reason)


class FoundPlace(models.Model):
    """Where somebody may be reached, as it was found out before anybody knows under which number; sealed under its own key.

    ``person`` is whom the search was for; when that person is erased, what was found for them goes too.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    area = models.BigIntegerField()
    person = models.BigIntegerField(null=True, db_index=True)
    epoch = models.PositiveIntegerField(db_index=True)
    wrapped = models.BinaryField()
    place = models.BinaryField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Sensitivity:
        id = "open"
        area = "quasi"
        person = "quasi"
        epoch = "open"
        wrapped = "open"
        place = "identifying"
        recorded_at = "open"
        recorded_by = "quasi"


class Entry(models.Model):
    """A blind index entry: a person can be found by this value, from when until when. The value is an HMAC."""

    id = models.BigAutoField(primary_key=True)
    person = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=12, choices=IndexKind.choices())
    digest = models.BinaryField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in IndexKind]), name="identity_entry_kind_known"
            ),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(until__isnull=True), name="identity_entry_open_once"
            ),
        ]
        indexes = [
            # Not partial: with counts from a time when the table was empty, the planner takes any index that fits a
            # question about open entries, the unique one above included, and reads all of it for each digest.
            models.Index(fields=["digest"], name="identity_entry_by_digest"),
        ]

    class Sensitivity:
        id = "open"
        person = "quasi"
        kind = "open"
        digest = "identifying"
        since = "open"
        until = "open"


class Twin(models.Model):
    """Two person numbers under one document, entered by areas that do not see each other.

    The row shows only to who sees both persons; the one who entered the second learns nothing of the first.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.BigIntegerField(db_index=True)
    other = models.BigIntegerField(db_index=True)
    noted_at = models.DateTimeField()

    class Sensitivity:
        id = "open"
        person = "quasi"
        other = "quasi"
        noted_at = "open"


class Allowance(models.Model):
    """How much of one kind of looking an account has done in one hour."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    user_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=LookKind.choices())
    hour = models.DateTimeField()
    used = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "kind", "hour"], name="identity_allowance_once"),
        ]

    class Sensitivity:
        id = "open"
        user_id = "quasi"
        kind = "open"
        hour = "open"
        used = "open"
