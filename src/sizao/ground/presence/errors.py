"""What presence refuses, and why."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Unavailable


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
