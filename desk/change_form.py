"""What is asked of an engineer at each step of a change?"""

from collections.abc import Mapping

from desk.change_policy import ChangePolicy, Risk
from desk.change_record import ChangeResult
from desk.form import Field, FieldKind
from desk.ticket import Verb

URGENCIES = ("normal", "urgent")
"""Whether a change waits for approval, or is approved afterwards."""

STEPS = frozenset(
    {
        Verb.PLAN_CHANGE,
        Verb.STANDARD_CHANGE,
        Verb.DECLINE_CHANGE,
        Verb.SCHEDULE_CHANGE,
        Verb.IMPLEMENT_CHANGE,
        Verb.REVIEW_CHANGE,
        Verb.WITHDRAW_CHANGE,
    }
)
"""The steps that ask for something."""

_RISKS = tuple(risk.value for risk in Risk)
_RESULTS = tuple(result.value for result in ChangeResult)
_AT = Field(name="at", kind=FieldKind.LINE)
_REASON = Field(name="reason", kind=FieldKind.LINE)


def change_fields(
    verb: Verb, policy: ChangePolicy, *, has_services: bool, windows: Mapping[int, str]
) -> tuple[Field, ...]:
    """Give the fields of a step; `windows` are the coming ones by number, as people know them."""
    fields: dict[Verb, tuple[Field, ...]] = {
        Verb.PLAN_CHANGE: _plan(has_services=has_services),
        Verb.STANDARD_CHANGE: (_standard(policy),),
        Verb.SCHEDULE_CHANGE: _schedule(windows),
        Verb.IMPLEMENT_CHANGE: (
            Field(name="result", kind=FieldKind.CHOICE, options=_RESULTS),
            Field(name="text", is_optional=True),
        ),
        Verb.REVIEW_CHANGE: (Field(name="text"),),
        Verb.DECLINE_CHANGE: (_REASON,),
        Verb.WITHDRAW_CHANGE: (_REASON,),
    }
    return fields.get(verb, ())


def _plan(*, has_services: bool) -> tuple[Field, ...]:
    services = Field(name="services", kind=FieldKind.LINE, is_optional=True)
    return (
        Field(name="plan"),
        Field(name="rollback"),
        Field(name="risk", kind=FieldKind.CHOICE, options=_RISKS, initial=Risk.MEDIUM.value),
        Field(name="urgency", kind=FieldKind.CHOICE, options=URGENCIES, initial=URGENCIES[0]),
        Field(name="check", is_optional=True),
        *([services] if has_services else []),
    )


def _standard(policy: ChangePolicy) -> Field:
    return Field(
        name="standard",
        kind=FieldKind.CHOICE,
        options=tuple(change.key for change in policy.standard),
        labels=tuple(change.title for change in policy.standard),
    )


def _schedule(windows: Mapping[int, str]) -> tuple[Field, ...]:
    """Ask when, or in which of the windows that are planned already: one of the two is needed."""
    if not windows:
        return (_AT,)
    when = Field(name=_AT.name, kind=_AT.kind, is_optional=True)
    known = Field(
        name="window",
        kind=FieldKind.CHOICE,
        options=tuple(str(number) for number in windows),
        labels=tuple(windows.values()),
        texts=tuple(f"#{number}" for number in windows),
        is_optional=True,
        instead_of=_AT.name,
    )
    return (when, known)
