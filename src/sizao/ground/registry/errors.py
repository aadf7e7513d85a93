"""What the registry refuses."""

from sizao.kernel.errors import Invalid, NotFound, Refused


class AreaUnknown(NotFound):
    """There is no area with the code {code}."""

    code = "registry.area_unknown"
    zh = "没有代码为 {code} 的区域。"


class AreaMalformed(Invalid):
    """{code} is not an area code of 2, 4, 6, 9, 12, 14, 17 or 19 digits."""

    code = "registry.area_malformed"
    zh = "{code} 不是 2、4、6、9、12、14、17 或 19 位的区划代码。"


class AreaFileUnreadable(Invalid):
    """Line {line} is not an area: tab-separated columns code, name_zh, name_en, lon and lat are needed, in UTF-8."""

    code = "registry.area_file_unreadable"
    zh = "第 {line} 行不是区域:需要以制表符分隔的 code、name_zh、name_en、lon、lat 列,UTF-8 编码。"


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


class AreaWrongParent(Refused):
    """{level} cannot be added inside an area of the level {parent}."""

    code = "registry.area_wrong_parent"
    zh = "不能在“{parent}”下新增“{level}”。"


class AreaParentClosed(Refused):
    """{area} is closed; reopen it first."""

    code = "registry.area_parent_closed"
    zh = "“{area}”已停用,请先恢复。"


class AreaFull(Invalid):
    """Every number of the level {level} is taken here."""

    code = "registry.area_full"
    zh = "这里“{level}”的编号已用完。"


class AreaOfficial(Refused):
    """An area of the level {level} follows the statistical division codes and is not changed here."""

    code = "registry.area_official"
    zh = "“{level}”一级随统计用区划代码变更,不在此处修改。"


class AreaAlreadyClosed(Refused):
    """{area} is already closed."""

    code = "registry.area_already_closed"
    zh = "“{area}”已经停用。"


class AreaNotClosed(Refused):
    """{area} is not closed."""

    code = "registry.area_not_closed"
    zh = "“{area}”没有停用。"


class AreaInhabited(Refused):
    """{area} still has {below} open areas below it and {residents} registered persons or households."""

    code = "registry.area_inhabited"
    zh = "“{area}”下仍有 {below} 个未停用的区域、{residents} 名登记人员或住户。"


class AreaOutside(NotFound):
    """There is no such area inside your own."""

    code = "registry.area_outside"
    zh = "在您的辖区内没有这个区域。"


class AreaNeedsNoChief(Refused):
    """{area} is not an open grid, building or unit; only those have a chief."""

    code = "registry.area_needs_no_chief"
    zh = "“{area}”不是在用的网格、楼栋或单元,不设网格长、楼栋长、单元长。"


class AccountUnknown(Invalid):
    """There is no account with the user name {username}."""

    code = "registry.account_unknown"
    zh = "没有用户名为 {username} 的账户。"


class CreditCodeMalformed(Invalid):
    """{code} is no unified social credit code: it has 18 digits and capital letters, and a check character (GB 32100)."""

    code = "registry.credit_code_malformed"
    zh = "{code} 不是统一社会信用代码:应为 18 位数字和大写字母,且末位校验正确(GB 32100)。"


class HolderUnclear(Invalid):
    """Name exactly one: an account, an organisation, or a post."""

    code = "registry.holder_unclear"
    zh = "请只填写一项:账户、单位或岗位。"


class OrganisationUnknown(Invalid):
    """There is no such organisation within your area or above it."""

    code = "registry.organisation_unknown"
    zh = "在您的辖区及上级范围内没有这个单位。"


class PeriodBackwards(Invalid):
    """This would end before it began."""

    code = "registry.period_backwards"
    zh = "结束时间不能早于开始时间。"


class PersonUnknown(NotFound):
    """There is no such person within your area."""

    code = "registry.person_unknown"
    zh = "在您的辖区内没有这个人员。"


class HouseholdUnknown(NotFound):
    """There is no such household within your area."""

    code = "registry.household_unknown"
    zh = "在您的辖区内没有这个住户。"


class HouseholdOther(Refused):
    """{number} belongs to another household; take the person out of that one first."""

    code = "registry.household_other"
    zh = "{number} 已登记在其他住户,请先从原住户移出。"


class HouseholdElsewhere(Refused):
    """{number} lives in another area; correct the residence first."""

    code = "registry.household_elsewhere"
    zh = "{number} 的居住地在其他区域,请先更正居住地。"


class NeedUnknown(NotFound):
    """There is no such special need within your area."""

    code = "registry.need_unknown"
    zh = "在您的辖区内没有这条特殊需求。"


class NeedAlreadyEnded(Refused):
    """This need has ended."""

    code = "registry.need_already_ended"
    zh = "这项需求已经终止。"


class NeedHasNoPlan(Refused):
    """No help is planned that could be marked as given."""

    code = "registry.need_has_no_plan"
    zh = "还没有安排帮助,无法标记为已送达。"


class PlanInThePast(Invalid):
    """Help is planned for a time to come."""

    code = "registry.plan_in_the_past"
    zh = "安排的时间必须晚于现在。"


class ResponsibilityUnknown(NotFound):
    """There is no such responsibility within your area."""

    code = "registry.responsibility_unknown"
    zh = "在您的辖区内没有这条责任。"


class BoundaryUnreadable(Invalid):
    """This is not a GeoJSON feature collection."""

    code = "registry.boundary_unreadable"
    zh = "这不是 GeoJSON 要素集合(FeatureCollection)。"


class BoundaryEmpty(Invalid):
    """The file holds no boundary."""

    code = "registry.boundary_empty"
    zh = "文件里没有边界。"


class BoundaryTooLarge(Invalid):
    """The file is larger than 20 MB or holds more than 5,000 boundaries; send it in parts."""

    code = "registry.boundary_too_large"
    zh = "文件超过 20 MB 或多于 5000 条边界,请分批上传。"


class BoundaryCrsOther(Invalid):
    """The file says that it is in {said}, but {chosen} was chosen."""

    code = "registry.boundary_crs_other"
    zh = "文件注明的坐标系是 {said},而选择的是 {chosen}。"


class BoundaryCodeMissing(Invalid):
    """Feature {number} has no division code in code, adcode or id."""

    code = "registry.boundary_code_missing"
    zh = "第 {number} 个要素没有区划代码(code、adcode 或 id)。"


class BoundaryTwice(Invalid):
    """{code} occurs more than once in the file."""

    code = "registry.boundary_twice"
    zh = "{code} 在文件中出现多次。"


class BoundaryWrongShape(Invalid):
    """The boundary of {code} is not a polygon."""

    code = "registry.boundary_wrong_shape"
    zh = "{code} 的边界不是多边形。"


class BoundaryRingOpen(Invalid):
    """A ring in the boundary of {code} is not closed: its last position must be its first one."""

    code = "registry.boundary_ring_open"
    zh = "{code} 的边界有未闭合的环:末点必须与起点相同。"


class BoundaryNotInChina(Invalid):
    """The boundary of {code} has the position {longitude}, {latitude}, which is not in China; longitude comes first."""

    code = "registry.boundary_not_in_china"
    zh = "{code} 的边界含有坐标 {longitude}, {latitude},不在中国范围内;应先经度、后纬度。"


class BoundaryNothingMatched(Refused):
    """None of the file's areas lies in your own area."""

    code = "registry.boundary_nothing_matched"
    zh = "文件中没有属于您辖区的区域。"


class BoundaryFileUnknown(NotFound):
    """There is no such boundary file within your area."""

    code = "registry.boundary_file_unknown"
    zh = "在您的辖区内没有这个边界文件。"


class BoundaryFileDone(Refused):
    """This boundary file was already applied or set aside."""

    code = "registry.boundary_file_done"
    zh = "这个边界文件已经替换或放弃。"


class ChiefUnknown(NotFound):
    """There is no such chief within your area."""

    code = "registry.chief_unknown"
    zh = "在您的辖区内没有这位网格长、楼栋长或单元长。"
