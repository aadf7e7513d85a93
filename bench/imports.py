"""How fast files enter by the real path: read, mapped, checked, staged, committed, entered; against a plain COPY."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from bench.installed import as_role, owner

CASES = ("病例编号", "姓名", "身份证号", "性别", "发病日期", "报告日期", "病例分类", "现住地区代码")
CONTACTS = ("接触者编号", "姓名", "联系电话", "关联病例编号", "接触方式", "末次接触时间")
PER_CASE = 2
AT = datetime(2021, 12, 20, 2, tzinfo=UTC)
NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


def files(cases: int) -> tuple[bytes, bytes]:
    """A line list and its contacts as CSV files."""
    from sizao.kernel.documents import synthetic_document
    from sizao.kernel.phones import synthetic_phone

    began = date(2021, 11, 20)
    line_list = [
        (f"A{n}", _name(n), synthetic_document(n).number, "男女"[n % 2], began + timedelta(days=n % 25),
         began + timedelta(days=n % 25 + 2), "确诊病例", "320282104")
        for n in range(1, cases + 1)
    ]  # fmt: skip
    contacts = [
        (f"K{n}", _name(n), synthetic_phone(n), f"A{(n - 1) // PER_CASE + 1}", "household", "2021-12-10 18:00")
        for n in range(1, cases * PER_CASE + 1)
    ]
    return _csv(CASES, line_list), _csv(CONTACTS, contacts)


def _name(number: int) -> str:
    return NAMES[number % 20] + NAMES[number // 20 % 20] + NAMES[number // 400 % 20]


def _csv(headings: tuple[str, ...], rows: list[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode()


def real(content: tuple[bytes, bytes], incident: UUID, area: int) -> tuple[float, float]:
    """Seconds until both files have entered, as the worker does it, and the processor seconds it used for that itself."""
    from sizao.flow.step0_intake import apply_batch
    from sizao.ground.intake import actions
    from sizao.ground.intake.types import Kind, Order
    from sizao.kernel.actors import Actor
    from sizao.spine.scope import queries as scope

    by = Actor.system("bench", area)
    began, used = time.perf_counter(), time.process_time()
    with as_role("sizao_worker"):
        for kind, file in zip((Kind.CASES, Kind.CONTACTS), content, strict=True):
            with scope.acting(by):
                facts = actions.stage(
                    content=file, filename=f"{kind}.csv", order=Order(kind, area, incident), by=by, at=AT
                )
                actions.commit(batch_id=facts.id, by=by, at=AT)
                done = apply_batch(batch_id=facts.id, by=by, at=AT)
            wanted = file.count(b"\n") - 1
            if done.receipt.accepted != wanted:
                raise SystemExit(f"{kind}: {done.receipt.accepted} of {wanted} rows entered")
    return time.perf_counter() - began, time.process_time() - used


def plain(content: tuple[bytes, bytes]) -> float:
    """Seconds of a COPY of the same files into tables of text, committed durably."""
    began = time.perf_counter()
    with owner() as connection:
        for number, headings in enumerate((CASES, CONTACTS)):
            columns = ", ".join(f"c{n} text" for n in range(len(headings)))
            connection.execute(f"CREATE TABLE bench_copy_{number} ({columns})")
            with connection.cursor().copy(f"COPY bench_copy_{number} FROM STDIN (FORMAT csv, HEADER)") as copy:
                copy.write(content[number])
        connection.commit()
        seconds = time.perf_counter() - began
        for number in (0, 1):
            connection.execute(f"DROP TABLE bench_copy_{number}")
    return seconds
