"""``manage.py rerender_markup``: stored HTML anew after the rules of rendering have changed; run with each update."""

from django.apps import apps
from django.core.management.base import BaseCommand

from comments.models import Comment
from wiq_site.kit.markup import COMMENT_RULES
from wiq_site.kit.models import MarkdownModel, rerender


class Command(BaseCommand):
    help = "Macht gespeichertes HTML neu, wo es nach den heutigen Regeln anders aussähe."

    def handle(self, *args, **options):
        count = 0
        for comment in Comment.objects.exclude(rules=COMMENT_RULES).iterator():
            comment.save(update_fields=["text_html", "rules"])
            count += 1
        self.stdout.write(f"{Comment._meta.verbose_name_plural}: {count}")
        for model in apps.get_models():
            if not issubclass(model, MarkdownModel):
                continue
            count, refused = rerender(model._default_manager.all())
            self.stdout.write(f"{model._meta.verbose_name_plural}: {count}")
            for item, error in refused:
                self.stderr.write(f"  {item} ({item.pk}) bleibt, wie er ist: {error}")
