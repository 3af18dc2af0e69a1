"""What each named person is in the story, at which legal stage, and whether a child.

A role is decided by the sentences that name the person: titles and appositions for officials,
grammatical subject and object of the verbs of harm and of procedure for the others. The most
severe *procedural* evidence wins over narrative evidence: a convicted man who is also quoted
stays convicted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.detect.mentions import NameCluster
from summarizer.detect.names import OFFICIAL_TITLES
from summarizer.detect.rolls import is_listed_as_convicted
from summarizer.policy.legal import STAGE_WORDING, STAGES, stages_in
from summarizer.policy.people import HUMAN_NOUNS, KIN_NOUNS, TITLES
from summarizer.syntax import Tree
from summarizer.types import Role, Span

__all__ = ["Standing", "is_harmed", "standing_of"]

_OF_OFFICE = OFFICIAL_TITLES - set(
    "prof professor rev reverend fr bishop archbishop cardinal imam rabbi cllr councillor captain"
    " capt major maj colonel col general gen doctor sister brother chief lady lord king queen"
    " prince princess baron baroness director chairman chairwoman attorney attorneys advocate"
    " advocates brig brigadier".split()
)
"""Titles of those who act for the state: no private life makes them something else here."""

_LAW_LORDS = frozenset({"lord", "lady"})
_SCOTS_COURT = re.compile(r"\b(?:High Court (?:in|at|of) |Court of Session|Sheriff Court)")
"""Where a judge is called "Lord Roe"."""

_HARM_VERBS = frozenset(
    # "rap": what the lemmatiser makes of "raped".
    "abuse rap rape assault attack kill murder stab shoot beat strangle injure wound hurt kidnap"
    " abduct traffic groom molest exploit torture slay harass stalk threaten blackmail batter"
    " bully enslave imprison harm target drug poison behead execute massacre burn drown hit run"
    " punch kick maim assassinate gun rescue save find discover identify bury recover mourn"
    " resuscitate hospitalise hospitalize treat lure coerce force".split()
)
_ONE_OF = re.compile(r"(?i)\bone of the (?:\w+ )?(?:women|girls|boys|children|complainers), $")
_MEMBER = re.compile(
    r"^ \((?:(?:Con|Lab|Lib ?Dem|LD|SNP|Green|DUP|SDLP|SF|FG|FF|Ind|CB|Reform|PC|ALP|NDP), [A-Z]"
    r"|[RDI]-[A-Z])"
)
"""Behind the name of a member of a parliament: " (Con, Wyreside East)"."""
_SUFFERING = re.compile(
    r"\b(?:the|a|another|young|first|second|third|alleged|murder|rape|abuse|stabbing|shooting)"
    r" (?:victim|survivor|complainant|deceased|casualty)\b"
    r"|\b(?:was|were|been|being) (?:\w+ly )?(?:abused|raped|assaulted|killed|murdered|stabbed|shot"
    r"|beaten|kidnapped|abducted|trafficked|groomed|exploited|tortured|attacked|injured|wounded)\b"
    r"|\b(?:died|dies|dead|took (?:his|her|their) own life|suicide|killed (?:him|her)self"
    r"|pronounced dead|lost (?:his|her|their) li[fv]es?|went missing|missing)\b",
    re.IGNORECASE,
)
_VICTIM_BEFORE = re.compile(
    r"(?i)\b(?:victims?|survivors?|complainants?|deceased),? (?:named )?$"
    r"|\b(?-i:raped|sexually assaulted|molested|groomed|trafficked|stalked|abused)"
    r" (?-i:(?!(?:by|and|as|before|after|when|while|in|at|with|from|for|to|that) )[a-z-]+ ){1,3}$"
)
"""Before the name of somebody harmed: "the victim, ", "he raped barrister "."""
_IDENTIFIED_AS = re.compile(
    r"\b(?:identif(?:ied|y|ies)|named) (?:the|one) (?:[a-z]+ )?(?:injured|wounded|dead|killed"
    r"|missing|victim|deceased|kidnapped|abducted|stabbed|beaten)(?: [a-z]+)? as $"
)
"""Before the name of somebody harmed whose work may stand behind it."""
_HARM_TO = re.compile(
    r"\b(?:murders?|killing|manslaughter|homicide|stabbing|shooting|rape|abduction|kidnapping"
    r"|disappearance|poisoning) of (?:(?-i:[A-Z])[\w.'’-]+ )?$",
    re.IGNORECASE,
)
"""Before the name of whom it was done to: "convicted of the murder of "."""
_LETTERS = r"(?:KC|QC|SC|JP|MP|MSP|TD|OBE|CBE|MBE|J\.P\.|M\.P\.|K\.C\.|Q\.C\.)"
_LETTERS_AFTER = re.compile(rf"^,? {_LETTERS}(?!\w)|^ (?:J|JA|CJ|LJ|JJ)(?=[.,:]|$)")
_CASE_TITLE = re.compile(
    r"\b(?:R|Regina|Rex|State|People|Crown|Commonwealth|United States|Republic|Queen|King|HMA|DPP"
    r"|H\.?M\.? Advocate|Public Prosecutor|Director of Public Prosecutions)"
    r" (?:v|vs|versus|-v-)\.? $"
)
"""Before the name of a defendant: "R v "."""
_LETTERS_WITHIN = re.compile(rf" {_LETTERS}$")
_TITLE_AT_END = re.compile(
    rf"(?:\b(?:{'|'.join(sorted(TITLES, key=len, reverse=True))})\.? )+$", re.IGNORECASE
)
_OFFICIAL_WORDS = re.compile(
    r"(?i)\b(?:spokes(?:man|woman|person)|secretary[- ]general|chief executive|chairman|chairwoman"
    r"|chair|director|head of|minister|president|commissioner|superintendent|inspector|sergeant"
    r"|constable"
    r"|detective|officer|prosecutor|lawyer|barrister|solicitor|attorney|counsel|judge|magistrate"
    r"|coroner|coordinator|co-ordinator|professor|researcher|expert|analyst|editor|author|coach"
    r"|manager|captain|striker|bishop|mayor|councillor|senator|governor|mp|ambassador|campaigner"
    r"|founder|official|leader|general|commander|scientist|doctor|consultant|psychologist"
    r"|investigator|agent|representative|adviser|advisor|interpreter|intermediary|depute|fiscal"
    r"|advocate|registrar|ombudsman|counsellor|counselor|social worker|trustees?|psychiatrist"
    r"|pathologist|monitor|collector|attach[ée]|chairperson|caseworker|facilitator|envoy|rapporteur"
    r"|auditor|inspectorate|secretary|conductor|curator|archivist|speaker|economist|strategist)s?\b"
)
_STATE_WORDS = re.compile(
    r"(?i)\b(?:(?:attorney|solicitor|advocate|secretary|director|governor|prosecutor)[- ]general"
    r"|(?:police|fire|section|area|deputy) chief|special secretary|reviewer|tribunal judge"
    r"|prosecuting|lead counsel|counsel assisting|liaison officer"
    r"|spokes(?:man|woman|person)|chief executive|director|head of|minister|president"
    r"|commissioner|superintendent|inspector|sergeant|constable|detective|officer|prosecutor|barrister"
    r"|solicitor|attorney|counsel|judge|magistrate|coroner|senator|governor|mayor|ambassador|official"
    r"|commander|investigator|special agent|representative|adviser|interpreter|intermediary|depute"
    r"|fiscal|advocate|registrar|ombudsman|chair|chairman|chairwoman|chairperson|social worker"
    r"|lawyer for the (?:crown|state|defence|defense)|def[ae]n[cs]e lawyer|solicitor-general"
    r"|inspector-general|attorney-general|NSPCC lawyer|project lawyer|governor-general"
    r"|pathologist|consultant (?:psychiatrist|paediatrician)|provincial"
    r"|attach[ée]|caseworker|rapporteur|envoy|collector|monitor|inspectorate"
    r"|sub-inspector|lawyers for the (?:crown|state|defence|defense))s?\b"
)
"""Who speaks for the state, a court or a charity."""
_A_NAME = r"(?:[A-ZÀ-Þ][\w.'’-]*(?: (?:al|de|van|von|bin|el|la|del|[A-ZÀ-Þ][\w.'’-]*))*)"
_LEADS_UP = re.compile(
    r"(?:,? ?|(?: (?:of|for|at|in) [\w'’ -]{2,40},? ?))(?:(?<= )[A-Z][\w'’-]+ )?"
)
"""Between the word for an office and a name, or its last word: "of the agency, ", " Nicolas "."""
_HEADS = re.compile(
    r"(?<!her )(?<!his )(?<!their )\b(?:head|director|chief|secretary) of (?:the )?[\w'’ -]{0,50}"
    r"\b(?:office|mission|agency|unit|department|directorate|service|commission|ministry|police|force"
    r"|bureau|authority|inquiry|council|court|delegation), (?:\w+\. )?$"
)
"""Before the name of who leads an office: "the head of the mission's local office, "."""
_LEADS_UP_LIST = re.compile(
    r"(?: (?:of|for|at|in) [\w'’ -]{2,40})?,? ?(?:(?:were|are|is|was|include[sd]?) )?"
    rf"(?:{_A_NAME}(?: (?:of|from) (?:the )?{_A_NAME})?(?: \(\d\d\))?(?:, | and |, and |; |; and"
    rf" ))*(?:ex-|the late )?"
)
"""The same after a plural: " Jo Roe of Wales and "."""
_LIST_LEAD = 500
"""Characters before a name in which a list of the convicted may begin."""
_CONVICTED_LIST = re.compile(
    r"(?i)\b(?:those|the|the (?:men|women|people)|all|the other(?: \w+)?) (?:convict(?:ed|s)"
    r"|jailed|sentenced|offenders)"
    r" (?:are|were|include[sd]?)\b[^.]*$"
    r"|\b(?:already )?(?:in|serving time in) (?:prison|jail) (?:are|were)\b[^.]*$"
    r"|\b(?:convicted|jailed|sentenced|found guilty|pleaded guilty)\b"
    r"(?:(?!women|girls|boys|children|victims|pupils|students|patients|sisters|daughters)[^\n]){0,250}"
    r"\.\s+"
    r"They (?:are|were) (?:[^.\n]|(?<=\b(?-i:[A-Z])[a-z]{2})\.|(?<=\b(?-i:[A-Z])[a-z]{3})\."
    r"|(?<=\b(?-i:[A-Z])[a-z]{4})\.)*$"
)
_TERM_AFTER = re.compile(
    r"^,? to (?:a total of )?(?:\d{1,2}|[a-z]+teen|[a-z]+ty|two|three|four|five|six|seven|eight"
    r"|nine"
    r"|ten|eleven|twelve|life)\b"
)
_CONVICTED_AFTER = re.compile(
    r"(?: \(\d\d\)|, \d\d|, [a-z]+ty(?:-[a-z]+)?(?=,))?(?:, (?!who\b)[a-z][^,.\n]{2,40}(?=,))?,?"
    r" (?:(?:was|were|has been|is)"
    r" (?:(?!not\b|never\b)\w+ ){0,2}?(?:convicted|found guilty|jailed|sentenced|imprisoned"
    r"|sent to (?:prison|jail)|sent to \w+ years)|changed (?:his|her|their) pleas?)\b"
)
"""Behind a name that opens its sentence, whatever the parser makes of that."""
_OPENS = re.compile(
    r"(?:(?:An?|The) [\w -]{2,40}, |(?:At|In|Before) [^,;]{3,60}, )?(?:[A-Z][a-z]+ )?"
)
"""Before such a name: nothing, who it is, or where."""
_SENTENCED_AFTER = re.compile(
    r",? (?:who is |is |now |currently ){0,3}serving"
    r" (?:life\b|an? [\w-]+(?: year)?[- ](?:sentence|term)\b"
    r"|[\w-]+ years (?:in (?:prison|jail|custody)|for (?:rape|murder|manslaughter|abuse)))"
    r"|(?: \(\d\d\)|, \d\d)?,(?: of [A-Z][\w' -]{2,25},)?(?: (?:[A-Z][\w']+ )+Court,)?"
    r" (?:guilty of|(?:absolute|conditional) discharge|[£$€]\d[\d,]* and \w+ points)"
    r"|, [\w-]+ years, (?:rape|murder|manslaughter|indecent assault|sexual assault|abuse)\b(?! vic)"
    r"|(?:, [\w' -]{3,20}){0,2}: (?:[\w-]+ (?:years|months) (?:in prison|imprisonment|suspended)"
    r"|reprimand|disqualified)\b(?=[;.,])"
)
"""In the short style of lists: "Roe, 33, of Leeds, absolute discharge", "Roe, serving 30 years"."""
_TERM_BEFORE = re.compile(
    r"\b(?:awarded|handed(?: down)?|imposed|passed) (?:an? )?"
    r"(?:life imprisonment|life (?:term|sentence)|(?:\w+[- ]){1,3}(?:imprisonment|sentence|term))"
    r" (?:to|on|upon) (?:(?:Mr|Mrs|Ms|Dr)\.? )?$"
    r"|\b(?:\w+-year|life|prison|jail) (?:sentence|term) (?:for [^.]{3,60} )?(?:against|on) $"
)
_TERM_FOR = re.compile(r"\b(?:\d+|[a-z]+) years for $")
_AT_COURT = re.compile(r"(?i) (?:at|in) [\w' ]{3,40}\bcourt\b")
_STAGED_LIST = re.compile(
    r"\b(?:men|women|people|defendants|others|accused)\b(?P<told>[^.:;]*): "
    rf"(?:{_A_NAME}(?:, aged \d\d|, \d\d| \(\d\d\))?(?:, | and |, and |; |; and ))*$"
)
"""Before a name in the list of those told of: "two men had been charged: "."""
_ARRESTED_LIST = re.compile(
    r"(?i)\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+|men|women|people|others|suspects)\b"
    r"(?: (?!not\b|never\b)\w+){0,3} (?:were|was|been) (?:arrested|detained)\b[^.:;]{0,60}: "
    r"(?:[^.:]{0,200}; )?(?:and )?(?-i:(?!victim|witness|survivor|neighbou?r)[a-z-]+ ){0,3}\Z"
)
"""Before a name where more is told of each: "three were arrested: Jo Roe, a clerk; driver "."""
_QUESTIONED = re.compile(
    r"(?i)\b(?:police|detectives|officers|investigators|garda[ií]|prosecutors|they)"
    r"(?: (?:have|had|also|then|later)){0,2} (?:questioned|interviewed|interrogated)\b"
    r"(?:(?!\b(?:why|whether|about|hostages?|captives?|victims?|witness(?:es)?|who)\b)[^.:;]){0,120}\Z"
)
_LET_GO = re.compile(
    r"[^.:;]{0,80}?\b(?:let (?:him|her|them|both) (?:go|off)"
    r"|(?:released|freed) (?:without charge|on bail))\b"
)
"""Between "police questioned" and this stand suspects (CR-02)."""
_SAYS = re.compile(r",? (?:said|says|told|welcomed|added|wept)\b")
_LOOKED_AT = 300
"""Characters before a name in which these are looked for."""
_LIST_GOES_ON = re.compile(r"(?:, (?:aged )?\d\d| \(\d\d\))?(?:[.;]|,? and [A-Z]|, [A-Z]|$)")
_HARMED_MANY = re.compile(
    r"(?i)\b(?:women|men|girls|boys|children|people|victims|pupils|students|patients|sisters|brothers"
    r"|daughters|sons|\w+ing)\b"
)
"""Behind "jailed": the names that follow may be theirs."""
_SENTENCED_BEFORE = re.compile(r"(?i)\b(?:sentenc|jail|convict|imprison)\w*\b[^.]*$")
_NAMED_DEAD = re.compile(
    r"(?i)\b(?:the (?:dead|victims?|deceased)|those (?:killed|who died)) (?:were|was|are|is|have"
    r" been)"
    r" (?:\w+ ){0,3}?(?:named|identified)\b"
    r"|\b(?:(?:dead|victims|killed)(?: here| there)? include[sd]?"
    r"|among (?:the|those) (?:dead|killed|victims)(?: \w+){0,3}? (?:were|was|are|is))\b"
    r"(?:(?!\b(?:police|said|told|arrest\w+|suspect\w*)\b)[^.;]){0,160}$"
)
_BY_WAY_OF = re.compile(
    r"(?i)\b(?:through|to|told|her|his|their|for) (?:the |an? |her |his |their )?(?:own )?$"
)

_THEIR_LAWYER = re.compile(
    r"(?i)(?<!to )(?<!told )\b(?:his|her|their|whose|(?-i:[A-Z])[\w-]+['’]s?) (?:\w+ )?"
    r"(?:lawyer|attorney|solicitor|barrister|counsel|advocate)s?,? $"
)
"""A lawyer is no friend of somebody's: "her lawyer, "."""
_ROLE_LABEL = re.compile(
    r"(?i)\b(?:chair|co-?ordinator|registrar|prosecutor|judge|coroner|secretary(?:-general)?|media"
    r"|press(?: office)?|legal|clerk|inspector|integrity officer|referee|umpire"
    r"|arbiter|assessor|curator|conservation|translation|photograph(?:y|s)?|editor|design"
    r"): (?:[\w.]+ )?$"
    r"|\b(?:proposed|seconded|moved) by (?:[\w.]+ )?$"
    r"|\b(?:order|decision|ruling|judgment) of (?-i:[A-Z][a-z]+) $"
    r"|\bapologies (?:for absence )?(?:were |had been )?received from (?:[\w.]+ )?$"
    r"|\b(?:unit|council|service|force|agency|trust|department|charity|county|city|board|company)['’]s"
    r" (?:own |acting |deputy |former |regional )*(?:head|chief|director|secretary|leader),"
    r" (?:[\w.]+ )?$"
    r"|\b(?-i:the Clerk|the Registrar|the Treasurer|the Verger), (?:[\w.]+ )?$"
    r"|\b(?:committee|panel|tribunal|commission|inquiry|board|council|review),? (?:under|led by"
    r"|chaired by|headed by) (?:[\w.]+ )?$"
    r"|^(?-i:Before|BEFORE|Coram|Panel):? (?-i:[A-Z])[^\n]*(?:, |; | and )(?:[\w.]+ )?$"
    r"|\b(?:his|her) honou?r (?:judge )?$"
    r"|\b(?:police|office|service) \((?:PIO )?$"
)
"""What stands before the name of an official in a notice: "Review chair: Dr "."""
_COUNSEL = re.compile(
    r"(?i)^, (?:the |an? )?(?:\w+ )?(?:lawyer|attorney|solicitor|barrister|advocate|counsel)s? "
    r"(?:acting |appearing )?(?:for|representing)\b"
    r"|^,? who (?:heads|leads|chairs|runs|advises) the (?:\w+ ){0,3}(?:directorate|agency|ministry"
    r"|department|office|police|unit|commission|inquiry|tribunal|force|bureau|authority)\b"
    r"|^, who (?:is|was) responsible for (?:children['’]s|social|health|education) services\b"
    r"|^, an? (?:consultant|specialist|forensic|expert|professor|pathologist)[^,.]{0,40}, gave"
    r" evidence\b"
    r"|^, an? (?:\w+ ){1,3}(?:instructed|appointed|engaged) by the (?:court|tribunal|judge|panel"
    r"|inquiry|coroner)\b"
    r"|^ (?:of the [A-Z][\w' ]{3,40} )?was an? (?:\w+ ){0,2}expert\b"
    r"|^ \(for the (?:state|crown|prosecution|defen[cs]e|people|applicant|respondent)\)"
    r"|^, (?:prosecuting|defending|mitigating|representing|(?:appearing )?for the "
    r"(?:prosecution|defence|crown|state|family|claimants?))\b"
)
_OFFICE = re.compile(
    r"^,? (?:of|from|for|at) (?:the )?(?:[A-Z][\w'-]+,? (?:and |of |for |& )?){1,5}?"
    r"(?:Directorate|Agency|Ministry|Department|Office|Police|Service|Authority|Commission|Bureau"
    r"|Council|Constabulary|Inspectorate|Guard|Fire Brigade|Prosecutor|Embassy"
    r"|[Uu]nit|[Ss]quad|[Tt]eam)\b"
    r"|^,? of the National (?:Archives|Museum|Library|Gallery)\b"
    r"|^,? of the (?:(?:[a-z]+ ){0,2}(?:agency|authority|inspectorate|commission|tribunal)"
    r"|(?:tracing|prosecution|probation|victim) service)\b"
    r"|^,? of (?:the )?(?:(?:district|state|city|county|national|military|local|regional) )?"
    r"(?:police|armed forces|defen[cs]e forces?|coastguard|prosecution service|prison service"
    r"|fire (?:service|brigade)|ministry|navy|army)\b"
)
_OF_PUBLIC_LIFE = frozenset(
    "bishop archbishop cardinal imam rabbi rev reverend cllr councillor professor prof".split()
)
_PUBLIC_ACT = re.compile(
    r" (?:has |have |had )?(?:call(?:ed|s) for|urged|appealed for|apologi[sz]ed"
    r"|read (?:out )?an apology"
    r"|welcomed|condemned|paid tribute|praised|promised an inquiry|chaired|presided)\b"
)
"""What somebody with such a title does in office."""
_OFFICE_WITHIN = 40
"""Characters of an apposition in which the office is named."""
_RULES = re.compile(r"^(?:['’]s)? (?:administration|government|cabinet|presidency|regime)\b")
"""After the name of a head of government."""
_AGE_AFTER = re.compile(
    r"^[,(]? ?(?:who (?:is|was) |aged? )?(?P<age>\d{1,3})\b(?! (?:counts?|years in|%|per))"
)
_AGE_BEFORE = re.compile(
    r"(?P<age>\d{1,2})[- ](?:years?|months?|weeks?|days?)[- ]olds?[\w -]{0,30}$"
)
_UNIT_BEFORE = re.compile(r"\d{1,2}[- ](?:months?|weeks?|days?)[- ]old[\w -]{0,30}$")
_CHILD_BEFORE = re.compile(
    r"(?i)\b(?:schoolgirl|schoolboy|pupil|toddler|baby|infant|little|young|teenager|teen|boy|girl"
    r"|child|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)[- ]grader"
    r"|sixth[- ]former)"
    r",? (?:named |called )?$"
)
_SCHOOLED = re.compile(
    r"(?i)^, (?:who (?:is|was) )?(?:an? )?(?:year \d+ |former )?"
    r"(?:pupil|schoolboy|schoolgirl|\w+[- ]grader)\b"
    r"|^[^.]{0,60}\b(?:youth court|youth detention|juvenile court)\b"
)
_KIN = "|".join(sorted(KIN_NOUNS, key=len, reverse=True))
_RELATIVE_OF = re.compile(
    rf"(?i)\b(?:his|her|their|victim's|girl's|boy's|child's|children's|[A-Z]\w+'s|whose) "
    rf"(?:\w+ )?(?:{_KIN}|wife|husband|partner|family|girlfriend|boyfriend|widow|friend),? $"
)
_RELATIVE_AFTER = re.compile(
    rf"(?i)^,? ?(?:the |a |who (?:is|was) (?:the|her|his|their) )?"
    rf"(?:{_KIN}|widow|wife|husband) of\b"
    rf"|^, (?:his|her|their|the (?:victim|girl|boy|child)'s) (?:\w+ )?"
    rf"(?:{_KIN}|wife|husband|partner)\b"
)
_WITNESS = re.compile(
    r"(?i)\b(?:witness(?:es|ed)?|neighbou?r|told the (?:court|jury)|gave evidence|testified)\b"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's role, legal stage (one of ``STAGES``) and whether under 18."""

    role: Role
    stage: str
    child: bool


def standing_of(
    cluster: NameCluster,
    *,
    text: str,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    others: Sequence[Span] = (),
    private: bool = False,
    title: Span | None = None,
    bodies: Sequence[Span] = (),
) -> Standing:
    """The role, legal stage and age group of one named person.

    ``others`` are the places where other people are named: a "he" in the sentence after this
    person's name is this person only when nobody else is named in the two. ``bodies``: where
    authorities and charities are named.
    """
    official = (
        bool(cluster.titles & (_OF_OFFICE if private else OFFICIAL_TITLES))
        or bool(_LETTERS_WITHIN.search(cluster.name))
        or (bool(cluster.titles & _LAW_LORDS) and bool(_SCOTS_COURT.search(text)))
        or any(_is_of_body(text, span, bodies) for span in cluster.spans)
    )
    stage = 0
    acts = False
    suffered = offended = relative = witness = child = dead = harmed = victim = False
    for span in cluster.spans:
        if span in cluster.shared:
            continue
        at = next((i for i, sentence in enumerate(sentences) if sentence.overlaps(span)), None)
        if at is None:
            continue
        sentence = sentences[at]
        if title is not None and title.contains(sentence):
            continue  # a headline leaves out what grammar would need
        before = text[sentence.start : span.start]
        after = text[span.end : min(sentence.end, span.end + 60)]
        child = child or _is_child(before, after)
        relative = relative or bool(_RELATIVE_OF.search(before) or _RELATIVE_AFTER.search(after))
        official = official or _is_official(before, after, private=private) or _sits(text, span)
        if cluster.titles & _OF_PUBLIC_LIFE and _PUBLIC_ACT.match(after):
            official = True
        grammar = _grammar(trees[at], span)
        acts = acts or not _only_is(trees[at], span)
        if not private and grammar == "speaker" and _speaks_for(trees[at], span):
            official = True
        dead = dead or (grammar != "speaker" and bool(_NAMED_DEAD.search(before)))
        if dead or grammar == "object" or _VICTIM_BEFORE.search(before):
            suffered = True
        done_to = bool(_HARM_TO.search(before) or _IDENTIFIED_AS.search(before))
        suffered = suffered or done_to
        harmed = harmed or (private and grammar == "object") or done_to
        victim = victim or (private and bool(_VICTIM_BEFORE.search(before)))
        if grammar == "agent":
            offended = True
        staged = _STAGED_LIST.search(before)
        harmed_many = staged is not None and _HARMED_MANY.search(staged["told"]) is not None
        presides = bool(cluster.titles & _OF_OFFICE) and _presides(trees[at], span)
        own = 0
        if not presides and not harmed_many and not _is_attacked(trees[at], span):
            own = _stage_of(trees[at], sentence.of(text), span, sentence)
        stage = max(stage, own)
        one_of = private and own < STAGES.index("charged") and _ONE_OF.search(before)
        victim = victim or bool(one_of)
        if staged and not harmed_many and _LIST_GOES_ON.match(after):
            stage = max([stage, *(STAGES.index(name) for name in stages_in(staged["told"]))])
        if _QUESTIONED.search(before[-_LOOKED_AT:]) and _LET_GO.match(after):
            stage = max(stage, STAGES.index("suspected"))
        if _ARRESTED_LIST.search(before[-_LOOKED_AT:]) and not _SAYS.match(after):
            stage = max(stage, STAGES.index("arrested"))
        lead = text[max(0, span.start - _LIST_LEAD) : span.start]
        listed = _CONVICTED_LIST.search(lead)
        term = _TERM_AFTER.match(after) and _SENTENCED_BEFORE.search(before)
        opens = _OPENS.fullmatch(_TITLE_AT_END.sub("", before))
        awarded = _TERM_BEFORE.search(before) or _SENTENCED_AFTER.match(text, span.end)
        tried = _TERM_FOR.search(before) and _AT_COURT.match(text, span.end)
        opening = opens and _CONVICTED_AFTER.match(text, span.end)
        if _CASE_TITLE.search(before):
            stage = max(stage, STAGES.index("on trial"))
        rolled = is_listed_as_convicted(text, span)
        if listed or rolled or term or opening or awarded or tried:
            stage = max(stage, STAGES.index("convicted"))
        # "Roe welcomed the verdict. He was jailed": where names matter most, "he" proves nothing,
        # unless it is the accused of whom the sentence before tells.
        pronouns = (
            _pronouns_after(at, cluster, sentences=sentences, trees=trees, others=others)
            if own or not private
            else []
        )
        for span_after in pronouns:
            later = trees[at + 1]
            following = sentences[at + 1]
            stage = max(stage, _stage_of(later, following.of(text), span_after, following))
        witness = witness or (bool(_WITNESS.search(sentence.of(text))) and grammar == "subject")
        near = text[max(sentence.start, span.start - 40) : min(sentence.end, span.end + 60)]
        if grammar != "agent" and not stage and _SUFFERING.search(near) and grammar != "speaker":
            suffered = True
    if private and official and not acts and cluster.titles & _OF_OFFICE:
        official = False  # "In the register she is a widow; Judge Roe is somebody in a book."
    name = STAGES[stage]
    role: Role
    if victim and not dead and name != "convicted":
        role, name = "victim", ""
    elif name == "convicted":
        role = "offender"
    elif name and not (suffered and stage < STAGES.index("charged")):
        role = "other" if name == "acquitted" else "accused"
    elif (
        official and not dead and not harmed and not (relative and not cluster.titles & _OF_OFFICE)
    ):
        role = "official"
    elif suffered:
        role = "victim"
    elif relative:
        role = "relative"
    elif offended:
        role, name = "accused", "suspected"
    elif witness:
        role = "witness"
    else:
        role = "other"
    of_office = official and not dead and not harmed
    if of_office and not victim and role in {"victim", "witness"} and cluster.titles & _OF_OFFICE:
        role = "official"
    return Standing(role, name, child)


def _pronouns_after(
    at: int,
    cluster: NameCluster,
    *,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    others: Sequence[Span],
) -> list[Span]:
    """The personal pronouns of the next sentence that can only mean this person."""
    if at + 1 >= len(sentences):
        return []
    tree = trees[at + 1]
    named = [*others, *cluster.spans]
    if tree is None or any(sentences[at + 1].overlaps(span) for span in named):
        return []
    if any(sentences[at].overlaps(span) for span in others) or cluster.titles & OFFICIAL_TITLES:
        return []
    opens = tree.tokens[0].text.lower() in {"he", "she"}
    if _others_in(trees[at], cluster.spans) or (not opens and _others_in(tree, ())):
        return []
    if opens:
        return [tree.tokens[0].span]
    return [
        token.span
        for token in tree.tokens
        if token.text.lower() in {"he", "she", "him", "her"} and token.pos == "PRON"
    ]


def _others_in(tree: Tree | None, own: Sequence[Span]) -> bool:
    """True when a noun in the sentence stands for somebody who is not this person."""
    if tree is None:
        return True
    mine = {i for span in own for i in tree.within(span)}
    for index, token in enumerate(tree.tokens):
        if token.pos != "NOUN" or token.lemma.lower() not in HUMAN_NOUNS:
            continue
        head = tree.heads[index]
        beside = token.dep == "appos" and head in mine
        if token.dep == "attr":  # "Roe was a priest"
            beside = any(
                tree.tokens[child].dep == "nsubj" and child in mine for child in tree.children[head]
            )
        if not beside and token.dep not in {"compound", "amod", "nmod"}:
            return True
    return False


_BODYS = re.compile(
    r"(?<=['’]s|s['’])(?P<office>(?: [a-z][\w-]*){0,4}(?: [a-z][\w-]*,)?) (?:(?:Dr|Mr|Mrs|Ms)\.? )?"
)
"""Between a body in the genitive and the name of who speaks for it."""


def _is_of_body(text: str, name: Span, bodies: Sequence[Span]) -> bool:
    """True for "UNHCR's Jo Roe" and "the agency's regional manager, Jo Roe", not for its tenant."""
    near = (body for body in bodies if 0 < name.start - body.end < _OFFICE_WITHIN)
    starts = (body.end + (2 if text.startswith(("'s", "’s"), body.end) else 0) for body in near)
    found = (_BODYS.fullmatch(text, start, name.start) for start in starts)
    return any(
        not match["office"] or _OFFICIAL_WORDS.search(match["office"]) for match in found if match
    )


def _is_child(before: str, after: str) -> bool:
    match = _AGE_AFTER.search(after)
    if match:
        return int(match["age"]) < 18
    if _UNIT_BEFORE.search(before):
        return True
    match = _AGE_BEFORE.search(before)
    if match:
        return int(match["age"]) < 18
    if _SCHOOLED.search(after):
        return True
    return bool(_CHILD_BEFORE.search(before))


_PRESENT = re.compile(
    r"^(?:Present|In attendance|Apologies|Members|Councillors)(?: present)?: [^\n]*$"
)
_CHAIRED = re.compile(
    r"(?i)\((?:in the )?(?:chair|president|vice-chair)\w*\)|\bcllrs?\b|\bcouncillors?\b"
)
_OF_THEM = re.compile(r" \((?!chair|president|vice|clerk|treasurer|secretary)\w", re.IGNORECASE)
"""Behind a name: who somebody is at a meeting, and that is no member."""


def _sits(text: str, name: Span) -> bool:
    """True for the members in the minutes of a meeting: "Present: Ms Roe (chair), Mr Poe"."""
    start = text.rfind("\n", 0, name.start) + 1
    lead = text[start : name.start]
    if not _PRESENT.match(lead) or _OF_THEM.match(text, name.end):
        return False
    sentence = text[start:].split("\n", 1)[0]
    return bool(_CHAIRED.search(sentence))


def _is_official(before: str, after: str, *, private: bool) -> bool:
    if any(told.match(after) for told in (_COUNSEL, _OFFICE, _LETTERS_AFTER, _MEMBER)):
        return True
    apposition = re.match(
        r"^, (?!(?:is|was|are|were|has|had|have|will|would|said|says|and|but)\b)"
        r"(?:the |an? |its |their |who (?:is|was) (?:the |an? )?)?([^,.;]{3,})(?=[,.;]|$)",
        after,
    )
    if not private and _RULES.match(after):
        return True
    words = _STATE_WORDS if private else _OFFICIAL_WORDS
    if apposition and words.search(apposition[1][:_OFFICE_WITHIN]):
        return True
    # "police chief Jane Roe", "head of Interpol, Jane Roe", "general of the agency, Jane Roe"
    lead = _TITLE_AT_END.sub("", before)
    if any(  # "State advocate Jo Roe", "section chief Jo Roe": the office ends in a title
        match.end() > len(lead) and not _BY_WAY_OF.search(before[: match.start()])
        for match in words.finditer(before)
    ):
        return True
    lead = lead[-160:]
    if _HEADS.search(lead):
        return True
    return any(
        (_LEADS_UP_LIST if match[0].endswith("s") else _LEADS_UP).fullmatch(lead[match.end() :])
        for match in words.finditer(lead)
        if not _BY_WAY_OF.search(lead[: match.start()])
    ) or bool(_THEIR_LAWYER.search(lead) or _ROLE_LABEL.search(before))


def _grammar(tree: Tree | None, span: Span) -> str:
    """How the name stands to its verb: agent or object of harm, speaker, subject, or nothing."""
    if tree is None:
        return ""
    indexes = tree.within(span)
    if not indexes:
        return ""
    top = tree.top(indexes)
    token = tree.tokens[top]
    head = tree.tokens[tree.heads[top]]
    # Coordinated names share the place of the first.
    while token.dep in {"conj", "appos"} and tree.heads[top] != top:
        top = tree.heads[top]
        token, head = tree.tokens[top], tree.tokens[tree.heads[top]]
    harm = head.lemma.lower() in _HARM_VERBS and not _is_found_guilty(tree, tree.heads[top])
    if token.dep in {"nsubjpass", "dobj", "obj", "nsubj:pass"} and harm:
        return "object"
    if token.dep == "pobj" and head.dep == "prep":
        above = tree.tokens[tree.heads[tree.heads[top]]]
        if head.text.lower() in {"of", "on", "against"} and above.lemma.lower() in _HARM_NOUNS:
            return "object"
    if token.dep == "pobj" and head.dep == "agent":
        above = tree.tokens[tree.heads[tree.heads[top]]]
        return "agent" if above.lemma.lower() in _HARM_VERBS else ""
    if token.dep == "nsubj":
        if head.lemma.lower() in {"say", "tell", "add", "state", "announce", "warn", "explain"}:
            return "speaker"
        return "agent" if harm and head.lemma.lower() in _AGENT_VERBS else "subject"
    return ""


def _is_attacked(tree: Tree | None, span: Span) -> bool:
    """True for "Roe" in "admitted killing Roe": what is said of the plea is not said of them."""
    indexes = tree.within(span) if tree is not None else []
    if tree is None or not indexes:
        return False
    top = tree.top(indexes)
    while tree.tokens[top].dep == "conj" and tree.heads[top] != top:
        top = tree.heads[top]
    verb = tree.tokens[tree.heads[top]]
    return tree.tokens[top].dep == "dobj" and verb.lemma.lower() in _AGENT_VERBS


def _is_found_guilty(tree: Tree, verb: int) -> bool:
    """True for "found" in "was found guilty", which harms nobody."""
    if tree.tokens[verb].lemma.lower() != "find":
        return False
    if any(tree.tokens[i].lemma.lower() in _GUILTY for i in tree.children[verb]):
        return True
    # Behind a long apposition a parser hangs it on something else.
    for token in tree.tokens[verb + 1 :]:
        if token.pos in {"VERB", "AUX"} and token.dep not in _OF_A_CLAUSE_BESIDE:
            return False
        if token.lemma.lower() in _GUILTY:
            return True
    return False


_OF_A_CLAUSE_BESIDE = frozenset({"relcl", "acl", "aux", "auxpass"})
_GUILTY = frozenset({"guilty", "liable"})


_UNDERGOES = frozenset(
    "plead admit deny face serve be get receive appear stand resign lose leave await".split()
)
"""Verbs of which the accused is the subject."""


def _verb_of(tree: Tree, span: Span) -> int | None:
    """The word whose subject a name is, if it is one."""
    indexes = tree.within(span)
    if not indexes or tree.tokens[top := tree.top(indexes)].dep != "nsubj":
        return None
    return tree.heads[top]


def _presides(tree: Tree | None, span: Span) -> bool:
    """True for "Magistrate Roe ordered that he be held": an official acts in the case."""
    verb = _verb_of(tree, span) if tree is not None else None
    if tree is None or verb is None:
        return False
    token = tree.tokens[verb]
    return token.pos == "VERB" and token.lemma.lower() not in _UNDERGOES


def _only_is(tree: Tree | None, span: Span) -> bool:
    """True for "Judge Roe is, to her, somebody in a book": nothing that a judge does."""
    verb = _verb_of(tree, span) if tree is not None else None
    if tree is None or verb is None or tree.tokens[verb].lemma.lower() != "be":
        return False
    below = (tree.tokens[child] for child in tree.children[verb])
    return any(token.dep == "attr" and token.lemma.lower() in HUMAN_NOUNS for token in below)


def is_harmed(tree: Tree | None, span: Span) -> bool:
    """Whether a mention undergoes what people are harmed by: "raped her", "she was raped"."""
    return _grammar(tree, span) == "object"


def _speaks_for(tree: Tree | None, span: Span) -> bool:
    """True for "said Jo Roe of the Example Trust": quoted for a body, and no private person."""
    return tree is not None and any(
        tree.tokens[body].dep == "pobj" and tree.tokens[body].entity[2:] == "ORG"
        for index in tree.within(span)
        for link in tree.children[index]
        if tree.tokens[link].text.lower() in {"of", "at", "from", "with"}
        for body in tree.children[link]
    )


_HARM_NOUNS = frozenset(
    "abuse rape assault attack killing murder stabbing shooting kidnapping abduction trafficking"
    " grooming death manslaughter exploitation torture beating assassination disappearance"
    " suicide funeral body".split()
)
_AGENT_VERBS = _HARM_VERBS - set(
    "rescue save find discover identify bury recover mourn treat hospitalise hospitalize"
    " resuscitate hurt burn drown run hit target execute".split()
)


def _stage_of(tree: Tree | None, words: str, span: Span, sentence: Span) -> int:
    """The legal stage that the sentence gives to this person, 0 if none.

    The stage word has to be about the person: its grammatical subject (passive subject of
    "sentenced", subject of "pleaded guilty") or object ("arrested X", "arrest of X").
    """
    found = {
        STAGES.index(stage)
        for stage, pattern in STAGE_WORDING
        for match in pattern.finditer(words)
        if _about(tree, Span(sentence.start + match.start(), sentence.start + match.end()), span)
    }
    # Cleared of one charge and convicted of another: convicted.
    convicted = STAGES.index("convicted")
    best = convicted if convicted in found else max(found, default=0)
    if tree is not None and not best:
        indexes = tree.within(span)
        top = tree.top(indexes) if indexes else 0
        reach = 1 if tree.tokens[top].dep == "poss" else 3  # "the conviction of Roe's killer"
        chain = [tree.tokens[i].lemma.lower() for i in tree.ancestors(top)] if indexes else []
        chain = chain[:reach]
        if "arrest" in chain or "detention" in chain:
            best = STAGES.index("arrested")
        elif "conviction" in chain or "sentencing" in chain:
            best = STAGES.index("convicted")
    return best


_TOUCHED = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "appos", "dative", "oprd"})
_BORROWS = frozenset(
    "conj relcl acl xcomp advcl acomp attr dobj ROOT pobj prep ccomp oprd pcomp amod".split()
)


def _about(tree: Tree | None, stage: Span, person: Span) -> bool:
    if tree is None:
        return abs(stage.start - person.end) < 60
    stage_tokens, person_tokens = tree.within(stage), tree.within(person)
    if not stage_tokens or not person_tokens:
        return False
    top = tree.top(person_tokens)
    if _acts(tree, stage_tokens, top):
        return False
    verbs = [i for i in stage_tokens if tree.tokens[i].pos in {"VERB", "NOUN", "AUX", "ADJ"}]
    for verb in verbs or stage_tokens:
        if any(
            tree.tokens[child].dep == "neg" or tree.tokens[child].text.lower() == "no"
            for child in tree.children[verb]
        ):
            continue
        for governor in _governors(tree, verb):
            if any(top in _names_under(tree, child) for child in _touched_by(tree, governor)):
                return True
            if governor == top:
                return True
    return False


def _governors(tree: Tree, word: int) -> Iterator[int]:
    """A word of procedure and those above it whose subject or object it has.

    A predicate without a subject borrows that of the one above it ("was tried and convicted").
    With one of its own it does not: in "she wept as he was jailed" nobody but he was.
    """
    yield word
    while (dep := tree.tokens[word].dep) in _BORROWS and tree.heads[word] != word:
        above = tree.heads[word]
        below = [tree.tokens[child] for child in tree.children[word]]
        relative = any(token.text.lower() in _RELATIVE_PRONOUNS for token in below)
        if dep in {"relcl", "acl"}:
            if relative or not any(token.dep in _OWN_SUBJECT for token in below):
                yield above  # "the man who was jailed", "a man convicted of it"
                if tree.tokens[above].dep in {"appos", "attr"}:
                    yield tree.heads[above]
            return
        if any(token.dep in _OWN_SUBJECT for token in below):
            return
        if dep == "dobj" and tree.tokens[above].lemma.lower() not in _GETS:
            return  # "she welcomed the sentence"
        owned = any(t.dep == "poss" and t.text.lower() not in _POSSESSIVES for t in below)
        apart = dep == "pobj" and tree.tokens[above].text.lower() not in _CLOSE
        if owned or apart:
            return  # "after the man's conviction"
        yield above
        word = above


_GETS = frozenset(
    "receive get have serve begin start finish complete appeal await face admit deny".split()
)
"""Verbs whose subject has the sentence or the charges that are their object."""
_RELATIVE_PRONOUNS = frozenset({"who", "whom", "which", "that"})
_OWN_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj"})
_POSSESSIVES = frozenset({"his", "her", "their"})
_CLOSE = frozenset("to of in on for with under".split())
"""Prepositions behind which a sentence goes on telling of its subject."""


def _touched_by(tree: Tree, governor: int) -> Iterator[int]:
    """Subjects and objects of a word, and whom it is done "to", "on" or "against"."""
    for child in tree.children[governor]:
        token = tree.tokens[child]
        if token.dep in _TOUCHED:
            yield child
        if token.dep in {"prep", "dative"} and token.text.lower() in {"to", "on", "against"}:
            yield from (c for c in tree.children[child] if tree.tokens[c].dep == "pobj")


_PROCEDURAL = frozenset(
    "give send award hand order lock gaol allege"
    " arrest detain charge sentence jail convict imprison apprehend indict extradite accuse"
    " acquit remand hold question".split()
)


def _acts(tree: Tree, stage: Sequence[int], person: int) -> bool:
    """True for "Constable Roe arrested him": the person does it and does not undergo it."""
    for index in stage:
        token = tree.tokens[index]
        if token.pos != "VERB" or token.lemma.lower() not in _PROCEDURAL:
            continue
        deps = {tree.tokens[child].dep: child for child in tree.children[index]}
        if "dobj" in deps and "auxpass" not in deps and "nsubj" in deps:
            return deps["nsubj"] == person or person in _names_under(tree, deps["nsubj"])
    return False


def _names_under(tree: Tree, index: int) -> set[int]:
    """A noun and the names in apposition or coordination to it."""
    found = {index}
    queue = [index]
    while queue:
        above = queue.pop()
        for child in tree.children[above]:
            between = tree.tokens[min(above, child) : max(above, child)]
            if any(token.text == ";" for token in between):
                continue
            if tree.tokens[child].dep in {"appos", "conj", "compound", "flat"}:
                found.add(child)
                queue.append(child)
    return found
