"""Where weights come from and how they are run.

The only home of torch, transformers and spacy, which are imported inside functions: importing
this package is cheap.
"""

from __future__ import annotations

from .catalogue import CATALOGUE, Entry, FolderSource, HubSource, WheelSource, entry_for
from .home import model_home
from .install import State, Verification, ensure, locate, pull, status, verify
from .parser import Parser, load_parser

__all__ = [
    "CATALOGUE",
    "Entry",
    "FolderSource",
    "HubSource",
    "Parser",
    "State",
    "Verification",
    "WheelSource",
    "ensure",
    "entry_for",
    "load_parser",
    "locate",
    "model_home",
    "pull",
    "status",
    "verify",
]
