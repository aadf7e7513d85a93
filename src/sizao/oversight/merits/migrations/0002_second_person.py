"""Who proposed a merit does not decide it, and no chief decides on the own record: the database says so too."""

from django.db import migrations, models
from django.db.models import F, Q

from sizao.spine.scope.policies import not_same, second_person

NOT_THE_CHIEF = "(p.chief_user IS NULL OR p.chief_user IS DISTINCT FROM NEW.by_user)"


class Migration(migrations.Migration):

    dependencies = [
        ("merits", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="merit",
            constraint=models.CheckConstraint(
                condition=Q(chief_user__isnull=True) | Q(by_user__isnull=True) | ~Q(chief_user=F("by_user")),
                name="merits_not_for_oneself",
            ),
        ),
        second_person(
            "merits_meritdecision",
            apart="EXISTS (SELECT 1 FROM merits_merit p WHERE p.id = NEW.merit_id"
            f" AND {not_same('NEW', 'p')} AND {NOT_THE_CHIEF})",
        ),
        second_person(
            "merits_objectionanswer",
            apart=f"EXISTS (SELECT 1 FROM merits_objection p WHERE p.id = NEW.objection_id AND {NOT_THE_CHIEF})",
        ),
    ]
