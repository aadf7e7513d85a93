from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0002_frozen_content'),
    ]

    operations = [
        migrations.AddField(
            model_name='filing',
            name='seal',
            field=models.CharField(blank=True, max_length=64, default=''),
            preserve_default=False,
        ),
    ]
