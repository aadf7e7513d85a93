"""Intake's refusals: a whole file or batch that does not enter, each with a sentence that says what to do."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


class FileRefused(Invalid):
    """The file cannot be read."""

    code = "intake.file_refused"
    zh = "无法读取该文件。"


class FileTooLarge(FileRefused):
    """The file has {size} MB; the limit is {limit} MB. Split it and send the parts."""

    code = "intake.file_too_large"
    zh = "文件为 {size} MB,上限 {limit} MB,请拆分后分别导入。"


class FileEmpty(FileRefused):
    """The file has no rows."""

    code = "intake.file_empty"
    zh = "文件中没有数据行。"


class WrongExtension(FileRefused):
    """The name ends in “{extension}” but the content is: {found}. Rename the file or export it again."""

    code = "intake.wrong_extension"
    zh = "文件名以“{extension}”结尾,而内容是:{found}。请改正文件名或重新导出。"


class UnknownFormat(FileRefused):
    """This is not a CSV, TSV, XLSX, XLS, ODS or Parquet file."""

    code = "intake.unknown_format"
    zh = "这不是 CSV、TSV、XLSX、XLS、ODS 或 Parquet 文件。"


class Encrypted(FileRefused):
    """The file is protected by a password. Remove the password and send it again."""

    code = "intake.encrypted"
    zh = "文件设有密码,请去除密码后重新导入。"


class HasMacros(FileRefused):
    """The workbook holds macros. Save it as a plain XLSX workbook and send it again."""

    code = "intake.has_macros"
    zh = "工作簿中含有宏,请另存为不含宏的 XLSX 后重新导入。"


class HasExternalLinks(FileRefused):
    """The workbook takes values from other files. Paste them as values and send it again."""

    code = "intake.has_external_links"
    zh = "工作簿引用了其他文件,请粘贴为数值后重新导入。"


class UnsafeArchive(FileRefused):
    """The workbook unpacks to far more than a table needs, or holds paths it should not; it was not opened."""

    code = "intake.unsafe_archive"
    zh = "工作簿解压后大小异常或含有不应出现的路径,未予打开。"


class LegacyRowLimit(FileRefused):
    """This old XLS file has {rows} rows: the format ends at 65,536, so rows may be missing. Send XLSX or CSV."""

    code = "intake.legacy_row_limit"
    zh = "该旧版 XLS 文件有 {rows} 行,而此格式最多 65,536 行,很可能已有数据丢失。请改用 XLSX 或 CSV。"


class SheetFull(FileRefused):
    """The sheet has {rows} rows, the most an XLSX sheet can hold, so rows may be missing. Send CSV or several parts."""

    code = "intake.sheet_full"
    zh = "工作表有 {rows} 行,已达 XLSX 上限,很可能已有数据丢失。请改用 CSV 或分批发送。"


class UnknownEncoding(FileRefused):
    """The text is not in UTF-8, GB18030 or UTF-16. Save it as “CSV UTF-8” or state its encoding."""

    code = "intake.unknown_encoding"
    zh = "文本不是 UTF-8、GB18030 或 UTF-16 编码。请另存为“CSV UTF-8”,或指明其编码。"


class EncodingInDoubt(FileRefused):
    """The text can be read as {first} or as {second} with different characters. State its encoding."""

    code = "intake.encoding_in_doubt"
    zh = "文本按 {first} 或 {second} 读出的文字不同,请指明其编码。"


class UnclosedQuote(FileRefused):
    """A quotation mark opened on line {line} is never closed, so rows after it cannot be told apart."""

    code = "intake.unclosed_quote"
    zh = "第 {line} 行的引号没有闭合,其后各行无法区分。"


class CellTooLong(FileRefused):
    """A cell near line {line} has more than {limit} characters; a quotation mark may be missing."""

    code = "intake.cell_too_long"
    zh = "第 {line} 行附近有单元格超过 {limit} 个字符,可能缺少引号。"


class TooManyColumns(FileRefused):
    """The table has {columns} columns; the limit is {limit}."""

    code = "intake.too_many_columns"
    zh = "表格有 {columns} 列,上限为 {limit} 列。"


class SheetChoiceNeeded(FileRefused):
    """Several sheets hold such rows: {sheets}. Name the one to import."""

    code = "intake.sheet_choice_needed"
    zh = "有多个工作表含有此类数据:{sheets}。请指明要导入的工作表。"


class NoSuchSheet(FileRefused):
    """There is no sheet called “{sheet}”; the file has: {sheets}."""

    code = "intake.no_such_sheet"
    zh = "没有名为“{sheet}”的工作表;文件中有:{sheets}。"


class ReadingFailed(FileRefused):
    """The file could not be read within the limits of time and memory, or it is damaged."""

    code = "intake.reading_failed"
    zh = "未能在时间和内存限额内读完文件,或文件已损坏。"


class WrongKind(FileRefused):
    """Line {line}: the columns {columns} are those of a list of: {found}. Choose that content and send the file again."""

    code = "intake.wrong_kind"
    zh = "第 {line} 行的列 {columns} 属于“{found}”的表格。请选择相应的数据内容后重新导入。"


class ParquetForPresenceOnly(FileRefused):
    """Parquet files are read for presence only."""

    code = "intake.parquet_for_presence_only"
    zh = "Parquet 文件仅用于导入到访记录。"


class MappingInvalid(Invalid):
    """The mapping cannot be used: {reason}"""

    code = "intake.mapping_invalid"
    zh = "对照表无法使用:{reason}"


class ColumnsUnmatched(Refused):
    """No column is matched to: {fields}. Correct the mapping first."""

    code = "intake.columns_unmatched"
    zh = "没有列对应到:{fields}。请先修改对照表。"


class CountMismatch(Refused):
    """The sender declares {declared} rows but the file holds {physical}: the batch stays in quarantine, nothing entered."""

    code = "intake.count_mismatch"
    zh = "发送方申报 {declared} 行,文件实有 {physical} 行:整批隔离待查,未录入任何数据。"


class NothingToAccept(Refused):
    """No row of this batch can be accepted."""

    code = "intake.nothing_to_accept"
    zh = "本批次没有可以接收的行。"


class AlreadyDecided(Refused):
    """This batch is already: {status}."""

    code = "intake.already_decided"
    zh = "本批次状态已为:{status}。"


class NoSuchBatch(NotFound):
    """There is no such import batch within your area."""

    code = "intake.no_such_batch"
    zh = "在您的辖区内没有这个导入批次。"


class StagedFileGone(NotFound):
    """The staged file is no longer kept; send it again."""

    code = "intake.staged_file_gone"
    zh = "暂存的文件已不再保留,请重新上传。"


class DatedAfterReport(Refused):
    """A report of this incident was filed: a case or contact counts from the day its file came, or filed days would change."""

    code = "intake.dated_after_report"
    zh = "本事件已有上报的日报:病例和接触者须从文件到达之日起计入,否则会改变已上报的数字。"


class IncidentNeeded(Invalid):
    """Name the incident these rows belong to, or the disease, edition and area of a new one."""

    code = "intake.incident_needed"
    zh = "请指明这些数据所属的事件,或给出新事件的病种、方案版本和地区。"
