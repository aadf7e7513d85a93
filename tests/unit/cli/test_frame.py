"""The command's frame: one JSON document, exit codes, sentences in the terminal's language."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from uuid import UUID

import pytest

from sizao.kernel.decisions import Clause
from sizao.kernel.errors import Invalid, NotPermitted, Refused, Unavailable
from sizao.kernel.words import LabelledEnum, Words
from sizao.project import cli
from sizao.project.cli.outcome import as_json, plain


class TooEarly(Refused):
    """Release is not due before {day}."""

    code = "test.too_early"
    zh = "{day} 之前不能解除。"


class Light(LabelledEnum):
    RED = "red", "红", "Red"


@dataclass(frozen=True)
class Row:
    title: Words
    light: Light


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Replace all verbs by one, ``probe``, that does what the test says."""

    def install(action: Callable[[argparse.Namespace], object]) -> None:
        module = ModuleType("probe")
        module.NEEDS_DATABASE = False
        module.register = lambda subparsers: subparsers.add_parser("probe").add_argument("word", nargs="?")
        module.run = action
        monkeypatch.setattr(cli, "verbs", lambda: {"probe": module})

    return install


def fail(error: Exception) -> Callable[[argparse.Namespace], object]:
    def action(args: argparse.Namespace) -> object:
        raise error

    return action


def test_json_is_one_document_and_nothing_else(verb, capsys) -> None:
    verb(lambda args: cli.Outcome({"n": 1, "title": Words("甲", "A")}, ["for people"]))
    assert cli.main(["probe", "--json"]) == 0
    out = capsys.readouterr().out
    assert json.loads(out) == {"n": 1, "title": {"zh": "甲", "en": "A"}}
    assert out.count("\n") == 1


@pytest.mark.parametrize(("tongue", "expected"), [("zh_CN.UTF-8", "甲"), ("en_GB.UTF-8", "A"), ("C", "A")])
def test_lines_speak_the_terminals_language(verb, capsys, monkeypatch, tongue: str, expected: str) -> None:
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LC_ALL", tongue)
    verb(lambda args: cli.Outcome({}, [Words("甲", "A"), "plain"]))
    cli.main(["probe"])
    assert capsys.readouterr().out == f"{expected}\nplain\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TooEarly(day="12-24"), cli.REFUSED),
        (NotPermitted(), cli.REFUSED),
        (Invalid(reason="x"), cli.BAD_INPUT),
        (Unavailable(), cli.BROKEN),
        (FileNotFoundError(2, "No such file or directory", "cases.csv"), cli.BAD_INPUT),
    ],
)
def test_errors_become_exit_codes_and_a_sentence(verb, capsys, error: Exception, code: int) -> None:
    verb(fail(error))
    assert cli.main(["probe"]) == code
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.strip().splitlines()) == 1


def test_a_refusal_in_json_carries_both_sentences_and_the_clause(verb, capsys, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    clause = Clause("cn-covid-ed8", "第 8 条", "source", "high")
    verb(fail(TooEarly(day="12-24", clause=clause)))
    assert cli.main(["probe", "--json"]) == cli.REFUSED
    said = capsys.readouterr()
    error = json.loads(said.out)["error"]
    assert (error["code"], error["zh"], error["en"]) == (
        "test.too_early", "12-24 之前不能解除。", "Release is not due before 12-24.",
    )  # fmt: skip
    assert error["clause"]["edition_id"] == "cn-covid-ed8"
    assert said.err == "12-24 之前不能解除。\n"


@pytest.mark.parametrize(
    ("typed", "zh"),
    [
        (["nonsense"], "VERB 不能是 'nonsense',只能是:'probe'"),
        (["probe", "a", "b"], "没有这样的参数:b"),
        ([], "缺少参数:VERB"),
    ],
)
def test_bad_arguments_end_with_2_and_a_sentence_in_the_readers_language(
    verb, capsys, monkeypatch, typed: list[str], zh: str
) -> None:
    verb(lambda args: cli.Outcome())
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert cli.main([*typed]) == cli.BAD_INPUT
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith(zh) and said.err.count("\n") == 1


def test_bad_arguments_are_one_document_too(verb, capsys) -> None:
    verb(lambda args: cli.Outcome())
    assert cli.main(["probe", "a", "b", "--json"]) == cli.BAD_INPUT
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["en"]) == ("sizao.usage", "unrecognized arguments: b; see sizao --help")


def test_a_missing_file_is_told_in_chinese(verb, capsys, monkeypatch) -> None:
    verb(fail(FileNotFoundError(2, "No such file or directory", "cases.csv")))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    cli.main(["probe"])
    assert capsys.readouterr().err == "cases.csv:没有这个文件或目录\n"


def test_an_error_that_nobody_expected_is_not_hidden(verb) -> None:
    verb(fail(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        cli.main(["probe"])


def test_every_verb_can_be_asked_for_help(capsys) -> None:
    found = cli.verbs()
    assert list(found)[0] == "serve"
    assert {"serve", "doctor", "migrate"} <= set(found)
    for name in found:
        with pytest.raises(SystemExit) as ended:
            cli.main([name, "--help"])
        assert ended.value.code == 0
        assert "--json" in capsys.readouterr().out, name


def test_sub_verbs_know_json_too(monkeypatch, capsys) -> None:
    module = ModuleType("probe")
    module.NEEDS_DATABASE = False

    def register(subparsers) -> None:
        inner = subparsers.add_parser("probe").add_subparsers(dest="what")
        inner.add_parser("list").set_defaults(run=lambda args: {"json": args.json})

    module.register = register
    monkeypatch.setattr(cli, "verbs", lambda: {"probe": module})
    for arguments in (["probe", "list", "--json"], ["probe", "--json", "list"]):
        cli.main(arguments)
        assert json.loads(capsys.readouterr().out) == {"json": True}


def test_every_kind_of_value_has_a_json_form() -> None:
    at = datetime(2021, 12, 11, 8, 0, tzinfo=UTC)
    row = Row(Words("甲", "A"), Light.RED)
    made = plain(
        {"row": row, "at": at, "set": {2, 1}, "id": UUID(int=1), "n": Decimal("1.50"), 3: timedelta(minutes=1)}
    )
    assert made == {
        "row": {"title": {"zh": "甲", "en": "A"}, "light": "red"}, "at": "2021-12-11T08:00:00+00:00", "set": [1, 2],
        "id": "00000000-0000-0000-0000-000000000001", "n": "1.50", "3": 60.0,
    }  # fmt: skip
    assert as_json({"路": Path("a/b")}) == '{"路": "a/b"}'
    with pytest.raises(TypeError, match="object"):
        plain(object())
