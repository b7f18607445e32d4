from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0020_first_moment_of_topics"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="former_place",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Trägt sich von selbst ein, wenn ein öffentliches Treffen an einen anderen Ort kommt. Heißt derselbe Ort nur anders, leeren Sie das Feld.",
                max_length=200,
                verbose_name="früherer Ort",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="meeting",
            name="former_online",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Trägt sich von selbst ein, wenn ein öffentliches Treffen einen anderen Link bekommt. Auf der Website steht nur, dass es einen neuen gibt. War es nur ein Tippfehler, leeren Sie das Feld.",
                max_length=200,
                verbose_name="früherer Link zur Teilnahme",
            ),
            preserve_default=False,
        ),
    ]
