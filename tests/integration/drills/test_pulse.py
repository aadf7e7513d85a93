"""The machine's regular work at a drill's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from sizao.spine import pulse

NIGHT = datetime(2021, 12, 11, 16, 0, 30, tzinfo=UTC)


def test_what_fell_due_in_a_step_runs_once(by: object) -> None:
    hour = pulse.beat(NIGHT, NIGHT + timedelta(hours=1))
    assert {"followup.mark_missed", "command.escalate", "returns.alarm", "duty.alarms"} <= set(hour)
    assert len(hour) == len(set(hour))


@pytest.mark.parametrize(("minutes", "expected"), [(3, False), (5, True)])
def test_what_is_not_due_waits(by: object, minutes: int, expected: bool) -> None:
    ran = pulse.beat(NIGHT, NIGHT + timedelta(minutes=minutes))
    assert ("command.escalate" in ran) is expected
    assert "followup.mark_missed" not in ran


def test_keys_and_seals_keep_to_the_wall(by: object) -> None:
    assert not pulse.BY_THE_WALL & set(pulse.beat(NIGHT, NIGHT + timedelta(days=2)))


def test_on_the_queue_nothing_waits_twice(by: object) -> None:
    for _ in range(2):
        pulse.beat(NIGHT, NIGHT + timedelta(hours=1), on_queue=True)
    waiting = list(ProcrastinateJob.objects.filter(task_name="command.escalate").values_list("status", flat=True))
    assert waiting == ["todo"]
