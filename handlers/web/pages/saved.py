"""How is a file given to a browser, so that nothing in it can do anything there?

It is never anything but a download, except pictures whose own bytes say that they are pictures;
even those are shown in a sandbox where nothing runs.
"""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from desk.attachment import Attachment, FileState
from desk.errors import NotAllowedError, NotFoundError
from handlers.web.site import Site

_LARGEST_NUMBER = 2**63 - 1  # what a database can look for
_SANDBOX = "default-src 'none'; sandbox"


class FileDoors:
    """The endpoints that give files."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._shelf = site.services.files

    async def download(self, request: Request) -> Response:
        """Give a file to be saved; somebody else's is as good as not there."""
        file = await self._file(request)
        if file is None:
            return _missing()
        name = quote(file.name, safe="")
        return self._bytes(file, "application/octet-stream", f"attachment; filename*=UTF-8''{name}")

    async def picture(self, request: Request) -> Response:
        """Show a picture; anything else is as good as not there."""
        file = await self._file(request)
        if file is None or file.picture is None:
            return _missing()
        return self._bytes(file, file.picture, "inline")

    async def _file(self, request: Request) -> Attachment | None:
        visit = await self._site.visit(request, request.query_params.get("as"))
        number: int = request.path_params["number"]
        if visit.viewer is None or self._shelf is None or number > _LARGEST_NUMBER:
            return None
        try:
            file = await self._shelf.look(visit.viewer.actor, number)
        except (NotFoundError, NotAllowedError):
            return None
        return file if file.state is FileState.KEPT else None

    def _bytes(self, file: Attachment, media_type: str, disposition: str) -> Response:
        if self._shelf is None:
            return _missing()
        headers = {
            "content-disposition": disposition,
            "content-security-policy": _SANDBOX,
            "cache-control": "private, max-age=3600",
        }
        if file.size is not None:
            headers["content-length"] = str(file.size)
        return StreamingResponse(self._shelf.read(file.id), media_type=media_type, headers=headers)


def _missing() -> Response:
    return PlainTextResponse("", status_code=404)
