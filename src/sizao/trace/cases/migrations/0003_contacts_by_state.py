from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_more_list_orders'),
        ('command', '0001_initial'),
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['status', '-last_exposure_at', '-id'], name='cases_contact_state_latest'),
        ),
    ]
