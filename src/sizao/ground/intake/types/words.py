"""The closed lists of words of intake: kinds of file, formats, field types, states, reasons, remarks, what is kept."""

from __future__ import annotations

from sizao.kernel.words import LabelledEnum


class Kind(LabelledEnum):
    """What the rows of a file are about."""

    PEOPLE = "people", "人员名册", "People"
    CASES = "cases", "病例", "Cases"
    CONTACTS = "contacts", "接触者", "Contacts"
    EXPOSURES = "exposures", "暴露关系", "Exposures"
    PRESENCE = "presence", "到访记录", "Presence"
    TESTS = "tests", "检验结果", "Laboratory results"
    FOLLOWUPS = "followups", "随访记录", "Follow-ups"
    EVENTS = "events", "聚集活动(事件)", "Gatherings (events)"
    PARTICIPANTS = "participants", "活动参加者", "Participants of a gathering"
    TRAVEL = "travel", "入境人员", "Travel entries"
    PLACES = "places", "场所与口岸", "Facilities and points of entry"
    REGIONS = "regions", "外部系统的地区", "Regions of another system"


class Format(LabelledEnum):
    """The file formats that are read."""

    TEXT = "text", "文本(CSV、TSV)", "Text (CSV, TSV)"
    XLSX = "xlsx", "Excel 工作簿(XLSX)", "Excel workbook (XLSX)"
    XLS = "xls", "Excel 97-2003 工作簿(XLS)", "Excel 97-2003 workbook (XLS)"
    ODS = "ods", "ODF 电子表格(ODS)", "OpenDocument spreadsheet (ODS)"
    PARQUET = "parquet", "Parquet 列式文件", "Parquet file"


class FieldType(LabelledEnum):
    """How the text of a field is read."""

    TEXT = "text", "文字", "Text, kept as typed"
    CODE = "code", "编号", "Identifier"
    MOMENT = "moment", "时间", "Date, with or without a time"
    DAY = "day", "日期", "Date"
    AGE = "age", "年龄", "Age"
    INTEGER = "integer", "整数", "Whole number"
    NUMBER = "number", "数值", "Number"
    YES_NO = "yes_no", "是否", "Yes or no"
    CHOICE = "choice", "选项", "One of a list"
    AREA = "area", "行政区划", "Area"
    DOCUMENT = "document", "证件号码", "Document number"
    PHONE = "phone", "电话", "Phone number"
    LATITUDE = "latitude", "纬度", "Latitude"
    LONGITUDE = "longitude", "经度", "Longitude"


class BatchState(LabelledEnum):
    """Where a batch stands."""

    STAGED = "staged", "待核对", "Staged"
    QUARANTINED = "quarantined", "隔离待查", "Quarantined"
    COMMITTED = "committed", "正在录入", "Being entered"
    APPLIED = "applied", "已录入", "Entered"
    FAILED = "failed", "未能录入", "Failed"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class DateOrder(LabelledEnum):
    """How a date written with three plain numbers is to be read when the year does not come first."""

    DAY_FIRST = "dmy", "日/月/年", "day/month/year"
    MONTH_FIRST = "mdy", "月/日/年", "month/day/year"


class Reason(LabelledEnum):
    """Why one row was rejected; the sentence names the column and, unless it identifies a person, the value."""

    MISSING = "missing", "「{column}」为空,此项必填", "“{column}” is empty and must be filled in"
    NOT_A_DATE = "not_a_date", "「{column}」的“{value}”不是有效日期", "“{column}”: “{value}” is not a valid date"
    DATE_ORDER = (
        "date_order",
        "「{column}」的“{value}”分不清日和月,请在对照表中选定日期顺序",
        "“{column}”: day and month of “{value}” cannot be told apart; choose the date order in the mapping",
    )
    NOT_A_NUMBER = "not_a_number", "「{column}」的“{value}”不是数值", "“{column}”: “{value}” is not a number"
    NOT_A_CHOICE = (
        "not_a_choice",
        "「{column}」的“{value}”不在可选范围内,请在对照表中指定其含义",
        "“{column}”: “{value}” is not one of the known values; say what it means in the mapping",
    )
    NOT_YES_NO = "not_yes_no", "「{column}」的“{value}”不是“是”或“否”", "“{column}”: “{value}” is neither yes nor no"
    NOT_AN_AREA = (
        "not_an_area",
        "「{column}」的“{value}”不是已知的行政区划代码或名称",
        "“{column}”: “{value}” is not a known area code or name",
    )
    OUT_OF_AREA = (
        "out_of_area",
        "「{column}」的“{value}”不在本批次的辖区内",
        "“{column}”: “{value}” lies outside the area of this batch",
    )
    NUMBER_ROUNDED = (
        "number_rounded",
        "「{column}」被表格软件当作数字,末几位已丢失;请把该列设为文本后重新导出",
        "“{column}” was treated as a number by the spreadsheet program and its last digits are lost; "
        "format the column as text and export again",
    )
    CHECK_DIGIT = (
        "check_digit",
        "「{column}」的居民身份证号校验位不符",
        "“{column}”: the citizen number's check digit is wrong",
    )
    LEADING_ZERO = (
        "leading_zero",
        "「{column}」的“{value}”可能丢失了开头的 0(本列其他编号为 {width} 位)",
        "“{column}”: “{value}” seems to have lost its leading zeros (others in the column have {width} digits)",
    )
    NOT_A_DOCUMENT = (
        "not_a_document",
        "「{column}」不是有效的证件号码:{why}",
        "“{column}” is not a valid document number: {why}",
    )
    NOT_A_NAME = "not_a_name", "「{column}」不是有效的姓名", "“{column}” is not a valid name"
    BIRTH_CONTRADICTS = (
        "birth_contradicts",
        "「{column}」与证件号码中的出生日期不符",
        "“{column}” is not the date of birth that the document number states",
    )
    REFUSED = "refused", "{why}", "{why}"
    PRIVATE_CHARACTER = (
        "private_character",
        "「{column}」含有无法识别的造字(私用区字符),请用标准字符重新填写",
        "“{column}” holds a private-use character that no other system can read; type it with a standard character",
    )
    TOO_LONG = "too_long", "「{column}」超过 {limit} 个字符", "“{column}” is longer than {limit} characters"
    TOO_MANY_CELLS = (
        "too_many_cells",
        "本行比表头多出 {extra} 个有内容的单元格",
        "The row has {extra} filled cells more than there are headings",
    )
    BROKEN_ROW = (
        "broken_row",
        "本行的引号位置有误,无法分列",
        "The quotation marks of the row are misplaced; it cannot be split",
    )
    SAME_ID = (
        "same_id",
        "与第 {other} 行编号相同而内容不同",
        "Has the same identifier as line {other} but different content",
    )
    UNKNOWN_SOURCE = (
        "unknown_source",
        "「{column}」的“{value}”在本事件中没有对应的病例或接触者",
        "“{column}”: no case or contact of this incident is called “{value}”",
    )
    SELF_EXPOSURE = "self_exposure", "暴露关系的两端是同一人", "Both ends of the exposure are the same person"
    WRONG_ORDER = (
        "wrong_order",
        "「{column}」早于「{earlier}」",
        "“{column}” lies before “{earlier}”",
    )
    IN_THE_FUTURE = (
        "in_the_future",
        "「{column}」的“{value}”晚于接收时间",
        "“{column}”: “{value}” lies after the time of receipt",
    )
    UNKNOWN_PERSON = (
        "unknown_person",
        "本行没有可以确认人员的编号、证件或姓名",
        "The row has no number, document or name by which the person could be known",
    )
    UNKNOWN_PLACE = (
        "unknown_place",
        "「{column}」的“{value}”不是已登记的场所",
        "“{column}”: “{value}” is not a registered place",
    )
    NOT_A_POSITION = (
        "not_a_position",
        "「{column}」的“{value}”不是有效的经纬度",
        "“{column}”: “{value}” is not a latitude or longitude in degrees",
    )


class Remark(LabelledEnum):
    """What was put right while a row was read; the row is accepted and the preview counts the remark."""

    SERIAL_DATE = "serial_date", "由 Excel 序列号还原的日期", "Dates restored from Excel serial numbers"
    MIDNIGHT = "midnight", "24:00 记为次日 00:00", "24:00 read as 00:00 of the next day"
    OLD_CHARACTER = (
        "old_character",
        "旧编码的造字换为标准汉字",
        "Characters of an old encoding replaced by standard ones",
    )
    UNSEEN_VALUE = "unseen_value", "未识别的取值按对照表归类", "Values classified by the corrected mapping"
    PHONE_LEFT_OUT = "phone_left_out", "无法拨打的电话号码未录入", "Phone numbers that cannot be dialled were left out"
    AGE_LEFT_OUT = "age_left_out", "无法识别的年龄未录入", "Ages that cannot be read were left out"
    DATES_CONTRADICT = "dates_contradict", "日期先后矛盾,需核实", "Dates that contradict each other, to be verified"
    LAST_EXPOSURE_ASSUMED = (
        "last_exposure_assumed",
        "末次接触时间缺失,暂以报告时间代替",
        "No time of last contact; the time of report stands in for it",
    )
    OTHER_DISEASE = (
        "other_disease",
        "所填病种与所属事件不同,需核实",
        "Another disease than the incident's, to be verified",
    )
    AREA_ELSEWHERE = (
        "area_elsewhere",
        "来源系统的地区名称不在本平台区划内,按批次辖区归属,原名保留",
        "Regions that this platform does not know: the row belongs to the batch's area, their names are kept",
    )
    BIRTH_YEAR = "birth_year", "由年龄推算的出生年份", "Years of birth reckoned from the age"


class Block(LabelledEnum):
    """A record of which one row may hold several: its columns repeat from left to right."""

    SAMPLE = "sample", "标本", "Sample"
    TEST = "test", "病原检测", "Pathogen test"
    VACCINATION = "vaccination", "接种", "Vaccination"
    PARTICIPANT = "participant", "参加者", "Participant"


class Keep(LabelledEnum):
    """What was kept of a file, and in which room; the rooms below the line are intake's own ledger of what was told."""

    PEOPLE = "people", "新登记人员:区域与场所、身份库", "Persons entered: registry and identity vault"
    CASES = "cases", "病例:流调溯源", "Cases: in Cases and contacts"
    CONTACTS = "contacts", "接触者(待审批):流调溯源", "Contacts, proposed: in Cases and contacts"
    CASES_ALREADY = "cases_already", "已是病例,不再列为接触者", "Cases already, so no contacts"
    EXPOSURES = "exposures", "暴露关系:流调溯源", "Exposures: in Cases and contacts"
    STAYS = "stays", "病例到过的场所:流调溯源", "Stays of cases: in Cases and contacts"
    VISITS = "visits", "到访记录", "Visits: in Presence"
    PLACES = "places", "场所:区域与场所", "Places: in Areas and places"
    SAMPLES = "samples", "标本:来源记录", "Samples: records of the source"
    TESTS = "tests", "检验结果:来源记录", "Laboratory results: records of the source"
    VACCINATIONS = "vaccinations", "接种:来源记录", "Vaccinations: records of the source"
    FOLLOWUPS = "followups", "随访:来源记录", "Follow-ups: records of the source"
    EVENTS = "events", "聚集活动:来源记录", "Gatherings: records of the source"
    PARTICIPATIONS = "participations", "参加活动:来源记录", "Participations: records of the source"
    TRAVEL = "travel", "入境:来源记录", "Travel entries: records of the source"
    REGIONS = "regions", "外部地区:来源记录", "Regions: records of the source"


TOLD = frozenset({
    Keep.SAMPLES, Keep.TESTS, Keep.VACCINATIONS, Keep.FOLLOWUPS, Keep.EVENTS, Keep.PARTICIPATIONS, Keep.TRAVEL,
    Keep.REGIONS,
})  # fmt: skip
"""What has no room of its own: kept as the source told it, found with its person or place."""
