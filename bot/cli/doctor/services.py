"""Do the probes see what they should, and may others report who are expected to?"""

import asyncio
from collections.abc import Iterator

from bot.cli.doctor.line import Line, Part, fault, ok, warning
from bot.cli.doctor.scene import Scene
from bot.cli.probe_commands import look_at, why
from bot.clocks import machine_now
from bot.config import Config
from bot.settings import SettingsError, sender_tokens


def look(scene: Scene) -> list[Line]:
    """Look once with every probe, and for the token of every sender."""
    if scene.config is None or scene.is_demo:
        return []
    return [*_senders(scene.config), *_probes(scene.config)]


def _senders(config: Config) -> Iterator[Line]:
    names = list(config.alerts.senders)
    beats = [beat.name for one in config.services.values() for beat in one.heartbeats]
    if beats and not names:
        yield fault(
            Part.SERVICES,
            f"Nobody may report, so {beats[0]} can never come.",
            "Write [alerts.senders.cron], and set ALERTS_TOKEN_CRON.",
        )
    try:
        sender_tokens(names)
    except SettingsError as error:
        for sentence in error.sentences:
            said, _, mend = sentence.partition(". ")
            mend = f"{mend or 'Make another: openssl rand -hex 32'}."
            yield fault(Part.SERVICES, f"{said.rstrip('.')}.", mend)
    else:
        if names:
            yield ok(Part.SERVICES, f"May report: {', '.join(names)}.")


def _probes(config: Config) -> Iterator[Line]:
    probes = list(config.policy(machine_now().date()).probes.values())
    for seen in asyncio.run(look_at(probes)):
        if seen.fault is None:
            yield ok(Part.SERVICES, f"{seen.key} works.")
        else:
            mend = f"firstline probe run {seen.key} looks again."
            yield warning(Part.SERVICES, f"{seen.key}: {why(seen.fault)}.", mend)
