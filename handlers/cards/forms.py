"""How does a form ask: whole, or one field after the other in chat?"""

from collections.abc import Iterator
from dataclasses import replace

from desk.form import LONGEST, Field, FieldKind, Form
from desk.outcome import FieldFaults
from handlers.cards.card import Block, Card, Footnote, FormCard, FormInput, Paragraph, Quote, Strong
from handlers.cards.draft import Draft, strong
from handlers.texts import Texts


def draw_form(form: Form, language: str, number: str | None = None) -> FormCard:
    """Put a form into words; what is filled in already stands in its inputs."""
    texts, verb = Texts(language), form.verb.value
    return FormCard(
        form=form.id,
        title=form.title or _title(texts, verb, number),
        submit=texts.say(_known(texts, "form.submit", verb)),
        cancel=texts.say("form.cancel"),
        inputs=tuple(_input(texts, form, field) for field in form.fields),
        language=texts.language,
    )


def fault_words(outcome: FieldFaults, language: str) -> dict[str, str]:
    """Say for each field what to do about it."""
    texts = Texts(language)
    return {name: _fault(texts, code) for name, code in outcome.faults.items()}


def form_waits(draft: Draft) -> Card:
    """Say that a form waits to be opened: it was asked for where nothing could show it."""
    title = _heading(draft, draft.facts.words("verb"))
    return draft.told(draft.line("form.waits", title=strong(title)))


def form_field(draft: Draft) -> Card:
    """Ask for one field of a form, with what was wrong about the last answer."""
    texts, asked = draft.texts, draft.facts.part("field")
    verb, name = draft.facts.words("verb"), asked.words("name")
    label = asked.words("label") or _label(texts, verb, name)
    fault = draft.facts.words("fault")
    blocks: list[Block] = [Paragraph(line=(Strong(text=label),))]
    if fault:
        blocks.insert(0, Paragraph(line=(f"⚠️ {_fault(texts, fault)}",)))
    initial = asked.words("initial")
    if initial and not asked.listed("options"):
        blocks.append(Quote(text=initial))
    hints = [asked.words("help") or _hint(texts, verb, name)]
    if asked.is_true("is_optional"):
        hints.append(texts.say("form.other" if asked.is_true("has_other") else "form.optional"))
    said = " ".join(hint for hint in hints if hint)
    if said:
        blocks.append(Footnote(line=(said,)))
    card = draft.card(label, *blocks, heading=_heading(draft, verb))
    return replace(card, asks_words=not asked.listed("options"))


def _heading(draft: Draft, verb: str) -> str:
    number = draft.facts.words("number") or draft.ticket.words("number")
    title = draft.facts.words("title") or _title(draft.texts, verb, number or None)
    step, steps = draft.facts.count("step"), draft.facts.count("steps")
    if steps < 2:  # noqa: PLR2004 - a form of one field needs no counting
        return title
    return draft.say("form.step", title=title, step=step, steps=steps)


def _input(texts: Texts, form: Form, field: Field) -> FormInput:
    verb = form.verb.value
    return FormInput(
        name=field.name,
        label=field.label or _label(texts, verb, field.name),
        hint=field.help or _hint(texts, verb, field.name),
        is_long=field.kind is FieldKind.TEXT,
        options=tuple(_options(texts, field)),
        is_optional=field.is_optional,
        initial=form.values.get(field.name, field.initial),
        longest=LONGEST,
    )


def _options(texts: Texts, field: Field) -> Iterator[tuple[str, str]]:
    """Pair each choice with its words: a person's name, or the catalogue's for a code."""
    for place, code in enumerate(field.options):
        yield code, field.labels[place] if field.labels else texts.code(field.name, code)


def _title(texts: Texts, verb: str, number: str | None) -> str:
    if number:
        return texts.say(_known(texts, "form.title", verb), number=number)
    return texts.say(_known(texts, "form.title_plain", verb))


def _label(texts: Texts, verb: str, name: str) -> str:
    for known in (f"form.field.{verb}.{name}", f"form.field.{name}"):
        if texts.has(known):
            return texts.say(known)
    return texts.code("field", name)


def _hint(texts: Texts, verb: str, name: str) -> str | None:
    for known in (f"form.hint.{verb}.{name}", f"form.hint.{name}"):
        if texts.has(known):
            return texts.say(known)
    return None


def _fault(texts: Texts, code: str) -> str:
    if code == "too_long":
        return texts.say("fault.too_long", longest=LONGEST)
    return texts.say(_known(texts, "fault", code))


def _known(texts: Texts, prefix: str, code: str) -> str:
    name = f"{prefix}.{code}"
    return name if texts.has(name) else f"{prefix}.other"
