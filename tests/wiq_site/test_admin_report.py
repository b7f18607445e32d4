"""The report of a meeting, given or taken away in a form that is refused because of something else."""

from django.test import TestCase
from django.urls import reverse

from tests.build import make_editor, make_meeting, make_post, make_report
from tests.wiq_site.desk import errors_of, send


class RefusedFormTests(TestCase):
    def send(self, meeting, **typed):
        self.client.force_login(make_editor())
        change = reverse("admin:meetings_meeting_change", args=[meeting.pk])
        return send(self.client, change, title="", **typed)

    def test_taken_away_the_form_comes_back_with_the_other_mistake(self):
        page = self.send(make_report("Bericht").reports_on, report="")
        self.assertEqual(errors_of(page), ["Dieses Feld wird benötigt."])

    def test_given_the_form_comes_back_with_the_other_mistake(self):
        page = self.send(make_meeting(), report=make_post("Bericht").pk)
        self.assertEqual(errors_of(page), ["Dieses Feld wird benötigt."])
        self.assertContains(page, 'name="protocol_published_at_0"')
