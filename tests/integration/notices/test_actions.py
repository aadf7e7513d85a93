"""Notices with PostgreSQL: numbered per area and year, superseded once, never rewritten."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.oversight.notices import actions, queries
from sizao.oversight.notices.errors import AlreadySuperseded, NumberTaken
from sizao.oversight.notices.models import Notice
from sizao.oversight.notices.types import NewNotice

WUXI, YIXING = parse("3202"), parse("320282")


def new(**changes):
    given = {"area": WUXI, "scope": WUXI, "title": Words("通告", "Notice"), "body": "正文", **changes}
    return NewNotice(**given)


def test_numbers_run_per_area_and_year(by, at):
    actions.issue(new=new(number=53), by=by, at=at)
    second = actions.issue(new=new(), by=by, at=at)
    other = actions.issue(new=new(area=YIXING, scope=YIXING), by=by, at=at)
    next_year = actions.issue(new=new(), by=by, at=at + timedelta(days=30))
    assert [queries.notice(each).number for each in (second, other, next_year)] == [54, 1, 1]
    with pytest.raises(NumberTaken):
        actions.issue(new=new(number=53), by=by, at=at)


def test_a_notice_is_superseded_once(by, at):
    first = actions.issue(new=new(), by=by, at=at)
    second = actions.issue(new=new(supersedes_id=first), by=by, at=at)
    assert queries.notice(first).superseded_by_id == second
    assert queries.notice(second).is_valid
    with pytest.raises(AlreadySuperseded):
        actions.issue(new=new(supersedes_id=first), by=by, at=at)


def test_a_notice_is_written_once(by, at):
    actions.issue(new=new(), by=by, at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.update(body="改")


def test_a_citys_notice_is_read_in_its_counties(by, at, acting):
    first = actions.issue(new=new(), by=by, at=at)
    acting(Actor("county", area=YIXING))
    assert queries.notice(first).body == "正文"
    assert list(queries.search(queries.rows(), "53")) == []
    assert len(queries.search(queries.rows(), "正文")) == 1
