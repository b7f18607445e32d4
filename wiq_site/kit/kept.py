"""Pages kept ready as the bytes that go out, asked before Django is: the door of the WSGI application.

A page is kept under its address and the content version that was known before it was made, until that
version moves or the next moment changes the site without an edit (a scheduled publication, the start of a
meeting, midnight). Kept is what anyone may keep, as its headers say; whoever has a session passes by.

Texts travel compressed; each of the two forms has its own strong ETag (RFC 9110, sections 8.8.3, 12.5.3
and 13.1.2). Only what is public is compressed, since compressing a secret beside a visitor's own words
tells its length (BREACH); forms and the editors' desk are never public.

Source: design, section 8; docs/decisions/2026-11-28-kept-pages.md.
"""

import gzip
import re
import time
from dataclasses import dataclass
from functools import lru_cache
from threading import Event, Lock

from wiq_site.kit.caches import Shelf, content_state, content_version

GZIP_SUFFIX = "-gzip"  # ends the ETag of the compressed form
SHORTEST_PACKED = 600  # bytes; below that the packing is longer than what it saves
LONGEST_WAIT = 10  # seconds for somebody else's rendering of the same page
OVERHEAD = 3000  # bytes that headers and address of a kept page take, about
TEXTS = re.compile(r"text/|application/([\w.-]+\+)?(xml|json)\b")
# What a 304 says anew; all else stays as the reader has stored it (RFC 9110, 15.4.5; RFC 9111, 3.2).
SAID_AGAIN = {"cache-control", "content-location", "etag", "expires", "last-modified", "vary"}


@lru_cache(maxsize=256)
def accepts_gzip(accept_encoding):
    """Whether a reader that sends ``accept_encoding`` takes gzip: by name or by ``*``, not with q=0."""
    accepted = {}
    for part in accept_encoding.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        refused = any(re.fullmatch(r"q\s*=\s*0(\.0*)?", piece) for piece in parameters)
        accepted[name] = not refused
    return accepted.get("gzip", accepted.get("*", False))


@dataclass(slots=True, frozen=True)
class Form:
    """One form of a page, plain or compressed: the ETag, the headers with the body and without one (304)."""

    etag: str
    headers: list
    headers_unchanged: list


class Page:
    """A public answer of Django as it goes out, in one form or two.

    ``body`` is None where only that it is unchanged was answered; ``version`` and ``until`` (seconds since
    the epoch) say how long it may be kept.
    """

    __slots__ = ("body", "modified", "packed", "plain", "until", "version")

    def __init__(self, headers, body, version=None, until=0):
        self.version, self.until, self.body = version, until, body
        by_name = {name.lower(): value for name, value in headers}
        self.packed, self.modified = None, by_name.get("last-modified")
        may_pack = body is None or (
            len(body) >= SHORTEST_PACKED
            and "content-encoding" not in by_name
            and TEXTS.match(by_name.get("content-type", ""))
        )
        headers = [pair for pair in headers if pair[0].lower() != "content-length"]
        etag, length = by_name.get("etag", ""), len(body or b"")
        if not may_pack:
            self.plain = self._form(headers, etag, length)
            return
        headers = [pair for pair in headers if pair[0].lower() not in ("etag", "vary")]
        headers.append(("Vary", "Accept-Encoding"))
        self.plain = self._form([*headers, ("ETag", etag)], etag, length)
        if body is not None:  # the plain form is unpacked for who wants it
            self.body = gzip.compress(body, 6, mtime=0)
        etag = f'{etag[:-1]}{GZIP_SUFFIX}"'
        headers += [("ETag", etag), ("Content-Encoding", "gzip")]
        self.packed = self._form(headers, etag, len(self.body or b""))

    @staticmethod
    def _form(headers, etag, length):
        unchanged = [pair for pair in headers if pair[0].lower() in SAID_AGAIN]
        return Form(etag, [*headers, ("Content-Length", str(length))], unchanged)

    def is_current(self, version):
        """Whether it may be shown while the content is at ``version``."""
        return self.version == version and self.until > time.time()

    def unchanged(self, start_response, form=None):
        """Answer 304, as of ``form``."""
        start_response("304 Not Modified", (form or self.plain).headers_unchanged)
        return []

    def answer(self, environ, start_response):
        """Answer a GET or HEAD with it, or with 304; None where its body is wanted and not kept."""
        forms = [self.plain]
        if self.packed:
            takes = accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
            forms = [self.packed, self.plain] if takes else [self.plain, self.packed]
        sent = environ.get("HTTP_IF_NONE_MATCH")
        if sent is None and self.modified is not None:
            if environ.get("HTTP_IF_MODIFIED_SINCE") == self.modified:
                return self.unchanged(start_response, forms[0])
        elif sent:
            for form in forms:
                if form.etag in sent or sent.strip() == "*":
                    return self.unchanged(start_response, form)
        if self.body is None:
            return None
        start_response("200 OK", forms[0].headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return [b""]
        return [gzip.decompress(self.body) if self.packed and forms[0] is self.plain else self.body]


class KeptPages:
    """A WSGI application before ``application``, which answers from what is kept.

    ``version()`` returns the content version, None while that is not known; ``until()`` the moment (seconds
    since the epoch) of the next change without an edit. ``room`` is how many bytes this process may keep,
    ``session_cookie`` the name of the cookie whose bearers pass by.
    """

    def __init__(self, application, version, until, room, session_cookie):
        self.application, self.version, self.until = application, version, until
        self.session_cookie = f"{session_cookie}="
        self.shelf = Shelf(room)
        self._until = (None, 0)
        self._rendering, self._lock = {}, Lock()

    def __call__(self, environ, start_response):
        version = self.version()
        token = content_version.set(version)
        try:
            return self._answer(environ, start_response, version)
        finally:
            content_version.reset(token)

    def _answer(self, environ, start_response, version):
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.application(environ, start_response)
        if version is None or self.session_cookie in environ.get("HTTP_COOKIE", ""):
            return self._render(environ, start_response, version)
        secure = "https" in (environ["wsgi.url_scheme"], environ.get("HTTP_X_FORWARDED_PROTO"))
        host = environ.get("HTTP_HOST") or (environ["SERVER_NAME"], environ["SERVER_PORT"])
        place = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
        key = host, secure, *place, environ.get("QUERY_STRING", "")
        page = self._kept(key, version)
        answer = page and page.answer(environ, start_response)
        if answer is not None:
            return answer
        return self._render_once(key, version, environ, start_response)

    def _kept(self, key, version):
        page = self.shelf.get(key)
        return page if page and page.is_current(version) else None

    def _render_once(self, key, version, environ, start_response):
        """Let one render the page while others that want it too wait; each renders what cannot be kept."""
        with self._lock:
            other = self._rendering.get(key)
            if other is None:
                mine = self._rendering[key] = Event()
        if other is not None:
            other.wait(LONGEST_WAIT)
            page = self._kept(key, version)
            answer = page and page.answer(environ, start_response)
            return answer or self._render(environ, start_response, version)
        try:
            return self._render(environ, start_response, version, key)
        finally:
            with self._lock:
                del self._rendering[key]
            mine.set()

    def _render(self, environ, start_response, version, key=None):
        """Ask Django; keep under ``key`` what may be kept, and compress what is public."""
        known, until = self._until
        if version is None:
            until = 0
        elif known != version or until <= time.time():  # asked once, as long as it lies ahead
            until = self.until()
            self._until = (version, until)
        sent = environ.get("HTTP_IF_NONE_MATCH", "")
        inner = environ | {"REQUEST_METHOD": "GET"} if key else dict(environ)
        if GZIP_SUFFIX in sent:
            inner["HTTP_IF_NONE_MATCH"] = sent.replace(f'{GZIP_SUFFIX}"', '"')
        started = []
        token = content_state.set((version, until) if until > time.time() else None)
        try:
            answer = self.application(inner, lambda *args: started.append(args))
        finally:
            content_state.reset(token)
        status, headers = started[0][:2]
        if getattr(answer, "streaming", True) or not is_public(status, headers):
            start_response(*started[0])
            if environ["REQUEST_METHOD"] == "HEAD":
                answer.close()
                return [b""]
            return answer
        body = b"".join(answer) if status.startswith("200") else None
        answer.close()
        page = Page(headers, body, version, until)
        if key and until > time.time():
            self.shelf.put(key, page, len(page.body or b"") + OVERHEAD)
        return page.answer(environ, start_response) or page.unchanged(start_response)


def is_public(status, headers):
    """Whether an answer of this ``status`` with these ``headers`` is one that anyone may keep, with an ETag."""
    names = {name.lower(): value for name, value in headers}
    return (
        status.startswith(("200", "304"))
        and "public" in names.get("cache-control", "")
        and bool(names.get("etag"))
        and "set-cookie" not in names
        and names.get("vary", "").lower() in ("", "accept-encoding")
    )
