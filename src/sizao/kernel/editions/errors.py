"""What can go wrong with editions: a file that does not parse, an edition or a figure that is not there."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound


class EditionFaulty(Invalid):
    """The edition file {file} is faulty at {path}: {reason}"""

    code = "editions.faulty"
    zh = "方案文件 {file} 在 {path} 处有误:{reason}"


class NoSuchEdition(NotFound):
    """There is no edition {edition_id}."""

    code = "editions.no_such_edition"
    zh = "没有编号为 {edition_id} 的方案。"


class NoEditionInForce(NotFound):
    """No edition for {disease} was in force on {on}."""

    code = "editions.none_in_force"
    zh = "{on} 没有针对 {disease} 的现行方案。"


class NoSuchFigure(NotFound):
    """The edition {edition_id} says nothing about {path}."""

    code = "editions.no_such_figure"
    zh = "方案 {edition_id} 对 {path} 没有规定。"


class AnchorMissing(Invalid):
    """The date of release is counted from {anchor}, and that time is not known yet."""

    code = "editions.anchor_missing"
    zh = "解除日期从“{anchor}”起算,该时间尚未填写。"


class NoQuietDays(Invalid):
    """This zone is not lifted by a count of quiet days: {condition}"""

    code = "editions.no_quiet_days"
    zh = "该区域不按无新增天数解除:{condition}"
