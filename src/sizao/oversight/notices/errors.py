"""What notices refuse, and how they say so."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


class NoSuchNotice(NotFound):
    """There is no such notice within your area."""

    code = "notices.no_such_notice"
    zh = "在您的辖区内没有这份通告。"


class NumberTaken(Refused):
    """Notice {number} of {year} has been issued already."""

    code = "notices.number_taken"
    zh = "{year} 年第 {number} 号通告已经发布。"


class TextMissing(Invalid):
    """A notice needs a title and a text."""

    code = "notices.text_missing"
    zh = "通告须有标题和正文。"


class AlreadySuperseded(Refused):
    """Notice {number} has been superseded already."""

    code = "notices.already_superseded"
    zh = "第 {number} 号通告已被替代。"


class ScopeOutside(Invalid):
    """A notice holds inside the area of the headquarters that issues it."""

    code = "notices.scope_outside"
    zh = "通告的适用范围须在发布指挥部的辖区内。"


class NothingToSay(Refused):
    """There is no zone in this state to draft a notice from."""

    code = "notices.nothing_to_say"
    zh = "没有处于该状态的区域,无法据此起草通告。"


class NobodyToSpeakOf(Refused):
    """Nobody is under measures for this incident: there is nothing to say of people."""

    code = "notices.nobody_to_speak_of"
    zh = "该事件目前没有在管人员,无法据此起草通告。"
