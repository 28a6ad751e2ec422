"""Which services does the house look after, and which of them is a text about?"""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.monitors import Heartbeat, Probe
from desk.people import Address
from knowledge.mentions import mentioned


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Something that people use and the house keeps running.

    `words` are what people call it, its title among them. A ticket about it starts at `tier`, None
    for the desk's first. `channels` are where its users are told of maintenance. It was agreed that
    it works in the hours of `calendar`, None for always. `probes` and `heartbeats` watch it.
    `runbooks` are ids of what engineers do about it.
    """

    key: str
    title: str
    words: tuple[str, ...] = ()
    tier: str | None = None
    channels: tuple[Address, ...] = ()
    calendar: str | None = None
    probes: tuple[Probe, ...] = ()
    heartbeats: tuple[Heartbeat, ...] = ()
    runbooks: tuple[str, ...] = ()


def service_called(services: Iterable[Service], name: str) -> Service | None:
    """Find the service of exactly this key, title or word, in any case."""
    wanted = name.strip().casefold()
    for service in services:
        if wanted in {one.casefold() for one in (service.key, service.title, *service.words)}:
            return service
    return None


def service_of(services: Iterable[Service], text: str) -> Service | None:
    """Find the service that the text names; None when it names none."""
    known = {service.key: service for service in services}
    names = {key: (service.title, *service.words) for key, service in known.items()}
    key = mentioned(text, names)
    return None if key is None else known[key]


def service_named(services: Iterable[Service], words: str) -> Service | None:
    """Find the service that words alone mean: by its key, else by what people call it."""
    known = tuple(services)
    return called(known, words) or service_of(known, words)


def called(services: Iterable[Service], words: str) -> Service | None:
    """Find the service whose key or title the words are, whatever their case."""
    wanted = words.strip().casefold()
    names = ((one, {one.key.casefold(), one.title.casefold()}) for one in services)
    return next((one for one, own in names if wanted in own), None)
