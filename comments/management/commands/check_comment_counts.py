from django.core.management.base import BaseCommand, CommandError

from comments import counts, targets
from comments.templatetags.comments import shown_in, threads_of

AT_ONCE = 200  # objects


class Command(BaseCommand):
    help = "Vergleicht, wie viele Kommentare Listen nennen, mit denen, die auf der Seite stehen."

    def handle(self, *args, **options):
        wrong = checked = 0
        for model in targets.models().values():
            for batch in _batches(model.objects.published().order_by("pk")):
                counts.count_on(batch)
                checked += len(batch)
                wrong += sum(not self._agrees(target) for target in batch)
        if wrong:
            raise CommandError(f"{wrong} von {checked} Zahlen stimmen nicht.")
        self.stdout.write(f"{checked} Zahlen stimmen.")

    def _agrees(self, target):
        shown = shown_in(threads_of(targets.discussion(target)))
        if shown != target.comment_count:
            self.stderr.write(f"{target}: genannt {target.comment_count}, gezeigt {shown}")
        return shown == target.comment_count


def _batches(objects):
    pks = list(objects.values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        yield list(objects.filter(pk__in=pks[start : start + AT_ONCE]))
