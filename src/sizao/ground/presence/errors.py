"""What presence refuses, and why."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, NotPermitted, Refused, Unavailable


class LakeAbsent(Unavailable):
    """The lake's generation {folder} is not where it should be: nothing can be traced until it is back."""

    code = "presence.lake_absent"
    zh = "数据湖的版本 {folder} 不在应在的位置,恢复之前无法追踪。"


class LakeAltered(Unavailable):
    """The lake's generation {folder} was altered from outside: its manifest is not the one that was sealed."""

    code = "presence.lake_altered"
    zh = "数据湖的版本 {folder} 被外部改动,清单与封存时不一致。"


class SealOvertaken(Unavailable):
    """Another process has undone or finished generation {folder}; it is sealed again at the next turn."""

    code = "presence.seal_overtaken"
    zh = "版本 {folder} 已被另一进程撤销或完成,下次再封存。"


class SegmentFaulty(Unavailable):
    """The written file {file} does not hold what was written; nothing was sealed."""

    code = "presence.segment_faulty"
    zh = "写出的文件 {file} 与内容不符,未封存。"


class TailBusy(Unavailable):
    """Sealing overtook this batch several times; nothing of it was recorded, please send it again."""

    code = "presence.tail_busy"
    zh = "本批数据多次与封存冲突,未记录,请重新发送。"


class ColumnMissing(Invalid):
    """The rows have no column {column} (also accepted: {others})."""

    code = "presence.column_missing"
    zh = "缺少列 {column}(也可写作:{others})。"


class FileUnreadable(Invalid):
    """{filename} can not be read as CSV or Parquet: {reason}"""

    code = "presence.file_unreadable"
    zh = "无法按 CSV 或 Parquet 读取 {filename}:{reason}"


class FileTooLarge(Invalid):
    """The file is larger than {limit} MB; send it in parts."""

    code = "presence.file_too_large"
    zh = "文件超过 {limit} MB,请分批发送。"


class BatchUnknown(NotFound):
    """There is no such batch within your area."""

    code = "presence.batch_unknown"
    zh = "在您的辖区内没有这一批次。"


class SceneUnreadable(Invalid):
    """{file} can not be read as the file of a data scene: {reason}"""

    code = "presence.scene_unreadable"
    zh = "无法读取数据场景文件 {file}:{reason}"


class SceneFaulty(Invalid):
    """The data scene in {file} is refused: {what}."""

    code = "presence.scene_faulty"
    zh = "数据场景文件 {file} 不予采用:{what}。"


class SceneUnknown(NotFound):
    """There is no data scene called {scene}."""

    code = "presence.scene_unknown"
    zh = "没有名为 {scene} 的数据场景。"


class SceneNotOn(Refused):
    """The data scene {scene} is not switched on within your area; nothing of the batch was kept."""

    code = "presence.scene_not_on"
    zh = "您的辖区内未启用数据场景“{scene}”,本批数据未保存。"


class SceneChanged(Refused):
    """The file of the data scene {scene} is not the one that was approved; nothing of the batch was kept."""

    code = "presence.scene_changed"
    zh = "数据场景“{scene}”的文件与批准时不一致,本批数据未保存。"


class SceneColumn(Invalid):
    """The data scene {scene} does not state the column {column}; nothing of the batch was kept."""

    code = "presence.scene_column"
    zh = "数据场景“{scene}”未列明字段 {column},本批数据未保存。"


class SceneShape(Invalid):
    """The data scene {scene} takes rows of the shape “{shape}” only; nothing of the batch was kept."""

    code = "presence.scene_shape"
    zh = "数据场景“{scene}”只接收“{shape}”,本批数据未保存。"


class SceneOnAlready(Refused):
    """The data scene {scene} is on in this area already, or waits for its second person."""

    code = "presence.scene_on_already"
    zh = "数据场景“{scene}”在该辖区已启用或正待批准。"


class ActUnknown(NotFound):
    """There is no such proposal within your area."""

    code = "presence.act_unknown"
    zh = "在您的辖区内没有这一事项。"


class OwnAct(Refused):
    """Who proposed this does not approve it; a second person decides."""

    code = "presence.own_act"
    zh = "提出人不能批准本事项,须由第二人决定。"


class ActDecided(Refused):
    """This does not wait for a decision any more ({state})."""

    code = "presence.act_decided"
    zh = "本事项已不在待批准状态({state})。"


class ActNotOn(Refused):
    """This is not in force ({state})."""

    code = "presence.act_not_on"
    zh = "本事项未在生效中({state})。"


class WhyNeeded(Invalid):
    """Say why, and by which paper: a notice, a letter or an order, with its number."""

    code = "presence.why_needed"
    zh = "请写明理由,以及依据的通告、函件或命令及其文号。"


class UntilNeeded(Invalid):
    """Name the last day, between today and {days} days from today. {because}"""

    code = "presence.until_needed"
    zh = "请写明截止日期,不早于今天,最长 {days} 天。{because}"


class NothingNamed(Invalid):
    """Name the day, or the data scene, whose visits are to be deleted."""

    code = "presence.nothing_named"
    zh = "请写明要销毁哪一天或哪一数据场景的记录。"


class DayAhead(Invalid):
    """The day is not over yet."""

    code = "presence.day_ahead"
    zh = "该日尚未结束。"


class HeldBack(Refused):
    """A hold is on in this area; lift it before anything is deleted."""

    code = "presence.held_back"
    zh = "该辖区正在暂停销毁,请先解除暂停。"


class HoldUnknown(NotFound):
    """There is no such hold in force within your area."""

    code = "presence.hold_unknown"
    zh = "在您的辖区内没有这一生效中的暂停。"


class OutsideArea(NotPermitted):
    """This lies outside the area you act for: {area}."""

    code = "presence.outside_area"
    zh = "不在您的辖区内:{area}。"
