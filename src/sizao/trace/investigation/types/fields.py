"""The case form as data: every field with its words, its section and its kind, and the columns of a place-time row."""

from __future__ import annotations

from dataclasses import dataclass

from sizao.kernel.words import LabelledEnum, Words
from sizao.trace.cases.types import DiscoveryRoute, ImportKind, Mask, Severity, Symptom, Transport
from sizao.trace.investigation.types.words import Kind, Section


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question of the form. ``column`` names what it becomes in the case; the others become the case's free answers."""

    name: str
    words: Words
    section: Section
    kind: Kind
    choices: type[LabelledEnum] | None = None
    column: str = ""
    is_required: bool = False
    help: Words | None = None


def _field(name: str, section: Section, kind: Kind, zh: str, en: str, **more: object) -> Field:
    return Field(name=name, section=section, kind=kind, words=Words(zh, en), **more)  # type: ignore[arg-type]


_S, _K = Section, Kind
FIELDS: tuple[Field, ...] = (
    _field("onset_at", _S.ONSET, _K.MOMENT, "发病时间", "Onset", column="onset_at",
           help=Words("无症状的不填。可写 12-09 0830。", "Leave empty without symptoms. 12-09 0830 will do.")),
    _field("severity", _S.ONSET, _K.CHOICE, "临床严重程度", "Severity", choices=Severity, column="severity"),
    _field("isolated_at", _S.ONSET, _K.MOMENT, "隔离(收治)时间", "Isolated or in hospital since", column="isolated_at"),
    _field("symptoms", _S.ONSET, _K.CHOICES, "症状", "Symptoms", choices=Symptom, column="symptoms"),
    _field("care", _S.ONSET, _K.LONG, "发病及就诊经过", "Course of illness and visits to care"),
    _field("underlying", _S.ONSET, _K.TEXT, "基础疾病", "Other illnesses"),
    _field("discovery_route", _S.DISCOVERY, _K.CHOICE, "发现方式", "Found by", choices=DiscoveryRoute,
           column="discovery_route", is_required=True),
    _field("sampled_at", _S.DISCOVERY, _K.MOMENT, "首次阳性采样时间", "First positive sample taken", column="sampled_at"),
    _field("last_negative_at", _S.DISCOVERY, _K.MOMENT, "此前末次阴性", "Last negative sample before",
           column="last_negative_at"),
    _field("reported_at", _S.DISCOVERY, _K.MOMENT, "报告时间", "Reported", column="reported_at", is_required=True),
    _field("finding", _S.DISCOVERY, _K.LONG, "发现经过", "How it came to light"),
    _field("vaccine_doses", _S.VACCINE, _K.NUMBER, "接种剂次", "Vaccine doses", column="vaccine_doses"),
    _field("vaccine_last", _S.VACCINE, _K.DATE, "末次接种日期", "Last dose on"),
    _field("vaccine_product", _S.VACCINE, _K.TEXT, "疫苗名称", "Vaccine"),
    _field("laboratory", _S.LABORATORY, _K.TEXT, "检测机构", "Laboratory"),
    _field("ct_orf", _S.LABORATORY, _K.NUMBER, "Ct 值(ORF1ab)", "Ct (ORF1ab)"),
    _field("ct_n", _S.LABORATORY, _K.NUMBER, "Ct 值(N)", "Ct (N)"),
    _field("lineage", _S.LABORATORY, _K.TEXT, "基因型别(谱系)", "Lineage"),
    _field("import_kind", _S.SOURCE, _K.CHOICE, "感染来源类别", "Origin of the infection", choices=ImportKind,
           column="import_kind"),
    _field("occupation", _S.SOURCE, _K.TEXT, "职业与工作单位", "Occupation and workplace"),
    _field("known_contact", _S.SOURCE, _K.LONG, "与病例、入境人员接触史", "Contact with cases or arrivals from abroad"),
    _field("travel", _S.SOURCE, _K.LONG, "外出与旅居史", "Travel"),
    _field("goods", _S.SOURCE, _K.LONG, "冷链、境外物品接触史", "Cold-chain or foreign goods"),
    _field("source", _S.SOURCE, _K.LONG, "可能的感染来源", "Possible source"),
    _field("household", _S.SUMMARY, _K.LONG, "同住人员", "People of the household"),
    _field("conclusion", _S.SUMMARY, _K.LONG, "调查小结", "Conclusion", is_required=True),
)  # fmt: skip
"""Every question, in the order of the page."""

BY_NAME: dict[str, Field] = {each.name: each for each in FIELDS}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One column of a place-time row."""

    name: str
    words: Words
    choices: type[LabelledEnum] | None = None
    width: str = ""


CELLS: tuple[Cell, ...] = (
    Cell(name="start", words=Words("到达", "Arrived"), width="time"),
    Cell(name="until", words=Words("离开", "Left"), width="time"),
    Cell(name="place", words=Words("场所", "Place"), width="wide"),
    Cell(name="transport", words=Words("交通方式", "Transport"), choices=Transport),
    Cell(name="vehicle", words=Words("车次航班", "Vehicle"), width="short"),
    Cell(name="seat", words=Words("座位", "Seat"), width="short"),
    Cell(name="mask", words=Words("口罩", "Mask"), choices=Mask),
    Cell(name="companions", words=Words("同行人员", "Companions"), width="wide"),
    Cell(name="note", words=Words("备注", "Remarks"), width="wide"),
)
"""The columns of a place-time row, in the order in which they are typed and pasted."""

STAY = "stay"
"""The hidden cell of a row that stands in the case already: its id there."""
ROW_NAMES = frozenset({*(each.name for each in CELLS), STAY})
LONGEST_TEXT, LONGEST_CELL, MOST_ROWS = 4_000, 300, 400
"""Limits of what a form holds: a matter of form, not of policy."""
