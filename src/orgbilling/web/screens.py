"""Serves the screens where no route answers, as plain ASGI.

A path that is a built file is that file. Any other path is `index.html`, whose script knows the
pages, for whoever can show one. The API's paths, and whoever asks for something else, get the
same 404 as without screens.
"""

from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from orgbilling.edge.gate import is_api, path_of
from orgbilling.web.files import INDEX, Encoded, StaticFile, read_files

_NOT_BUILT: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>OrgBilling: screens not built</title></head>
<body>
<h1>The screens are not built</h1>
<p>This is a source checkout, and its screens have not been built yet. Build them with
<code>make ui</code> and start the server again. <code>make run</code> does both.</p>
<p>The API works without them: <a href="/docs">its description</a>.</p>
</body>
</html>
"""


class Screens:
    """What the router falls back to: `app.router.default = Screens(app.router.default)`."""

    def __init__(self, otherwise: ASGIApp, files: dict[str, StaticFile] | None = None) -> None:
        """`otherwise` answers whatever is no screen."""
        self._otherwise = otherwise
        self._files = read_files() if files is None else files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request that no route wanted."""
        response = self._answer(scope) if scope["type"] == "http" else None
        await (response or self._otherwise)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        path = path_of(scope)
        if scope["method"] not in {"GET", "HEAD"} or is_api(path):
            return None
        headers = dict(scope["headers"])
        found = self._files.get(path)
        if found is not None:
            return _send_file(found, headers)
        # A missing script must be missing: a page in its place would be run as one.
        last = path.rpartition("/")[2]
        if "." in last or not _wants_page(path, headers.get(b"accept", b"")):
            return None
        index = self._files.get(INDEX)
        if index is None:
            return Response(_NOT_BUILT, status_code=503, media_type="text/html")
        return _send_file(index, headers)


def _wants_page(path: str, accept: bytes) -> bool:
    """Tell whether a page is an answer: for a browser, and at `/` also for who takes anything and
    names no JSON. Elsewhere a probe with a mistyped path must not be told that all is well."""
    wanted = accept.lower()
    if b"text/html" in wanted:
        return True
    return path == "/" and (not wanted or b"*/*" in wanted) and b"json" not in wanted


def _send_file(file: StaticFile, headers: dict[bytes, bytes]) -> Response:
    same = {"cache-control": file.cache_control.decode(), "etag": file.etag.decode()}
    same["vary"] = "accept-encoding"
    if file.etag in headers.get(b"if-none-match", b""):
        return Response(status_code=304, headers=same)
    form = _chosen(file, headers.get(b"accept-encoding", b""))
    if form.encoding:
        same["content-encoding"] = form.encoding.decode()
    response = Response(form.body, headers=same)
    response.headers["content-type"] = file.media_type.decode()
    return response


def _chosen(file: StaticFile, accepted: bytes) -> Encoded:
    """Return the smallest form that the client can read; one that it gives q=0 it cannot."""
    readable = set()
    for item in accepted.lower().split(b","):
        coding, _, parameters = item.partition(b";")
        weight = parameters.strip().removeprefix(b"q=")
        if not parameters or weight.strip(b"0."):
            readable.add(coding.strip())
    return next(form for form in file.forms if not form.encoding or form.encoding in readable)
