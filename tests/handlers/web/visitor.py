"""A browser without script, as far as the page's forms go."""

from html.parser import HTMLParser

from httpx import ASGITransport, AsyncClient, Response
from starlette.types import ASGIApp
from typing_extensions import override

from handlers.web.app import create_app
from handlers.web.security import form_token
from handlers.web.services import WebServices

OURS = {"sec-fetch-site": "same-origin"}
SCRIPT = {**OURS, "accept": "application/json"}


class Visitor:
    """Keeps cookies, and sends forms as our own page would."""

    def __init__(
        self, services: WebServices | None = None, *, app: ASGIApp | None = None, base_url: str = ""
    ) -> None:
        """Look at a page of these services, or at an application that has its own."""
        if services is not None:
            app, base_url = create_app(services), services.options.base_url
        assert app is not None
        self.client = AsyncClient(
            transport=ASGITransport(app, raise_app_exceptions=False), base_url=base_url
        )

    async def get(self, path: str, **more) -> Response:
        return await self.client.get(path, **more)

    async def post(self, path: str, headers=OURS, **fields: object) -> Response:
        """Send a form; the token is this browser's own unless another is given."""
        if "token" not in fields:
            fields["token"] = await self.token()
        told = {name.replace("__", "."): str(value) for name, value in fields.items()}
        return await self.client.post(path, data=told, headers=headers)

    async def token(self) -> str:
        """Give the token of this browser's forms, after a first page if need be."""
        if self.secret is None:
            await self.get("/")
        return form_token(self.secret or "")

    @property
    def secret(self) -> str | None:
        for name, value in self.client.cookies.items():
            if name.endswith("firstline-form"):
                return value
        return None


class Seen(HTMLParser):
    """What a parser makes of some HTML: its tags with attributes, its words, its forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(html.encode().decode())  # plain: markup would escape what is added to it

    @override
    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    @override
    def handle_data(self, data):
        self.words += data

    def all(self, tag: str) -> list[dict[str, str]]:
        """Give the attributes of every tag of that name."""
        return [attributes for name, attributes in self.tags if name == tag]

    def hidden(self, action: str) -> dict[str, str]:
        """Give the hidden fields of the first form that goes to `action`."""
        found: dict[str, str] = {}
        is_inside = False
        for tag, attributes in self.tags:
            if tag == "form":
                if is_inside:
                    break
                is_inside = attributes.get("action") == action
            elif is_inside and tag == "input" and attributes.get("type") == "hidden":
                found[attributes["name"]] = attributes.get("value", "")
        return found


def seen(response: Response) -> Seen:
    return Seen(response.text)
