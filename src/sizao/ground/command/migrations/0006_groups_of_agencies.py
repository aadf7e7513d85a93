from django.db import migrations

from sizao.spine.scope.policies import kept_from_agencies

NEW = (
    ("health", "卫健协查组", "Health liaison group"),
    ("police", "公安协查组", "Police liaison group"),
    ("telecom", "工信协查组", "Telecom and industry liaison group"),
)
OWN = "EXISTS (SELECT 1 FROM command_workgroup g WHERE g.id = group_id AND g.kind = (SELECT sec.ctx_role()))"
PAPERS = ("instruction", "meeting", "directorder", "circular", "delivery")


def add_groups(apps, schema_editor):
    """Headquarters that stood before get the groups of the three agencies."""
    group = apps.get_model("command", "WorkGroup")
    for headquarters in apps.get_model("command", "Headquarters").objects.all():
        for kind, zh, en in NEW:
            if not group.objects.filter(headquarters=headquarters, kind=kind).exists():
                group.objects.create(
                    headquarters=headquarters, area=headquarters.area, kind=kind, name_zh=zh, name_en=en,
                    created_at=headquarters.created_at,
                )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("command", "0005_agencies")]

    operations = [
        migrations.RunPython(add_groups, migrations.RunPython.noop),
        kept_from_agencies("command_task", OWN),
        *(kept_from_agencies(f"command_{name}") for name in PAPERS),
    ]
