"""``manage.py rerender_markup``: stored HTML anew after the rules of rendering have changed; run with each update."""

from django.apps import apps
from django.core.management.base import BaseCommand

from comments.models import Comment
from wiq_site.kit.markup import COMMENT_RULES, MarkupError
from wiq_site.kit.models import MarkdownModel


def rerender_markdown(model):
    """Save what would look otherwise today; return how many, and what is refused today with the reason."""
    count, refused = 0, []
    for item in model._default_manager.iterator():
        try:
            fresh = {f"{field}_html": item.render(field) for field in model.markdown_fields}
            if any(getattr(item, name) != html for name, html in fresh.items()):
                item.save()
                count += 1
        except MarkupError as error:
            refused.append((item, error))
    return count, refused


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
            count, refused = rerender_markdown(model)
            self.stdout.write(f"{model._meta.verbose_name_plural}: {count}")
            for item, error in refused:
                self.stderr.write(f"  {item} ({item.pk}) bleibt, wie er ist: {error}")
