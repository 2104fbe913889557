"""How does a file leave? As an attachment under a name that says what it is, never shown by the browser itself."""

from collections.abc import Iterable
from urllib.parse import quote

from flask import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
# Should a browser open the file all the same, nothing in it may run, load or send anything.
SANDBOX = "sandbox; default-src 'none'"


def disposition(name: str) -> str:
    """Return the header that names a file in any script (RFC 6266): a header itself can only hold ASCII."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def attachment(content: bytes | Iterable[bytes], name: str, media_type: str) -> Response:
    """Return a file to keep."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
