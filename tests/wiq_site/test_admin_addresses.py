"""The word in an address, emptied by an editor so that it is made anew from the title."""

from django.test import TestCase
from django.urls import reverse

from tests.build import make_editor, make_meeting, make_post
from tests.wiq_site.desk import errors_of, send
from wiq_site.pages.models import Page


class EmptiedAddressTests(TestCase):
    def test_beside_another_mistake_the_form_comes_back_with_that_mistake(self):
        self.client.force_login(make_editor())
        post = make_post("Fest", topics=["Klima"])
        page = Page.objects.create(title="Impressum", public=True)
        for thing in (post, post.topics.get(), make_meeting(), page):
            opts = thing._meta
            with self.subTest(opts.label):
                change = reverse(
                    f"admin:{opts.app_label}_{opts.model_name}_change", args=[thing.pk]
                )
                typed = {"slug": "", "title": "", "name": ""}
                answer = send(self.client, change, **typed)
                self.assertEqual(answer.status_code, 200)
                self.assertEqual(errors_of(answer), ["Dieses Feld wird benötigt."])
