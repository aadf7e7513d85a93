"""What the drills room refuses."""

from sizao.kernel.errors import Invalid, NotFound, Refused


class ScenarioUnfit(Invalid):
    """The scenario file {file} is not right at {field}: {reason}"""

    code = "drills.scenario_unfit"
    zh = "情景文件 {file} 的 {field} 有误:{reason}"


class ScenarioUnknown(NotFound):
    """There is no scenario named {scenario}."""

    code = "drills.scenario_unknown"
    zh = "没有名为 {scenario} 的情景。"


class StrategyUnknown(NotFound):
    """The scenario {scenario} has no strategy {strategy}."""

    code = "drills.strategy_unknown"
    zh = "情景 {scenario} 没有策略 {strategy}。"


class DrillUnknown(NotFound):
    """There is no such drill."""

    code = "drills.unknown"
    zh = "没有这场演练。"


class EditionNotOffered(Invalid):
    """This scenario cannot be run under {edition}."""

    code = "drills.edition_not_offered"
    zh = "该情景不能按 {edition} 演练。"


class SpeedUnfit(Invalid):
    """A drill runs between real time and {most} times as fast."""

    code = "drills.speed_unfit"
    zh = "演练速度应在实际时间与其 {most} 倍之间。"


class TooManyDrills(Refused):
    """{most} drills may stand on this machine at once, and do; end one first, or set SIZAO_DRILLS higher and start anew."""

    code = "drills.too_many"
    zh = "本机最多同时进行 {most} 场演练,现已满;请先结束一场,或调高 SIZAO_DRILLS 后重新启动。"


class NotNow(Refused):
    """This cannot be done while the drill's state is: {state}."""

    code = "drills.not_now"
    zh = "演练当前状态为{state},不能进行此操作。"


class FiredAlready(Refused):
    """{by} has released this just now, or it still lasts."""

    code = "drills.fired_already"
    zh = "{by}刚刚已注入该情况,或其影响仍在持续。"


class WithinDrill(Refused):
    """This is a drill itself; drills are started from the real platform."""

    code = "drills.within_drill"
    zh = "本系统正处于演练中;请在正式系统中发起演练。"


class NothingToPair(Invalid):
    """No seed was played both ways over as many days under the same injects."""

    code = "drills.nothing_to_pair"
    zh = "没有一个随机种子以两种做法、相同天数和相同注入情况推演过。"


class NoReport(NotFound):
    """This drill has no after-action report."""

    code = "drills.no_report"
    zh = "这场演练没有复盘报告。"


class NoJournal(NotFound):
    """The players of this drill left no journal to score it by."""

    code = "drills.no_journal"
    zh = "这场演练的机器扮演者没有留下可供评分的记录。"


class NoSuchMessage(NotFound):
    """There is no such message for your role in this drill."""

    code = "drills.no_such_message"
    zh = "本场演练中没有发给您所在岗位的这条情况。"
