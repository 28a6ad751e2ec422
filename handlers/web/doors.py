"""Where do the page's forms arrive?

Every form is read with a limit, checked for our own token, and belongs to somebody who looks; then
it is the receiver's. What was typed is never lost by a refusal.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from starlette.datastructures import QueryParams, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from desk.people import Address
from desk.views import ChatFile, ChatMessage
from handlers.web.answers import Answers, Sent
from handlers.web.channels import PLATFORM
from handlers.web.files import FilledForm, is_upload, keep, like, read_upload
from handlers.web.identity import Viewer
from handlers.web.listeners import Place, Press, Receiver, Sender, Submission, points
from handlers.web.pages.loop import Draft, Loop
from handlers.web.render import Spot
from handlers.web.rooms import Rooms
from handlers.web.security import TooLargeError, is_own_form, read_form
from handlers.web.site import Site, Visit, back_to, go

_STEPS = {"quarter": timedelta(minutes=15), "day": timedelta(days=1)}
_NEXT = "next"
_LONGEST_KEY = 64
_TOO_LONG = 19  # digits; a database's number has at most eighteen
_UNWELCOME = 403
_TOO_LARGE = 413

Form = Mapping[str, str]


class Doors:
    """The endpoints that take forms."""

    def __init__(self, site: Site, loop: Loop) -> None:
        self._site = site
        self._loop = loop
        self._services = site.services
        self._answers = Answers(site)
        self._rooms = Rooms(site.services)
        self._receiver = Receiver(
            inbox=site.services.inbox, handles=site.services.handles, chat=site.services.store
        )

    async def say(self, request: Request) -> Response:
        """Take words and files; empty ones are given back with a sentence."""
        form, visit, refused = await self.open(request)
        try:
            return refused or await self._say(visit, form)
        finally:
            if isinstance(form, FilledForm):
                await form.close()

    async def _say(self, visit: Visit, form: Form) -> Response:
        viewer, text = _known(visit), form.get("text", "")
        place = await self._place(viewer, form)
        if place is None or not has_key(form):
            return self._answers.refused(visit, "web.stale", draft=text)
        files = form.named if isinstance(form, FilledForm) else ()
        if not text.strip() and not files:
            return await self._empty(visit, form)
        sender = Sender(author=viewer.author, form_key=form["key"])
        kept = await self._keep(viewer, sender, place, files)
        words, now = text.strip("\n"), self._services.desk_now()
        above = await self._above(viewer, place, words)
        await self._receiver.say(sender, place, words, now, files=kept, above=above)
        if visit.wants_json:
            return JSONResponse({"kind": "said"})
        return go(form.get("back", "/"))

    async def press(self, request: Request) -> Response:
        """Take a tap on a button and answer with what came of it."""
        form, visit, refused = await self.open(request)
        if refused is not None:
            return refused
        viewer = _known(visit)
        place, numbers = await self._place(viewer, form), _numbers(form)
        if place is None or numbers is None or not has_key(form):
            return self._answers.refused(visit, "web.stale")
        message, button, offer = numbers
        sender = Sender(author=viewer.author, form_key=form["key"])
        press = Press(place=place, message=message, button=button, offer=offer)
        outcome = await self._receiver.press(sender, press, self._services.desk_now())
        spot = Spot(channel=place.channel, message=message, thread=place.thread)
        sent = Sent(viewer=viewer, spot=spot, key=sender.key, back=_back(request))
        return await self._answers.outcome(visit, sent, outcome)

    async def sure(self, request: Request) -> Response:
        """Ask before a button that cannot be taken back."""
        form, visit, refused = await self.open(request)
        if refused is not None:
            return refused
        return self._answers.sure(visit, form, _back(request))

    async def submit(self, request: Request) -> Response:
        """Take a filled form and answer with what came of it."""
        form, visit, refused = await self.open(request)
        if refused is not None:
            return refused
        viewer = _known(visit)
        place, number = await self._place(viewer, form), _number(form.get("form"))
        if place is None or number is None or not has_key(form):
            return self._answers.refused(visit, "web.stale", draft=_typed(form))
        values = _values(form)
        sender = Sender(author=viewer.author, form_key=form["key"])
        filled = Submission(place=place, form=number, values=values)
        outcome = await self._receiver.submit(sender, filled, self._services.desk_now())
        sent = Sent(
            viewer=viewer,
            spot=Spot(channel=place.channel, thread=place.thread),
            key=sender.key,
            back="/",
            asked=form.get("asked", ""),
            values=values,
        )
        return await self._answers.outcome(visit, sent, outcome)

    async def ask_edit(self, request: Request) -> Response:
        """Show one's own words in a box, to be changed."""
        form, visit, refused = await self.open(request)
        message = None if refused else await self._own(_known(visit), form)
        if refused or message is None:
            return refused or self._answers.refused(visit, "web.stale")
        return self._answers.edit(visit, _plain_fields(form), message.text, form.get("back", "/"))

    async def ask_take_back(self, request: Request) -> Response:
        """Ask before one's own words go."""
        form, visit, refused = await self.open(request)
        if refused is not None:
            return refused
        question = visit.renderer.words.say("web.own.take_back.sure")
        back = form.get("back", "/")
        return self._answers.sure(
            visit, _plain_fields(form), back, question=question, action="/take-back"
        )

    async def edit(self, request: Request) -> Response:
        """Take changed words for a message of the sender's own."""
        form, visit, refused = await self.open(request)
        if refused is not None:
            return refused
        text = form.get("text", "").strip("\n")
        message = await self._own(_known(visit), form)
        if message is None or not has_key(form):
            return self._answers.refused(visit, "web.stale", draft=text)
        if not text.strip():
            return self._answers.refused(visit, "web.own.empty")
        if text != message.text:
            place = Place(channel=message.channel, thread=message.thread)
            now = self._services.desk_now()
            await self._receiver.edit(_sender(visit, form), place, message.id, text, now)
        return self._amended(visit, form)

    async def take_back(self, request: Request) -> Response:
        """Take a message of the sender's own away."""
        form, visit, refused = await self.open(request)
        if refused is not None:
            return refused
        message = await self._own(_known(visit), form)
        if message is None or not has_key(form):
            return self._answers.refused(visit, "web.stale")
        place = Place(channel=message.channel, thread=message.thread)
        now = self._services.desk_now()
        await self._receiver.take_back(_sender(visit, form), place, message.id, now)
        return self._amended(visit, form)

    async def clock(self, request: Request) -> Response:
        """Move the demo's clock on."""
        form, visit, refused = await self.open(request)
        if refused is not None:
            return refused
        by, demo = form.get("by", ""), self._services.demo
        if demo is None or by not in {_NEXT, *_STEPS}:
            return self._answers.refused(visit, "web.stale")
        passed = await (demo.move_to_next() if by == _NEXT else demo.move(_STEPS[by]))
        if visit.wants_json:
            return self._answers.passed(visit, passed, self._services.desk_now())
        return go(_back(request))

    async def sign_in(self, request: Request) -> Response:
        """Use the one-time link up, and let its person in."""
        token = request.path_params["token"]
        visit = await self._site.visit(request)
        form = await self._read(request)
        if form is None or not self._is_own(visit, form):
            return self._answers.refused(visit, "web.stale", status=_UNWELCOME)
        session = await self._services.sessions.redeem(token, self._services.machine_now())
        if session is None:
            say = visit.renderer.words.say
            title = say("web.sign_in.over")
            return self._site.told(visit, title, status=410, text=say("web.sign_in.how"))
        response = go("/")
        self._site.door.sign_in(response, session)
        return response

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        visit = await self._site.visit(request)
        form = await self._read(request)
        if form is None or not self._is_own(visit, form):
            return self._answers.refused(visit, "web.stale", status=_UNWELCOME)
        response = go("/")
        await self._site.door.sign_out(request, response)
        return response

    async def open(self, request: Request) -> tuple[Form, Visit, Response | None]:
        """Read a form of somebody who is in; the refusal is set when it is not to be taken."""
        if is_upload(request) and (visit := await self._site.visit(request)).viewer is None:
            return {}, visit, self._site.stranger(visit)
        form = await self._read(request)
        visit = await self._site.visit(request, (form or {}).get("as"))
        if form is None:
            told = "web.file_too_large" if is_upload(request) else "web.too_large"
            return {}, visit, self._answers.refused(visit, told, status=_TOO_LARGE)
        if not self._is_own(visit, form):
            typed = _typed(form)
            refused = self._answers.refused(visit, "web.stale", draft=typed, status=_UNWELCOME)
            return form, visit, refused
        if visit.viewer is None:
            return form, visit, self._site.stranger(visit)
        return form, visit, None

    async def _read(self, request: Request) -> Form | None:
        try:
            if is_upload(request):
                return await read_upload(request, self._services.policy.max_attachment)
            return await read_form(request)
        except TooLargeError:
            return None

    async def _keep(
        self, viewer: Viewer, sender: Sender, place: Place, files: Sequence[UploadFile]
    ) -> Sequence[ChatFile]:
        """Store what came with the words, before the words are."""
        shelf = self._services.files
        if shelf is None:
            return ()
        root = None if place.thread is None else str(place.thread)
        where = Address(platform=PLATFORM, channel=place.channel, thread=root)
        now, person = self._services.desk_now(), viewer.actor.person.id
        return await keep(shelf, files, like(sender.key, person, where, now))

    def _is_own(self, visit: Visit, form: Form) -> bool:
        return is_own_form(self._site.door.known_browser(visit.request), form.get("token", ""))

    async def _place(self, viewer: Viewer, form: Form) -> Place | None:
        """Say where it was done, or None in a channel that the viewer is not in."""
        channel = form.get("channel", "")
        if channel not in await self._rooms.of(viewer):
            return None
        return Place(channel=channel, thread=_number(form.get("thread")))

    async def _above(self, viewer: Viewer, place: Place, words: str) -> ChatMessage | None:
        """Give the message at the top of the thread, where a ticket of it is wanted."""
        if place.thread is None or not points(words):
            return None
        return await self._services.chat.message(place.thread, viewer=viewer.account)

    async def _own(self, viewer: Viewer, form: Form) -> ChatMessage | None:
        """Find the message that a form is about; None unless the viewer wrote it and may be there.

        Everybody else's is as good as gone.
        """
        number = _number(form.get("message"))
        if number is None:
            return None
        message = await self._services.chat.message(number, viewer=viewer.account)
        if message is None or message.author != viewer.account:
            return None
        return message if message.channel in await self._rooms.of(viewer) else None

    def _amended(self, visit: Visit, form: Form) -> Response:
        return JSONResponse({"kind": "done"}) if visit.wants_json else go(form.get("back", "/"))

    async def _empty(self, visit: Visit, form: Form) -> Response:
        fault = visit.renderer.words.say("web.empty_text")
        if visit.wants_json:
            return JSONResponse({"kind": "refused", "text": fault}, status_code=422)
        query = QueryParams(back_to(form.get("back", "/")).partition("?")[2])
        seating = await self._loop.seating(visit, query)
        viewer = _known(visit)
        side = next(
            (
                seat.side
                for seat in seating.shown
                if (seat.viewer.account, seat.channel) == (viewer.account, form["channel"])
            ),
            "",
        )
        draft = Draft(side=side, text=form.get("text", ""), fault=fault)
        return await self._loop.answer(visit, seating, draft=draft, status=422)


def _known(visit: Visit) -> Viewer:
    if visit.viewer is None:
        raise LookupError("a visit that was let in has a viewer")
    return visit.viewer


def _sender(visit: Visit, form: Form) -> Sender:
    return Sender(author=_known(visit).author, form_key=form["key"])


def _plain_fields(form: Form) -> dict[str, str]:
    """Give what the next form carries on."""
    return {name: value for name, value in form.items() if name != "text"}


def has_key(form: Form) -> bool:
    """Whether it carries the random key under which what it does is done once."""
    return 0 < len(form.get("key", "")) <= _LONGEST_KEY


def _number(text: str | None) -> int | None:
    if text is None or not (text.isascii() and text.isdecimal()):
        return None
    return int(text) if len(text) < _TOO_LONG else None


def _numbers(form: Form) -> tuple[int, int, int] | None:
    message, button = _number(form.get("message")), _number(form.get("button"))
    offer = _number(form.get("offer"))
    if message is None or button is None or offer is None:
        return None
    return message, button, offer


def _values(form: Form) -> dict[str, str]:
    return {
        name.removeprefix("field."): value
        for name, value in form.items()
        if name.startswith("field.")
    }


def _typed(form: Form) -> str:
    """Give all that somebody wrote, to be shown again where it cannot be taken."""
    return "\n\n".join(words for words in (form.get("text", ""), *_values(form).values()) if words)


def _back(request: Request) -> str:
    """Lead back to the page that sent the form, as far as the browser tells."""
    referer = request.headers.get("referer", "")
    host = request.headers.get("host", "")
    _, found, path = referer.partition(f"//{host}")
    return back_to(path) if found and not path.startswith("/press") else "/"
