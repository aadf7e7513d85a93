from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_rejudgements'),
        ('command', '0001_initial'),
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='contactstatus',
            index=models.Index(fields=['at'], name='cases_contactstatus_at'),
        ),
    ]
