"""A morning at the desk: talks, cards and a board that look like the real thing."""

from collections.abc import Mapping
from datetime import timedelta

from desk.notice import Op
from desk.owed import Owed
from desk.people import Address, Identity
from desk.policy import Priority, Status
from handlers.cards.card import (
    Article as ArticleBlock,
)
from handlers.cards.card import (
    Button,
    Card,
    Fields,
    Footnote,
    Moment,
    MomentStyle,
    Paragraph,
    Quote,
    Strong,
    Style,
    Tone,
)
from handlers.cards.card import Person as Named
from handlers.notifier import Parcel, Sent
from handlers.web.notifier import WebNotifier
from knowledge.article import Article
from tests.handlers.web.chat_in_memory import NOW
from tests.handlers.web.desk_in_memory import Whole, row

PASSWORD = """Open **Account › Security** and choose **Reset password**.

1. Enter your work e-mail.
2. Open the link we send you (valid 15 minutes).
3. Choose a new password.

Still locked out? See [unlock your account](unlock-account.md)."""

ANSWER = Card(
    key="answer:12:v1",
    text="Answer: Reset your password",
    heading="Reset your password",
    blocks=(
        ArticleBlock(markdown=PASSWORD),
        Footnote(line=("From the knowledge base · 92% found it helpful",)),
    ),
    buttons=(
        Button(label="This solved it", offer=0, verb="solved", style=Style.PRIMARY),
        Button(label="Not it", offer=1, verb="not_it"),
        Button(label="Talk to a person", offer=2, verb="person"),
    ),
    tone=Tone.GOOD,
)

OPENED = Card(
    key="ticket.opened:106:v1",
    text="Ticket SUP-106 created: The invoices page shows error 500",
    heading="Ticket SUP-106 created",
    blocks=(
        Paragraph(
            line=(
                "A support engineer answers here before ",
                Moment(at=NOW + timedelta(minutes=25)),
                ". Write here to add details.",
            )
        ),
        Quote(text="The invoices page shows error 500 since this morning."),
        Fields(rows=(("Priority", ("P2 · high",)), ("Team", ("L1 support",)))),
    ),
    buttons=(
        Button(
            label="Cancel ticket",
            offer=0,
            verb="cancel",
            confirm="Cancel SUP-106? The team stops working on it.",
        ),
    ),
    tone=Tone.GOOD,
)


def team_card(number: int, title: str, quote: str, *, tone: Tone = Tone.BUSY, owner="") -> Card:
    """The card of a ticket for its team."""
    first = (
        Button(label="Resolve", offer=0, verb="resolve", style=Style.PRIMARY)
        if owner
        else Button(label="Claim", offer=0, verb="claim", style=Style.PRIMARY)
    )
    return Card(
        key=f"ticket.card:{number}:v{2 if owner else 1}",
        text=f"SUP-{number}: {title}",
        heading=f"SUP-{number} · {title}",
        blocks=(
            Quote(text=quote),
            Fields(
                rows=(
                    ("Requester", (Named(name="Maya Rossi"), " · Finance")),
                    ("Priority", ("P2 · high",)),
                    ("Status", ("In progress" if owner else "New",)),
                    ("Owner", (Named(name=owner) if owner else "Nobody yet",)),
                    (
                        "Answer due",
                        (
                            Moment(at=NOW + timedelta(minutes=25)),
                            " · ",
                            Moment(at=NOW + timedelta(minutes=25), style=MomentStyle.COUNTDOWN),
                        ),
                    ),
                )
            ),
            Footnote(
                line=("Talk here freely: only what you say to @firstline reaches the requester.",)
            ),
        ),
        buttons=(
            first,
            Button(label="Reply to requester", offer=1, verb="reply"),
            Button(label="Escalate to L2", offer=2, verb="escalate"),
            Button(label="Ask requester", offer=3, verb="ask_requester", is_more=True),
            Button(label="Add a note", offer=4, verb="note", is_more=True),
        ),
        tone=tone,
    )


def line(key: str, text: str, *buttons: Button) -> Card:
    """A card of one line."""
    return Card(key=key, text=text, buttons=buttons)


WELCOME = Card(
    key="welcome:0:v0",
    text="Hello Maya. Ask me anything.",
    heading="Hello Maya",
    blocks=(
        Paragraph(
            line=(
                "Ask me anything in your own words, for example ",
                Strong(text="I forgot my password"),
                ".",
            ),
        ),
    ),
)


async def play(whole: Whole) -> Mapping[str, int]:
    """Fill the chat; gives the ids of some messages by name."""
    ids: dict[str, int] = {}
    for step in _SCRIPT:
        await step(whole, ids)
    whole.desk.rows.update(_board())
    for article in _ARTICLES:
        whole.desk.articles[article.id] = article
    return ids


def _said(name, channel, author, author_name, text, under=None):
    async def step(whole: Whole, ids: dict[str, int]) -> None:
        ids[name] = await whole.chat.put(
            f"web:{author}:{name}",
            channel=channel,
            text=text,
            at=NOW + timedelta(minutes=len(ids)),
            thread=ids[under] if under else None,
            author=author,
            author_name=author_name,
        )

    return step


def _posted(name, channel, card, under=None, only=None, button: int | None = 7):
    async def step(whole: Whole, ids: dict[str, int]) -> None:
        at = NOW + timedelta(minutes=len(ids))
        notifier = WebNotifier(whole.chat, now=lambda: at, changed=whole.signal.tell)
        sent = await notifier.carry(
            Parcel(
                key=f"event:{name}@web:{channel}",
                op=Op.POST,
                address=Address(platform="web", channel=channel),
                card=card,
                button=button,
                under=str(ids[under]) if under else None,
                only=Identity(platform="web", id=only) if only else None,
            )
        )
        assert isinstance(sent, Sent)
        ids[name] = int(sent.message)

    return step


def _reacted(on, sign):
    async def step(whole: Whole, ids: dict[str, int]) -> None:
        await whole.chat.react(ids[on], sign)

    return step


_MAYA, _TEAM, _DEV = "dm:maya", "l1-support", "l2-engineering"
_QUOTE = (
    "The invoices page shows error 500 since this morning, I cannot send invoices to customers."
)

_SCRIPT = (
    _posted("welcome", _MAYA, WELCOME),
    _said("q1", _MAYA, "maya", "Maya Rossi", "i forgot my password :("),
    _posted("a1", _MAYA, ANSWER, under="q1"),
    _posted(
        "t103",
        _TEAM,
        team_card(
            103, "New laptop: install ERP client", "Please install it today.", tone=Tone.PLAIN
        ),
    ),
    _posted(
        "t104",
        _TEAM,
        team_card(104, "Cannot log in to portal", "It says: account locked.", tone=Tone.URGENT),
    ),
    _said("q2", _MAYA, "maya", "Maya Rossi", _QUOTE),
    _posted("a2", _MAYA, OPENED, under="q2"),
    _posted(
        "t106",
        _TEAM,
        team_card(106, "The invoices page shows error 500", _QUOTE, owner="Sam Okafor"),
    ),
    _posted(
        "h1", _TEAM, line("ticket.happened:106:v2", "Sam Okafor claimed SUP-106"), under="t106"
    ),
    _said("n1", _TEAM, "ivy", "Ivy Chen", "looks like the 5.12 release to me", under="t106"),
    _said("n2", _TEAM, "sam", "Sam Okafor", "yes. rolling the config back now", under="t106"),
    _said(
        "n3",
        _TEAM,
        "sam",
        "Sam Okafor",
        "@firstline could you send a screenshot? Which browser is it?",
        under="t106",
    ),
    _reacted("n3", "eyes"),
    _posted(
        "r1",
        _TEAM,
        line(
            "ticket.receipt:106:v2",
            "Sent to Maya Rossi.",
            Button(label="Undo", offer=0, verb="undo"),
        ),
        under="t106",
        only="sam",
    ),
    _posted(
        "p1",
        _MAYA,
        Card(
            key="ticket.reply:106:v2",
            text="Sam Okafor: could you send a screenshot?",
            blocks=(
                Paragraph(line=(Named(name="Sam Okafor"), " from L1 support")),
                Quote(text="could you send a screenshot? Which browser is it?"),
            ),
        ),
        under="q2",
    ),
    _said("q3", _MAYA, "maya", "Maya Rossi", "Firefox. The page stays white.", under="q2"),
    _reacted("q3", "eyes"),
)


def _board():
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    working, sam = Status.OPEN, "Sam Okafor"
    return {
        "new": [
            row(
                104,
                "Cannot log in to portal",
                priority=Priority.P2,
                due_at=NOW + 3 * minute,
                owed=(
                    Owed(metric="claim", due_at=NOW - 7 * minute, is_broken=True),
                    Owed(metric="first_response", due_at=NOW + 3 * minute),
                    Owed(metric="resolution", due_at=NOW + 8 * hour),
                ),
            ),
            row(103, "New laptop: install ERP client", priority=Priority.P4, due_at=NOW + 4 * hour),
        ],
        "in_progress": [
            row(
                101,
                "Invoices cannot be printed at all in the Rome office",
                priority=Priority.P1,
                status=working,
                owner=sam,
                due_at=NOW + 4 * minute,
            ),
            row(
                106,
                "The invoices page shows error 500",
                priority=Priority.P2,
                status=working,
                owner=sam,
                due_at=NOW + 29 * minute,
            ),
            row(99, "Badge does not open door 4", status=Status.PENDING, owner=sam, is_paused=True),
        ],
        "with:L2": [
            row(
                102,
                "Nightly export is slow",
                priority=Priority.P2,
                status=working,
                owner="Ivy Chen",
                due_at=NOW + 94 * minute,
                due_metric="stay_resolution",
                owed=(
                    Owed(metric="first_response", due_at=NOW, is_broken=True, is_over=True),
                    Owed(metric="stay_resolution", due_at=NOW + 94 * minute),
                    Owed(metric="resolution", due_at=NOW + 94 * hour),
                ),
            )
        ],
        "resolved": [row(105, "Wrong VAT rate on order 8812", status=Status.RESOLVED, owner=sam)],
    }


_ARTICLES = (
    Article(
        id="reset-password",
        title="Reset your password",
        questions=("i forgot my password",),
        body=PASSWORD,
    ),
    Article(
        id="unlock-account",
        title="Unlock your account",
        questions=("my account is locked",),
        body="Wait **ten minutes**, then try again. See [reset](reset-password.md).",
    ),
)
