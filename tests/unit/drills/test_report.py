"""After-action reports: every page says exercise, both languages, nothing a strict page refuses, and the numbers as they are."""

import io
import json
import re
import zipfile
import zlib

import pytest

from sizao.kernel.words import Words
from sizao.oversight.drills.queries import appendix, report, reports
from sizao.oversight.drills.queries.plots import Series, lines
from sizao.oversight.drills.queries.scenarios import scenario
from sizao.project.drilling.planning import WayUnknown, way_of

RUN = {
    "score": {
        "scenario": "yixing-2021", "edition": "cn-covid-ed8", "seed": 7, "infections": 12, "infections_alone": 40,
        "averted": 28, "cases": 11, "missed": 1, "contacts_true": 30, "contacts_found": 20, "recall": 0.6, "precision": None,
        "known_before": 0.25, "isolation_days": 140.5, "days_per_averted": 5.0, "hours_to_detection": 50.0,
        "hours_to_isolation": 12.0, "notices": 3, "hours_to_notice": 7.5, "reports_late": 1, "refusals": [{"role": "lab", "code": "a.b", "count": 2}],
        "milestones": [
            {"clock": "golden_24_hours", "key": "x", "words": {"zh": "网络直报", "en": "Direct report"},
             "planned_at": "2021-12-11T10:00:00+00:00", "actual_at": None, "is_late": True},
        ],
        "course": {"infections": [0, 2, 5, 4, 1], "infections_alone": [0, 2, 6, 12, 19], "found": [0, 0, 3, 5, 3],
                   "isolated": [0, 0, 10, 24, 31]},
    },
    "log": [
        {"at": "2021-12-11T10:00:00+00:00", "kind": "inject", "role": "storm", "what": "<b>A storm</b>", "count": 1, "detail": ""},
        *({"at": f"2021-12-12T{hour:02}:00:00+00:00", "kind": "act", "role": "lab", "what": "results", "count": 3, "detail": ""}
          for hour in range(24)),
    ] * 5,
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize(("language", "band"), [("zh-hans", "演练 · 非真实疫情"), ("en", "EXERCISE")])


@LANGUAGES
def test_html_is_plain_and_marked(language, band):
    page = report.as_html(RUN, language)
    assert "style" not in page and "<script" not in page and "<b>" not in page
    whole = report.as_page(RUN, language)
    assert band in whole and page in whole and whole.count("<style>") == 1 and "<script" not in whole
    assert page.count('<th scope="col">') == 2 + 3 + 3 + 3, "every table has its heads"
    assert "140.5" in page and "60%" in page and "—" in page
    assert ">7.5<" in page, "how long the public waited"
    assert page.count("<svg") == 2
    body = re.sub(r"<[^>]*>", "", page)
    if language == "en":
        assert not re.search(r"[一-鿿]", body)


@LANGUAGES
def test_word_carries_the_band_in_the_head_of_every_page(language, band):
    with zipfile.ZipFile(io.BytesIO(report.as_word(RUN, language))) as word:
        names = word.namelist()
        head = "".join(word.read(each).decode() for each in names if "header" in each and each.endswith(".xml"))
        assert band in head
        assert sum(each.startswith("word/media/") for each in names) == 2


@LANGUAGES
def test_pdf_has_pages_and_its_fonts(language, band):
    made = report.as_pdf(RUN, language)
    assert made.startswith(b"%PDF") and b"FontFile" in made + b"".join(inflated(made))


def inflated(made):
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            yield zlib.decompress(part)
        except zlib.error:
            continue


def test_the_extract_keeps_injects_and_has_an_end():
    shown = report.content(RUN, "en")
    assert len(shown.log) == report.MOST_LINES
    assert sum("storm" in row[1] for row in shown.log) == 5


def test_roles_and_refusals_are_said_in_the_readers_language():
    from sizao.trace.cases.errors import ExposureOutsideWindow

    refusals = [
        {"role": "second laboratory desk", "code": ExposureOutsideWindow.code, "count": 2},
        {"role": "site_manager", "code": "404", "count": 1},
    ]  # fmt: skip
    run = {**RUN, "score": {**RUN["score"], "refusals": refusals}}
    (desk, sentence, times), (manager, gone, _) = report.content(run, "zh-hans").refusals
    assert not re.search("[A-Za-z{}]", desk + sentence + manager + gone) and times == "2"
    assert report.content(run, "en").refusals[1][:2] == ("Quarantine-site manager", "The platform has no such record")


def test_a_chinese_paper_has_no_code_and_no_id_in_it():
    """Not in its lead, not in what was refused; nor a workbook in its log."""
    refused = {
        "at": "2021-12-12T10:00:00+00:00",
        "kind": "refusal",
        "role": "lab",
        "what": "404",
        "count": 1,
        "detail": "GET /x",
    }
    seen = {**refused, "kind": "finding", "what": "positive", "detail": "person 12"}
    run = {**RUN, "log": [refused, seen]}
    shown = report.content(run, "zh-hans")
    assert not re.search("[A-Za-z]", shown.lead)
    assert shown.refusals[0][1] == "平台未受理(代码 a.b)"
    from openpyxl import load_workbook

    rows = list(load_workbook(io.BytesIO(appendix.as_xlsx(run, "zh-hans"))).worksheets[-1].iter_rows(values_only=True))
    assert [row[3] for row in rows[2:]] == ["平台没有这项记录", "检出阳性(演练000013)"] and rows[3][5] == "000013"


def test_the_page_and_the_papers_tell_the_same_figures():
    shown = report.content(RUN, "en")
    told = [(kpi.label.in_language("en"), kpi.value) for kpi in reports.kpis(RUN["score"])]
    assert told == list(shown.figures)
    assert dict(shown.figures)["Milestones late"] == "1"


def test_the_first_time_of_every_act_is_told_however_long_the_log():
    log = [
        *RUN["log"],
        {
            "at": "2021-12-20T00:00:00+00:00",
            "kind": "act",
            "role": "commander",
            "what": "zone declared",
            "count": 1,
            "detail": "",
        },
    ]
    shown = report.content({**RUN, "log": log}, "en")
    assert any("zone declared" in row[2] for row in shown.log)
    assert str(len(log)) in shown.whole and str(report.MOST_LINES) in shown.whole


@LANGUAGES
def test_the_workbook_holds_the_whole_log(language, band):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(appendix.as_xlsx(RUN, language)))
    log = book.worksheets[-1]
    assert log.max_row == len(RUN["log"]) + 2
    assert all(band in sheet["A1"].value for sheet in book.worksheets)
    assert json.loads(appendix.as_json(RUN, language)) == RUN


def test_a_plot_stands_on_nought_and_holds_its_highest_value():
    drawn = lines({"a": [0, 10, 20]}, [Series("a", Words("甲", "A"), "#000000")], "en")
    heights = [float(pair.split(",")[1]) for pair in re.search(r'points="([^"]+)"', drawn)[1].split()]
    assert heights == sorted(heights, reverse=True)
    assert ">20<" in drawn and ">0<" in drawn and 'aria-label="A"' in drawn


def test_a_plot_of_nothing_is_empty():
    assert "polyline" in lines({}, [Series("a", Words("甲", "A"), "#000000")], "zh")


def test_a_way_is_an_edition_or_a_strategy():
    found = scenario("yixing-2021")
    assert way_of(found).edition == "cn-covid-ed8" == way_of(found, "fast-transfer").edition
    assert way_of(found, "fast-transfer").strategy == "fast-transfer"
    assert way_of(found, "cn-covid-ed9").edition == "cn-covid-ed9"
    with pytest.raises(WayUnknown):
        way_of(found, "int-measles")
