"""Which button does each offer become? The n-th offer is the n-th button."""

from collections.abc import Callable

from desk.notice import Notice, NoticeKind, Offer
from desk.ticket import Verb
from handlers.cards.card import Button, Style
from handlers.cards.facts import Facts
from handlers.texts import Texts

LONGEST = 75
"""Characters of a label; Slack takes no more."""

AT_ONCE = 5
"""Buttons of an engineers' card that stand side by side, the menu for the rest among them."""

_MARKS = ("1", "5")
_WAYS_OUT = {Verb.NOT_IT, Verb.PERSON}
_TOWARDS = {Verb.ESCALATE: "next_tier", Verb.RETURN: "previous_tier"}
"""The fact that names the tier to which a verb moves a ticket."""

_LEADING: dict[NoticeKind, tuple[Verb, ...]] = {
    NoticeKind.ANSWER: (Verb.SOLVED,),
    NoticeKind.SUGGESTIONS: (Verb.NOT_IT, Verb.PERSON),
    NoticeKind.TICKET_CARD: (Verb.CLAIM, Verb.RESOLVE),
    NoticeKind.STATUS: (Verb.CLAIM, Verb.RESOLVE),
    NoticeKind.RELAYED: (Verb.REPLY,),
    NoticeKind.PAGED: (Verb.CLAIM,),
    NoticeKind.OWNER_REMINDED: (Verb.REPLY,),
    NoticeKind.WELCOME: (Verb.ASK,),
    NoticeKind.SERVICE_STATE: (Verb.SUBSCRIBE,),
    NoticeKind.SAME_TROUBLE: (Verb.ME_TOO,),
    NoticeKind.INCIDENT_OVER: (Verb.WORKS,),
    NoticeKind.CHANGE_APPROVAL: (Verb.APPROVE_CHANGE,),
    NoticeKind.APPROVAL: (Verb.APPROVE,),
}

_STEPPING = frozenset({NoticeKind.TICKET_CARD, NoticeKind.STATUS})
"""Cards on which the next step of a change leads, once somebody has the ticket."""


def buttons(notice: Notice, facts: Facts, texts: Texts) -> tuple[Button, ...]:
    """Draw the offers: label, weight, and the question that a dangerous one asks first."""
    labels = _Labels(notice, facts, texts)
    leading = _leading(notice, facts)
    return tuple(
        _button(place, offer, labels, is_leading=place == leading)
        for place, offer in enumerate(notice.offers)
    )


def cut(label: str) -> str:
    """Shorten a label to what every platform takes."""
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"


def _button(place: int, offer: Offer, labels: "_Labels", *, is_leading: bool) -> Button:
    confirm = labels.confirm(offer)
    style = Style.DANGER if confirm else Style.PRIMARY if is_leading else Style.PLAIN
    return Button(
        label=cut(labels.label(place, offer)),
        offer=place,
        verb=offer.verb.value,
        style=style,
        confirm=confirm,
        is_more=style is Style.PLAIN and labels.has_menu and place >= AT_ONCE - 1,
    )


def _leading(notice: Notice, facts: Facts) -> int | None:
    """The place of the one button that most people want next."""
    verbs = [offer.verb for offer in notice.offers]
    wanted = _LEADING.get(notice.kind, ())
    step = facts.part("ticket").part("change").words("next")
    if step in {verb.value for verb in verbs} and notice.kind in _STEPPING:
        wanted = (Verb.CLAIM, Verb(step))
    if facts.words("state") == "not_it":
        wanted = (Verb.PERSON,)
    for verb in wanted:
        if verb in verbs:
            return verbs.index(verb)
    return None


class _Labels:
    """The words on the buttons of one notice."""

    def __init__(self, notice: Notice, facts: Facts, texts: Texts) -> None:
        self._kind = notice.kind
        self._verbs = [offer.verb for offer in notice.offers]
        self._facts = facts
        self._ticket = facts.part("ticket")
        self._texts = texts
        self._number = self._ticket.words("number") or f"#{notice.ticket or 0}"
        self.has_menu = notice.kind is NoticeKind.TICKET_CARD and len(notice.offers) > AT_ONCE

    def label(self, place: int, offer: Offer) -> str:
        """Give the words of an offer."""
        worded = _WORDED.get(offer.verb)
        if worded is not None:
            return worded(self, offer.words or "")
        return self._of_verb(place, offer.verb)

    def confirm(self, offer: Offer) -> str | None:
        """Give the question that comes before a dangerous offer."""
        number = self._number
        match offer.verb:
            case Verb.CANCEL | Verb.REOPEN:
                return self._texts.say(f"confirm.{offer.verb.value}", number=number)
            case Verb.TAKE_OVER:
                owner = self._ticket.person("owner") or self._facts.person("by")
                if owner is None:
                    return self._texts.say("confirm.take_over_unknown", number=number)
                return self._texts.say("confirm.take_over", number=number, name=owner.name)
        return None

    def _of_verb(self, place: int, verb: Verb) -> str:
        tier = self._ticket.words(_TOWARDS.get(verb, ""))
        if tier:
            return self._texts.say(f"button.{verb.value}_to", tier=tier)
        if self._kind is NoticeKind.SUGGESTIONS and self._is_first_way_out(place):
            return self._texts.say("button.none_of_these")
        if verb is Verb.UNMERGE and self._facts.is_true("is_same"):
            return self._texts.say("button.not_the_same")
        if self._kind is NoticeKind.RESOLVED and verb is Verb.REOPEN:
            return self._texts.say("button.not_solved")
        return self._texts.say(f"button.{verb.value}")

    def _is_first_way_out(self, place: int) -> bool:
        return self._verbs[place] in _WAYS_OUT and not _WAYS_OUT & set(self._verbs[:place])

    def title(self, article: str) -> str:
        """Give the title of an article to pick."""
        for choice in self._facts.parts("choices"):
            if choice.words("article") == article:
                return choice.words("title") or article
        return article or self._texts.say("button.pick")

    def runbook(self, runbook: str) -> str:
        """Say which one is started, where there are several."""
        start = self._texts.say("button.runbook")
        if self._verbs.count(Verb.RUNBOOK) == 1:
            return start
        for row in self._facts.parts("rows"):
            if row.words("id") == runbook:
                return f"{start}: {row.words('title')}"
        return start

    def step(self, words: str) -> str:
        """Give the box of a step as it is, with its number; the words are `checklist:step:on`."""
        _, _, rest = words.partition(":")
        number, _, wanted = rest.partition(":")
        return f"{'☐' if wanted == 'on' else '☑'} {number}"

    def same_as(self, _: str) -> str:
        """Name the incident of which it would be another case."""
        number = self._facts.words("same_as")
        return self._texts.say("button.same_as" if number else "button.same", number=number)

    def request(self, key: str) -> str:
        """Give the title of a request."""
        for row in self._facts.parts("rows"):
            if row.words("key") == key:
                return row.words("title")
        return self._texts.say("button.request")

    def mark(self, mark: str) -> str:
        """Give a mark, the best and the worst with a face."""
        if mark in _MARKS:
            return self._texts.say(f"button.rate.{mark}")
        return self._texts.say("button.rate", mark=mark)

    def hear_of(self, service: str) -> str:
        """Name the service that one would hear of."""
        for one in self._facts.parts("broken"):
            if one.words("service") == service:
                title = one.words("title") or service
                return self._texts.say("button.subscribe_to", service=title)
        return self._texts.say("button.subscribe")

    def send_to(self, _: str) -> str:
        """Name whoever would read the words."""
        to = self._facts.person("to") or self._ticket.person("requester")
        name = to.name if to else self._texts.say("talk.requester")
        return self._texts.say("button.send_to", name=name)

    def choice(self, words: str) -> str:
        """Give the word of a choice; the words are `form:field:code`, no code skips the field."""
        _, _, field_and_code = words.partition(":")
        field, _, code = field_and_code.partition(":")
        if not field:
            return self._texts.say("button.open_form")
        asked = self._facts.part("field")
        names = dict(zip(asked.listed("options"), asked.listed("labels"), strict=False))
        if not code:
            return self._texts.say("button.skip")
        if code == asked.words("initial") and not names:
            return self._texts.say("button.take_initial")
        return names.get(code) or self._texts.code(field, code)


_WORDED: dict[Verb, Callable[[_Labels, str], str]] = {
    Verb.PICK: _Labels.title,
    Verb.REQUEST: _Labels.request,
    Verb.RATE: _Labels.mark,
    Verb.SAME: _Labels.same_as,
    Verb.SEND: _Labels.send_to,
    Verb.SUBSCRIBE: _Labels.hear_of,
    Verb.FILL: _Labels.choice,
    Verb.RUNBOOK: _Labels.runbook,
    Verb.TICK: _Labels.step,
}
"""The verbs whose label is made of the offer's words or the notice's facts."""
