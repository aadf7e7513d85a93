"""How each finding is made: its paper and formula, what it takes for granted, and what must not be concluded from it."""

from __future__ import annotations

from sizao.kernel.words import Words
from sizao.oversight.analysis.types import Method, Topic

KNOWN_LINKS = Words(
    "只计已记录的传播联系;来源不明的病例越多,结果越偏。",
    "Only recorded links count; the more cases have no known source, the more the result is off.",
)
SEEN = Words("只统计您的数据范围内可见的病例。", "Only cases within your own scope are counted.")

METHODS: dict[Topic, Method] = {
    Topic.CURVE: Method(
        Words("按日计数;末段按报告延迟估计完整度(逆时风险法)", "Counts by day; completeness of the last days by reverse-time hazards of the reporting delay"),
        "Lawless, Can J Stat 1994;22:15-31; Kalbfleisch & Lawless, J Am Stat Assoc 1989;84:360-372",
        "F(d) = Π_{s>d} (1 − n_s / N_s)",
        (
            Words("近期病例的报告延迟与此前相同。", "Recent cases are reported as quickly as earlier ones were."),
            SEEN,
        ),
        (
            Words("阴影区内柱形偏低,不得据此判断疫情下降。", "Bars in the shaded stretch are too low: no fall may be concluded from them."),
            Words("无日期的病例不在图中。", "Cases without the date are not in the chart."),
        ),
    ),
    Topic.OFFSPRING: Method(
        Words("负二项分布最大似然;R 与 k 取剖面似然 95% 区间", "Negative binomial by maximum likelihood; profile-likelihood 95% intervals of R and k"),
        "Lloyd-Smith et al., Nature 2005;438:355-359; Endo et al., Wellcome Open Res 2020;5:67",
        "P(Z = z) = Γ(k+z) / (Γ(k) z!) · (k/(k+R))^k · (R/(k+R))^z",
        (
            KNOWN_LINKS,
            Words("每例病例均已观察到传染期结束。", "Every case has been watched until it could infect no more."),
            SEEN,
        ),
        (
            Words("这是已采取措施下的平均值,不是基本再生数 R0。", "This is the mean under the measures taken, not the basic reproduction number R0."),
            Words("k 小说明传播集中,不说明哪个人有责任。", "A small k says that transmission was concentrated, not that anybody is to blame."),
        ),
    ),
    Topic.GENERATIONS: Method(
        Words("沿最可能来源逐代计数", "Counting along the most likely sources"),
        "Faye et al., Lancet Infect Dis 2015;15:320-326",
        "g(i) = 1 + g(source of i)",
        (
            KNOWN_LINKS,
            Words("来源不明者计为第 1 代。", "A case without a known source is of generation 1."),
        ),
        (Words("末代续发数偏低:其续发病例可能尚未出现。", "The last generations infected few as yet: their offspring may still appear."),),
    ),
    Topic.MISSING: Method(
        Words("按报告日累计", "Cumulative count by day of report"),
        "WHO, Contact tracing and quarantine in the context of COVID-19, 2022",
        "M(t) = #{i : t_i ≤ t, no source}",
        (
            Words("境外输入病例不计入。", "Cases infected abroad are not counted."),
            Words("使用当前记录:后来补上的来源会使此前的累计下降。", "Links as recorded now: a source found later lowers the past too."),
        ),
        (Words("数字低也可能只是流调未完成。", "A low number may also mean that the links were guessed; check their certainty."),),
    ),
    Topic.REPRODUCTION: Method(
        Words("Cori 等的实时再生数,伽马后验闭式解", "Instantaneous R of Cori et al., gamma posterior in closed form"),
        "Cori et al., Am J Epidemiol 2013;178:1505-1512; Thompson et al., Epidemics 2019;29:100356",
        "R_t | data ~ Γ(a + Σ I_s, 1 / (1/b + Σ Λ_s)),  Λ_s = Σ_u w_u I_{s−u},  a = 1, b = 5",
        (
            Words("代间隔分布在疫情期间不变。", "The serial interval stays the same throughout."),
            Words("发现率在窗口内不变;境外输入病例能传染他人,但不计为本地感染。", "The share of cases found stays the same; imported cases infect but were not infected here."),
            SEEN,
        ),
        (
            Words("窗口内病例少时结果主要反映先验(均值 5)。", "With few cases in a window the result is mostly the prior (mean 5)."),
            Words("最近几天因报告延迟而偏低。", "The last days are too low as long as cases are still being reported."),
            Words("R<1 不等于疫情结束。", "R below 1 does not mean that it is over."),
        ),
    ),
    Topic.OUTLOOK: Method(
        Words("分支过程的灭绝概率", "Extinction of a branching process"),
        "Lloyd-Smith et al., Nature 2005;438:355-359",
        "q = (1 + R(1 − q)/k)^(−k),  P(large) = 1 − q^n",
        (
            Words("新传入病例的传播与本起疫情已知病例相同,且措施不变。", "A new case spreads as the known ones of this outbreak did, under unchanged measures."),
            Words("易感者充足。", "There is no lack of susceptible people."),
        ),
        (
            Words("不是对本起疫情规模的预测。", "This is no forecast of this outbreak's size."),
            Words("区间只计 R 的不确定性,k 取估计值。", "The interval is that of R; k is taken as estimated."),
        ),
    ),
    Topic.SERIAL: Method(
        Words("双侧区间删失的最大似然(对数正态、伽马、韦布尔),按 AIC 选择", "Maximum likelihood with both days interval-censored (lognormal, gamma, Weibull), chosen by AIC"),
        "Reich et al., Stat Med 2009;28:2769-2784; Nishiura et al., Int J Infect Dis 2020;93:284-286",
        "L = Π ∫ [F(s₂ − e) − F(s₁ − e)] de / (e₂ − e₁)",
        (
            Words("只用双方发病日期均已知的传播对。", "Only pairs of which both onsets are known."),
            Words("发病在当日内任一时刻等可能。", "Onset is equally likely at any time of its day."),
        ),
        (
            Words("疫情进行中时偏短:长间隔尚未出现(未作右截断校正)。", "Too short while the outbreak runs: long intervals have not happened yet (no correction for right truncation)."),
            Words("多个可能来源的病例每一联系计一次。", "A case with several possible sources counts once for each link."),
        ),
    ),
    Topic.INCUBATION: Method(
        Words("双侧区间删失的最大似然(对数正态、伽马、韦布尔),按 AIC 选择", "Maximum likelihood with both days interval-censored (lognormal, gamma, Weibull), chosen by AIC"),
        "Reich et al., Stat Med 2009;28:2769-2784; Lauer et al., Ann Intern Med 2020;172:577-582",
        "L = Π ∫ [F(s₂ − e) − F(s₁ − e)] de / (e₂ − e₁)",
        (
            Words("感染在所记录的暴露时段内任一时刻等可能。", "Infection is equally likely at any time of the recorded exposure."),
            Words("暴露时段晚于发病的部分截去。", "Whatever part of the exposure lies after onset is cut off."),
        ),
        (
            Words("不得据此自行缩短隔离期限;期限以现行方案为准。", "Quarantine must not be shortened on this ground: its length is that of the edition in force."),
            Words("疫情进行中时偏短。", "Too short while the outbreak runs."),
        ),
    ),
    Topic.ATTACK: Method(
        Words("续发率及精确二项 95% 区间", "Secondary attack rate with its exact binomial 95% interval"),
        "Clopper & Pearson, Biometrika 1934;26:404-413",
        "p = x / n,  Beta⁻¹(0.025; x, n−x+1) … Beta⁻¹(0.975; x+1, n−x)",
        (
            Words("分母为已判定的密切接触者(含已转为病例、已解除者)。", "The denominator are those held to be close contacts, those who became cases or were released included."),
            Words("各接触者相互独立。", "Contacts are independent of one another."),
        ),
        (
            Words("仍在观察期的接触者今后可能发病,续发率可能上升。", "Contacts still watched may yet fall ill: the rate may rise."),
            Words("各情形间的差异可能来自检测与判定的不同。", "Differences between settings may come from who was tested and who was listed."),
        ),
    ),
}  # fmt: skip
