"""How do words look that are carried between a requester and engineers?"""

from handlers.cards import files
from handlers.cards.card import Block, Card, Footnote, Inline, Line, Paragraph, Quote
from handlers.cards.draft import Draft

_TOKENS = ("token", "key", "webhook", "jwt")


def relayed(draft: Draft) -> Card:
    """Show the requester's words to engineers; the owner is called, for these words wait."""
    if draft.facts.is_true("is_deleted"):
        return draft.told(draft.line("talk.deleted", by=draft.who()))
    if draft.facts.is_true("is_edited"):
        return _quoted(draft, draft.line("talk.edited", by=draft.who()))
    owner = draft.ticket.person("owner", is_called=True)
    has_words = bool(draft.facts.words("text"))
    if owner is None:
        told = "talk.wrote" if has_words else "talk.sent_files"
        return _quoted(draft, draft.line(told, by=draft.who()))
    told = "talk.wrote_to_owner" if has_words else "talk.sent_files_to_owner"
    return _quoted(draft, draft.line(told, owner=owner, by=draft.who()))


def reply(draft: Draft) -> Card:
    """Show an engineer's words to the requester."""
    line = draft.line("talk.reply", by=draft.who(), number=draft.number)
    return _quoted(draft, line, _mark(draft) or None)


def asked_requester(draft: Draft) -> Card:
    """Show an engineer's question to the requester, and that it waits for an answer."""
    line = draft.line("talk.asked", by=draft.who(), number=draft.number)
    hints = (_mark(draft), draft.say("talk.asked_hint"))
    return _quoted(draft, line, " ".join(hint for hint in hints if hint))


def _mark(draft: Draft) -> str:
    """Say that the words are not those that were sent first: not every platform shows it."""
    return draft.say("talk.is_edited") if draft.facts.is_true("is_edited") else ""


def receipt(draft: Draft) -> Card:
    """Tell the engineer that the words were sent, or taken back."""
    if draft.facts.words("state") == "undone":
        return draft.told(draft.line("talk.undone", to=_to(draft)))
    line = draft.line("talk.sent", to=_to(draft))
    return draft.told(line, *_words(draft))


def confirm_relay(draft: Draft) -> Card:
    """Ask whether words that begin like a command are words or the command."""
    command = draft.facts.words("command")
    line = (
        draft.line("talk.confirm", command=command, to=_to(draft))
        if command
        else draft.line("talk.confirm_plain", to=_to(draft))
    )
    return draft.told(line, *_words(draft))


def note(draft: Draft) -> Card:
    """Show an engineer's note to engineers."""
    return _quoted(draft, draft.line("talk.note", by=draft.who()))


def received(draft: Draft) -> Card:
    """Give the sign of a reaction: the card's text is its code, `eyes` or `ok`, and no words."""
    return draft.card(draft.facts.words("sign") or "eyes")


def secret(draft: Draft) -> Card:
    """Say that a secret was hidden, and what to do about it."""
    kinds = [_kind(draft, kind) for kind in draft.facts.listed("kinds") or ("secret",)]
    told = draft.texts.listed(list(dict.fromkeys(kinds)))
    line = draft.line("secret.line", kinds=told)
    return draft.told(line, Paragraph(line=(draft.say("secret.mend"),)))


def _kind(draft: Draft, kind: str) -> str:
    """Name a kind of secret; whose token or key it is does not matter to who wrote it."""
    code = kind.lower().replace(" ", "_")
    if code.endswith(_TOKENS) and code != "private_key":
        code = "token"
    return draft.say(f"secret.{code}" if draft.texts.has(f"secret.{code}") else "secret.secret")


def _quoted(draft: Draft, line: Line, hint: str | None = None) -> Card:
    words = draft.facts.words("text")
    by = draft.facts.person("by")
    name = by.name if by else draft.say("somebody")
    return draft.card(
        draft.say("talk.said", by=name, text=words or files.names(draft)),
        Paragraph(line=line),
        *_words(draft),
        *([Footnote(line=(hint,))] if hint else []),
    )


def _words(draft: Draft) -> tuple[Block, ...]:
    """Quote the words, if there were any, and name the files that came with them."""
    words = draft.facts.words("text")
    return (*((Quote(text=words),) if words else ()), *files.listed(draft))


def _to(draft: Draft) -> Inline:
    return (
        draft.facts.person("to") or draft.ticket.person("requester") or draft.say("talk.requester")
    )
