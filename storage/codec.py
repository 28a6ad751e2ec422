"""How do notices, forms and outcomes stand as JSON, over upgrades?

Each body carries its version. What an older release wrote is still read; what a newer one wrote is
refused by name, for a row half understood would say something wrong.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desk.form import Field, FieldKind, Form
from desk.notice import VERSION, Notice, NoticeKind, Offer, Op, Saying, Weight
from desk.outcome import Ask, Done, FieldFaults, Outcome, Refused, Show
from desk.people import Address, Identity
from desk.ticket import Verb

Tree = Mapping[str, Any]
"""What JSON gives back for an object."""


class UnknownVersionError(ValueError):
    """The stored body was written by a newer release than this one."""


def saying_to_tree(saying: Saying) -> dict[str, Any]:
    """Write a saying down whole, as the outbox keeps it until it is drawn."""
    return {
        "v": VERSION,
        "cause": saying.cause,
        "address": _address_to_tree(saying.address),
        "notice": notice_to_tree(saying.notice),
        "op": saying.op.value,
        "weight": saying.weight.value,
        "language": saying.language,
        "card": saying.card,
        "under": saying.under,
        "on": saying.on,
        "only": None if saying.only is None else [saying.only.platform, saying.only.id],
        "after": saying.after,
        "expires_at": _moment_to_text(saying.expires_at),
    }


def saying_from_tree(tree: Tree) -> Saying:
    """Read a stored saying; raises UnknownVersionError for one of a newer release."""
    _check(tree)
    only = tree.get("only")
    return Saying(
        cause=tree["cause"],
        address=_address_from_tree(tree["address"]),
        notice=notice_from_tree(tree["notice"]),
        op=Op(tree["op"]),
        weight=Weight(tree["weight"]),
        language=tree["language"],
        card=tree.get("card"),
        under=tree.get("under"),
        on=tree.get("on"),
        only=None if only is None else Identity(platform=only[0], id=only[1]),
        after=tree.get("after"),
        expires_at=_moment_from_text(tree.get("expires_at")),
    )


def notice_to_tree(notice: Notice) -> dict[str, Any]:
    """Write a notice down."""
    return {
        "v": VERSION,
        "kind": notice.kind.value,
        "facts": dict(notice.facts),
        "offers": offers_to_tree(notice.offers),
        "ticket": notice.ticket,
        "question": notice.question,
        "version": notice.version,
        "event": notice.event,
    }


def notice_from_tree(tree: Tree) -> Notice:
    """Read a stored notice; raises UnknownVersionError for one of a newer release."""
    _check(tree)
    return Notice(
        kind=NoticeKind(tree["kind"]),
        facts=tree["facts"],
        offers=offers_from_tree(tree["offers"]),
        ticket=tree.get("ticket"),
        question=tree.get("question"),
        version=tree.get("version", 0),
        event=tree.get("event"),
    )


def offers_to_tree(offers: tuple[Offer, ...]) -> list[dict[str, Any]]:
    """Write down what buttons offer, in their order."""
    return [{"verb": offer.verb.value, "words": offer.words} for offer in offers]


def offers_from_tree(tree: list[Tree]) -> tuple[Offer, ...]:
    """Read what buttons offer."""
    return tuple(Offer(verb=Verb(offer["verb"]), words=offer.get("words")) for offer in tree)


def fields_to_tree(fields: tuple[Field, ...]) -> list[dict[str, Any]]:
    """Write a form's fields down."""
    return [
        {
            "name": field.name,
            "kind": field.kind.value,
            "options": list(field.options),
            "labels": list(field.labels),
            "is_optional": field.is_optional,
            "initial": field.initial,
            "is_free": field.is_free,
            "instead_of": field.instead_of,
            "texts": list(field.texts),
            "label": field.label,
            "help": field.help,
        }
        for field in fields
    ]


def fields_from_tree(tree: list[Tree]) -> tuple[Field, ...]:
    """Read a form's fields."""
    return tuple(
        Field(
            name=field["name"],
            kind=FieldKind(field["kind"]),
            options=tuple(field["options"]),
            labels=tuple(field.get("labels", ())),
            is_optional=field["is_optional"],
            initial=field.get("initial"),
            is_free=field.get("is_free", False),
            instead_of=field.get("instead_of"),
            texts=tuple(field.get("texts", ())),
            label=field.get("label"),
            help=field.get("help"),
        )
        for field in tree
    )


def form_to_tree(form: Form) -> dict[str, Any]:
    """Write a form down, as part of an outcome."""
    return {
        "v": VERSION,
        "id": form.id,
        "verb": form.verb.value,
        "ticket": form.ticket,
        "person": form.person,
        "version": form.version,
        "fields": fields_to_tree(form.fields),
        "expires_at": form.expires_at.isoformat(),
        "channel": _address_to_tree(form.channel),
        "thread": form.thread,
        "request": form.request,
        "title": form.title,
        "values": dict(form.values),
    }


def form_from_tree(tree: Tree) -> Form:
    """Read a form; raises UnknownVersionError for one of a newer release."""
    _check(tree)
    return Form(
        id=tree["id"],
        verb=Verb(tree["verb"]),
        ticket=tree["ticket"],
        person=tree["person"],
        version=tree["version"],
        fields=fields_from_tree(tree["fields"]),
        expires_at=datetime.fromisoformat(tree["expires_at"]),
        channel=_address_from_tree(tree["channel"]),
        thread=tree.get("thread"),
        request=tree.get("request"),
        title=tree.get("title"),
        values=tree["values"],
    )


def outcome_to_tree(outcome: Outcome) -> dict[str, Any]:
    """Write an outcome down, so that a repeated delivery gets the same."""
    match outcome:
        case Done(facts=facts):
            return {"v": VERSION, "is": "done", "facts": dict(facts)}
        case Show(notice=notice):
            return {"v": VERSION, "is": "show", "notice": notice_to_tree(notice)}
        case Ask(form=form):
            return {"v": VERSION, "is": "ask", "form": form_to_tree(form)}
        case Refused(code=code, facts=facts):
            return {"v": VERSION, "is": "refused", "code": code, "facts": dict(facts)}
        case FieldFaults(form=number, faults=faults):
            return {"v": VERSION, "is": "faults", "form": number, "faults": dict(faults)}


def outcome_from_tree(tree: Tree) -> Outcome:
    """Read an outcome; raises UnknownVersionError for one of a newer release."""
    _check(tree)
    match tree["is"]:
        case "done":
            return Done(facts=tree["facts"])
        case "show":
            return Show(notice=notice_from_tree(tree["notice"]))
        case "ask":
            return Ask(form=form_from_tree(tree["form"]))
        case "refused":
            return Refused(code=tree["code"], facts=tree["facts"])
        case _:
            return FieldFaults(form=tree["form"], faults=tree["faults"])


def _check(tree: Tree) -> None:
    if tree["v"] > VERSION:
        raise UnknownVersionError(tree["v"])


def _address_to_tree(address: Address) -> list[str | None]:
    return [address.platform, address.channel, address.thread]


def _address_from_tree(tree: list[Any]) -> Address:
    platform, channel, thread = tree
    return Address(platform=platform, channel=channel, thread=thread)


def _moment_to_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment_from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
