from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('followup', '0003_self_report'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='check',
            index=models.Index(condition=models.Q(('outcome__in', ['missed', 'unreachable'])), fields=['plan', 'due_at'], name='followup_check_failed'),
        ),
    ]
