"""How does a file leave? As an attachment under a name that says what it is, never shown by the browser itself."""

from collections.abc import Iterable

from flask import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
# Should a browser open the file all the same, nothing in it may run, load or send anything.
SANDBOX = "sandbox; default-src 'none'"


def attachment(content: bytes | Iterable[bytes], name: str, media_type: str) -> Response:
    """Return a file to keep."""
    response = Response(content, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
