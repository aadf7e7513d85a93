"""When a public notice may be issued."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sizao.kernel.areas import parse
from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.oversight.notices import rules
from sizao.oversight.notices.errors import AlreadySuperseded, NumberTaken, ScopeOutside, TextMissing
from sizao.oversight.notices.types import NewNotice, NoticeFacts

WUXI = parse("3202")
NEW = NewNotice(WUXI, parse("320282"), Words("通告", "Notice"), "正文", number=53)
OLD = NoticeFacts(
    uuid7(),
    WUXI,
    WUXI,
    2021,
    52,
    Words("旧", "Old"),
    "正文",
    "",
    datetime(2021, 12, 1, tzinfo=UTC),
    "x",
    None,
    None,
    None,
    "",
)


@pytest.mark.parametrize(
    ("new", "taken", "superseded", "refusal"),
    [
        (NEW, {52}, None, None),
        (replace(NEW, number=None), {52}, None, None),
        (NEW, {53}, None, NumberTaken),
        (replace(NEW, body=" "), set(), None, TextMissing),
        (replace(NEW, title=Words("", "Notice")), set(), None, TextMissing),
        (replace(NEW, scope=parse("320583")), set(), None, ScopeOutside),
        (NEW, set(), OLD, None),
        (NEW, set(), replace(OLD, superseded_by_id=uuid7()), AlreadySuperseded),
    ],
)
def test_a_notice_has_a_text_a_free_number_and_a_scope(new, taken, superseded, refusal):
    answer = rules.may_issue(new, 2021, frozenset(taken), superseded)
    assert (type(answer.refusal) if answer.refusal else None) is refusal


@pytest.mark.parametrize(("taken", "number"), [(set(), 1), ({1, 52}, 53)])
def test_the_next_number_follows_the_highest(taken, number):
    assert rules.next_number(frozenset(taken)) == number
