"""What the registry refuses."""

from sizao.kernel.errors import Invalid, NotFound


class AreaUnknown(NotFound):
    """There is no area with the code {code}."""

    code = "registry.area_unknown"
    zh = "没有代码为 {code} 的区域。"


class AreaMalformed(Invalid):
    """{code} is not an area code of 2, 4, 6, 9, 12, 14, 17 or 19 digits."""

    code = "registry.area_malformed"
    zh = "{code} 不是 2、4、6、9、12、14、17 或 19 位的区划代码。"


class AreaOrphan(Invalid):
    """{code} has no parent area {parent}; add the parent first."""

    code = "registry.area_orphan"
    zh = "{code} 的上级区域 {parent} 不存在,请先登记上级。"


class PlaceUnknown(NotFound):
    """There is no such place within your area."""

    code = "registry.place_unknown"
    zh = "在您的辖区内没有这个场所。"


class PositionImplausible(Invalid):
    """Longitude {longitude} and latitude {latitude} are not a position in China."""

    code = "registry.position_implausible"
    zh = "经度 {longitude}、纬度 {latitude} 不在中国范围内。"


class BirthYearImplausible(Invalid):
    """{year} is not a plausible year of birth."""

    code = "registry.birth_year_implausible"
    zh = "{year} 不是合理的出生年份。"
