"""The words of an investigation: where it stands, what its form is divided into, how a field is filled in."""

from __future__ import annotations

from sizao.kernel.words import LabelledEnum


class State(LabelledEnum):
    """Where an investigation stands."""

    OPEN = "open", "调查中", "In progress"
    SUBMITTED = "submitted", "待审核", "Waiting for review"
    RETURNED = "returned", "退回补充", "Returned"
    APPROVED = "approved", "已审定", "Approved"


EDITABLE = frozenset({State.OPEN, State.RETURNED})
"""States in which somebody may hold the form and type."""


class Section(LabelledEnum):
    """The parts of the form, in the order in which an investigator asks."""

    ONSET = "onset", "发病与就诊", "Onset and care"
    DISCOVERY = "discovery", "发现与报告", "How it was found"
    VACCINE = "vaccine", "疫苗接种", "Vaccination"
    LABORATORY = "laboratory", "实验室检测", "Laboratory"
    SOURCE = "source", "感染来源", "Where it came from"
    SUMMARY = "summary", "接触与小结", "Contacts and summary"


class Kind(LabelledEnum):
    """How a field is filled in."""

    MOMENT = "moment", "时间", "Moment"
    DATE = "date", "日期", "Date"
    TEXT = "text", "文字", "Text"
    LONG = "long", "长文字", "Long text"
    NUMBER = "number", "数字", "Number"
    CHOICE = "choice", "单选", "Choice"
    CHOICES = "choices", "多选", "Choices"


class HoldKind(LabelledEnum):
    """What happened to the hold on a form."""

    TAKEN = "taken", "开始(继续)调查", "Took up the interview"
    TAKEN_OVER = "taken_over", "接手", "Took over"
    RELEASED = "released", "暂停", "Paused"


class VersionKind(LabelledEnum):
    """Why a version was kept."""

    KEPT = "kept", "手动留存", "Kept by hand"
    PAUSED = "paused", "暂停时留存", "Kept at a pause"
    TAKEN_OVER = "taken_over", "接手前留存", "Kept before somebody took over"
    SUBMITTED = "submitted", "提交审核", "Submitted"
