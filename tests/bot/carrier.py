"""A platform's way out that does as it is told, for tests of what delivery makes of it."""

from handlers.notifier import LookupFailedError, Sent


class Carrier:
    """Carries nothing anywhere; `answers` are given in their order, then all arrives."""

    platform = "slack"

    def __init__(self, *answers, can_find=True):
        self.answers = list(answers)
        self.can_find = can_find
        self.there = None
        self.is_deaf = False
        self.carried = []
        self.looked_for = []

    async def carry(self, parcel):
        self.carried.append(parcel)
        answer = self.answers.pop(0) if self.answers else Sent(message=f"m{len(self.carried)}")
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def find(self, parcel, since):
        self.looked_for.append((parcel.key, since))
        if self.is_deaf:
            raise LookupFailedError("away")
        return self.there

    async def close(self):
        """Nothing to let go of."""

    @property
    def texts(self):
        return [parcel.card.text for parcel in self.carried if parcel.card]
