"""The site as if something had changed before every request: no page, list or count of the request before is shown again."""

from itertools import count

from wiq_site import wsgi

versions = count()


def next_version():
    return f"bench-{next(versions)}"


wsgi.pages.version = next_version
application = wsgi.application
