"""How does a request travel: which arguments and files are in its body?"""

from __future__ import annotations

from aiohttp import web

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.spec import Upload

UPLOAD_LIMIT = 50 * 1024 * 1024


async def read_body(request: web.Request) -> tuple[dict[str, object], dict[str, Upload]]:
    """Read a form, a multipart form, JSON or a query string, as the vendor takes all four."""
    raw: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        raw.update(await _json(request))
        return raw, {}
    uploads: dict[str, Upload] = {}
    if request.method == "POST" and request.content_type != "application/octet-stream":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = _upload(value)
            else:
                raw[name] = value
    return raw, uploads


async def _json(request: web.Request) -> dict[str, object]:
    try:
        body = await request.json()
    except ValueError:
        raise bad_request("Can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("Can't parse JSON object")
    return body


def _upload(part: web.FileField) -> Upload:
    content = part.file.read()
    part.file.close()
    return Upload(filename=part.filename, content=content, content_type=part.content_type)
