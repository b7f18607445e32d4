from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="redirect",
            name="redirect_leads_elsewhere",
            constraint=models.CheckConstraint(
                condition=models.Q(("old_path", models.F("new_path")), _negated=True),
                name="redirect_leads_elsewhere",
                violation_error_message="Die Adresse würde auf sich selbst weiterleiten. Bitte geben Sie eine andere neue Adresse an.",
            ),
        ),
    ]
