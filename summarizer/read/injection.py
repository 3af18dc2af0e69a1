"""Sentences that speak to a language model instead of to a reader (FA-07).

The text of a document is data. A sentence that tries to be an instruction is set aside before
any model sees it, in the wordings that are common: overriding earlier instructions, giving a new
role, asking for the system prompt, dictating the summary, switching safeguards off, and the
control tokens of chat templates. "You are now under arrest" is news and stays.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["addresses_model"]

_MODEL = (
    r"(?:AI|A\.I\.|LLMs?|GPT(?:-?\d\w*)?|ChatGPT|chat ?bots?|(?:large )?language models?|"
    r"(?:AI|virtual|digital|helpful|language) (?:assistants?|models?|systems?|agents?)|"
    r"summari[sz]er|summari[sz]ation (?:model|system|tool|bot))"
)
_ORDER = r"(?:instructions?|prompts?|directions|directives?|guidelines|rules|commands|constraints)"
_BEFORE = (
    r"(?:previous|prior|above|earlier|preceding|foregoing|past|system|original|initial|safety)"
)
_START = (
    r"(?:^[\W_]*|[.:;!?\"'\[(*>#]\s*|\s-+\s*|\b(?:please|now|so|then|and|instead|simply|just|also|"
    r"important|attention|you (?:must|should|will|shall|can|may|need to|have to|are to|now|can now)"
    r"|I (?:want|need|order|command|ask) you to)[,:]?\s+)"
)
_OUTPUT = r"(?:summar(?:y|ies)|response|answer|output|repl(?:y|ies)|headline|content warning)"

_WORDINGS = (
    # Override.
    rf"{_START}(?:completely |immediately |simply )?(?:ignore|disregard|forget|override|bypass|"
    rf"discard|do not (?:follow|obey)|don't (?:follow|obey)|stop following|pay no attention to)"
    rf"\s+(?:\w+\s+){{0,3}}?(?:{_BEFORE}|your|all|any|these|those|the)\s+(?:\w+\s+){{0,3}}?"
    rf"{_ORDER}\b(?! from (?:the|his|her|their|a|an) (?!user|developer|system))",
    rf"{_START}(?:ignore|disregard|forget)\s+(?:everything|all|anything)(?:\s+(?:that|which))?"
    rf"(?:\s+\w+){{0,3}}\s+(?:above|before|previously|so far|prior|until now|up to now)\b",
    rf"\b(?:ignore|disregard|override)\b.{{0,40}}\b{_BEFORE} {_ORDER}\b.{{0,200}}"
    rf"\b(?:{_MODEL}|summari[sz]e|{_OUTPUT}|instead,? (?:say|write|output|print|reply))\b",
    r"\b(?:new|updated|real|actual|override) (?:system )?(?:instructions?|prompt)\s*[:=]",
    # New role.
    rf"\byou(?: are|'re)(?: now| no longer| henceforth)?\s+(?:(?:a|an|the|my|in|called|known "
    rf"as)\s+)?"
    rf"(?:\w+\s+){{0,3}}?(?:{_MODEL}|DAN\b|developer mode|jail ?broken|unfiltered|uncensored|"
    rf"bound by (?:any|your|no|the) (?:rules|restrictions|guidelines|policies))",
    r"\byou are (?:now|no longer)\s+(?:\w+\s+){0,4}?(?:persona|role ?-?play(?:ing)?|"
    r"assistant|bot|"
    r"free (?:of|from) (?:all |any |your )?(?:restrictions|rules|filters|guidelines))\b",
    r"\bfrom (?:now|this point|here) on(?:wards?)?,?\s+(?:you (?:will|must|are to|shall|"
    r"should)\s+)?"
    r"(?:act|respond|answer|reply|behave|pretend|output|write|speak|translate|only)\b",
    rf"{_START}(?:act|behave|respond|pretend)\s+(?:as(?: if)?|like|to be|that)\s+(?:you(?: "
    rf"are|'re)\s+)?"
    rf"(?:a |an |the )?(?:\w+\s+){{0,2}}?(?:{_MODEL}|DAN\b|unfiltered|uncensored|unrestricted|"
    rf"assistant|bot|pirate|persona)",
    rf"\b(?:if|since|because|as) you(?: are|'re) (?:a |an |the )?(?:\w+ )?{_MODEL}\b",
    # Addressing.
    rf"^[\W_]*(?:(?:note|message|instructions?|memo|warning|reminder) (?:to|for)|attention|"
    rf"dear|"
    rf"hey|hello|hi|calling)\s+(?:all |any |the |every )?(?:\w+ )?{_MODEL}\b",
    rf"^[\W_]*{_MODEL}\s*[:,]\s+(?:please|ignore|you|write|say|do|don't|output|summari[sz]e|in|"
    rf"include|omit|add|stop|disregard|mark)\b",
    r"^[\W_]*(?:system|developer|assistant)(?: (?:prompt|message|instructions?|override|note))?"
    r"\s*\]?\s*[:>]",
    # Secrets.
    r"\b(?:reveal|print|show|repeat|output|display|leak|disclose|tell me|write "
    r"out)\b.{0,30}\b(?:your|"
    r"the) (?:(?:full|entire|exact|hidden|initial|original) )*(?:system|hidden|initial|"
    r"developer) "
    r"(?:prompt|instructions?|message)s?\b",
    # Dictating the result.
    rf"{_START}(?:include|mention|write|say|state|output|print|add|insert|put|end|begin|"
    rf"start|replace|"
    rf"omit|leave|hide|keep|name|list|quote)\b.{{0,120}}\b(?:in|to|from|of|with|out of|as) "
    rf"(?:your|the|this|every) "
    rf"(?:final )?{_OUTPUT}\b",
    rf"\b(?:your|the) (?:final )?{_OUTPUT} (?:must|should|shall|has to|needs to) "
    rf"(?:only |also |always |not )?(?:be|say|include|contain|read|mention|start|begin|end|"
    rf"name|state)\b",
    rf"^[\W_]*(?:in|when writing) your (?:final )?{_OUTPUT}\b",
    r"^[\W_]*(?:please )?(?:output|respond|reply|answer|print|say|write) (?:only|with|"
    r"exactly|the "
    r"(?:words?|text|phrase|following))\b",
    r"^[\W_]*(?:please )?(?:when|while|before|instead of) summari[sz]ing\b",
    r"^[\W_]*(?:please )?(?:summari[sz]e|rewrite|translate) (?:this|the|these)\b",
    # Switching safeguards off.
    r"^[\W_]*(?:please )?(?:do not|don't|never|stop) (?:redact|summari[sz]e|flag|censor|"
    r"anonymi[sz]e|"
    r"withhold|filter|sanitis|sanitiz|moderat)\w*\b",
    r"\b(?:disable|turn off|switch off|skip|deactivate|suspend) (?:the |your |all |any "
    r")?(?:\w+ )?"
    r"(?:redactions?|content warnings?|safety (?:filters?|checks?|rules?)|moderation|"
    r"guardrails?|"
    r"content filters?|safeguards)\b",
    r"^[\W_]*(?:please )?(?:mark|label|classify|treat|rate) (?:this|it|the) (?:\w+ )?as "
    r"(?:safe|ready|"
    r"approved|harmless|level (?:0|zero|1|one))\b",
    # The same in other languages.
    r"\b(?:ignorez?|oubliez?) (?:toutes )?(?:les|vos|tes) (?:instructions|consignes)\b",
    r"\b(?:ignora|olvida|ignore) (?:todas )?(?:las|tus|sus) (?:instrucciones|indicaciones)\b",
    r"\b(?:ignoriere?|vergiss) (?:alle|deine|die) (?:\w+ )?(?:anweisungen|instruktionen|"
    r"befehle)\b",
    r"\bignora (?:tutte )?le istruzioni\b",
    r"\bignore (?:todas )?as instruções\b",
)


_TOKENS = re.compile(
    r"<\|[A-Za-z0-9_ /-]{2,40}\|>|\[/?INST\]|<</?SYS>>|(?-i:</?s>)"
    r"|<(?:start|end)_of_turn>|<(?:bos|eos|pad)>"
    r"|<\|?/?(?:im_start|im_end|endoftext|system|assistant|user)\|?>"
    r"|^[\W_]*#{2,4}\s*(?:instructions?|system|response|input|assistant|human|user)\s*:?"
    r"|\bBEGIN (?:SYSTEM )?(?:PROMPT|INSTRUCTIONS)\b",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST = 2_000
"""Characters of a sentence that are looked at in one piece."""


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(wording, re.IGNORECASE) for wording in _WORDINGS)  # slow: on demand


def addresses_model(sentence: str) -> bool:
    """True when a sentence tries to instruct a language model.

    Args:
        sentence: normalised text; line ends count as spaces.
    """
    if _TOKENS.search(sentence):
        return True
    flat = " ".join(sentence.split())
    step = _LONGEST // 2
    pieces = [flat[at : at + _LONGEST] for at in range(0, max(1, len(flat) - step), step)]
    return any(pattern.search(piece) for piece in pieces for pattern in _patterns())
