"""The edition files: they parse, published ones are frozen, faults name the file and the path."""

import tomllib
from pathlib import Path

import pytest

from sizao.kernel.editions import EditionFaulty, Library, check, find_protocols, library
from sizao.kernel.editions.checking import SHORT_ID, Fault, compositions, digest, frozen_problems, listed
from sizao.kernel.editions.parsing import load, parse

ROOT = find_protocols()

NATIONAL = [
    "cn-covid-ed2", "cn-covid-ed3", "cn-covid-ed4", "cn-covid-ed5", "cn-covid-ed6", "cn-covid-ed7", "cn-covid-ed8",
    "cn-covid-ed9", "cn-covid-20m", "cn-covid-10m", "cn-covid-ed10",
]  # fmt: skip


def test_nothing_is_wrong_with_the_files() -> None:
    assert [each.words.en for each in check(library())] == []


def test_every_published_file_is_frozen_and_unchanged() -> None:
    published = [each.file for each in library().published_packs()]
    assert sorted(listed(ROOT)) == sorted(published)
    for name, expected in listed(ROOT).items():
        assert digest(ROOT / name) == expected, f"{name} is published and must not change: write a new edition"


def test_a_change_a_loss_and_an_unlisted_file_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("x = 1")
    (tmp_path / "new.toml").write_text("y = 1")
    (tmp_path / "PUBLISHED.sha256").write_text(f"{'0' * 64}  a.toml\n{'1' * 64}  gone.toml\n")
    found = frozen_problems(tmp_path, ["a.toml", "new.toml"])
    assert [(each.fault, each.where) for each in found] == [
        (Fault.CHANGED, "a.toml"), (Fault.GONE, "gone.toml"), (Fault.UNLISTED, "new.toml"),
    ]  # fmt: skip


def test_all_national_packs_are_there_in_order() -> None:
    assert [e.id for e in library().editions("covid-19") if e.id.startswith("cn-")] == NATIONAL


@pytest.mark.parametrize(
    "overlay",
    ["cn-three-zone-2021", "cn-antigen-2022", "cn-mass-screening-v1-2021", "cn-mass-screening-v2-2021",
     "cn-mass-screening-v3-2022", "cn-wuxi-26-2021", "cn-wuxi-53-2021", "cn-wuxi-59-2022", "cn-wuxi-78-2022",
     "cn-wuxi-3-11-2022-04", "cn-wuxi-110-2022", "cn-wuxi-119-2022", "cn-wuxi-113-2022", "cn-suzhou-3-11-2022",
     "cn-shanghai-3-11-2020", "cn-local-window-4d-2021", "cn-inbound-pilot-2022", "cn-js-inbound-2020-08"],
)  # fmt: skip
def test_the_overlays_are_there(overlay: str) -> None:
    assert library().get(overlay).over


@pytest.mark.parametrize("disease", ["mers", "measles", "mpox", "ebola", "influenza", "h7n9"])
def test_other_diseases_have_an_edition(disease: str) -> None:
    assert library().editions(disease)


def test_every_figure_carries_words_in_both_languages_a_clause_and_a_source() -> None:
    for edition in library().all():
        for figure in edition.figures:
            assert figure.words.zh and figure.words.en, (edition.id, figure.path)
            assert figure.clause.text and figure.clause.source, (edition.id, figure.path)
            assert figure.clause.edition_id == edition.id


def test_every_edition_and_every_section_reads_in_both_languages() -> None:
    for edition in library().all():
        assert edition.title.zh and edition.title.en and edition.issuer.zh and edition.issuer.en
        worded = (*edition.regimes, *edition.zones, *edition.clock, *edition.statements)
        for each in worded:
            if edition.kind == "edition":
                assert each.words.zh and each.words.en
        assert len({figure.path for figure in edition.figures}) == len(edition.figures)


def test_weak_figures_are_marked_weak() -> None:
    ed8 = library().get("cn-covid-ed8")
    assert not ed8.figure("regimes.close.phases.1.days").clause.is_weak
    assert ed8.figure("clock.trajectory.limit_hours").clause.is_weak
    assert ed8.figure("regimes.secondary.phases.1.test_days").clause.confidence == "BG-M"
    assert all(each.clause.is_weak or each.clause.confidence == "BG-H" for each in library().get("int-mers").figures
               if not each.path.startswith(("seven_one_seven", "early_action")))  # fmt: skip


def test_test_days_fall_inside_their_phase() -> None:
    for edition in library().all():
        for regime in edition.regimes:
            for phase in regime.phases:
                days = (*phase.test_days, *phase.antigen_days)
                assert all(1 <= day <= phase.days for day in days), (edition.id, regime.key)
                assert set(phase.double_days) <= set(phase.test_days)


def test_milestones_count_from_something_that_exists() -> None:
    for edition in library().editions():
        for clock in (edition.clock, edition.seven_one_seven):
            known = {"emergence", "detection", "report", *(each.key for each in clock)}
            assert {each.counts_from for each in clock} <= known


def test_composed_ids_stay_short_and_can_be_read_back() -> None:
    for edition in compositions(library()):
        assert len(edition.id) <= SHORT_ID
        assert library().get(edition.id) == edition


def base() -> dict[str, object]:
    return tomllib.loads("""
        id = "x"
        disease = "mers"
        title = { zh = "甲", en = "A" }
        issuer = { zh = "乙", en = "B" }
        status = "draft"
        [sources]
        s = { zh = "来源", en = "source" }
        [clauses]
        c = { zh = "条", en = "clause", source = "s", confidence = "H" }
    """)


@pytest.mark.parametrize(
    ("addition", "path", "reason"),
    [
        ("colour = 'red'", "colour", "unknown key"),
        ("[contact]\nclause = 'c'\nbefore_dayz = 2", "contact.before_dayz", "unknown key"),
        ("[regimes.close]\nzh='a'\nen='b'\nclause='c'\nphases = [{ place = 'C', days = 7, test = 1 }]",
         "regimes.close.phases.1.test", "unknown key"),
        ("[contact]\nclause = 'c'\nbefore_days = '2'", "contact.before_days", "'2' is not a float"),
        ("[contact]\nclause = 'c'\nlast_negative_rule = 1", "contact.last_negative_rule", "1 is not a bool"),
        ("[contact]\nbefore_days = 2", "contact.before_days", "without clause"),
        ("[contact]\nclause = 'd'\nbefore_days = 2", "contact.clause", "no clause is called 'd'"),
        ("[contact]\nclause = 'c'\nbefore_days = { value = 2, confidence = 'sure' }", "contact.before_days.confidence",
         "'sure' is not one of"),
        ("[zones.high]\nclause = 'c'\nzh = '高'\nrelease_days = 7", "zones.high", "write both languages"),
        ("[contact]\nclause = 'c'\nanchor = 'birth'", "contact.anchor", "'birth' is not a ContactAnchor"),
        ("[parameters.x]\nclause = 'c'\ny = 3", "parameters.x.y", "needs value, zh and en"),
        ("[parameters.zones]\nclause = 'c'\ny = { value = 3, zh = '三', en = 'three' }", "parameters.zones", "keys of its own"),
        ("[parameters.x]\nclause = 'c'\ny = { value = 3, zh = '三', en = 'three', unit = 'stone' }", "parameters.x.y.unit", "'stone'"),
        ("contact = 3", "contact", "a table was expected"),
        ("[regimes.close]\nclause='c'\nphases = 3", "regimes.close.phases", "an array of tables"),
        ("status = 'secret'", "status", "'secret' is not one of"),
        ("effective_from = 'soon'", "effective_from", "a TOML date"),
        ("areas = ['32x']", "areas", "not an area code"),
        ("kind = 'overlay'", "over", "names the editions"),
    ],
)  # fmt: skip
def test_a_fault_names_the_file_and_the_path(addition: str, path: str, reason: str) -> None:
    with pytest.raises(EditionFaulty) as caught:
        parse({**base(), **tomllib.loads(addition)}, "mers/x.toml")
    assert caught.value.fields["file"] == "mers/x.toml"
    assert caught.value.fields["path"] == path
    assert reason in str(caught.value.fields["reason"])


@pytest.mark.parametrize("key", ["id", "title", "issuer", "status", "disease"])
def test_a_head_without_its_keys_is_refused(key: str) -> None:
    raw = base()
    del raw[key]
    with pytest.raises(EditionFaulty, match="missing"):
        parse(raw, "x.toml")


def test_text_that_is_not_toml_is_refused_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("id = ")
    with pytest.raises(EditionFaulty, match="broken.toml"):
        load(tmp_path / "broken.toml", tmp_path)


def pack(text: str, file: str = "x.toml") -> object:
    return parse({**base(), **tomllib.loads(text)}, file)


def test_an_edition_lacking_a_required_figure_is_refused() -> None:
    with pytest.raises(EditionFaulty, match=r"regimes\.close\.label"):
        Library([pack("[regimes.close]\nzh='密接'\nen='Close'\nclause='c'\nanchor='entry'")])  # type: ignore[list-item]


def test_two_files_of_one_id_and_a_dangling_reference_are_refused() -> None:
    with pytest.raises(EditionFaulty, match="x is taken"):
        Library([pack(""), pack("")])  # type: ignore[list-item]
    with pytest.raises(EditionFaulty, match="there is no y"):
        Library([pack("replaces = 'y'")])  # type: ignore[list-item]
