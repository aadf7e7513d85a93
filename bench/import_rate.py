"""How fast files enter: ten thousand cases with identities, sources and contacts, staged, entered and settled.

``measure`` runs in a process where Django is set up over an empty platform; ``python bench/import_rate.py`` makes one in a
temporary folder, measures and throws it away.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta

CASES = 10_000
CONTACTS = 10_000
AT = datetime(2021, 12, 20, 2, tzinfo=UTC)


def line_list(rows: int = CASES) -> bytes:
    """Invented cases, each infected by an earlier one."""
    from sizao.kernel.documents import synthetic_document
    from sizao.kernel.phones import synthetic_phone

    lines = ["病例编号,姓名,身份证号,联系电话,年龄,发病日期,诊断日期,报告日期,病例分类,传染源,现住地区代码"]
    for at in range(rows):
        day = (datetime(2021, 11, 1, tzinfo=UTC) + timedelta(days=at % 40)).date()
        source = f"A{at // 3}" if at else ""
        lines.append(
            f"A{at},王{at},{synthetic_document(at).number},{synthetic_phone(at)},40,{day},{day},{day},确诊病例,{source},320282104"
        )
    return "\n".join(lines).encode()


def contact_list(rows: int = CONTACTS, cases: int = CASES) -> bytes:
    """Invented contacts of those cases."""
    from sizao.kernel.documents import synthetic_document
    from sizao.kernel.phones import synthetic_phone

    lines = ["接触者编号,姓名,身份证号,联系电话,关联病例编号,接触方式,末次接触时间"]
    for at in range(rows):
        number, phone = synthetic_document(cases + at).number, synthetic_phone(cases + at)
        lines.append(f"K{at},李{at},{number},{phone},A{at % cases},household,2021-12-10 08:00")
    return "\n".join(lines).encode()


def measure() -> dict[str, object]:
    """Seconds and rows per second of both files, and the seconds of both together (the bar is 60 on two cores)."""
    from sizao.ground.command import actions as command
    from sizao.ground.intake.types import Kind
    from sizao.kernel import areas
    from sizao.kernel.actors import Actor
    from sizao.kernel.words import Words
    from sizao.spine.scope import queries as scope

    area = areas.parse("320282")
    with scope.acting(Actor.system("bench")):
        incident = command.open_incident(
            title=Words("导入测速", "Import rate"), disease="covid-19", area=area, reported_at=AT,
            by=Actor.system("bench"), at=AT,
        )  # fmt: skip
    cases = _entered(line_list(), Kind.CASES, area, incident)
    contacts = _entered(contact_list(), Kind.CONTACTS, area, incident)
    return {
        "cases": cases,
        "contacts": contacts,
        "seconds": round(cases["seconds"] + contacts["seconds"], 1),
        "bar": 60,
    }


def _entered(content: bytes, kind: object, area: int, incident: object) -> dict[str, float]:
    from sizao.flow.step0_intake import apply_batch
    from sizao.ground.intake import actions
    from sizao.ground.intake.types import Order
    from sizao.kernel.actors import Actor
    from sizao.spine.scope import queries as scope

    by, began = Actor.system("bench", area), time.perf_counter()
    with scope.acting(by):
        order = Order(kind, area, incident)  # type: ignore[arg-type]
        staged = actions.stage(content=content, filename="bench.csv", order=order, by=by, at=AT)
        staging = time.perf_counter() - began
        actions.commit(batch_id=staged.id, by=by, at=AT)
        receipt = apply_batch(batch_id=staged.id, by=by, at=AT).receipt
    seconds = time.perf_counter() - began
    return {
        "rows": receipt.accepted, "seconds": round(seconds, 1), "staging_seconds": round(staging, 1),
        "rows_per_second": round(receipt.accepted / seconds),
    }  # fmt: skip


def main() -> int:
    """Measure on a platform of its own and print one JSON document."""
    with tempfile.TemporaryDirectory(prefix="sizao-bench-") as home:
        os.environ |= {"SIZAO_HOME": home, "SIZAO_DELIVER_INLINE": "0"}
        from sizao.project import installation
        from sizao.project.cli.migrate import migrate

        with installation.standing():
            migrate()
            installation.set_up_django()
            print(json.dumps(measure()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
