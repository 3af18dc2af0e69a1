"""Where weights come from and how they are run.

The only home of torch, transformers and spacy, which are imported inside functions: importing
this package is cheap.
"""

from __future__ import annotations

from .catalogue import CATALOGUE, Entry, FolderSource, HubSource, WheelSource, entry_for
from .guard import Guard
from .home import model_home
from .install import State, Verification, ensure, locate, pull, status, verify
from .load import load_writer
from .parser import Parser, load_parser
from .prompt import Prompt
from .writer import Writer

__all__ = [
    "CATALOGUE",
    "Entry",
    "FolderSource",
    "Guard",
    "HubSource",
    "Parser",
    "Prompt",
    "State",
    "Verification",
    "WheelSource",
    "Writer",
    "ensure",
    "entry_for",
    "load_parser",
    "load_writer",
    "locate",
    "model_home",
    "pull",
    "status",
    "verify",
]
