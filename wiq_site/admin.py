"""The accounts at the desk, in German and without what only a programmer reads; taggit's own tags are not used."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from taggit.models import Tag

from wiq_site.account import end_sessions, mail_about, turn_off
from wiq_site.colleagues import invite, may_handle, roles_to_give
from wiq_site.kit.forms import is_key
from wiq_site.kit.logs import audit
from wiq_site.pages.content_admin import ContentAdmin, yes_or_no

VERBS = {"add": _("anlegen"), "change": _("ändern"), "delete": _("löschen"), "view": _("ansehen")}


admin.site.unregister([User, Group, Tag, StaticDevice, TOTPDevice])


class CheckedMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Django's field asks the database for any number as a key, and SQLite fails at one of more than 64 bits."""

    def _check_values(self, value):
        for key in value:
            if not is_key(key):
                message, code = self.error_messages["invalid_choice"], "invalid_choice"
                raise ValidationError(message, code, {"value": str(key)})
        return super()._check_values(value)

    def label_from_instance(self, item):
        verb = item.codename.partition("_")[0] if isinstance(item, Permission) else ""
        return f"{item.content_type}: {VERBS[verb]}" if verb in VERBS else str(item)


class CheckedChoices:
    """Before an admin class: what is chosen of many is checked before the database is asked."""

    def construct_change_message(self, request, form, formsets, add=False):
        """Name the fields in German at once: Django translates later, and knows their names in small letters only."""
        for field in form.fields.values():
            field.label = field.label and str(field.label)
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request, item, message):
        audit("account-added", request.user, of=f"{item._meta.model_name}-{item.pk}")
        return super().log_addition(request, item, message)

    def log_change(self, request, item, message):
        fields = [name for part in message for name in part.get("changed", {}).get("fields", ())]
        changed = ",".join(fields if isinstance(message, list) else ["password"])
        of = f"{item._meta.model_name}-{item.pk}"
        audit("account-changed", request.user, of=of, fields=changed)
        return super().log_change(request, item, message)

    def log_deletions(self, request, queryset):
        for item in queryset:
            audit("account-deleted", request.user, of=f"{item._meta.model_name}-{item.pk}")
        return super().log_deletions(request, queryset)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs = {"form_class": CheckedMultipleChoiceField} | kwargs
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.related_model is Permission:
            # Nobody has a right to these at the desk.
            apps = "captcha contenttypes otp_static otp_totp reversion sessions".split()
            field.queryset = field.queryset.exclude(content_type__app_label__in=apps)
        return field


class AccountForm(UserChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].help_text = _(
                "Gespeichert ist nicht das Passwort selbst; lesen kann es niemand."
            )
        if "is_staff" in self.fields:
            self.fields["is_staff"].label = _("Darf in die Redaktion")
            self.fields["is_staff"].help_text = _("Was sie dort darf, sagen die Rollen.")


class NewPasswordForm(AdminPasswordChangeForm):
    """Sets a password, and takes none away: whoever shall not come in any more is no longer active."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)


class RoleFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = _("Rolle")


@admin.register(User)
class AccountAdmin(CheckedChoices, ContentAdmin, UserAdmin):
    form = AccountForm
    change_password_form = NewPasswordForm
    filter_horizontal = ()  # its script speaks English
    list_display = ["username", "name", "email", "roles", yes_or_no("is_staff", _("Redaktion"))]
    list_filter = ["is_active", ("groups", RoleFilter)]
    actions = ["reset_second_factor"]

    def add_view(self, request, *args, **kwargs):
        """Show the invitation: who comes new chooses the password."""
        return invite(request)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("Name"), ordering="last_name")
    def name(self, account):
        return account.get_full_name() or "–"

    @admin.display(description=_("Rollen"))
    def roles(self, account):
        return ", ".join(map(str, account.groups.all())) or "–"

    @admin.action(description=_("Zweiten Faktor zurücksetzen"), permissions=["change"])
    def reset_second_factor(self, request, accounts):
        """For whoever lost phone and recovery codes: the password alone opens again, and nothing is open meanwhile."""
        for account in accounts:
            if not may_handle(request.user, account):
                messages.error(request, _("„%s“ darf mehr als Sie; das bleibt.") % account)
                continue
            turn_off(account)
            end_sessions(account, besides=request.session.session_key)
            subject = _("Zweiter Faktor bei %s zurückgesetzt")
            send = partial(mail_about, account, subject, "second_factor_reset_email")
            transaction.on_commit(send, robust=True)
            steps = [{"changed": {"fields": [str(_("Zweiter Faktor"))]}}]
            self.log_change(request, account, steps)
            messages.success(request, _("„%s“ meldet sich jetzt wieder ohne Code an.") % account)

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or may_handle(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or (may_handle(request.user, obj) and obj != request.user))

    def get_fieldsets(self, request, obj=None):
        """Only who may everything says so of others, or gives a single right; nobody locks themselves out."""
        hidden = set() if request.user.is_superuser else {"is_superuser", "user_permissions"}
        if obj == request.user:
            hidden = {"is_active", "is_staff", "is_superuser", "user_permissions"}
        return [
            (title, options | {"fields": [n for n in options["fields"] if n not in hidden]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request, obj=None):
        own = ["groups"] if obj == request.user else []
        return [*super().get_readonly_fields(request, obj), "last_login", "date_joined", *own]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        kwargs |= {"widget": forms.CheckboxSelectMultiple, "queryset": roles_to_give(request.user)}
        kwargs |= {"label": _("Rollen"), "help_text": ""}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Group)
class AccountGroupAdmin(CheckedChoices, ContentAdmin, GroupAdmin):
    filter_horizontal = ()
