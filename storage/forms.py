"""Which forms wait to be filled?"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from desk.errors import NotFoundError
from desk.form import Form
from desk.people import Address
from storage.codec import fields_from_tree, fields_to_tree
from storage.tables import forms
from storage.transaction import Row, Transaction, in_desk, noun_of, values_of

_OF_PERSON = (
    select(forms)
    .where(in_desk(forms), forms.c.person == bindparam("person"))
    .order_by(forms.c.id.desc())
)


class Forms:
    """Forms inside one transaction; one a person and channel."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, form: Form) -> Form:
        """Store a new one; any older one of this person at this place is forgotten."""
        for row in await self._tx.rows(_OF_PERSON, person=form.person):
            if row["channel"].top == form.channel.top:
                await self.remove(row["id"])
        return replace(form, id=await self._tx.add(forms, _row(form)))

    async def get(self, id: int) -> Form:  # noqa: A002 - the port's word
        """Give a form; raises NotFoundError when it was filled, forgotten or never there."""
        query = select(forms).where(self._tx.here(forms), forms.c.id == id)
        row = await self._tx.first(query)
        if row is None:
            raise NotFoundError(noun="form", id=id)
        return _form(row)

    async def save(self, form: Form) -> None:
        """Keep what was filled in so far."""
        own = (self._tx.here(forms), forms.c.id == form.id)
        if not await self._tx.change(update(forms).where(*own).values(**_row(form))):
            raise NotFoundError(noun="form", id=form.id)

    async def remove(self, id: int) -> None:  # noqa: A002 - the port's word
        """Forget it: it is filled, or not wanted any more."""
        await self._tx.change(delete(forms).where(self._tx.here(forms), forms.c.id == id))

    async def waiting(self, person: int, channel: Address, now: datetime) -> Form | None:
        """The unexpired form that this person was asked at this channel, if any."""
        for row in await self._tx.rows(_OF_PERSON, person=person):
            if row["channel"].top == channel.top and row["expires_at"] > now:
                return _form(row)
        return None


def _row(form: Form) -> dict[str, object]:
    return {
        **values_of(form),
        "fields": fields_to_tree(form.fields),
        "values": dict(form.values),
    }


def _form(row: Row) -> Form:
    return noun_of(Form, row, fields=fields_from_tree(row["fields"]))
