"""What does a calendar get that subscribes to who is on call?"""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from handlers.web.services import WebServices

LONGEST = 200
"""Characters of a key; longer ones are none of ours."""


class FeedDoor:
    """Answers calendars, which have a key in the address and no session."""

    def __init__(self, services: WebServices) -> None:
        self._services = services

    async def calendar(self, request: Request) -> Response:
        """Give the calendar of the rotation, or say that there is none."""
        feed, key = self._services.feed, request.query_params.get("key", "")
        name: str = request.path_params["name"]
        found = await feed(name, key[:LONGEST]) if feed is not None else None
        if found is None:
            return PlainTextResponse("There is no such calendar, or its key is another.", 404)
        headers = {"content-disposition": f'inline; filename="{name}.ics"'}
        return Response(found, media_type="text/calendar; charset=utf-8", headers=headers)
