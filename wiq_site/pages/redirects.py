"""Old addresses lead to new ones for ever, in one step and never in a circle."""

from wiq_site.pages.models import Redirect


def keep_address(old_path, new_path):
    """Let ``old_path`` and everything that led there lead to ``new_path``."""
    Redirect.objects.filter(old_path=new_path).delete()
    Redirect.objects.filter(new_path=old_path).update(new_path=new_path)
    Redirect.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path})


def new_path_of(path):
    """Give where ``path`` moved to, or None."""
    return Redirect.objects.filter(old_path=path).values_list("new_path", flat=True).first()
