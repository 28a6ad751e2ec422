"""What do other programs send, and what does it mean?

Alertmanager's webhook as it is documented (version 4), and an alert of a few keys that any script
can write. What is no such thing is refused with a sentence that says what to send.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from desk.alerts import Alert

LONGEST_NAME, LONGEST_TEXT = 200, 4000
MOST = 1000
"""Alerts in one request; Alertmanager's own limit is below when it is set at all."""

_KEYS = ("name", "status", "key", "service", "text", "at")
_STATES = ("firing", "resolved")
_EXAMPLE = '{"name": "Disk full on db1", "status": "firing"}'
_NEVER = "0001-01-01"
"""How Alertmanager writes the end of what goes on."""

_SUMMARIES = ("summary", "title", "message")
_DETAILS = ("description", "runbook_url")


class HookError(ValueError):
    """What was sent is no alert; the words say what to send."""


def read_alertmanager(body: object, now: datetime) -> tuple[Alert, ...]:
    """Read the webhook of Alertmanager; raises HookError."""
    told = body if isinstance(body, Mapping) else {}
    alerts, group = told.get("alerts"), told.get("groupKey")
    if not isinstance(alerts, list) or not isinstance(group, str):
        raise HookError('this is no webhook of Alertmanager: it has "groupKey" and "alerts"')
    if len(alerts) > MOST:
        raise HookError(f"more than {MOST} alerts: set max_alerts of the webhook")
    return tuple(_alert(one, group, now) for one in alerts)


def read_alerts(body: object, now: datetime) -> tuple[Alert, ...]:
    """Read an alert of our own shape, or a list of such; raises HookError."""
    alerts = body if isinstance(body, list) else [body]
    if len(alerts) > MOST:
        raise HookError(f"more than {MOST} alerts")
    return tuple(_plain(one, now) for one in alerts)


def read_json(body: bytes) -> object:
    """Read JSON; raises HookError."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise HookError(f"this is not JSON; send {_EXAMPLE}") from None


def _alert(alert: object, group: str, now: datetime) -> Alert:
    if not isinstance(alert, Mapping):
        raise HookError("an alert is no object")
    labels, notes = _texts(alert, "labels"), _texts(alert, "annotations")
    name = labels.get("alertname", "alert")[:LONGEST_NAME]
    starts_at = _moment(alert.get("startsAt"), "startsAt") or now
    return Alert(
        fingerprint=_word(alert, "fingerprint") or _joined(labels),
        group=group,
        name=name,
        is_firing=_state(alert) == "firing",
        starts_at=min(starts_at, now),
        ends_at=_ended(alert, now),
        service=labels.get("service"),
        text=_told(name, labels, notes),
    )


def _plain(alert: object, now: datetime) -> Alert:
    if not isinstance(alert, Mapping):
        raise HookError(f"this is no alert; send {_EXAMPLE}")
    strange = [str(key) for key in alert if key not in _KEYS]
    if strange:
        raise HookError(f'"{strange[0]}" is no key of an alert: known are {", ".join(_KEYS)}')
    name = (_word(alert, "name") or "").strip()[:LONGEST_NAME]
    if not name:
        raise HookError(f'an alert needs a "name"; send {_EXAMPLE}')
    key = (_word(alert, "key") or name)[:LONGEST_NAME]
    at = min(_moment(alert.get("at"), "at") or now, now)
    is_firing = _state(alert) == "firing"
    details = (_word(alert, "text") or "").strip()
    return Alert(
        fingerprint=key,
        group=key,
        name=name,
        is_firing=is_firing,
        starts_at=at,
        ends_at=None if is_firing else at,
        service=_word(alert, "service"),
        text=f"{name}\n{details}".strip()[:LONGEST_TEXT],
    )


def _told(name: str, labels: Mapping[str, str], notes: Mapping[str, str]) -> str:
    """Say what people have to know: the first line becomes the title of a ticket."""
    summary = next((notes[key] for key in _SUMMARIES if notes.get(key)), "")
    lines = [f"{name}: {summary}" if summary else name]
    lines += [notes[key] for key in _DETAILS if notes.get(key)]
    lines.append(_joined({key: value for key, value in labels.items() if key != "alertname"}))
    return "\n".join(filter(None, lines))[:LONGEST_TEXT]


def _joined(labels: Mapping[str, str]) -> str:
    return " ".join(f"{key}={labels[key]}" for key in sorted(labels))


def _texts(alert: Mapping[str, Any], key: str) -> Mapping[str, str]:
    table = alert.get(key, {})
    if not isinstance(table, Mapping):
        raise HookError(f'"{key}" is no object')
    return {str(name): str(value) for name, value in table.items()}


def _word(alert: Mapping[str, Any], key: str) -> str | None:
    value = alert.get(key)
    if value is not None and not isinstance(value, str):
        raise HookError(f'"{key}" is no text')
    return value or None


def _state(alert: Mapping[str, Any]) -> str:
    state = alert.get("status", "firing")
    if state not in _STATES:
        raise HookError('"status" is neither "firing" nor "resolved"')
    return str(state)


def _ended(alert: Mapping[str, Any], now: datetime) -> datetime | None:
    if _state(alert) == "firing":
        return None
    return min(_moment(alert.get("endsAt"), "endsAt") or now, now)


def _moment(value: object, key: str) -> datetime | None:
    if value is None or str(value).startswith(_NEVER):
        return None
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        raise HookError(f'"{key}" is no moment like "2026-11-24T09:30:00Z"') from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


READERS: Mapping[str, Callable[[object, datetime], tuple[Alert, ...]]] = {
    "alertmanager": read_alertmanager,
    "alert": read_alerts,
}
"""What is read by which path; each takes the body and the moment at which it came."""
