"""What testing refuses, and how it says so."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


class NoSuchPoint(NotFound):
    """There is no such sampling point within your area."""

    code = "screening.no_such_point"
    zh = "在您的辖区内没有这个采样点。"


class NoSuchSample(NotFound):
    """There is no such sample within your area."""

    code = "screening.no_such_sample"
    zh = "在您的辖区内没有这份样本。"


class NoSuchRound(NotFound):
    """There is no such screening round within your area."""

    code = "screening.no_such_round"
    zh = "在您的辖区内没有这一轮筛查。"


class SecondPersonNeeded(Refused):
    """A result is released by a second person, not by the one who entered it."""

    code = "screening.second_person_needed"
    zh = "检测结果须由录入者以外的第二人审核发布。"


class AlreadyReleased(Refused):
    """This result has been released already."""

    code = "screening.already_released"
    zh = "该结果已发布。"


class SubjectMissing(Invalid):
    """A sample needs its subject: a person or the number in the tube, a place, or the goods' description."""

    code = "screening.subject_missing"
    zh = "样本须写明对象:人员或管内人数、场所、物品名称。"


class ResultBeforeSample(Invalid):
    """A result cannot be older than its sample."""

    code = "screening.result_before_sample"
    zh = "结果时间不能早于采样时间。"


class RoundFinished(Refused):
    """This round is finished."""

    code = "screening.round_finished"
    zh = "该轮筛查已结束。"


class RoundStillRuns(Refused):
    """Round {number} of this area still runs; end it before the next."""

    code = "screening.round_still_runs"
    zh = "该区域第 {number} 轮筛查尚未结束,请先结束再开新一轮。"


class RoundNotNegative(Refused):
    """This round cannot be ended as all negative: {positives} tubes are positive, {waiting} have no released result."""

    code = "screening.round_not_negative"
    zh = "本轮不能按“全部阴性”结束:阳性 {positives} 管,尚无发布结果 {waiting} 管。"


class PointClosed(Refused):
    """This sampling point is closed."""

    code = "screening.point_closed"
    zh = "该采样点已关闭。"


class NobodyOfNumber(NotFound):
    """Nobody within your area has the number {number}."""

    code = "screening.nobody_of_number"
    zh = "在您的辖区内没有编号为 {number} 的人员。"
