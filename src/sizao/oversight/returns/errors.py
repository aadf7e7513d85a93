"""What the returns room refuses."""

from sizao.kernel.errors import Invalid, NotFound, Refused


class UnitUnknown(NotFound):
    """There is no such reporting unit within your area."""

    code = "returns.unit_unknown"
    zh = "在您的辖区内没有这个报送单位。"


class FormUnknown(NotFound):
    """There is no return form “{form}”."""

    code = "returns.form_unknown"
    zh = "没有“{form}”这张报表。"


class ReturnUnknown(NotFound):
    """There is no such return within your area."""

    code = "returns.return_unknown"
    zh = "在您的辖区内没有这份日报。"


class NotOwed(Refused):
    """{unit} owes no such return for {on}."""

    code = "returns.not_owed"
    zh = "{unit} {on} 无须报送这张报表。"


class DayRunning(Refused):
    """The day {on} is not over; its return can be filed from 24:00 on."""

    code = "returns.day_running"
    zh = "{on} 尚未结束,24 时后方可报送。"


class FigureMissing(Invalid):
    """Not filled in: {names}. A nil is written as 0."""

    code = "returns.figure_missing"
    zh = "未填写:{names}。没有的填 0。"


class FigureUnexpected(Invalid):
    """Not typed by the unit, or not part of this form: {names}."""

    code = "returns.figure_unexpected"
    zh = "不由本单位填报或不在本表内:{names}。"


class NilNotSaid(Refused):
    """Every figure is 0: file it as a nil return, so that nil is said and not left open."""

    code = "returns.nil_not_said"
    zh = "各项均为 0,请按“零报告”报送,零也要明确报。"


class NilHasFigures(Refused):
    """Not a nil return: {names} are not 0."""

    code = "returns.nil_has_figures"
    zh = "不能按零报告报送:{names} 不为 0。"


class AlreadyFiled(Invalid):
    """{number} was filed already and its figures are locked; a correction needs a reason of at least {letters} characters."""

    code = "returns.already_filed"
    zh = "{number} 已报送,数字已锁定;订正须写明原因(至少 {letters} 个字)。"


class NothingChanged(Refused):
    """The figures are those of {number}; there is nothing to correct."""

    code = "returns.nothing_changed"
    zh = "数字与 {number} 一致,无需订正。"


class AlreadyIn(Refused):
    """{number} has been filed; there is nothing to chase."""

    code = "returns.already_in"
    zh = "{number} 已报送,无需催报。"


class OutsideArea(Refused):
    """Area {area} lies outside yours."""

    code = "returns.outside_area"
    zh = "{area} 不在您的辖区内。"


class UnitExists(Refused):
    """A reporting unit {code} exists already."""

    code = "returns.unit_exists"
    zh = "报送单位 {code} 已存在。"


class FormNotForUnit(Invalid):
    """{form} is not a return for this kind of unit."""

    code = "returns.form_not_for_unit"
    zh = "{form} 不适用于这类单位。"


class FormEmpty(Invalid):
    """A return form needs a name, a kind of unit and at least one figure, each once."""

    code = "returns.form_empty"
    zh = "报表须有名称、适用单位和至少一项指标,且指标不得重复。"


class FormOfAnother(Refused):
    """This form is that of a headquarters above; define one of your own beside it."""

    code = "returns.form_of_another"
    zh = "这张报表由上级制定,请另建本级报表。"


class FormDayPast(Refused):
    """Returns of this form are filed up to {last}; a new version begins after that day."""

    code = "returns.form_day_past"
    zh = "这张报表已报送至 {last},新版本须自其后一日起施行。"


class FormReasonMissing(Invalid):
    """Say why the form changes in at least {least} characters; it is kept on record."""

    code = "returns.form_reason_missing"
    zh = "请写明修改理由(至少 {least} 个字),理由将留存。"


class FormUnchanged(Refused):
    """Nothing changed against version {version}."""

    code = "returns.form_unchanged"
    zh = "与第 {version} 版相比没有变化。"


class LedgerFigure(Invalid):
    """The platform has no such figure: {key}."""

    code = "returns.ledger_figure"
    zh = "平台没有这项指标:{key}。"
