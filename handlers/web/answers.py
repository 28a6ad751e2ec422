"""How is the browser told what came of a press or a form?

The page's script gets JSON and shows it in place; a browser without script gets a page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from starlette.responses import JSONResponse, Response

from desk.outcome import Ask, Done, FieldFaults, Outcome, Refused, Show
from handlers.cards.card import Card
from handlers.cards.catalogue import draw_form, draw_outcome, fault_words
from handlers.web.card_json import Drawn
from handlers.web.identity import Viewer
from handlers.web.render import Spot
from handlers.web.services import Passed
from handlers.web.site import Site, Visit, go

_REFUSED, _LATER = 422, 202

_SHOWN = 5
"""So many things that time did are named in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was sent, as the answer needs it: by whom, where, under which key, and the way back.

    `asked` is the key of the letter whose outcome asked for the form that is sent now.
    """

    viewer: Viewer
    spot: Spot
    key: str
    back: str
    asked: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class Answers:
    """Turns outcomes into what a browser shows."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def outcome(self, visit: Visit, sent: Sent, outcome: Outcome | None) -> Response:
        """Answer with an outcome; None means that it is still being worked on."""
        match outcome:
            case None:
                return self._working(visit, sent)
            case Done():
                return JSONResponse({"kind": "done"}) if visit.wants_json else go(sent.back)
            case Ask():
                return self._ask(visit, sent, outcome)
            case FieldFaults():
                return await self._faults(visit, sent, outcome)
            case Show() | Refused():
                return self._card(visit, sent, outcome)

    def refused(
        self, visit: Visit, word: str, *, draft: str = "", status: int = _REFUSED
    ) -> Response:
        """Refuse before anything was stored, with a sentence of the page's own."""
        text = visit.renderer.words.say(word)
        if visit.wants_json:
            return JSONResponse({"kind": "refused", "text": text}, status_code=status)
        title = visit.renderer.words.say("web.refused")
        return self._site.told(visit, title, status=status, text=text, draft=draft, back="/")

    def sure(
        self,
        visit: Visit,
        form: Mapping[str, str],
        back: str,
        *,
        question: str | None = None,
        action: str = "/press",
    ) -> Response:
        """Ask the button's question; the answer sends the same form on."""
        renderer = visit.renderer
        asked = question or visit.request.query_params.get("ask")
        question = asked or renderer.words.say("web.sure.title")
        fields = list(form.items())
        values = {"question": question, "fields": fields, "back": back, "action": action}
        if visit.wants_json:
            return self._dialog(visit, renderer.page("sure.html", is_dialog=True, **values), "sure")
        body = renderer.page("sure.html", is_dialog=False, **values)
        return self._site.told(visit, question, body=body)

    def edit(self, visit: Visit, form: Mapping[str, str], text: str, back: str) -> Response:
        """Show words to their writer, to be changed and sent on with the same form."""
        values = {"fields": list(form.items()), "text": text, "back": back}
        if visit.wants_json:
            body = visit.renderer.page("edit.html", is_dialog=True, **values)
            return self._dialog(visit, body, "edit")
        body = visit.renderer.page("edit.html", is_dialog=False, **values)
        return self._site.told(visit, visit.renderer.words.say("web.own.edit.title"), body=body)

    def passed(self, visit: Visit, passed: Passed, now: datetime) -> Response:
        """Say where a demo's clock stands, and what time did on the way."""
        words, number = visit.renderer.words, self._site.services.policy.number
        things = [
            f"{number(ticket)} {words.code('web.event', kind.value.partition('.')[2])}"
            for ticket, kind in passed.happened
        ]
        shown, more = things[:_SHOWN], len(things) - _SHOWN
        listed = [*shown, words.say("web.demo.passed.more", n=more)] if more > 0 else shown
        told = [words.say("web.demo.passed", things=", ".join(listed))] if listed else []
        if passed.left:
            told.append(words.say("web.demo.passed.left", n=passed.left))
        text = " ".join(told) or words.say("web.demo.passed.nothing")
        return JSONResponse({"kind": "clock", "now": now.isoformat(), "text": text})

    def _dialog(self, visit: Visit, body: str, name: str) -> Response:
        page = visit.renderer.page
        html = page("dialog.html", body=body, title=f"{name}-title")
        return JSONResponse({"kind": "dialog", "html": html})

    def _working(self, visit: Visit, sent: Sent) -> Response:
        text = self._site.renderer(sent.viewer).words.say("web.working")
        if visit.wants_json:
            return JSONResponse({"kind": "toast", "text": text}, status_code=_LATER)
        return self._site.told(visit, text, status=_LATER, back=sent.back)

    def _card(self, visit: Visit, sent: Sent, outcome: Show | Refused) -> Response:
        renderer = self._site.renderer(sent.viewer)
        card = draw_outcome(outcome, renderer.words.language)
        if not isinstance(card, Card):
            raise TypeError(outcome)
        html = renderer.card(Drawn(card=card), self._site.reader(visit, sent.viewer), sent.spot)
        if visit.wants_json:
            note = renderer.page("note.html", body=html)
            return JSONResponse({"kind": "note", "text": card.text, "html": note})
        return self._site.told(visit, renderer.words.say("web.note"), body=html, back=sent.back)

    def _ask(self, visit: Visit, sent: Sent, outcome: Ask) -> Response:
        if visit.wants_json:
            html = self._form(visit, sent, outcome, asked=sent.key, is_dialog=True)
            return self._dialog(visit, html, f"form-{outcome.form.id}")
        body = self._form(visit, sent, outcome, asked=sent.key)
        title = self._site.renderer(sent.viewer).words.say("web.form.title")
        return self._site.told(visit, title, body=body)

    async def _faults(self, visit: Visit, sent: Sent, outcome: FieldFaults) -> Response:
        renderer = self._site.renderer(sent.viewer)
        faults = fault_words(outcome, renderer.words.language)
        if visit.wants_json:
            return JSONResponse({"kind": "faults", "faults": faults}, status_code=_REFUSED)
        asked = await self._asked(sent)
        if asked is None:
            text = " ".join(faults.values())
            return self._site.told(visit, text, status=_REFUSED, back=sent.back)
        body = self._form(visit, sent, asked, asked=sent.asked, faults=faults)
        title = renderer.words.say("web.form.title")
        return self._site.told(visit, title, status=_REFUSED, body=body)

    async def _asked(self, sent: Sent) -> Ask | None:
        """Find the form again by the letter that led to it; it must be the sender's own."""
        if not sent.asked.startswith(f"web:{sent.viewer.account}:"):
            return None
        outcome = await self._site.services.inbox.outcome(sent.asked)
        return outcome if isinstance(outcome, Ask) else None

    def _form(
        self,
        visit: Visit,
        sent: Sent,
        ask: Ask,
        *,
        asked: str,
        faults: Mapping[str, str] | None = None,
        is_dialog: bool = False,
    ) -> str:
        renderer = self._site.renderer(sent.viewer)
        number = self._site.services.policy.number_in(ask.form.ticket)
        drawn = draw_form(ask.form, renderer.words.language, number)
        reader = self._site.reader(visit, sent.viewer)
        return renderer.form(
            drawn,
            reader,
            sent.spot,
            asked=asked,
            values=sent.values,
            faults=faults or {},
            is_dialog=is_dialog,
        )
