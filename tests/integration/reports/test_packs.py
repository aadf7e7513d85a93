"""A meeting's print pack: figures of now with agenda and what is owed, frozen; printed again it is the same paper."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import docx
import pytest

from sizao.ground.command import actions as command
from sizao.ground.command.errors import OutsideArea
from sizao.ground.command.types import GroupKind, MeetingKind, NewMeeting, NewTask, TaskKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.oversight.reports import actions, queries
from sizao.oversight.reports.errors import MeetingWithoutIncident, PackAltered
from sizao.oversight.reports.models import Pack
from sizao.oversight.reports.queries.pdf import content_of
from sizao.spine.scope import queries as scope

YIXING = parse("320282")
HOUR = timedelta(hours=1)


def a_meeting(by, at, incident_id):
    new = NewMeeting(
        MeetingKind.VIDEO, "调度会", at, "指挥部", "指挥长", "一、通报形势\n二、下一步工作", (), incident_id
    )
    made = command.hold_meeting(area=YIXING, new=new, by=by, at=at)
    task = NewTask(
        TaskKind.INSTRUCTION, Words("摸排返程人员", "Canvass travellers"), GroupKind.COMMUNITY, YIXING, at + HOUR
    )
    command.resolve(meeting_id=made, text="各镇当日完成摸排", new=task, by=by, at=at)
    return made


@pytest.fixture
def incident(db, at):
    by = Actor.system("test")
    with scope.acting(by):
        command.ensure_headquarters(area=YIXING, name=Words("指挥部", "HQ"), by=by, at=at)
        return command.open_incident(
            title=Words("聚集性疫情", "Cluster"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
        )


@pytest.fixture
def meeting(incident, at):
    by = Actor.system("test")
    with scope.acting(by):
        return a_meeting(by, at, incident)


def text_of(body):
    document = docx.Document(io.BytesIO(body))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_a_pack_holds_figures_agenda_and_what_is_owed(meeting, by, at):
    found = queries.pack(actions.make_pack(meeting_id=meeting, by=by, at=at + 2 * HOUR))
    assert found.agenda == ("一、通报形势", "二、下一步工作")
    assert [each.words.zh for each in found.decisions] == ["各镇当日完成摸排"]
    assert found.report.cutoff == at + 2 * HOUR and found.report.figures()["tasks_late"]["total"] == 1
    chinese, english = text_of(queries.pack_as_word(found, "zh")), text_of(queries.pack_as_word(found, "en"))
    assert "\uff08一\uff09通报形势" in chinese and "\n一、通报形势" not in chinese, "the second level of numbers"
    assert "各镇当日完成摸排" in chinese and "未办结的会议决定" in chinese and "Open decisions" not in chinese
    assert not re.search(r"[\u4e00-\u9fff][,;:()?!]", chinese), "a Chinese paper has full-width punctuation"
    assert "Open decisions of meetings" in english and "Canvass travellers" in english


def test_printed_again_it_is_the_same_paper_whatever_has_happened_since(meeting, incident, by, at):
    made = actions.make_pack(meeting_id=meeting, by=by, at=at + HOUR)
    before = queries.pack_as_zip(queries.pack(made))
    new = NewTask(TaskKind.OTHER, Words("新任务", "New"), GroupKind.COMMUNITY, YIXING, at)
    command.create_task(new=new, incident_id=incident, by=by, at=at + 2 * HOUR)
    assert queries.pack_as_zip(queries.pack(made)) == before
    second = queries.pack(actions.make_pack(meeting_id=meeting, by=by, at=at + 3 * HOUR))
    assert second.number.endswith("-M2") and len(second.tasks) == len(queries.pack(made).tasks) + 1
    assert sorted(zipfile.ZipFile(io.BytesIO(before)).namelist())[0].endswith("-M1-en.docx")


def test_a_pack_whose_contents_changed_is_not_printed(meeting, by, at):
    made = actions.make_pack(meeting_id=meeting, by=by, at=at + HOUR)
    row = Pack.objects.get(pk=made)
    body = {**row.body, "meeting": {**row.body["meeting"], "agenda": "一、另议"}}
    Pack.objects.bulk_create([
        Pack(number="X-1", meeting_id=row.meeting_id, incident_id=row.incident_id, area=row.area, figures=row.figures,
             body=body, sha256=row.sha256, made_at=row.made_at, made_by=row.made_by)
    ])  # fmt: skip
    with pytest.raises(PackAltered):
        queries.packs(meeting)


@pytest.mark.parametrize(("language", "said"), [("en", "No infection reported"), ("zh", "天无新报告的感染者")])
def test_days_without_an_infection_are_said_and_not_drawn(meeting, by, at, language, said):
    found = queries.pack(actions.make_pack(meeting_id=meeting, by=by, at=at + HOUR))
    quiet, busy = (
        replace(found.report, bars=tuple(replace(each, confirmed=number) for each in found.report.bars))
        for number in (0, 1)
    )
    assert said in content_of(quiet, language)["picture"]
    assert said not in content_of(busy, language)["picture"]
    assert queries.pack_as_pdf(replace(found, report=quiet), language).startswith(b"%PDF")


@pytest.mark.parametrize(("language", "said"), [("en", "no incident"), ("zh-hans", "未关联事件")])
def test_the_page_of_a_meeting_without_incident_says_why_there_is_no_pack(signed_in, by, at, language, said):
    command.ensure_headquarters(area=YIXING, name=Words("指挥部", "HQ"), by=by, at=at)
    text = (
        signed_in("commander", language=language).get(f"/reports/packs/of/{a_meeting(by, at, None)}/").content.decode()
    )
    assert said in text and "btn-refused" in text


def test_a_meeting_without_incident_has_no_figures(by, at):
    command.ensure_headquarters(area=YIXING, name=Words("指挥部", "HQ"), by=by, at=at)
    with pytest.raises(MeetingWithoutIncident):
        actions.make_pack(meeting_id=a_meeting(by, at, None), by=by, at=at)


def test_a_town_does_not_freeze_its_countys_figures(meeting, by, at):
    with pytest.raises(OutsideArea):
        actions.make_pack(meeting_id=meeting, by=Actor.system("town", parse("320282109")), at=at)


@pytest.mark.parametrize(("language", "button"), [("en", "Print the figures now"), ("zh-hans", "打印当前数据")])
def test_from_the_meetings_page_to_the_papers(signed_in, meeting, language, button):
    browser = signed_in("commander", language=language)
    assert button in browser.get(f"/command/meetings/{meeting}/").content.decode()
    made = browser.post(f"/reports/packs/of/{meeting}/").url
    assert "各镇当日完成摸排" in browser.get(made).content.decode()
    for path in ("zh/paper.docx", "zh/paper.pdf", "en/paper.docx", "en/paper.pdf", "all/paper.zip"):
        first = browser.get(f"{made}{path}")
        assert first.status_code == 200 and first.content == browser.get(f"{made}{path}").content, path
    assert browser.get(f"{made}all/paper.pdf").status_code == 422
    assert made in browser.get(f"/reports/packs/of/{meeting}/").content.decode()


def test_the_api_of_packs(signed_in, meeting):
    browser = signed_in("commander")
    made = browser.post(f"/api/v1/meetings/{meeting}/packs", json.dumps({}), content_type="application/json").json()
    assert made["decisions"][0]["words"]["zh"] == "各镇当日完成摸排" and len(made["sha256"]) == 64
    assert browser.get(f"/api/v1/packs/{made['id']}").json() == made
