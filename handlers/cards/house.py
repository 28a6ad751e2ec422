"""What does the desk say about itself: hello, its commands, refusals, the way in, alarms?"""

from babel import Locale, UnknownLocaleError

from desk.notice import Json
from desk.people import Role
from handlers.cards.card import Block, Card, Fields, Footnote, Line, Paragraph, Strong, Tone, Web
from handlers.cards.draft import Draft, strong
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


def macros(draft: Draft) -> Card:
    """List the texts that an engineer may send, by the word that sends them."""
    rows = tuple(
        (row.words("id"), (strong(row.words("title")),)) for row in draft.facts.parts("rows")
    )
    if not rows:
        return draft.told((draft.say("macros.none"),))
    heading = draft.say("macros.heading")
    hint = Footnote(line=(draft.say("macros.hint"),))
    return draft.card(heading, Fields(rows=rows), hint, heading=heading)


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


def link_code(draft: Draft) -> Card:
    """Give the code that links another account, in a line of its own to be copied."""
    hint = draft.say("link_code.hint", n=draft.facts.count("minutes"))
    return draft.card(
        draft.say("link_code.text"),
        Paragraph(line=(draft.say("link_code.text"),)),
        Paragraph(line=(Strong(text=draft.facts.words("code")),)),
        Footnote(line=(hint,)),
    )


def linked(draft: Draft) -> Card:
    """Say that two accounts are one person's now, or not any more, and what moved."""
    facts = draft.facts
    state = "unlinked" if facts.words("state") == "unlinked" else "linked"
    told = draft.line(f"{state}.text", name=strong(facts.words("name")))
    moved = facts.count("tickets")
    hints = [Footnote(line=(draft.say(f"{state}.tickets", n=moved),))] if moved else []
    return draft.told(told, *hints)


def language(draft: Draft) -> Card:
    """Say which language one reads, and which there are."""
    facts = draft.facts
    change = "language.changed" if facts.is_true("is_changed") else "language.text"
    told = draft.line(change, language=Strong(text=_own_name(facts.words("language"))))
    names = [f"{code} ({_own_name(code)})" for code in facts.listed("choices")]
    hint = draft.say("language.hint", choices=draft.texts.listed(names))
    return draft.told(told, Footnote(line=(hint,)))


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


def _own_name(code: str) -> str:
    """Name a language as its own speakers do."""
    try:
        return Locale.parse(code).get_language_name() or code
    except (ValueError, UnknownLocaleError):
        return code


def _shown(value: Json) -> str:
    return "-" if value is None else str(value)
