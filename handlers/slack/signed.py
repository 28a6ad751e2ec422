"""How is a signed request of Slack's answered, and who is turned away?

Everybody may knock at this door, so the signature comes before anything is read into the body, and
what is larger than anything that Slack sends is not even taken in.
"""

import re

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response

LARGEST = 1_000_000
"""Bytes of one request; a message has 40,000 characters at most, a form 100 blocks."""

_STAMP = re.compile(r"[0-9]{1,12}")
_TOO_LARGE = Response(status_code=413)
_UNSIGNED = Response(status_code=401)


class SignedRequests:
    """The door for requests that only Slack can have signed, less than five minutes ago."""

    def __init__(self, bolt: AsyncApp, secret: str) -> None:
        self._bolt = bolt
        self._verifier = SignatureVerifier(secret)

    async def answer(self, request: Request) -> Response:
        """Let Bolt answer what is signed; 401 for the rest."""
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return _TOO_LARGE
        # What is no UTF-8 is nothing of Slack's; replaced, its signature is wrong like any other.
        text = body.decode("utf-8", "replace")
        if not self._is_signed(text, request):
            return _UNSIGNED
        asked = AsyncBoltRequest(body=text, headers={**request.headers})
        return _response(await self._bolt.async_dispatch(asked))

    def _is_signed(self, text: str, request: Request) -> bool:
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        # The verifier raises for a time that is no number and for letters that are not ASCII.
        if _STAMP.fullmatch(stamp) is None or not signature.isascii():
            return False
        return bool(self._verifier.is_valid(text, stamp, signature))


def _response(answered: BoltResponse) -> Response:
    return Response(
        status_code=answered.status,
        content=answered.body,
        headers=answered.first_headers_without_set_cookie(),
    )
