"""What happened in the demo's week?

Written as people would live it: who asked what, how long ago, and what was done about it. The
player acts it out through the real actions; nothing here is a figure.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from desk.ticket import Verb

REQUESTERS: Final = {"maya": "Maya Rossi", "tom": "Tom Becker", "eva": "Eva Lindqvist"}
ENGINEERS: Final = {
    "L1": {"sam": "Sam Okafor", "lea": "Lea Hoffmann"},
    "L2": {"nora": "Nora Haddad", "jan": "Jan Novak"},
    "L3": {"ivy": "Ivy Chen", "ben": "Ben Costa"},
    "L4": {"kim": "Kim Larsen", "lou": "Lou Petit"},
}
MANAGER: Final = {"ruth": "Ruth Adler"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One thing that somebody did, some minutes after the question."""

    after: int
    verb: Verb
    by: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question and what came of it; `ago` is hours before now."""

    ago: float
    by: str
    text: str
    beats: tuple[Beat, ...] = ()

    @property
    def asked_ago(self) -> timedelta:
        """How long ago it was asked."""
        return timedelta(hours=self.ago)

    @property
    def needs_person(self) -> bool:
        """Whether no article solved it."""
        return all(beat.verb is not Verb.SOLVED for beat in self.beats)


def _claim(after: int, by: str) -> Beat:
    return Beat(after=after, verb=Verb.CLAIM, by=by)


def _reply(after: int, by: str, text: str) -> Beat:
    return Beat(after=after, verb=Verb.REPLY, by=by, values={"text": text})


def _ask(after: int, by: str, text: str) -> Beat:
    return Beat(after=after, verb=Verb.ASK_REQUESTER, by=by, values={"text": text})


def _write(after: int, by: str, text: str) -> Beat:
    return Beat(after=after, verb=Verb.WRITE, by=by, values={"text": text})


def _resolve(after: int, by: str, text: str, category: str) -> Beat:
    return Beat(after=after, verb=Verb.RESOLVE, by=by, values={"text": text, "category": category})


def _rate(after: int, by: str, mark: int) -> Beat:
    return Beat(after=after, verb=Verb.RATE, by=by, values={"mark": str(mark)})


def _up(after: int, by: str, tier: str, *, symptom: str, tried: str, then: str) -> Beat:
    values = {
        "tier": tier,
        "reason": "Needs access that we do not have",
        "symptom": symptom,
        "tried": tried,
        "next_step": then,
    }
    return Beat(after=after, verb=Verb.ESCALATE, by=by, values=values)


STORY: Final = (
    Case(
        ago=166,
        by="tom",
        text="Order 8812 shows the wrong VAT rate",
        beats=(
            _claim(6, "sam"),
            _reply(9, "sam", "I see it too. I am checking the tax table of that customer."),
            _resolve(95, "sam", "The customer had the old tax code. It is set right now.", "data"),
            _rate(120, "tom", 5),
        ),
    ),
    Case(
        ago=150,
        by="eva",
        text="I forgot my password",
        beats=(Beat(after=4, verb=Verb.SOLVED, by="eva"),),
    ),
    Case(
        ago=144,
        by="maya",
        text="The nightly stock export to the warehouse did not run",
        beats=(
            _claim(11, "lea"),
            _up(
                25,
                "lea",
                "L2",
                symptom="No export file since Sunday 02:00",
                tried="Ran it by hand: it stops after 10 minutes without an error",
                then="Look at the job's log on the application server",
            ),
            _claim(70, "nora"),
            _reply(75, "nora", "The job waits for a lock. I am clearing it and run it again."),
            _resolve(
                190,
                "nora",
                "A locked table stopped the job. It ran through; tonight's is watched.",
                "performance",
            ),
            _rate(240, "maya", 4),
        ),
    ),
    Case(
        ago=122,
        by="tom",
        text="Please give Anna from purchasing the approver role in the order portal",
        beats=(
            _claim(3, "sam"),
            _ask(8, "sam", "Who is Anna's manager, and up to which amount may she approve?"),
            _write(50, "tom", "It is Eva Lindqvist, up to 5,000 euros."),
            _resolve(66, "sam", "Anna can approve orders up to 5,000 € from now on.", "access"),
            _rate(70, "tom", 5),
        ),
    ),
    Case(
        ago=101,
        by="eva",
        text="The label printer in hall 2 prints only half labels since the move",
        beats=(
            _claim(40, "lea"),
            _reply(42, "lea", "Could be the label size. I set it back from here, please try."),
            _resolve(65, "lea", "The label size was wrong after the move.", "configuration"),
            _rate(80, "eva", 2),
            Beat(
                after=82,
                verb=Verb.COMMENT,
                by="eva",
                values={"text": "Fine in the end, but the line stood for 40 minutes."},
            ),
        ),
    ),
    Case(
        ago=97,
        by="maya",
        text="how do i set an out of office reply",
        beats=(Beat(after=3, verb=Verb.SOLVED, by="maya"),),
    ),
    Case(
        ago=76,
        by="tom",
        text="The customer portal shows an empty page after I sign in",
        beats=(
            _claim(5, "sam"),
            _reply(7, "sam", "Thank you, Tom. Is it the same in a private window?"),
            _write(12, "tom", "Yes, the same, also on my phone."),
            _up(
                21,
                "sam",
                "L3",
                symptom="Blank page after sign-in, for accounts with two companies",
                tried="Another browser, private window, cache: no change",
                then="Check the company switcher of release 5.12",
            ),
            _claim(60, "ivy"),
            _resolve(300, "ivy", "Fixed in release 5.12.1, which is live since today.", "defect"),
            _rate(320, "tom", 5),
        ),
    ),
    Case(
        ago=54,
        by="eva",
        text="Need a second licence of the CAD viewer for our intern",
        beats=(Beat(after=30, verb=Verb.CANCEL, by="eva"),),
    ),
    Case(
        ago=49,
        by="maya",
        text="Supplier master data cannot be saved, it says duplicate key",
        beats=(
            _claim(14, "sam"),
            _reply(20, "sam", "Two suppliers have the same number. I merge them with you."),
        ),
    ),
    Case(
        ago=27,
        by="tom",
        text="Nightly export to the tax adviser is slow and times out",
        beats=(
            _claim(9, "lea"),
            _up(
                30,
                "lea",
                "L2",
                symptom="Export takes over an hour and is cut off",
                tried="Smaller date range works; server load is normal",
                then="Look at the query plan of the export",
            ),
            _claim(80, "jan"),
            _reply(85, "jan", "Found the query that got slow. I am on it, Tom."),
        ),
    ),
    Case(
        ago=22,
        by="eva",
        text="Dispatch notes are printed twice for every parcel",
        beats=(
            _claim(4, "sam"),
            _up(
                18,
                "sam",
                "L3",
                symptom="Every dispatch note is printed twice since release 5.12.1",
                tried="Printer, queue and driver are fine; one click sends two jobs",
                then="Check the print button of the packing screen",
            ),
            _claim(45, "ben"),
        ),
    ),
    Case(
        ago=5,
        by="eva",
        text="Some invoices of October are missing in the archive search",
        beats=(
            _claim(7, "lea"),
            _ask(15, "lea", "Can you send me two invoice numbers that are missing?"),
        ),
    ),
    Case(
        ago=4.2,
        by="tom",
        text="The time clock at the north gate shows yesterday's date",
        beats=(),
    ),
    Case(
        ago=1.4,
        by="eva",
        text="New laptop for Paul needs the ERP client by Thursday",
        beats=(),
    ),
    Case(
        ago=0.6,
        by="tom",
        text="Cannot book goods receipts, the button stays grey",
        beats=(_claim(6, "sam"), _reply(9, "sam", "On it, Tom. Which purchase order is it?")),
    ),
)
