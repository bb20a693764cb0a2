from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0002_kept_answers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='keptanswer',
            name='answer',
            field=models.TextField(null=True),
        ),
    ]
