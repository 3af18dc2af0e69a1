"""Keep libraries from drawing progress bars and warning about each other."""

from __future__ import annotations

import contextlib
import io
import logging as levels
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["quiet"]

_TURN = threading.RLock()


@contextmanager
def quiet() -> Iterator[None]:
    """Silence warnings, stderr and transformers' own logger while models are loaded.

    Only for loading: what is silenced is global, so threads take turns. Errors still raise.
    """
    with (
        _TURN,
        warnings.catch_warnings(),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        from transformers.utils import logging

        verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
        logging.set_verbosity(levels.ERROR)
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            yield
        finally:
            logging.set_verbosity(verbosity)
            if bars:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
