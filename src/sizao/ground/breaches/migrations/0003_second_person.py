"""Who made a case does not decide it, nor who found on its appeal: the database says so too."""

from django.db import migrations, models
from django.db.models import F, Q

from sizao.spine.scope.policies import not_same, second_person

APART = f"""
    EXISTS (SELECT 1 FROM breaches_breach p WHERE p.id = NEW.breach_id AND {not_same("NEW", "p")}
            AND (p.party_user IS NULL OR p.party_user IS DISTINCT FROM NEW.by_user))
    AND NOT EXISTS (SELECT 1 FROM breaches_evidence e WHERE e.breach_id = NEW.breach_id AND NOT {not_same("NEW", "e")})
    AND NOT EXISTS (SELECT 1 FROM breaches_step s WHERE s.breach_id = NEW.breach_id AND NOT {not_same("NEW", "s")}
                    AND (s.kind = 'told' OR s.kind = 'found' AND NEW.kind = 'reviewed'))
"""


class Migration(migrations.Migration):

    dependencies = [
        ("breaches", "0002_step_reference"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="breach",
            constraint=models.CheckConstraint(
                condition=Q(party_user__isnull=True) | Q(by_user__isnull=True) | ~Q(party_user=F("by_user")),
                name="breaches_not_in_own_cause",
            ),
        ),
        second_person("breaches_step", when="NEW.kind IN ('found', 'reviewed')", apart=APART),
    ]
