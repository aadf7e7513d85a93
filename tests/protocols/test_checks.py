"""What ``check`` finds in a faulty shelf, and how a shelf is found."""

import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sizao.kernel.editions import EditionFaulty, Library, Problem, check, find_protocols, library
from sizao.kernel.editions.checking import Fault
from sizao.kernel.editions.parsing import Pack, parse
from sizao.kernel.editions.types import ContactClass, ZoneKind
from sizao.kernel.words import Words

HEAD = """
title = { zh = "甲", en = "A" }
issuer = { zh = "乙", en = "B" }
disease = "mers"
status = "published"
[sources]
s = { zh = "来源", en = "source" }
[clauses]
c = { zh = "条", en = "clause", source = "s", confidence = "H" }
[contact]
clause = "c"
before_days = 2
"""


def pack(name: str, **head: Any) -> Pack:
    return parse({"id": name, **tomllib.loads(HEAD), **head}, f"{name}.toml")


def day(text: str) -> Any:
    return tomllib.loads(f"d = {text}")["d"]


def test_a_gap_between_two_editions_is_found() -> None:
    one = pack("one", effective_from=day("2020-01-01"), effective_until=day("2020-02-01"))
    two = pack("two", effective_from=day("2020-02-03"))
    assert [(each.fault, each.where, each.detail) for each in check(Library([one, two]))] == [
        (Fault.GAP, "two.toml", "one → two")
    ]
    joined = pack("two", effective_from=day("2020-02-03"), replaces="one")
    assert check(Library([pack("one", effective_from=day("2020-01-01")), joined])) == ()


def test_a_flag_that_loosens_nothing_is_found() -> None:
    base = pack("base", effective_from=day("2020-01-01"))
    idle = pack("o", kind="overlay", over=["base"], areas=["32"], effective_from=day("2020-02-01"),
                loosens=["contact.before_days"])  # fmt: skip
    assert [(each.fault, each.detail) for each in check(Library([base, idle]))] == [
        (Fault.IDLE_FLAG, "contact.before_days")
    ]


def test_an_id_that_grew_too_long_is_found() -> None:
    base = pack("base", effective_from=day("2020-01-01"))
    long = pack("o" * 130, kind="overlay", over=["base"], areas=["32"], effective_from=day("2020-02-01"))
    assert [each.fault for each in check(Library([base, long]))] == [Fault.LONG_ID]


def test_a_draft_is_never_in_force_nor_composed() -> None:
    base = pack("base", effective_from=day("2020-01-01"), status="draft")
    assert check(Library([base])) == ()
    assert Library([base]).published_packs() == ()


def test_a_problem_is_a_sentence_in_both_languages() -> None:
    assert Problem(Fault.GONE, "a.toml").words == Words("a.toml:已发布的文件不见了", "a.toml: A published file is gone")
    assert Problem(Fault.GAP, "a.toml", "x → y").words.en.endswith("x → y")


def test_a_folder_without_the_list_has_everything_unlisted(tmp_path: Path) -> None:
    source = find_protocols() / "mers" / "int-mers.toml"
    shared = find_protocols() / "common" / "seven-one-seven.toml"
    for file in (source, shared):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert {each.fault for each in check(Library.open(tmp_path))} == {Fault.UNLISTED}


def test_the_folder_is_named_or_found_or_missed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIZAO_PROTOCOLS", str(tmp_path))
    assert find_protocols() == tmp_path
    monkeypatch.delenv("SIZAO_PROTOCOLS")
    assert (find_protocols() / "PUBLISHED.sha256").exists()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.modules["sizao.kernel.editions.library"], "__file__", str(tmp_path / "library.py"))
    with pytest.raises(FileNotFoundError, match="SIZAO_PROTOCOLS"):
        find_protocols()


@pytest.mark.parametrize(
    ("addition", "path", "reason"),
    [
        ("[clauses]\nc = { zh = '条', en = 'c', source = 't', confidence = 'H' }", "clauses.c.source", "no source"),
        ("zones = 3", "zones", "named tables"),
        ("[parameters.x]\ny = { value = 3, zh = '三', en = 'three' }", "parameters.x.y", "without clause"),
    ],
)
def test_more_faults_name_their_path(addition: str, path: str, reason: str) -> None:
    raw = {"id": "x", **tomllib.loads(HEAD)}
    with pytest.raises(EditionFaulty) as caught:
        parse({**raw, **tomllib.loads(addition)}, "x.toml")
    assert caught.value.fields["path"] == path
    assert reason in str(caught.value.fields["reason"])


def test_typed_sections_answer_by_name() -> None:
    ed9 = library().get("cn-covid-ed9")
    assert ed9.incubation is not None and ed9.incubation.max_days == 14
    assert ed9.case is not None and ed9.case.cluster_cases == 2
    assert ed9.contact is not None
    situation = ed9.contact.situations[0]
    assert (situation.code, situation.contact_class) == ("household", ContactClass.CLOSE)
    assert [each.kind for each in ed9.zones] == [ZoneKind.HIGH, ZoneKind.MEDIUM, ZoneKind.LOW]
    assert ed9.effective_on is not None and ed9.effective_on.isoformat() == "2022-06-28"


def test_the_clause_of_an_edition_as_a_whole_and_of_one_figure() -> None:
    ed9 = library().get("cn-covid-ed9")
    assert ed9.clause().text.startswith("新型冠状病毒肺炎防控方案(第九版) / ")
    clause = ed9.figure("contact.before_days").clause
    assert str(clause).startswith("cn-covid-ed9 · ")
    assert clause.mark_words.en.startswith("official wording")  # type: ignore[attr-defined]


def test_a_composition_begins_with_its_latest_part() -> None:
    composed = library().get("cn-covid-ed8+3zone")
    assert (str(composed.effective_on), composed.effective_confidence) == ("2021-08-01", "M")
    assert composed.title.en.endswith("with 1 overlay")
    assert composed.is_composed and composed.note is None
    assert library().get("cn-covid-ed8").note is not None


def test_a_shared_part_is_cited_by_the_edition_that_includes_it() -> None:
    regime = {
        "zh": "密接",
        "en": "Close",
        "clause": "c",
        "label": "7",
        "anchor": "entry",
        "phases": [{"place": "H", "days": 7}],
    }
    shared = pack("shared", kind="fragment", regimes={"close": regime})
    made = Library([shared, pack("one", includes=["shared"])]).get("one")
    assert {each.clause.edition_id for each in made.figures} == {"one"}
    found = made.regime("close")
    assert found is not None and found.phases[0].clause.edition_id == "one"
    assert made.says("regimes.close.phases.1.days")
