"""Where weights come from and how they are run.

The only home of torch, transformers and spacy, which are imported inside functions: importing
this package is cheap.
"""

from __future__ import annotations

from summarizer.models.acceptability import Acceptability, Acceptance, load_acceptability
from summarizer.models.catalogue import (
    CATALOGUE,
    DerivedSource,
    Entry,
    FolderSource,
    HubSource,
    WheelSource,
    entry_for,
)
from summarizer.models.entailment import Entailment, load_entailment, shipped_entailment
from summarizer.models.guard import Guard
from summarizer.models.heads import EncoderHeads, load_heads
from summarizer.models.home import model_home
from summarizer.models.install import (
    State,
    Verification,
    ensure,
    locate,
    pull,
    status,
    usable_names,
    verify,
)
from summarizer.models.load import load_writer
from summarizer.models.parser import Parser, load_parser
from summarizer.models.prompt import Prompt
from summarizer.models.readings import Heads
from summarizer.models.request import Request
from summarizer.models.writer import Answer, Writer

__all__ = [
    "CATALOGUE",
    "Acceptability",
    "Acceptance",
    "Answer",
    "DerivedSource",
    "EncoderHeads",
    "Entailment",
    "Entry",
    "FolderSource",
    "Guard",
    "Heads",
    "HubSource",
    "Parser",
    "Prompt",
    "Request",
    "State",
    "Verification",
    "WheelSource",
    "Writer",
    "ensure",
    "entry_for",
    "load_acceptability",
    "load_entailment",
    "load_heads",
    "load_parser",
    "load_writer",
    "locate",
    "model_home",
    "pull",
    "shipped_entailment",
    "status",
    "usable_names",
    "verify",
]
