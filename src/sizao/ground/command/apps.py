"""The command room as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class CommandConfig(AppConfig):
    """Headquarters, work-groups, incidents, their clock, and tasks."""

    name = "sizao.ground.command"
    label = "command"
    entries = (
        ("command:incidents", Words("事件与时限", "Incidents"), "command.read", "command"),
        ("command:tasks", Words("任务", "Tasks"), "tasks.read", "tasks"),
        ("command:own_tasks", Words("我的任务", "My tasks"), "tasks.read", "check"),
        ("command:chiefs", Words("网格长任务", "Chiefs' tasks"), "tasks.offer", "contacts"),
        ("command:instructions", Words("上级要求", "Instructions"), "command.read", "instructions"),
        ("command:orders", Words("直达指令", "Direct orders"), "command.read", "orders"),
        ("command:meetings", Words("会议与决定", "Meetings"), "command.read", "meetings"),
        ("command:circulars", Words("政策传达", "Circulars"), "command.read", "circulars"),
        ("command:unattended", Words("无人处理事项", "Unattended"), "command.read", "late"),
        ("command:headquarters_list", Words("指挥体系", "Headquarters"), "command.read", "registry"),
    )
