"""A form that no program shall send and nobody needs to send twice: ticket, captcha and trap."""

from copy import deepcopy

from django import forms
from django.utils.translation import gettext_lazy as _

from comments.captcha import LabelledCaptchaField
from comments.marks import Ticket
from wiq_site.refusals import trapped


class MarkedForm(forms.ModelForm):
    """A form for something below ``target`` whose model keeps the key of the form that stored it.

    ``place`` says which address the form belongs to; its ticket is good for no other one. Whoever is
    ``by_staff`` is asked for no captcha. ``carried`` holds the marks of a form sent before.
    """

    captcha = LabelledCaptchaField()

    def __init__(self, data=None, *, target, place, by_staff=False, carried=None, **kwargs):
        super().__init__(data, **kwargs)
        self.target, self.place, self.by_staff = target, place, by_staff
        carried = (data if carried is None else carried) or {}
        self.sent_ticket = Ticket.read(carried.get("ticket"), place)
        lasts = self.sent_ticket and not self.sent_ticket.is_too_old
        self.ticket = self.sent_ticket if lasts else Ticket.new(place)
        self.solved = self.ticket.is_solved(carried.get("solved"))
        if self.by_staff or self.solved:
            del self.fields["captcha"]

    def clean(self):
        """Refuse what no person sends: too fast, much too late, or with the trap filled in."""
        if self.sent_ticket is None or self.sent_ticket.is_too_old:
            self.add_error(
                None,
                _(
                    "Das Formular war sehr lange offen und gilt nicht mehr. Ihr Text ist noch da: "
                    "Bitte senden Sie ihn noch einmal ab."
                ),
            )
        elif self.sent_ticket.is_too_fresh:
            self.add_error(
                None,
                _("Das ging sehr schnell. Bitte senden Sie noch einmal ab, wenn alles stimmt."),
            )
        trap = trapped(self.data)
        if trap:
            self.add_error(None, trap)

    def check_captcha(self, required=True):
        """Use up the captcha, last of all; once it was right this form does not ask again."""
        if "captcha" not in self.fields:
            return
        field = self.fields["captcha"]
        answered = field.widget.value_from_datadict(self.data, self.files, "captcha")
        problem = field.check(answered, required)
        if problem:
            self.add_error("captcha", problem)
        elif (answered[1] or "").strip():
            self.solved = True
            del self.fields["captcha"]

    def renew_ticket(self):
        """Let this be the form of another comment, with a captcha of its own."""
        self.ticket, self.solved = Ticket.new(self.place), False
        if not self.by_staff:
            self.fields["captcha"] = deepcopy(self.base_fields["captcha"])

    def leave_captcha_out(self):
        """Ask for the captcha only when the form is sent, so that opening forms fills no table."""
        self.fields.pop("captcha", None)

    def solved_mark(self):
        """Give the mark that spares the captcha when this form is sent again, or ""."""
        return self.ticket.solved_mark() if self.solved else ""

    def stored(self):
        """Give the comment that this very form was stored as before, or None."""
        if self.sent_ticket is None:
            return None
        return self._meta.model.objects.filter(form_key=self.sent_ticket.key).first()
