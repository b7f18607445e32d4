"""A list of feeds as a file that feed readers import. Source: OPML 2.0, "subscription lists"."""

from io import StringIO

from django.utils.xmlutils import SimplerXMLGenerator

from wiq_site.slugs import readable


def write_opml(title, owner_url, outlines):
    """Give the OPML text that lists ``outlines``, ``[(title, feed address, page address)]``."""
    buffer = StringIO()
    xml = SimplerXMLGenerator(buffer, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("opml", {"version": "2.0"})
    xml.startElement("head", {})
    xml.addQuickElement("title", readable(title))
    xml.addQuickElement("ownerId", owner_url)
    xml.endElement("head")
    xml.startElement("body", {})
    for name, feed_url, page_url in outlines:
        name = readable(name)
        told = {"type": "rss", "text": name, "title": name, "xmlUrl": feed_url}
        xml.addQuickElement("outline", "", told | {"htmlUrl": page_url, "language": "de"})
    xml.endElement("body")
    xml.endElement("opml")
    return buffer.getvalue()
