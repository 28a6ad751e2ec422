"""Who is looking at the page?

In production whoever used a one-time link from chat; in a demo whom the page was asked to show,
because a demo has nobody but sample people. Switching exists only there.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from desk.inbound import Author
from desk.people import Actor, Identity, Person, Role
from handlers.web.channels import PLATFORM, account_of
from handlers.web.security import new_secret
from handlers.web.services import DemoControls, SamplePerson, WebServices

_LIFETIME = 8 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody at the page, with the roles that hold now; `identity` is what they came by."""

    identity: Identity
    actor: Actor

    @property
    def account(self) -> str:
        """Who they are in the web chat."""
        return account_of(self.identity)

    @property
    def name(self) -> str:
        """What they are called."""
        return self.actor.person.name

    @property
    def label(self) -> str:
        """The name with the person's teams, for choosing among many."""
        return " · ".join([self.name, *sorted(self.actor.tiers)])

    @property
    def author(self) -> Author:
        """The viewer as the author of what they do."""
        return Author(
            identity=self.identity,
            name=self.name,
            language=self.actor.person.language,
            timezone=self.actor.person.timezone,
        )


class Door:
    """Tells who it is, and keeps the cookies."""

    def __init__(self, services: WebServices) -> None:
        self._services = services
        prefix = "__Host-" if services.options.is_secure else ""
        self._session = f"{prefix}firstline"
        self._browser = f"{prefix}firstline-form"

    async def viewer(self, request: Request, wanted: str | None = None) -> Viewer | None:
        """Say who is looking; `wanted` is heard in a demo only."""
        if self._services.demo is not None:
            return await self._found(self._services.demo, wanted)
        session = request.cookies.get(self._session)
        if session is None:
            return None
        identity = await self._services.sessions.account(session, self._services.machine_now())
        return None if identity is None else await self._viewer(identity, identity.id)

    async def sample(self, person: SamplePerson) -> Viewer:
        """Give one of the demo's people."""
        return await self._viewer(Identity(platform=PLATFORM, id=person.id), person.name)

    def browser(self, request: Request) -> str:
        """Give the browser's own secret, new for one that has none yet."""
        return self.known_browser(request) or new_secret()

    def known_browser(self, request: Request) -> str | None:
        """Give the browser's own secret, if it brought one."""
        return request.cookies.get(self._browser)

    def keep_browser(self, response: Response, secret: str) -> None:
        """Let the browser remember its secret, from which its forms' tokens are made."""
        self._keep(response, self._browser, secret, None)

    def sign_in(self, response: Response, session: str) -> None:
        """Let the browser remember the session."""
        self._keep(response, self._session, session, _LIFETIME)

    async def sign_out(self, request: Request, response: Response) -> None:
        """End the session here and in the browser."""
        session = request.cookies.get(self._session)
        if session is not None:
            await self._services.sessions.close(session)
        is_secure = self._services.options.is_secure
        response.delete_cookie(self._session, secure=is_secure, httponly=True, samesite="lax")

    async def _found(self, demo: DemoControls, wanted: str | None) -> Viewer | None:
        people = await demo.people()
        if wanted is None:
            engineers = (person for person in people if person.is_engineer)
            return await self.sample(next(engineers, people[0]))
        known = next((person for person in people if person.id == wanted), None)
        return None if known is None else await self.sample(known)

    async def _viewer(self, identity: Identity, name: str) -> Viewer:
        """Find the person; one whom the desk has not met yet is a requester like anybody."""
        actor = await self._services.people.actor(identity)
        if actor is None:
            actor = Actor(person=Person(id=0, name=name), roles=frozenset({Role.REQUESTER}))
        return Viewer(identity=identity, actor=actor)

    def _keep(self, response: Response, name: str, value: str, lifetime: int | None) -> None:
        response.set_cookie(
            name,
            value,
            max_age=lifetime,
            httponly=True,
            secure=self._services.options.is_secure,
            samesite="lax",
        )
