"""``sizao trace``: who shared place and time, asked of a lake or of Parquet files, or a case of the running platform."""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.project.cli import _found
from sizao.project.cli._given import keys_in, lake_in, number_of_one, persons_keyed, there, whole, writable
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import language, say
from sizao.traceback import answer, duckdb_engine, files, reference, tables
from sizao.traceback.answer import Exposed
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery
from sizao.traceback.segments import visits_in
from sizao.traceback.visits import EvidenceGrade, VisitSource

Kinds: TypeAlias = Mapping[int, str] | None
NEEDS_DATABASE = False
"""A lake is searched without any server; only ``--case`` asks the platform."""
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class QuestionFaulty(Invalid):
    """The question cannot be asked: {reason}"""

    code = "trace.question_faulty"
    zh = "无法提出该问题:{reason}"


def register(subparsers: Any) -> None:
    """Declare the verb."""
    parser = subparsers.add_parser("trace", help=say("查找时空伴随人员", "find who shared place and time"))
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--lake", type=Path, metavar="DIR", help=say("到访数据湖目录", "a lake directory"))
    where.add_argument(
        "--parquet", type=Path, nargs="+", metavar="FILE", help=say("到访 Parquet 文件", "visits as Parquet")
    )
    where.add_argument(
        "--case", metavar="NUMBER", action="append",
        help=say("平台上的病例编号,可重复(一并追踪)", "a case number of the running platform; several are traced together"),
    )  # fmt: skip
    _case_arguments(parser)
    _index_arguments(parser)
    _filter_arguments(parser)
    parser.add_argument(
        "--engine",
        choices=("index", "duckdb", "spark", "reference"),
        help=say("引擎:数据湖默认 index,文件默认 duckdb", "the engine: index for a lake, duckdb for files"),
    )
    parser.add_argument(
        "--threads",
        type=whole(1, 256),
        metavar="N",
        help=say("线程数(duckdb 引擎),默认 2", "threads of the engine duckdb: 2"),
    )
    parser.add_argument("--dry-run", action="store_true", help=say("只计数,不保存", "only count; keep nothing"))
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=say("结果文件:.parquet .arrow .csv .json", "result: .parquet .arrow .csv .json"),
    )


def _case_arguments(parser: argparse.ArgumentParser) -> None:
    """Why a case of the platform is traced, and who asks: what the page asks for too."""
    parser.add_argument("--purpose", metavar="PURPOSE", help=say("目的(--case)", "why (with --case)"))
    parser.add_argument(
        "--legal-basis", metavar="LAW", help=say("法律依据(--case)", "on what legal basis (with --case)")
    )
    parser.add_argument(
        "--user", metavar="NAME",
        help=say("由哪个账户发起(--case);密码从终端或标准输入读取", "the account that asks (with --case); its password is read from terminal or stdin"),
    )  # fmt: skip
    parser.add_argument("--code", metavar="CODE", help=say("第二因素验证码", "the code of the second factor"))
    parser.add_argument("--task", metavar="NUMBER", help=say("所属任务编号", "the number of the task it belongs to"))


def _index_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--person",
        type=number_of_one,
        action="append",
        default=[],
        metavar="N",
        help=say("指示人员编号,可重复", "an index person; may be repeated"),
    )
    parser.add_argument(
        "--place",
        type=_place,
        action="append",
        default=[],
        metavar="N[@ZONE]",
        help=say(
            "指示场所编号,可重复;@ 后为其中的分区(楼层、车厢),只找同区和分区不明者",
            "an index place; may be repeated; after @ a zone of it (floor, carriage): who was in another is left out",
        ),
    )
    parser.add_argument(
        "--key", action="append", default=[], metavar="KEY",
        help=say("以外部标识指明的指示人员,须给 --keys", "an index person by another system's key; needs --keys"),
    )  # fmt: skip
    parser.add_argument(
        "--keys", type=Path, metavar="FILE",
        help=say("外部标识对照文件:结果中以标识代替编号", "the file of other systems' keys: the answer gives keys"),
    )  # fmt: skip
    parser.add_argument(
        "--question", type=Path, metavar="FILE",
        help=say("问题 JSON 文件,每名指示人员可有各自时段", "a question as JSON: each index person may have their own window"),
    )  # fmt: skip
    times = say("时刻,无时区者按北京时间", "a moment; without an offset, civil time of China")
    parser.add_argument("--from", dest="start", metavar="TIME", help=times)
    parser.add_argument("--until", metavar="TIME", help=times)


def _filter_arguments(parser: argparse.ArgumentParser) -> None:
    spans = say("时长,如 30s 15m 2h 1d", "a length of time: 30s 15m 2h 1d")
    parser.add_argument("--min-overlap", type=_seconds, default=1, metavar="SPAN", help=spans)
    parser.add_argument("--linger", type=_seconds, default=0, metavar="SPAN", help=spans)
    parser.add_argument("--hops", type=int, choices=(1, 2), default=1, help=say("层数", "hops"))
    parser.add_argument("--within", type=_seconds, default=None, metavar="SPAN", help=spans)
    parser.add_argument("--same-zone", action="store_true", help=say("须同一分区", "zones must match"))
    parser.add_argument("--source", action="append", default=[], choices=[each.value for each in VisitSource])
    parser.add_argument("--grade", action="append", default=[], choices=[each.value for each in EvidenceGrade])
    parser.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="KIND",
        help=say("只看此类场所,须给 --places", "places of this kind only; needs --places"),
    )
    parser.add_argument(
        "--places",
        type=Path,
        metavar="FILE",
        help=say("场所及其类别:place、kind 两列", "kinds of places: columns place and kind"),
    )
    parser.add_argument(
        "--exclude",
        type=number_of_one,
        action="append",
        default=[],
        metavar="N",
        help=say("排除的人员", "a person to leave out"),
    )


def run(args: argparse.Namespace) -> Outcome:
    """Answer the question.

    Raises:
        QuestionFaulty: what was given does not go together, or is no question.
    """
    for each, others in _EXCLUDING:
        beside = "、".join(_option(other) for other in others if _is_given(args, other))
        if beside and _is_given(args, each):
            said = Words(
                f"{_option(each)} 不能与 {beside} 同用",
                f"{_option(each)} does not go with {beside.replace('、', ', ')}",
            )
            raise QuestionFaulty(reason=said)
    if args.threads and (args.engine or ("index" if args.lake else "duckdb")) != "duckdb":
        raise QuestionFaulty(reason=Words("--threads 只用于 duckdb 引擎", "--threads is for the engine duckdb only"))
    if args.out and args.out.suffix.lower() not in _found.ENDINGS:
        endings = " ".join(_found.ENDINGS)
        raise QuestionFaulty(
            reason=Words(f"--out 的扩展名应为 {endings}", f"--out ends in one of {endings}, not as {args.out.name}")
        )
    return _run_case(args) if args.case else _run_visits(args)


_PARTS = (
    "person", "place", "start", "until", "min_overlap", "linger", "hops", "within", "same_zone", "source", "grade",
    "kind", "exclude", "key",
)  # fmt: skip
_OF_CASE = ("purpose", "legal_basis", "user", "code", "task")
_EXCLUDING = (
    ("dry_run", ("out",)), ("case", (*_PARTS, "question", "out", "engine", "places", "threads", "keys")), ("question", _PARTS),
    ("lake", _OF_CASE), ("parquet", _OF_CASE),
)  # fmt: skip
"""What is not looked at beside another option is refused, not left out in silence."""
_USUAL = {"min_overlap": 1, "hops": 1}


def _is_given(args: argparse.Namespace, name: str) -> bool:
    value = getattr(args, name)
    return bool(value) and value != _USUAL.get(name)


def _option(name: str) -> str:
    return "--from" if name == "start" else f"--{name.replace('_', '-')}"


def _run_visits(args: argparse.Namespace) -> Outcome:
    keys = keys_in(args.keys)
    args.person = [*args.person, *persons_keyed(args.key, keys)]
    query = _query(args)
    there(args.places, *(args.parquet or ()))
    writable(args.out)
    args.engine = args.engine or ("index" if args.lake else "duckdb")
    began = time.perf_counter()
    try:
        found = _answer(args, query)
    except ValueError as error:
        raise QuestionFaulty(reason=_why(error)) from error
    seconds = time.perf_counter() - began
    notes = _notes(args, query)
    if args.out:
        _found.write(args.out, query, found, keys)
    document = {
        "query": query.to_json(), "engine": args.engine, "seconds": round(seconds, 4),
        "counts": answer.counts(found), "notes": notes, "exposed": [] if args.dry_run else _found.keyed(found, keys) if keys else found,
    }  # fmt: skip
    return Outcome(document, [*_found.lines(found, seconds, names=not args.dry_run, keys=keys), *notes])


def _notes(args: argparse.Namespace, query: TraceQuery) -> list[Words]:
    kinds = files.places(args.places) if args.places else None
    return _found.notes(query, Lake(args.lake) if args.lake else args.parquet, kinds)


def _query(args: argparse.Namespace) -> TraceQuery:
    if args.question:
        return _question_in(args.question)
    start, until = _moment("--from", args.start), _moment("--until", args.until)
    try:
        return TraceQuery(
            index=tuple(IndexStay(person, start, until) for person in args.person),
            index_places=tuple(IndexPlace(place, start, until, zone) for place, zone in args.place),
            min_overlap_s=args.min_overlap, linger_s=args.linger,
            match_zones=args.same_zone or any(zone for _place, zone in args.place),
            sources=tuple(VisitSource(each) for each in args.source),
            grades=tuple(EvidenceGrade(each) for each in args.grade), exclude_persons=tuple(args.exclude),
            place_kinds=tuple(args.kind), hops=args.hops, second_hop_within_s=args.within,
        )  # fmt: skip
    except ValueError as error:
        raise QuestionFaulty(reason=_why(error)) from error


def _why(error: Exception, *, in_file: bool = False) -> Words:
    """Why something is no question, in both languages; what other libraries say is English."""
    words: Words | None = getattr(error, "words", None)
    if words is None and in_file and not isinstance(error, OSError):
        words = Words("内容不是追踪问题", "what it holds is no trace question")
    return words or Words(str(error), str(error))


def _question_in(path: Path) -> TraceQuery:
    """A question that was kept as JSON, as ``--json`` and every run of the platform show it."""
    try:
        return TraceQuery.from_json(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        said = _why(error, in_file=True)
        raise QuestionFaulty(reason=Words(f"{path}: {said.zh}", f"{path}: {said.en}")) from error


def _answer(args: argparse.Namespace, query: TraceQuery) -> tuple[Exposed, ...]:
    visits: Lake | Sequence[Path] = lake_in(args.lake) if args.lake else args.parquet
    kinds = files.places(args.places) if args.places else None
    if args.engine == "reference":
        return reference.run(query, _all_visits(visits), kinds)
    if args.engine == "index":
        return _by_index(query, visits, kinds)
    if args.engine == "spark":
        return _by_spark(query, visits, kinds)
    return duckdb_engine.run(query, visits, kinds, threads=args.threads or 2)


def _by_index(query: TraceQuery, visits: Lake | Sequence[Path], kinds: Kinds) -> tuple[Exposed, ...]:
    from sizao.traceback.index import engine  # compiled loops take a second to load

    if isinstance(visits, Lake):
        return engine.run(query, visits, kinds)
    return engine.run(query, pa.concat_tables([tables.conforming(pq.read_table(file)) for file in visits]), kinds)


def _by_spark(query: TraceQuery, visits: Lake | Sequence[Path], kinds: Kinds) -> tuple[Exposed, ...]:
    from sizao.traceback.portable import cluster

    cluster.package()  # says what to do when the packages of Spark are absent
    from sizao.traceback.portable import on_spark

    return on_spark.run(query, visits, kinds)


def _all_visits(visits: Lake | Sequence[Path]) -> Iterator[Any]:
    parts = map(visits_in, visits.files("by_person")) if isinstance(visits, Lake) else map(pq.read_table, visits)
    for part in parts:
        yield from tables.visits_of(part)


class GroundMissing(Invalid):
    """A case is traced for a purpose, on a legal basis and by an account: {missing} is missing"""

    code = "trace.ground_missing"
    zh = "追踪病例须说明目的、法律依据和发起账户:缺少 {missing}"


class GroundUnknown(Invalid):
    """{option} is one of: {choices}"""

    code = "trace.ground_unknown"
    zh = "{option} 应为其中之一:{choices}"


def _run_case(args: argparse.Namespace) -> Outcome:
    missing = [_option(each) for each in ("purpose", "legal_basis", "user") if not getattr(args, each)]
    if missing:
        raise GroundMissing(missing=Words("、".join(missing), ", ".join(missing)), reason="")
    from sizao.project import installation

    with installation.standing():
        installation.set_up_django(language=language())
        return _trace_case(args)


def _trace_case(args: argparse.Namespace) -> Outcome:
    """Trace cases of the platform as one of its accounts; the run is kept and logged like any other."""
    from sizao.project.cli._asker import asker
    from sizao.spine import clock
    from sizao.spine.scope import queries as scope
    from sizao.trace.tracing import actions, queries
    from sizao.trace.tracing.types import PURPOSES, LegalBasis

    terms = {
        "purpose": _one_of("--purpose", args.purpose, PURPOSES),
        "legal_basis": _one_of("--legal-basis", args.legal_basis, tuple(LegalBasis)),
    }
    at = clock.now()
    by = asker(args.user, args.code or "", "tracing.run", at)
    with scope.acting(by):
        rows = _cases_numbered(args.case)
        named = {**terms, "task_id": _task(args.task, by), "by": by, "at": at}
        case_ids, numbers = [row.pk for row in rows], ", ".join(row.number for row in rows)
        if args.dry_run:
            counts = actions.count_cases(case_ids=case_ids, **named)
            return Outcome({"case": numbers, "counts": counts}, _case_lines(counts.persons, counts.by_finding))
        found = queries.run(actions.start_cases(case_ids=case_ids, **named))
        document = {"case": numbers, "run": found.number, "query": found.query.to_json(), "counts": found.counts}
        return Outcome(document, _case_lines(found.counts.persons, found.counts.by_finding, found.number))


def _one_of(option: str, text: str, members: Sequence[Any]) -> Any:
    found = next((each for each in members if each.value == text), None)
    if found is None:
        choices = ", ".join(each.value for each in members)
        raise GroundUnknown(option=option, choices=choices, reason="")
    return found


def _cases_numbered(numbers: Sequence[str]) -> list[Any]:
    from sizao.trace.cases import queries as cases
    from sizao.trace.cases.errors import CaseNotFound

    wanted = {each.strip().upper() for each in numbers}
    rows = list(cases.case_rows().filter(number__in=wanted).order_by("number"))
    if len(rows) != len(wanted):
        raise CaseNotFound
    return rows


def _task(number: str | None, by: Any) -> Any:
    """The id of the asker's own open task of that number."""
    from sizao.ground.command import queries as command
    from sizao.trace.tracing.errors import TaskNoGround

    if not number:
        return None
    found = next((each.id for each in command.my_tasks(by) if each.number == number.strip().upper()), None)
    if found is None:
        raise TaskNoGround
    return found


def _case_lines(persons: int, by_finding: Any, run_number: str = "") -> list[str]:
    head = say(f"共 {persons} 人", f"{persons} exposed persons")
    lines = [f"{head} {run_number}".strip()]
    return lines + [f"  {each.words.in_language(language())}: {number}" for each, number in by_finding.items()]


def _moment(option: str, text: str | None) -> datetime:
    from sizao.ground.presence import rules

    try:
        found = rules.moment(text) if text else None
    except OverflowError:
        found = None  # the first and the last day of all have no such moment in UTC
    if found is None:
        example = "2021-12-09T00:00"
        raise QuestionFaulty(
            reason=Words(f"{option} 需要时刻,如 {example}", f"{option} needs a moment such as {example}")
        )
    return found


def _place(text: str) -> tuple[int, str]:
    """A place's number and, after an @, a zone of it."""
    number, at, zone = text.partition("@")
    if not number.strip().isdigit() or (at and not zone.strip()):
        words = say("应为场所编号,@ 后可加分区", "a place's number is needed, with @ a zone of it")
        raise argparse.ArgumentTypeError(f"{words}: {text}")
    return number_of_one(number), zone.strip()


def _seconds(text: str) -> int:
    match = re.fullmatch(r"(\d+)([smhd]?)", text.strip())
    if match is None:
        words = say("应为时长,如 30s 15m 2h 1d", "a length of time is needed, such as 30s 15m 2h 1d")
        raise argparse.ArgumentTypeError(f"{words}: {text}")
    return int(match[1]) * UNITS[match[2] or "s"]
