"""What does the form of a request ask, and what does a filled one say?"""

from collections.abc import Mapping

from desk.form import Field, FieldKind
from desk.policy import DeskPolicy
from desk.request_types import OWNER, SERVICE, RequestField, RequestFieldKind, RequestType

_KINDS = {
    RequestFieldKind.TEXT: FieldKind.TEXT,
    RequestFieldKind.CHOICE: FieldKind.CHOICE,
    RequestFieldKind.SERVICE: FieldKind.CHOICE,
    RequestFieldKind.DATE: FieldKind.DATE,
}


def form_fields(kind: RequestType, policy: DeskPolicy) -> tuple[Field, ...]:
    """Give the fields as a form has them; one that asks for a service goes where there is none."""
    return tuple(
        _field(one, policy)
        for one in kind.fields
        if one.kind is not RequestFieldKind.SERVICE or policy.services
    )


def text_of(kind: RequestType, values: Mapping[str, str], policy: DeskPolicy) -> str:
    """Write down what was filled in, a paragraph a field, as engineers read it on the ticket."""
    said = ((one, values.get(one.name, "").strip()) for one in kind.fields)
    lines = [f"{one.label}: {_shown(one, value, policy)}" for one, value in said if value]
    return "\n".join((kind.title, *lines))


def title_of(kind: RequestType, values: Mapping[str, str], policy: DeskPolicy) -> str:
    """Say in one line what is asked for: the kind of request, and its first answer."""
    for one in kind.fields:
        value = values.get(one.name, "").strip()
        if value:
            return f"{kind.title}: {_shown(one, value, policy).splitlines()[0]}"
    return kind.title


def deciders_of(kind: RequestType, service: str | None, policy: DeskPolicy) -> tuple[str, ...]:
    """Say who decides, with the tier of the service in the place of its owner."""
    known = policy.service(service) if service else None
    owner = (known and known.tier) or kind.tier or policy.first_tier
    return tuple(dict.fromkeys(owner if one == OWNER else one for one in kind.deciders))


def service_in(kind: RequestType, values: Mapping[str, str]) -> str | None:
    """Give the service that was chosen, by its key."""
    has_one = any(one.kind is RequestFieldKind.SERVICE for one in kind.fields)
    return (values.get(SERVICE) or None) if has_one else None


def _field(one: RequestField, policy: DeskPolicy) -> Field:
    options, labels = one.choices, one.choices
    if one.kind is RequestFieldKind.SERVICE:
        options = tuple(service.key for service in policy.services)
        labels = tuple(service.title for service in policy.services)
    return Field(
        name=one.name,
        kind=_KINDS.get(one.kind, FieldKind.LINE),
        options=options,
        labels=labels,
        is_optional=not one.is_required,
        label=one.label,
        help=one.help,
    )


def _shown(one: RequestField, value: str, policy: DeskPolicy) -> str:
    if one.kind is not RequestFieldKind.SERVICE:
        return value
    service = policy.service(value)
    return service.title if service else value
