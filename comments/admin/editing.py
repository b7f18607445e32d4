"""Editing the wording of a comment: readers see when and why."""

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy

from comments import moderation, rules
from comments.admin.deciding import allowed
from comments.fields import TextField
from wiq_site.markup import plain_text, render_comment


class EditForm(forms.Form):
    text = TextField()
    reason = forms.CharField(
        label=gettext_lazy("Grund, für alle zu lesen"),
        max_length=200,
        help_text=gettext_lazy("Zum Beispiel: Telefonnummer entfernt"),
    )

    def clean_text(self):
        """Refuse a text of which nothing would be seen, as the writer's own form does."""
        text = self.cleaned_data["text"]
        if not rules.is_seen(plain_text(render_comment(text))):
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text


def edit(model_admin, request, pk):
    """The page with the wording of the comment ``pk`` and the reason for another one."""
    comment = allowed(model_admin, request, pk)
    form = EditForm(request.POST or None, initial={"text": comment.text})
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        moderation.edit(comment, form.cleaned_data["text"], request.user, reason)
        model_admin.log_change(request, comment, gettext("bearbeitet: %s") % reason)
        return redirect("admin:comments_comment_change", pk)
    context = model_admin.admin_site.each_context(request) | {
        "title": gettext("Kommentar bearbeiten"),
        "opts": model_admin.opts,
        "original": comment,
        "form": form,
    }
    return render(request, "admin/comments/comment/edit.html", context)
