"""Kinds of fields that the API's schemas share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def _plausible(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("not a plausible time")
    return moment.astimezone(UTC)


Time = Annotated[AwareDatetime, AfterValidator(_plausible)]
"""A moment with an offset, between 1900 and 2200, turned to UTC: PostgreSQL takes neither every year nor every offset."""
