"""Why something cannot go out."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


class NoSuchExport(NotFound):
    """{system} takes no file of that kind."""

    code = "exchange.no_such_export"
    zh = "{system} 没有此类导入文件。"


class MappingUnfit(Invalid):
    """The mapping for DHIS2 cannot be used: {reason}"""

    code = "exchange.mapping_unfit"
    zh = "DHIS2 对照文件无法使用:{reason}"


class NoOrganisationUnit(Invalid):
    """The mapping names no organisation unit for the area {area}."""

    code = "exchange.no_organisation_unit"
    zh = "对照文件中没有地区 {area} 对应的组织机构。"


class DiseasesMixed(Refused):
    """Incidents of several diseases would be added up ({diseases}): name an incident, or the disease in the mapping file."""

    code = "exchange.diseases_mixed"
    zh = "将把多种疾病的疫情相加({diseases}):请指定一起疫情,或在映射文件中写明疾病。"
