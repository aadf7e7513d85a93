"""The tests with which a case that recovered was closed."""

from __future__ import annotations

from django.db import models

from sizao.trace.cases.models.cases import CaseStatus
from sizao.trace.cases.types.discharge import DischargeTest


class DischargeSample(models.Model):
    """One PCR test that was shown when a case was closed; written once, with the status row that it let in."""

    id = models.BigAutoField(primary_key=True)
    status = models.ForeignKey(CaseStatus, on_delete=models.PROTECT, related_name="tests")
    sampled_at = models.DateTimeField()
    ct = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cases_dischargesample_ct", condition=models.Q(ct__isnull=True) | models.Q(ct__gte=1, ct__lte=60)
            )
        ]

    class Sensitivity:
        id = "open"
        status = "open"
        sampled_at = "quasi"
        ct = "quasi"

    def facts(self) -> DischargeTest:
        """The test as the rules take it."""
        return DischargeTest(self.sampled_at, self.ct)
