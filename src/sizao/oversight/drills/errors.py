"""What the drills room refuses."""

from sizao.kernel.errors import Invalid, NotFound


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
