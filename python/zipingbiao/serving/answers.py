"""What the service answers with: sentences, data, files; and what stands at the head of all."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Response

from zipingbiao.serving.desk import Result

#: No script but ours, nothing from elsewhere, no frame around us.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEAD = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


def guarded(response: Response) -> Response:
    """A response with what every one of ours has at its head."""
    response.headers.update(_HEAD)
    return response


def sentence(text: str, status: int) -> Response:
    """A sentence for a person."""
    return guarded(Response(f"{text}\n", status, content_type="text/plain; charset=utf-8"))


def data(value: Any, status: int = 200) -> Response:
    """Data for the page."""
    text = json.dumps(value, ensure_ascii=False)
    return guarded(
        Response(
            text.encode("utf-8", "backslashreplace"),
            status,
            content_type="application/json; charset=utf-8",
        )
    )


def page(path: Path) -> Response:
    """A file of the page itself."""
    kind = _KINDS[path.suffix]
    return guarded(Response(path.read_bytes(), content_type=f"{kind}; charset=utf-8"))


def download(result: Result) -> Response:
    """A result; the browser keeps it and never shows it."""
    return _file(result.path.read_bytes(), result.path.name if "/" in result.name else result.name)


def _file(content: bytes, name: str) -> Response:
    found = Response(content, content_type="application/octet-stream")
    found.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return guarded(found)


def zipped(results: Iterable[Result], name: str) -> Response:
    """Some results in one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for one in results:
            archive.write(one.path, one.name)
    return _file(made.getvalue(), name)
