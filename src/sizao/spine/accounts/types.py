"""Roles, rights, and the one matrix that says which role has which right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.kernel.words import LabelledEnum


class Role(LabelledEnum):
    """The roles of the role × data matrix; a person acts under one at a time."""

    COMMANDER = "commander", "指挥长", "Commander"
    COORDINATOR = "coordinator", "综合协调组", "Coordination officer"
    EPIDEMIOLOGIST = "epidemiologist", "流调人员", "Epidemiologist"
    TRACER = "tracer", "电话流调员", "Contact-tracing caller"
    LAB = "lab", "检测机构", "Laboratory"
    SAMPLER = "sampler", "采样点人员", "Sampling-point staff"
    SITE_MANAGER = "site_manager", "隔离点负责人", "Quarantine-site manager"
    CHECKPOINT = "checkpoint", "卡口人员", "Checkpoint staff"
    GRID_WORKER = "grid_worker", "网格员", "Grid worker"
    SENTINEL = "sentinel", "哨点人员", "Sentinel (clinic or pharmacy)"
    COLDCHAIN = "coldchain", "冷链监管员", "Cold-chain supervisor"
    COMMUNITY = "community", "社区服务人员", "Community service worker"
    INSPECTOR = "inspector", "督查人员", "Inspector"
    DATA_OFFICER = "data_officer", "数据专员", "Data officer"
    NEIGHBOUR = "neighbour", "协查单位", "Neighbouring jurisdiction"
    HEALTH = "health", "卫健协查人员", "Health agency"
    POLICE = "police", "公安协查人员", "Police agency"
    TELECOM = "telecom", "工信协查人员", "Telecom and industry agency"
    AUDITOR = "auditor", "审计人员", "Auditor"
    SYSTEM_ADMIN = "system_admin", "系统管理员", "System administrator"
    SECURITY_ADMIN = "security_admin", "安全管理员", "Security administrator"
    AUDIT_ADMIN = "audit_admin", "审计管理员", "Audit administrator"


class Right(LabelledEnum):
    """What an endpoint may demand: ``<room>.<verb>``."""

    SIGNED_IN = "accounts.own", "本人账户", "Own account"
    BOARD_READ = "board.read", "查看总览", "See the board"
    REGISTRY_READ = "registry.read", "查看区域与场所", "See areas and places"
    REGISTRY_WRITE = "registry.write", "维护区域与场所", "Maintain areas and places"
    AREAS_WRITE = "areas.write", "维护网格、楼栋、单元", "Maintain grids, buildings, units"
    BOUNDARIES_LOAD = "boundaries.load", "更换区域边界", "Replace boundaries"
    DUTIES_WRITE = "duties.write", "明确场所责任", "Name who is responsible"
    HOUSEHOLDS_READ = "households.read", "查看住户与特殊需求", "See households and needs"
    HOUSEHOLDS_WRITE = "households.write", "登记住户与特殊需求", "Record households and needs"
    IDENTITY_SEARCH = "identity.search", "查找人员", "Find people"
    IDENTITY_REVEAL = "identity.reveal", "查看身份信息", "See identities"
    IDENTITY_WRITE = "identity.write", "登记身份信息", "Record identities"
    IDENTITY_CORRECT = "identity.correct", "更正身份信息", "Correct identities"
    IDENTITY_ERASE = "identity.erase", "申请销毁身份信息", "Ask for an erasure"
    IDENTITY_DESTROY = "identity.destroy", "审批销毁身份信息", "Carry out an erasure"
    IDENTITY_COUNTERSIGN = "identity.countersign", "审批批量查看身份信息", "Sign for many identities"
    IDENTITY_BREAK = "identity.break", "紧急查看辖区外人员", "Look at somebody elsewhere in an emergency"
    IDENTITY_REVIEW = "identity.review", "复核紧急查看", "Review emergency looks"
    IDENTITY_MERGE = "identity.merge", "核对重复人员", "Compare and merge duplicates"
    PRESENCE_READ = "presence.read", "查看到访记录", "See presence"
    PRESENCE_WRITE = "presence.write", "上报到访记录", "Send presence"
    PRESENCE_KEEP = "presence.keep", "封存和保管到访记录", "Seal and keep presence"
    PRESENCE_RULES = "presence.rules", "查看数据场景与保存期限", "See data scenes and retention"
    PRESENCE_PROPOSE = "presence.propose", "提出场景启用、暂停和销毁", "Propose scenes, holds and deletions"
    PRESENCE_DECIDE = "presence.decide", "审批场景启用、暂停和销毁", "Decide scenes, holds and deletions"
    COMMAND_READ = "command.read", "查看指挥信息", "See command"
    COMMAND_WRITE = "command.write", "组织指挥", "Run the command"
    COMMAND_APPROVE = "command.approve", "签署决定", "Sign decisions"
    BREACHES_READ = "breaches.read", "查看责任追究", "See breach files"
    BREACHES_OPEN = "breaches.open", "立案和告知", "Open breach files"
    BREACHES_DECIDE = "breaches.decide", "作出责任认定", "Decide breach files"
    MERITS_READ = "merits.read", "查看履职记录", "See chiefs' records"
    MERITS_PROPOSE = "merits.propose", "提出激励", "Propose merits"
    MERITS_DECIDE = "merits.decide", "审批激励", "Decide merits"
    TASKS_READ = "tasks.read", "查看任务", "See tasks"
    TASKS_WRITE = "tasks.write", "办理任务", "Work on tasks"
    TASKS_OFFER = "tasks.offer", "向网格长等交办任务", "Offer tasks to chiefs"
    CASES_READ = "cases.read", "查看病例", "See cases"
    CASES_WRITE = "cases.write", "登记病例", "Record cases"
    CASES_CLASSIFY = "cases.classify", "判定病例", "Classify cases"
    CASES_COUNT = "cases.count", "查看病例统计", "See counts of cases"
    CONTACTS_READ = "contacts.read", "查看接触者", "See contacts"
    CONTACTS_PROPOSE = "contacts.propose", "提出接触者", "Propose contacts"
    CONTACTS_APPROVE = "contacts.approve", "审定接触者", "Approve contacts"
    INVESTIGATION_READ = "investigation.read", "查看流调", "See investigations"
    INVESTIGATION_WRITE = "investigation.write", "开展流调", "Interview cases"
    INVESTIGATION_REVIEW = "investigation.review", "审核流调", "Review investigations"
    TRACING_READ = "tracing.read", "查看追踪结果", "See trace runs"
    TRACING_RUN = "tracing.run", "发起时空追踪", "Run a trace"
    LEADS_ANSWER = "leads.answer", "核实线索", "Answer leads"
    AGENCY_WORK = "agency.work", "办理三公协查", "Work on the agency's leads"
    FOLLOWUP_READ = "followup.read", "查看健康监测", "See follow-up"
    FOLLOWUP_WRITE = "followup.write", "记录健康监测", "Record follow-up"
    FOLLOWUP_RELEASE = "followup.release", "解除管理", "Release"
    REFERRALS_READ = "referrals.read", "查看核查协查", "See lists to check"
    REFERRALS_WRITE = "referrals.write", "登记和派发名单", "Enter and route lists"
    REFERRALS_ANSWER = "referrals.answer", "认领和反馈核查", "Claim and answer checks"
    LISTRULES_READ = "listrules.read", "查看名单规则", "See list rules"
    LISTRULES_WRITE = "listrules.write", "调整名单规则", "Change list rules"
    LISTRULES_APPROVE = "listrules.approve", "批准名单规则", "Approve list rules"
    COHORTS_READ = "cohorts.read", "查看旅居史人员", "See cohorts"
    COHORTS_REGISTER = "cohorts.register", "登记旅居史", "Register stays elsewhere"
    COHORTS_PROPOSE = "cohorts.propose", "提出人群规则", "Propose cohort rules"
    COHORTS_APPROVE = "cohorts.approve", "批准人群规则", "Approve cohort rules"
    CALLS_READ = "calls.read", "查看外呼", "See calls"
    CALLS_MAKE = "calls.make", "拨打外呼", "Make calls"
    CALLS_MANAGE = "calls.manage", "组织外呼", "Run the call list"
    SIGNALS_READ = "signals.read", "查看信号", "See signals"
    SIGNALS_SEND = "signals.send", "上报信号", "Report signals"
    SIGNALS_WORK = "signals.work", "核查信号", "Check signals"
    SCREENING_READ = "screening.read", "查看检测", "See testing"
    SCREENING_WRITE = "screening.write", "登记采样", "Record samples"
    SCREENING_RELEASE = "screening.release", "发布结果", "Release results"
    SCREENING_MANAGE = "screening.manage", "组织检测", "Run points and rounds"
    ZONES_READ = "zones.read", "查看风险区域", "See zones"
    ZONES_PROPOSE = "zones.propose", "提出划定区域", "Propose zones"
    ZONES_DECLARE = "zones.declare", "宣布和解除区域", "Declare and lift zones"
    NOTICES_READ = "notices.read", "查看通告", "See notices"
    NOTICES_ISSUE = "notices.issue", "发布通告", "Issue notices"
    REPORTS_READ = "reports.read", "查看报表", "See reports"
    REPORTS_FILE = "reports.file", "上报报表", "File reports"
    RETURNS_READ = "returns.read", "查看日报零报告", "See daily returns"
    RETURNS_FILE = "returns.file", "填报日报零报告", "File daily returns"
    RETURNS_MANAGE = "returns.manage", "组织日报零报告", "Run the daily returns"
    INTAKE_READ = "intake.read", "查看导入", "See imports"
    INTAKE_RUN = "intake.run", "导入数据", "Import files"
    EXPORT_RUN = "export.run", "导出数据", "Export lists"
    EDITIONS_READ = "editions.read", "查看防控方案", "See protocol editions"
    DRILLS_READ = "drills.read", "查看演练", "See drills"
    DRILLS_RUN = "drills.run", "组织演练", "Run drills"
    ACCOUNTS_READ = "accounts.read", "查看账户", "See accounts"
    ACCOUNTS_MANAGE = "accounts.manage", "管理账户", "Manage accounts"
    AUDIT_READ = "audit.read", "查看访问记录", "See the access log"
    HEALTH_READ = "health.read", "查看运行状态", "See the platform's health"


_EVERYONE = {Right.SIGNED_IN, Right.BOARD_READ, Right.EDITIONS_READ, Right.TASKS_READ, Right.NOTICES_READ}
_AREA = {Right.REGISTRY_READ}
_LISTS = {Right.REFERRALS_READ, Right.REFERRALS_WRITE, Right.REFERRALS_ANSWER}
_CHECKS = {Right.REFERRALS_READ, Right.REFERRALS_ANSWER}
_CALLS = {Right.CALLS_READ, Right.CALLS_MAKE}
_RETURNS = {Right.RETURNS_READ, Right.RETURNS_FILE}
_SIGNALS = {Right.SIGNALS_READ, Right.SIGNALS_SEND, Right.SIGNALS_WORK}
_TELLS = {Right.SIGNALS_SEND}
_KEEPING = {Right.PRESENCE_RULES, Right.PRESENCE_PROPOSE}
_LISTRULES = {Right.LISTRULES_READ, Right.LISTRULES_WRITE}
_COHORTS = {Right.COHORTS_READ, Right.COHORTS_REGISTER}
_AGENCY = {Right.SIGNED_IN, Right.EDITIONS_READ, Right.AGENCY_WORK}
_CASEWORK = {Right.CASES_READ, Right.CASES_COUNT, Right.CONTACTS_READ, Right.TRACING_READ, Right.FOLLOWUP_READ}

ROLE_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.COMMANDER: frozenset(
        _EVERYONE | _KEEPING | {Right.PRESENCE_DECIDE} | {Right.SIGNALS_READ, Right.COHORTS_READ, Right.COHORTS_APPROVE, Right.LISTRULES_READ, Right.LISTRULES_APPROVE} | {Right.DRILLS_READ, Right.DRILLS_RUN, Right.CALLS_READ} | {Right.REFERRALS_READ} | _RETURNS | _AREA
        | {
            Right.COMMAND_READ, Right.COMMAND_WRITE, Right.COMMAND_APPROVE, Right.TASKS_WRITE, Right.TASKS_OFFER, Right.CASES_READ,
            Right.CASES_COUNT, Right.CONTACTS_READ, Right.CONTACTS_APPROVE, Right.TRACING_READ, Right.TRACING_RUN,
            Right.FOLLOWUP_READ, Right.SCREENING_READ, Right.ZONES_READ, Right.ZONES_PROPOSE, Right.ZONES_DECLARE,
            Right.SCREENING_MANAGE,
            Right.NOTICES_ISSUE, Right.REPORTS_READ, Right.REPORTS_FILE, Right.RETURNS_MANAGE, Right.IDENTITY_DESTROY,
            Right.IDENTITY_COUNTERSIGN,
            Right.INVESTIGATION_READ, Right.BREACHES_READ, Right.BREACHES_DECIDE,
            Right.MERITS_READ, Right.MERITS_DECIDE,
        }
    ),
    Role.COORDINATOR: frozenset(
        _EVERYONE | _KEEPING | _SIGNALS | _COHORTS | _LISTRULES | {Right.COHORTS_PROPOSE} | {Right.DRILLS_READ, Right.CALLS_READ, Right.CALLS_MANAGE} | _LISTS | _RETURNS | _AREA | _CASEWORK
        | {
            Right.COMMAND_READ, Right.COMMAND_WRITE, Right.TASKS_WRITE, Right.TASKS_OFFER, Right.CONTACTS_APPROVE, Right.SCREENING_READ,
            Right.SCREENING_MANAGE, Right.ZONES_READ, Right.ZONES_PROPOSE, Right.NOTICES_ISSUE, Right.REPORTS_READ, Right.REPORTS_FILE,
            Right.INTAKE_READ, Right.REGISTRY_WRITE, Right.FOLLOWUP_RELEASE, Right.RETURNS_MANAGE, Right.AREAS_WRITE,
            Right.BOUNDARIES_LOAD, Right.DUTIES_WRITE, Right.HOUSEHOLDS_READ, Right.HOUSEHOLDS_WRITE,
            Right.INVESTIGATION_READ, Right.INVESTIGATION_REVIEW, Right.BREACHES_READ, Right.BREACHES_OPEN,
            Right.MERITS_READ, Right.MERITS_PROPOSE, Right.IDENTITY_COUNTERSIGN,
        }
    ),
    Role.EPIDEMIOLOGIST: frozenset(
        _EVERYONE | {Right.PRESENCE_RULES} | _SIGNALS | _COHORTS | {Right.COHORTS_PROPOSE, Right.LISTRULES_READ} | _CALLS | {Right.DRILLS_READ, Right.CALLS_MANAGE} | _LISTS | _RETURNS | _AREA | _CASEWORK
        | {
            Right.COMMAND_READ, Right.TASKS_WRITE, Right.CASES_WRITE, Right.CASES_CLASSIFY, Right.LEADS_ANSWER, Right.CONTACTS_PROPOSE,
            Right.CONTACTS_APPROVE, Right.TRACING_RUN, Right.FOLLOWUP_WRITE, Right.FOLLOWUP_RELEASE,
            Right.IDENTITY_SEARCH, Right.IDENTITY_REVEAL, Right.IDENTITY_WRITE, Right.PRESENCE_READ,
            Right.SCREENING_READ, Right.ZONES_READ, Right.ZONES_PROPOSE, Right.INTAKE_READ, Right.INTAKE_RUN,
            Right.REPORTS_READ, Right.REPORTS_FILE, Right.EXPORT_RUN, Right.REGISTRY_WRITE, Right.IDENTITY_CORRECT,
            Right.IDENTITY_ERASE, Right.IDENTITY_MERGE, Right.IDENTITY_BREAK,
            Right.INVESTIGATION_READ, Right.INVESTIGATION_WRITE, Right.INVESTIGATION_REVIEW,
        }
    ),
    Role.TRACER: frozenset(
        _EVERYONE | _CALLS | _CHECKS | _AREA
        | {
            Right.TASKS_WRITE, Right.LEADS_ANSWER, Right.CONTACTS_READ, Right.FOLLOWUP_READ, Right.FOLLOWUP_WRITE, Right.IDENTITY_REVEAL,
            Right.IDENTITY_SEARCH,
        }
    ),
    Role.LAB: frozenset(_EVERYONE | _TELLS | _RETURNS | {Right.TASKS_WRITE, Right.SCREENING_READ, Right.SCREENING_RELEASE}),
    Role.SAMPLER: frozenset(
        _EVERYONE | _AREA
        | {Right.TASKS_WRITE, Right.SCREENING_READ, Right.SCREENING_WRITE, Right.SCREENING_MANAGE}
    ),
    Role.SITE_MANAGER: frozenset(
        _EVERYONE | _RETURNS | _AREA | {Right.TASKS_WRITE, Right.FOLLOWUP_READ, Right.FOLLOWUP_WRITE, Right.IDENTITY_REVEAL}
    ),
    Role.CHECKPOINT: frozenset(_EVERYONE | _TELLS | _RETURNS | _AREA | {Right.TASKS_WRITE, Right.PRESENCE_WRITE}),
    Role.GRID_WORKER: frozenset(
        _EVERYONE | _TELLS | _COHORTS | _CHECKS | _RETURNS | _AREA
        | {
            Right.TASKS_WRITE, Right.LEADS_ANSWER, Right.FOLLOWUP_READ, Right.FOLLOWUP_WRITE, Right.IDENTITY_SEARCH,
            Right.IDENTITY_REVEAL, Right.REGISTRY_WRITE, Right.AREAS_WRITE, Right.HOUSEHOLDS_READ,
            Right.HOUSEHOLDS_WRITE, Right.TASKS_OFFER,
        }
    ),
    Role.SENTINEL: frozenset(_EVERYONE | _TELLS | _RETURNS | _AREA | {Right.TASKS_WRITE}),
    Role.COLDCHAIN: frozenset(_EVERYONE | _TELLS | _RETURNS | _AREA | {Right.TASKS_WRITE, Right.SCREENING_READ}),
    Role.COMMUNITY: frozenset(
        _EVERYONE | _TELLS | _COHORTS | _CHECKS | _RETURNS | _AREA
        | {
            Right.TASKS_WRITE, Right.LEADS_ANSWER, Right.IDENTITY_SEARCH, Right.ZONES_READ, Right.AREAS_WRITE, Right.DUTIES_WRITE,
            Right.HOUSEHOLDS_READ, Right.HOUSEHOLDS_WRITE, Right.MERITS_READ, Right.MERITS_PROPOSE,
            Right.TASKS_OFFER,
        }
    ),
    Role.INSPECTOR: frozenset(
        _EVERYONE | {Right.PRESENCE_RULES, Right.SIGNALS_READ, Right.COHORTS_READ, Right.LISTRULES_READ} | {Right.DRILLS_READ, Right.CALLS_READ} | {Right.REFERRALS_READ} | _AREA
        | {
            Right.COMMAND_READ, Right.CASES_READ, Right.CASES_COUNT, Right.CONTACTS_READ, Right.TRACING_READ,
            Right.FOLLOWUP_READ, Right.SCREENING_READ, Right.ZONES_READ, Right.REPORTS_READ, Right.RETURNS_READ,
            Right.HOUSEHOLDS_READ, Right.BREACHES_READ, Right.BREACHES_OPEN, Right.MERITS_READ,
        }
    ),
    Role.DATA_OFFICER: frozenset(
        _EVERYONE | _KEEPING | {Right.SIGNALS_READ} | _TELLS | _COHORTS | _LISTRULES | _LISTS | _AREA
        | {Right.DRILLS_READ, Right.DRILLS_RUN,
            Right.INTAKE_READ, Right.INTAKE_RUN, Right.IDENTITY_WRITE, Right.CASES_WRITE, Right.CONTACTS_PROPOSE,
            Right.PRESENCE_WRITE, Right.PRESENCE_READ, Right.PRESENCE_KEEP, Right.REGISTRY_WRITE, Right.REPORTS_READ, Right.EXPORT_RUN,
            Right.RETURNS_READ, Right.IDENTITY_SEARCH, Right.IDENTITY_CORRECT, Right.IDENTITY_ERASE,
            Right.IDENTITY_MERGE,
            Right.CASES_READ, Right.CONTACTS_READ, Right.CASES_COUNT, Right.AREAS_WRITE, Right.BOUNDARIES_LOAD,
        }
    ),
    Role.NEIGHBOUR: frozenset({Right.SIGNED_IN, Right.CONTACTS_READ, Right.EDITIONS_READ}),
    Role.HEALTH: frozenset(_AGENCY),
    Role.POLICE: frozenset(_AGENCY),
    Role.TELECOM: frozenset(_AGENCY),
    Role.AUDITOR: frozenset({Right.SIGNED_IN, Right.AUDIT_READ, Right.IDENTITY_REVIEW, Right.EDITIONS_READ, Right.CASES_COUNT}),
    Role.SYSTEM_ADMIN: frozenset({Right.SIGNED_IN, Right.HEALTH_READ, Right.ACCOUNTS_READ}),
    Role.SECURITY_ADMIN: frozenset({Right.SIGNED_IN, Right.ACCOUNTS_READ, Right.ACCOUNTS_MANAGE, Right.HEALTH_READ}),
    Role.AUDIT_ADMIN: frozenset({Right.SIGNED_IN, Right.AUDIT_READ}),
}  # fmt: skip

AGENCIES = (Role.HEALTH, Role.POLICE, Role.TELECOM)
"""Agencies beside the headquarters: each works on the leads given to its own group, and the database shows it no other."""

APART: tuple[frozenset[Role], ...] = (
    frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),
    frozenset({Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN}),
    frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}),
)
"""Pairs of roles that nobody may hold together (separation of duties, GB/T 22239-2019)."""


@dataclass(frozen=True)
class GrantFacts:
    """One grant of a role: to whom, for which area and organisation, from when until when."""

    id: int
    user_id: int
    role: Role
    area: int
    organisation: str
    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class CodeFacts:
    """A one-time code of somebody without an account, without the code itself: nobody can read that again."""

    id: UUID
    handle: str
    issued_at: datetime
    issued_by: str
    lasts_until: datetime
    failures: int
    opened_at: datetime | None
    seen_at: datetime | None
    ended_at: datetime | None
    ended_by: str


@dataclass(frozen=True)
class UserFacts:
    """One account as the accounts page lists it."""

    id: int
    username: str
    display_name: str
    is_active: bool
    is_demonstration: bool
    has_second_factor: bool
    last_login: datetime | None
    grants: tuple[GrantFacts, ...]
