"""Words for people: relatives and wards (ID-05, ID-06), and anybody a pronoun could mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = [
    "ADULT_NOUNS",
    "CHILD_NOUNS",
    "DATELINE",
    "HUMAN_NOUNS",
    "KIN_NOUNS",
    "KIN_OF_SOMEBODY",
    "LABELS",
    "OCCUPATIONS",
    "PRIVATE_TITLES",
    "TITLES",
    "datelines_in",
    "places_of_datelines",
]

PRIVATE_TITLES = frozenset(
    "mr mrs ms miss mx sir dame father sister dr smt shri sri kumari mdm madam pak bu ibu encik"
    " puan datuk alhaji alhaja hajia mallam ustaz sheikh señor señora señorita sra sr srta don"
    " doña monsieur madame mme mlle herr frau signor signora daw ate kuya babu begum bibi mama"
    " auntie aunty uncle nana little miz mstr master".split()
)
"""Forms of address that give nobody an office."""

TITLES = (
    frozenset(
        "mr mrs ms miss mx sir dame lord lady judge justice magistrate sheriff recorder coroner dr"
        " doctor prof professor rev reverend father sister fr bishop archbishop cardinal pope imam"
        " rabbi pc wpc dc ds di dci dcs det detective sgt sergeant insp inspector supt"
        " superintendent"
        " chief constable commissioner commander officer cpl corporal lt lieutenant capt captain"
        " maj"
        " major col colonel gen general adm admiral president minister premier senator sen rep"
        " congressman congresswoman governor mayor councillor cllr mp ambassador secretary director"
        " prosecutor barrister solicitor chancellor taoiseach garda baroness"
        " baron king queen prince princess spokesman spokeswoman"
        " supt const cmdr capts cols detectives asp csp hhj solicitor-general attorney-general"
        " inspector-general barr atty hon garda deputy agent chairman chairwoman gov"
        " sub-inspector dsp dpo asi acp dcp igp spokesperson advocate attorney"
        " judges justices magistrates inspectors"
        " sergeants constables deputies prosecutors advocates attorneys commissioners ministers"
        " senators cllrs councillors brigadier brig reviewer reviewers".split()
    )
    | PRIVATE_TITLES
)

CHILD_NOUNS = frozenset(
    "child children kid kids boy boys girl girls infant infants baby babies toddler toddlers"
    " newborn schoolgirl schoolgirls schoolboy schoolboys teenager teenagers teen teens minor"
    " minors youngster youngsters juvenile juveniles pupil pupils schoolchild schoolchildren"
    " youth youths".split()
)
ADULT_NOUNS = frozenset(
    "woman women man men victim victims survivor survivors complainant complainants widow"
    " widower wife husband partner girlfriend boyfriend passenger passengers resident civilian"
    " civilians worker workers patient patients".split()
)


OCCUPATIONS = frozenset(
    "clerk cashier engineer builder plumber electrician cook chef waiter waitress porter cleaner"
    " gardener butcher baker carpenter mechanic pilot sailor miner welder trader banker accountant"
    " architect consultant developer dentist pharmacist midwife therapist psychologist librarian"
    " lecturer professor headteacher headmaster instructor trainer councillor senator campaigner"
    " businessman businesswoman salesman postman fireman policeman policewoman gunman supervisor"
    " shopkeeper shopper bystander passer-by motorcyclist motorist jogger swimmer climber walker"
    " hiker tourist traveller pensioner grandmother classmate housemate roommate babysitter nanny"
    " carer bookkeeper contractor courier dancer musician painter poet novelist model boxer"
    " footballer jockey wrestler monk nun imam rabbi pastor bishop deacon chaplain twin triplet"
    " orphan"
    " heir apprentice trainee intern maid house-help househelp housemaid helper labourer laborer"
    " hawker"
    " vendor tout conductor trader weaver tailor hairdresser barber herder herdsman shepherd"
    " farmhand"
    " au-pair organist chorister choirmaster cellist violinist pianist seminarian novice altar-boy"
    " acolyte verger sexton bartender barista receptionist secretary typist seamstress nursemaid"
    " nightclubber treasurer warden peon matron proprietor bursar busker blogger streamer"
    " gamer youtuber jogger stable-lad groom".split()
)

KIN_NOUNS = frozenset(
    "son daughter nephew niece grandson granddaughter grandchild grandchildren stepson"
    " stepdaughter stepchild stepchildren brother sister stepbrother stepsister sibling siblings"
    " half-brother half-sister cousin cousins mother father mum mom dad parent parents stepfather"
    " stepmother grandfather grandmother grandparent grandparents uncle aunt guardian godson"
    " goddaughter godfather foster-child ward sons daughters nephews nieces grandsons"
    " granddaughters brothers sisters".split()
)

KIN_OF_SOMEBODY = re.compile(
    r"(?i)\b(?:his|her|their|[a-z]+'s) (?:own |first |second |young |late )?(?:"
    + "|".join(sorted(KIN_NOUNS, key=len, reverse=True))
    + r")\b"
)
"""A kin word with its possessor: "his own nephew", "the man's stepdaughter"."""

HUMAN_NOUNS = KIN_NOUNS | frozenset(
    "man woman boy girl child baby infant toddler teenager teen pupil student victim survivor"
    " complainant suspect defendant accused offender attacker gunman rapist killer murderer abuser"
    " burglar robber thief driver passenger rider cyclist pedestrian officer constable detective"
    " sergeant inspector superintendent policeman policewoman soldier guard prisoner inmate judge"
    " magistrate coroner prosecutor lawyer barrister solicitor juror witness neighbour neighbor"
    " friend colleague boss manager teacher coach priest vicar doctor nurse surgeon patient wife"
    " husband partner girlfriend boyfriend fiance widow widower lover landlord lodger tenant"
    " person somebody someone leader minister president mayor governor spokesman spokeswoman"
    " official expert employee employer worker player striker goalkeeper referee actor actress"
    " singer director author customer resident carer caretaker farmer fisherman firefighter"
    " paramedic journalist reporter photographer activist migrant refugee hostage militant rebel"
    " terrorist bomber sniper trafficker dealer smuggler founder executive chairman chief".split()
)
"""Nouns for somebody whom "he" or "she" might mean (singular)."""

_CAPITAL = "A-ZÀ-ÞĄĆČĎĐĘĚĞİŁŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽ"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
DATELINE = re.compile(
    rf"(?:^|(?<=\n))[{_CAPITAL}][{_CAPITAL} .'’/-]{{2,30}}(?:, [\w. ]{{2,30}}?){{0,2}} ?"
    r"(?:\([^)\n]{2,30}\) ?)?[—–:-]+(?= )"
    rf"|\A[{_CAPITAL}]{{3,20}}(?:, [A-Z][a-z]{{3,15}})?\.(?= [A-Z])"
    rf"|(?:^|(?<=\n))[{_CAPITAL}][{_CAPITAL} ]{{2,30}}, {_MONTH}\.? \d{{1,2}}(?=\n)"
)
"""The place at the start of an agency's text: "LEEDS, England (Wire) —", "LEEDS. Two men"."""
_SMALL_DATELINE = re.compile(
    rf"(?:\A|(?<=\n))(?:[{_CAPITAL}][\w'’.-]+ ){{0,3}}[{_CAPITAL}][\w'’-]+"
    rf"(?:, [{_CAPITAL}][\w. ]{{1,20}}?)? \([A-Z][^)\n]{{2,30}}\) ?[—–-]+(?= [A-Z][a-z]* [a-z\d])"
    rf"|(?:\A|(?<=\n))(?:[{_CAPITAL}][\w'’.-]+ ){{0,3}}[{_CAPITAL}][\w'’-]+,"
    rf" {_MONTH}\.? \d{{1,2}} \((?:[A-Z]{{2,10}}|Agenc(?:y|ies))\):?(?= [A-Z\d])"
)
"""The same in small letters, where an agency stands behind it: "Karsu Bagh (Agencies) –", "Karsu
Bagh, Jun 9 (AGN) Two men"."""
LABELS = frozenset(
    "myth claim claims false fake fact rumour rumor allegation prosecution defence defense opinion"
    " verdict analysis".split()
)
"""What stands before a dash and says whether to believe what follows."""
_OPENING = 600
"""Characters in which a text's dateline stands."""


def places_of_datelines(text: str) -> frozenset[str]:
    """The places that a text's datelines begin with, in small letters."""
    return frozenset(
        re.split(r"[,(—–:]", match[0])[0].strip(" .-").lower()
        for match in datelines_in(text, small=True)
    )


def datelines_in(text: str, *, small: bool = False) -> Iterator[re.Match[str]]:
    """The datelines of a text; "MS. ROE:" and "THE COURT:" in a transcript are none.

    ``small``: one in small letters as well, at a line near the beginning of the text.
    """
    found = list(DATELINE.finditer(text))
    if small and not found:
        found = list(_SMALL_DATELINE.finditer(text, 0, _OPENING))[:1]
    for match in found:
        words = re.findall(r"[^\W\d_]+", match[0].lower())
        if not (TITLES | LABELS).intersection(words) and "court" not in words:
            yield match
