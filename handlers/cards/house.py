"""What does the desk say about itself: hello, its commands, refusals, the way in, alarms?"""

from desk.notice import Json
from desk.people import Role
from handlers.cards.card import Block, Card, Fields, Footnote, Line, Paragraph, Strong, Tone, Web
from handlers.cards.draft import Draft
from handlers.cards.refusals import refusal_line
from handlers.commands import Command, commands_for, description, usage


def welcome(draft: Draft) -> Card:
    """Greet somebody new, and say that plain words are enough."""
    name = draft.facts.words("name")
    heading = (
        draft.say("welcome.heading", name=name) if name else draft.say("welcome.heading_nobody")
    )
    body = draft.say("welcome.body")
    return draft.card(
        f"{heading}. {body}",
        Paragraph(line=(body,)),
        Footnote(line=(draft.say("welcome.hint"),)),
        heading=heading,
    )


def help_card(draft: Draft) -> Card:
    """List the commands that the reader may use."""
    heading = draft.say("help.heading")
    blocks: list[Block] = [
        Paragraph(line=(draft.say("help.body"),)),
        _commands(draft, Role.REQUESTER),
    ]
    if draft.facts.is_true("is_engineer"):
        blocks.append(Paragraph(line=(draft.say("help.engineer"),)))
        blocks.append(_commands(draft, Role.ENGINEER))
    return draft.card(heading, *blocks, heading=heading)


def refused(draft: Draft) -> Card:
    """Say why not, and what to do instead."""
    told = draft.facts.part("facts").values
    return draft.told(refusal_line(draft.texts, draft.facts.words("code"), told))


def sign_in(draft: Draft) -> Card:
    """Give the link that signs one in once."""
    link = Web(text=draft.say("sign_in.link"), url=draft.facts.words("url"))
    minutes = draft.facts.count("minutes")
    hint = Footnote(line=(draft.say("sign_in.hint", n=minutes),))
    return draft.card(draft.say("sign_in.text"), Paragraph(line=(link,)), hint)


def alert(draft: Draft) -> Card:
    """Tell the admins what is wrong and what mends it, in the words of its code, with all facts."""
    cause = draft.facts.words("code")
    code, mend = draft.texts.code("alert", cause), f"alert.{cause}.mend"
    mends = [Paragraph(line=(draft.say(mend),))] if draft.texts.has(mend) else []
    rows = tuple(
        (name.replace("_", " "), (Strong(text=_shown(value)),))
        for name, value in draft.facts.part("facts").values.items()
    )
    return draft.card(
        draft.say("alert.text", code=code),
        Paragraph(line=(Strong(text=code),)),
        *mends,
        *([Fields(rows=rows)] if rows else []),
        heading=draft.say("alert.heading"),
        tone=Tone.URGENT,
    )


def _commands(draft: Draft, who: Role) -> Fields:
    listed = [command for command in commands_for(is_engineer=True) if command.who is who]
    return Fields(rows=tuple(_row(draft, command) for command in listed))


def _row(draft: Draft, command: Command) -> tuple[str, Line]:
    shown = usage(command, draft.texts, draft.facts.words("command") or "/")
    return shown, (description(command, draft.texts),)


def _shown(value: Json) -> str:
    return "-" if value is None else str(value)
