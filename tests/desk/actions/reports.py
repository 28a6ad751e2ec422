"""Reports of other programs, with what a case does not care about filled in."""

from desk.alerts import Alert
from tests.nouns import NOON


def alert(name="DiskFull", *, is_firing=True, **more) -> Alert:
    told = {
        "fingerprint": "ab12",
        "group": "g1",
        "starts_at": NOON,
        "service": "erp",
        "text": f"{name}: Disk of db1 is full\ninstance=db1",
    }
    return Alert(name=name, is_firing=is_firing, **{**told, **more})
