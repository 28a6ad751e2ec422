"""Which words mean the same to a support desk?"""

import re
from collections.abc import Mapping
from typing import Final

# One group a line; the first word is the key. Only words that are exchangeable in nearly every
# question at a desk: a group that is too wide makes two articles one.
_GROUPS: Final = """
password pw pwd passwd passwort kennwort passcode passphrase
2fa mfa otp tfa authenticator 2step twofactor multifactor twostep
wifi wlan wireless
login signin logon signon anmelden einloggen anmeldung
logout signout logoff signoff
setup install installation installing installieren configure configuration config
email mail mails emails
pc computer laptop notebook desktop macbook
phone mobile cellphone smartphone handy cell
printer print printing drucker drucken stampante
screen monitor display bildschirm
delete remove erase loschen
buy purchase order
picture photo image pic
app application apps
doc document docs documents
info information infos
admin administrator
tel telephone
broken defect defective kaputt
error fehler failure errore
vacation holiday leave pto urlaub ferie
salary pay wage payroll gehalt stipendio
invoice bill rechnung fattura
quick fast
begin start
receive get got gotten
request ask
id identity identification
verify verification verified confirm
cost fee charge price
address adress addr
repo repository
dir directory folder
db database
msg message messages
ad advert advertisement
question query
max maximum
min minimum
thx thanks thank ty danke grazie
please pls plz bitte
you u
are r
because cuz bc
tomorrow tmrw tmr
"""

SYNONYMS: Final[Mapping[str, str]] = {
    word: group.split()[0] for group in _GROUPS.strip().splitlines() for word in group.split()
}

# What is written apart, with a hyphen or as one word is one word here.
_COMPOUNDS: Final = (
    "log in, log on, log out, log off, sign in, sign on, sign out, sign off, sign up, set up, "
    "wi fi, e mail, two factor, multi factor, two step, hot spot, back up, face book, you tube, "
    "git hub, web site, home page, time zone, user name, pass word, drop down, pop up, top up, "
    "2 step, call center, call centre, on board, off board, smart phone, head set, screen shot, "
    "on line"
)
_APART: Final = "|".join(pair.strip().replace(" ", "[ -]") for pair in _COMPOUNDS.split(","))
PHRASES: Final = re.compile(rf"\b(?:{_APART})\b")
