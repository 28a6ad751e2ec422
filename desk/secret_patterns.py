"""What do secrets look like when people write them into a chat?

Every expression looks at few characters at a time or gives nothing back once it has eaten many, so
that hostile text costs no more than plain text of its length. A word counts as a password only
where somebody clearly hands one over.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from stdnum import iban, numdb
from stdnum.iso7064 import mod_97_10

Judge = Callable[[str], int]
"""Says how many leading characters of what was found are a secret; 0 is a false alarm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What a kind of secret looks like; the named group that matched, else the whole, is covered.

    `needles` are lower-case words without one of which the expression need not be tried.
    """

    kind: str
    needles: tuple[str, ...]
    expression: re.Pattern[str]
    judges: Mapping[str | None, Judge] = field(default_factory=dict)

    def find(self, text: str, position: int) -> tuple[int, int, int] | None:
        """Find the next candidate: where to look on from, and the secret's start and end.

        Start and end are equal when the judge of its group calls a false alarm.
        """
        match = self.expression.search(text, position)
        if match is None:
            return None
        group = match.lastgroup
        start = match.start(group or 0)
        return match.start() + 1, start, start + self.judges.get(group, len)(match[group or 0])


_ABOUT_PASSWORDS = """
    a about accepted again an and any as asked because been blank blocked broken but bug cannot
    case changed change changes check complexity correct credentials denied disabled does down
    empty error expired expires expiring failed failing fails failure fine for forget forgot
    forgotten generator gone has have help here hidden how i if in incorrect invalid is issue
    issues it known length link lock locked login lost manager mandatory mismatch missing must my
    n/a need needed needs new no none not null nil off ok okay old on optional or outdated please
    policy problem problems prompt protected question rejected request required requirements reset
    resets resetting rules same secret see set should shown strong sync text thanks that the their
    there they this to too true false undefined unknown update urgent user username valid vault
    was we weak what when where which why will with working wrong yes yet you your password
    passwords passwort kennwort abgelaufen aber das der die ein eine falsch fehler fehlt geht
    gesperrt hilfe ich ist kein keine leer nein neu nicht richtig und ungültig unbekannt
    vergessen wird zurücksetzen oublié expiré incorrect invalide le la les est non oui perdu
    réinitialisation pas olvidada caducada incorrecta no es una un esqueci expirada unuttum
    yanl\u0131ş забыл неверный истёк
"""
_ORDINARY = frozenset(_ABOUT_PASSWORDS.split())
_PLACEHOLDER = re.compile(
    r"[<\[].*|\$\{.*|\{\{.*|\$[A-Z_]+|%\w+%|[xX]+|[\W_]+"  # <password>, ${PW}, $PW, xxx, ****
    r"|[A-Za-z_.]+\(.*|(?:self|os|process|env|config|settings|args|request|ctx|this)\..*",  # code
    re.DOTALL,
)
_PLAIN = re.compile(
    r".*://.*|[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?:['\u2019]s)?"  # addresses
    r"|[A-Z]{1,8}-\d+|v?\d+(?:\.\d+)+\S*|\d{4}-\d\d-\d\d\S*"  # tickets, versions, dates
    r"|\d{1,4}-?(?:st|nd|rd|th|[hdsmx]|min|fa|days?|chars?|digits?|months?|years?)?(?:-[a-z]+)*"
    r"|2FA\S*|0x[0-9a-f]+",
    re.DOTALL | re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_ODD = re.compile(r"[@#$%^&*+=~|\\{}]|[!?](?=\w)|[a-zß-ÿ][A-Z]|^\d{6,}$")
_SPECIAL = re.compile(r"[@#$%^&*+=~!?]")
_SWITCH = re.compile(r"[A-Za-z](?=\d)|\d(?=[A-Za-z])")
_STOPS = ".,;:)\"'`”“»"
_SHORTEST_NAMED = 3
_SHORTEST_ODD = 4
_LONGEST_WORD = 64
_FEWEST_CHARACTERS = 9
_FEWEST_SWITCHES = 3
_DOUBLED = str.maketrans("0123456789", "0246813579")
_GUID = re.compile(r"(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){2,3}(?:-[0-9a-f]{0,12})?)")  # or cut off


def _if(test: Callable[[str], bool]) -> Judge:
    return lambda found: len(found) if test(found) else 0


def _said(test: Callable[[str], bool]) -> Judge:
    """Judge a word of a sentence, whose stop is not part of it."""
    return lambda found: len(found.rstrip(_STOPS)) if test(found) else 0


def _bare(found: str) -> str:
    return found.rstrip(_STOPS + "!?*_")


def _is_mixed(found: str) -> bool:
    return bool(_LETTER.search(found) and _DIGIT.search(found))


def _is_named(found: str) -> bool:
    """Whether what stands alone behind "password:" is one, and no word about passwords."""
    value = _bare(found)
    return (
        len(value) >= _SHORTEST_NAMED
        and value.lower() not in _ORDINARY
        and not _PLACEHOLDER.fullmatch(value)
        and "://" not in value
    )


def _is_odd(found: str) -> bool:
    """Whether it looks like no word of a sentence: letters with digits, signs, or odd capitals."""
    value = _bare(found)
    looks = len(value) > _LONGEST_WORD or _is_mixed(value) or _ODD.search(value)
    return (
        len(value) >= _SHORTEST_ODD
        and bool(looks)
        and not (_PLAIN.fullmatch(value) or _PLACEHOLDER.fullmatch(value))
    )


def _is_quoted(found: str) -> bool:
    """Whether something in quotes is handed over; several plain words are a message instead."""
    return _is_odd(found) if " " in found.strip() else _is_named(found)


def _is_strong(found: str) -> bool:
    """Whether it can only be a password, with no word that says so: "password Wint3r#2026"."""
    return _is_odd(found) and _is_mixed(found) and bool(_SPECIAL.search(_bare(found)))


def _is_key(found: str) -> bool:
    """Whether what an "api key:" names mixes letters and digits as keys do."""
    value = _bare(found)
    return _is_mixed(value) and _is_odd(value)


def _is_random(found: str) -> bool:
    """Whether it is as mixed as chance would have it; GUIDs are kept, they name things."""
    switches = len(_SWITCH.findall(found))
    is_varied = switches >= _FEWEST_SWITCHES and len(set(found)) >= _FEWEST_CHARACTERS
    return is_varied and not (_GUID.fullmatch(found) or _PLAIN.fullmatch(found))


def _card(found: str) -> int:
    """Check the Luhn digit; twice a digit, less 9 where it has two, is the digit of `_DOUBLED`."""
    digits = found.replace(" ", "").replace("-", "")[::-1]
    total = sum(map(int, digits[::2])) + sum(map(int, digits[1::2].translate(_DOUBLED)))
    return 0 if total % 10 else len(found)


def _iban(found: str) -> int:
    """Measure the IBAN at the start; the words behind it may look like its last groups."""
    length = _iban_length(found[:2].upper())
    end = length + (length - 1) // 4 if " " in found else length
    number = found[:end].replace(" ", "").upper()
    is_whole = len(number) == length and not found[end : end + 1].isalnum()
    if is_whole and mod_97_10.is_valid(number[4:] + number[:4]):
        return end if iban.is_valid(number, check_country=False) else 0
    return 0


@lru_cache(maxsize=1024)
def _iban_length(country: str) -> int:
    structure = numdb.get("iban").info(country)[0][1].get("bban", "")
    return 4 + sum(int(count) for count in re.findall(r"(\d+)!", structure))


_WORDS = (
    r"(?i:(?:pass(?:word|wd|phrase|code|wort)s?|kennwort|pwd|contrase[nñ]a|senha|mot[ _]de[ _]passe"
    r"|(?:parola|[sş]ifre)(?:m|n|si|niz)?|пароль|wachtwoord|has[lł]o|salasana|l[oö]senord"
    r"|密码|密碼|パスワード|(?<![^\W_])(?:pw|psw|pass|mdp|clave))\d?(?![^\W_]))"
)
_NEEDLES = (
    *("pass", "pw", "psw", "kennwort", "contrase", "senha", "parola", "ifre", "пароль", "clave"),
    *("wachtwoord", "hasło", "haslo", "salasana", "senord", "密", "パスワード", "mdp"),
)
_IS = r"(?i:is|was|ist|war|lautet|est|es|è|é|jest)\b"
_COLON = r"[\"'`*_]{0,3}\s{0,3}(?:[:\uff1a]|=>|-{1,2}>|→)[\s*_]{0,4}"
_UNQUOTED = r"(?![\"'`“„«][^\"'`”“»\r\n]{1,256}[\"'`”“»])"
_FOR = r"(?:\s(?i:for|to|of|on|für|zu|von|pour|para|de)(?:\s[\w.@-]{1,40}){1,3}?)?"
_NAMES = (
    r"(?i:(?:api|access|auth|secret|private|client|account|encryption|signing|shared|service|bot"
    r"|app|webhook|refresh|session)[-_ ]?(?:key|token|secret)|(?<![^\W_])secret)(?![^\W_])"
)
_VENDORS = (
    r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}+",  # Stripe
    r"whsec_[A-Za-z0-9+/=]{20,}+",
    r"AIza[\w-]{35}",  # Google
    r"GOCSPX-[\w-]{20,}+",
    r"ya29\.[\w-]{20,}+",
    r"sk-(?:ant|proj|svcacct|admin|or)-[\w-]{20,}+",  # language models
    r"sk-[A-Za-z0-9]{32,}+",
    r"hf_[A-Za-z0-9]{30,}+",
    r"SG\.[\w-]{16,64}\.[\w-]{16,}+",  # mail and telephony
    r"SK[0-9a-f]{32}",
    r"key-[0-9a-f]{32}",
    r"xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
    r"npm_[A-Za-z0-9]{36}",  # registries
    r"pypi-[\w-]{50,}+",
    r"dckr_(?:pat|oat)_[\w-]{20,}+",
    r"do[oprt]_v1_[0-9a-f]{64}",  # clouds and shops
    r"shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}",
    r"sq0(?:atp|csp)-[\w-]{22,}+",
    r"dapi[0-9a-f]{32}",
    r"hv[sbr]\.[\w-]{24,}+",
    r"ATATT3[\w=-]{50,}+",  # tools
    r"lin_api_\w{30,}+",
    r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
    r"gl(?:sa|c)_[\w=+/]{30,}+",
    r"NRAK-[A-Z0-9]{27}",
    r"sntrys_[\w=+/]{40,}+",
    r"AGE-SECRET-KEY-1[A-Z0-9]{58}",
    r"[MNO][A-Za-z0-9]{23,25}\.[\w-]{6}\.[\w-]{27,}+",  # Discord
)


PATTERNS = (
    Pattern(
        kind="private key",
        needles=("-----begin",),
        expression=re.compile(
            r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
            r"(?:[^-]|-(?!----))*+(?:-----END [A-Z0-9 ]{0,60}-----)?"
        ),
    ),
    Pattern(
        kind="AWS key",
        needles=("akia", "asia", "abia", "acca"),
        expression=re.compile(r"(?<![A-Za-z0-9])A(?:KI|SI|BI|CC)A[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ),
    Pattern(
        kind="GitHub token",
        needles=("gh", "github_pat_"),
        expression=re.compile(
            r"(?<![A-Za-z0-9])g(?:h[pousr]_[A-Za-z0-9]{36,}+|ithub_pat_[A-Za-z0-9_]{22,}+)"
        ),
    ),
    Pattern(
        kind="GitLab token",
        needles=("gl",),
        expression=re.compile(r"(?<![A-Za-z0-9])gl[a-z]{2,6}-[A-Za-z0-9_-]{20,}+"),
    ),
    Pattern(
        kind="Slack token",
        needles=("xox", "xapp-"),
        expression=re.compile(
            r"(?<![A-Za-z0-9])x(?:ox[abcdeprsx](?:\.xox[bp])?-(?=[A-Za-z-]{0,40}\d)|app-\d-)"
            r"[A-Za-z0-9-]{10,}+"
        ),
    ),
    Pattern(
        kind="Slack webhook",
        needles=("hooks.slack",),
        expression=re.compile(
            r"hooks\.slack(?:-gov)?\.com/(?P<secret>[a-z]{3,20}/[A-Za-z0-9/_-]{16,}+)"
        ),
    ),
    Pattern(
        kind="Telegram token",
        needles=(":",),
        expression=re.compile(r"(?<!\d)\d{8,10}:[A-Za-z0-9_-]{35,}+"),
        judges={None: _if(lambda found: _is_mixed(found.partition(":")[2]))},
    ),
    Pattern(
        kind="JWT",
        needles=("eyj",),
        expression=re.compile(
            r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_.-]*+"
        ),
    ),
    Pattern(
        kind="API key",
        needles=("",),
        expression=re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(_VENDORS)})"),
    ),
    Pattern(
        kind="bearer token",
        needles=("bearer",),
        expression=re.compile(r"(?i:bearer)\s{1,4}(?P<secret>[A-Za-z0-9._~+/=-]{16,}+)"),
        judges={"secret": _if(_is_mixed)},
    ),
    Pattern(
        kind="password",
        needles=("basic",),
        expression=re.compile(
            r"(?i:authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?basic)\s{1,4}"
            r"(?P<secret>[A-Za-z0-9+/=_-]{4,}+)"
        ),
    ),
    Pattern(
        kind="password",
        needles=("://",),
        expression=re.compile(
            r"://[^\s:/@\"'<>]{0,100}:(?P<secret>[^\s/\"'<>]{1,256})@(?=\w|\[[0-9a-f:])"
        ),
        judges={"secret": _if(lambda found: not _PLACEHOLDER.fullmatch(found))},
    ),
    Pattern(
        kind="password",
        needles=_NEEDLES,
        expression=re.compile(
            rf"{_WORDS}(?:"
            rf"(?:{_COLON}|{_FOR}\s{{1,3}}{_IS}[\s:]{{1,3}}|\s{{0,3}}=\s{{0,3}})"
            r"[\"'`“„«](?P<quoted>[^\"'`“”»\r\n]{1,256}+)[\"'`”“»]"
            r"|[\"'`]?\s{0,3}=(?!=)\s{0,3}(?P<assigned>[^\s&;\"'`<>]{1,256}+)"
            rf"|(?:{_FOR}\s{{1,3}}{_IS})?{_COLON}(?P<alone>{_UNQUOTED}\S{{1,256}}+)"
            r"(?:(?<=[,;])|(?=[^\S\r\n]{0,8}(?:[\r\n]|\Z|[/|,;])))"
            rf"|(?:{_COLON}|{_FOR}\s{{1,3}}{_IS}\s{{1,3}})(?P<told>{_UNQUOTED}\S{{1,256}}+)"
            r"|\s(?P<bare>\S{6,256}+)"
            r"|>\s{0,3}(?P<tagged>[^<>\s]{1,256}+)\s{0,3}</)"
        ),
        judges={
            "quoted": _if(_is_quoted),
            "assigned": _if(_is_named),
            "alone": _said(_is_named),
            "told": _said(_is_odd),
            "bare": _said(_is_strong),
            "tagged": _if(_is_named),
        },
    ),
    Pattern(
        kind="password",
        needles=("password",),
        expression=re.compile(
            r"(?i:(?:changed|set|updated)\s(?:\w{1,20}\s){0,3}password\sto)\s(?P<secret>\S{4,256})"
        ),
        judges={"secret": _said(_is_odd)},
    ),
    Pattern(
        kind="password",
        needles=("--", "-u"),
        expression=re.compile(
            r"(?<!\S)-(?:u|-user|-(?i:[a-z-]{0,20}(?:password|passwd|pass|pwd|token|secret|key)))"
            r"[ =][\"']?(?:(?<=-u.)[^\s:\"']{1,80}:|(?<=-user.)[^\s:\"']{1,80}:)?"
            r"(?P<secret>[^\s\"']{3,256})"
        ),
        judges={"secret": _if(_is_odd)},
    ),
    Pattern(
        kind="password",
        needles=("credential", "login", "zugangsdaten"),
        expression=re.compile(
            r"(?i:credentials?|logins?|zugangsdaten)\s{0,2}[:=]\s{0,2}(?!\w{1,10}://)"
            r"[^\s/:]{1,80}\s{0,2}[/:]\s{0,2}(?P<secret>\S{3,256})"
        ),
        judges={"secret": _if(_is_odd)},
    ),
    Pattern(
        kind="PIN",
        needles=("pin",),
        expression=re.compile(
            r"(?i:(?<![^\W_])pin(?:[ -]?code)?)\s{0,2}"
            rf"(?:[:=]|{_IS})\s{{0,2}}(?P<secret>\d{{4,8}})(?!\w)"
        ),
    ),
    Pattern(
        kind="card number",
        needles=("",),
        expression=re.compile(
            r"(?<![\d.])(?:4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}"
            r"|6\d{15}(?:\d{3})?|[2-6]\d{3}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?"
            r"|3\d{3}([ -])\d{6}\2\d{4,5})(?!\d)"
        ),
        judges={None: _card},
    ),
    Pattern(
        kind="IBAN",
        needles=("",),
        expression=re.compile(
            r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[A-Za-z0-9]{11,30}"
            r"|(?: [A-Za-z0-9]{4}){2,7}(?: [A-Za-z0-9]{1,4})?)(?![A-Za-z0-9])"
        ),
        judges={None: _iban},
    ),
    Pattern(
        kind="cookie",
        needles=("cookie:",),
        expression=re.compile(
            r"(?i:cookie):[^\S\r\n]{0,4}(?P<secret>[\w.-]{1,100}=[^\r\n]{1,4096})"
        ),
    ),
    Pattern(
        kind="secret",
        needles=("key", "token", "secret"),
        expression=re.compile(
            rf"{_NAMES}(?:{_COLON}|\s{{1,3}}{_IS}\s{{1,3}}|[\"'`]?\s{{0,3}}=\s{{0,3}})"
            r"[\"'`]?(?P<secret>[^\s\"'`,;&<>]{6,256})"
        ),
        judges={"secret": _if(_is_key)},
    ),
    Pattern(
        kind="secret",
        needles=("key", "token", "secret", "credential", "schlüssel", "sig", "ключ", "токен"),
        expression=re.compile(
            r"(?i:key|token|secret|credential|schlüssel|sig|signature|ключ|токен)s?"
            rf"[\s:=>\"'`(<*]{{1,6}}(?:{_IS}\s)?[\"'`]?(?P<secret>[A-Za-z0-9+/_.~%-]{{16,}}+={{0,2}})"
        ),
        judges={"secret": _if(_is_random)},
    ),
)
"""The more telling a pattern, the earlier it stands; where two overlap, the earlier names it."""
