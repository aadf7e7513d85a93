"""What people in a drill are told comes from its folder, is for their role, and is confirmed once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sizao.kernel.words import Words
from sizao.oversight.drills.queries import inbox
from sizao.oversight.drills.types import Inject, InjectKind, Message, MessageKind, Receipt

AT = datetime(2021, 12, 11, 2, tzinfo=UTC)
PATIENT = Message(
    key="patient-3", at=AT, kind=MessageKind.PATIENT, words=Words("发热就诊", "A fever"), roles=("sampler",)
)
STORM = Inject(at_hours=30, kind=InjectKind.STORM, words=Words("台风", "A storm"), hours=6)


def told(folder: Path) -> None:
    inbox.keep(folder, [PATIENT, inbox.of_inject(STORM, AT + timedelta(hours=30))])
    fired = {
        "key": "rumour-1", "kind": "rumour", "words": {"zh": "谣言", "en": "A rumour"}, "hours": 6, "strength": 1,
        "at": (AT + timedelta(hours=40)).isoformat(),
    }  # fmt: skip
    (folder / inbox.INJECTS).write_text(json.dumps([fired]), "utf-8")


def test_a_role_reads_what_is_for_it_and_for_all_newest_first(tmp_path):
    assert inbox.messages(tmp_path) == []
    told(tmp_path)
    assert [each.key for each in inbox.messages(tmp_path, "lab")] == ["rumour-1", "script-storm-30"]
    assert [each.key for each in inbox.messages(tmp_path, "sampler")][-1] == "patient-3"
    assert inbox.messages(tmp_path)[-1] == PATIENT


def test_what_one_confirms_still_waits_for_the_other(tmp_path):
    told(tmp_path)
    inbox.add_receipt(tmp_path, Receipt(key="rumour-1", user=1, name="检验员", role="lab", at=AT))
    assert [each.key for each in inbox.unread(tmp_path, "lab", 1)] == ["script-storm-30"]
    assert len(inbox.unread(tmp_path, "lab", 2)) == 2
    (first, read), *_ = inbox.told(tmp_path)
    assert (first.key, [each.name for each in read]) == ("rumour-1", ["检验员"])


def test_a_line_that_is_being_written_is_read_the_next_time(tmp_path):
    inbox.add_receipt(tmp_path, Receipt(key="a", user=1, name="b", role="lab", at=AT))
    with (tmp_path / inbox.RECEIPTS).open("a", encoding="utf-8") as file:
        file.write('{"key": "half')
    assert [each.key for each in inbox.receipts(tmp_path)] == ["a"]
