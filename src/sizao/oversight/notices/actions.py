"""Issue a public notice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sizao.ground.command.errors import OutsideArea
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.oversight.notices import events, queries, rules
from sizao.oversight.notices.models import Notice
from sizao.oversight.notices.types import NewNotice
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def issue(*, new: NewNotice, by: Actor, at: datetime) -> UUID:
    """Issue a notice under the number given, or the next one of the area's year.

    Raises:
        OutsideArea: when the issuing area is not the actor's.
        NumberTaken: when the number was used this year.
        AlreadySuperseded: when the notice it replaces has been replaced already.
    """
    if not contains(by.area, new.area):
        raise OutsideArea(area=printed(new.area))
    year = rules.year_of(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"notices {new.area} {year}"])
    queries.may_issue(new, year).or_raise()
    row = Notice.objects.create(
        area=new.area, scope=new.scope, year=year, number=new.number or rules.next_number(queries.numbers(new.area, year)),
        title_zh=new.title.zh, title_en=new.title.en, body=new.body, body_en=new.body_en, issued_at=at,
        issued_by=by.name, incident_id=new.incident_id, supersedes_id=new.supersedes_id, source=new.source,
        sentences=[each.row() for each in rules.kept(new.sentences, new.body)],
    )  # fmt: skip
    event = events.NoticeIssued(
        notice_id=row.id, number=row.number, year=row.year, incident_id=row.incident_id, area=row.area
    )
    outbox.emit(event, by=by, at=at)
    return row.id
