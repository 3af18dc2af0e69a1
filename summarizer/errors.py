"""One tree of errors.

    SummarizerError
    ├── UsageError            the request cannot be met as asked            (exit code 2)
    │   ├── SettingsError     a setting, its file or an environment variable
    │   ├── PolicyError       a rule, profile or lexicon that does not load
    │   ├── PromptError       a template with a bad header or variables
    │   ├── NotAllowedError   a role that does not include what was asked for
    │   └── ConflictError     somebody else has changed or taken the item meanwhile
    ├── DocumentError         one document cannot be handled; others can    (exit code 1)
    │   ├── ReadError         missing, empty, binary, too large, undecodable
    │   └── StageError        a stage broke on this document
    └── ResourceError         a model, server or store out of reach         (exit code 3)
        ├── ModelError        weights missing, damaged or of the wrong kind
        │   └── DownloadError a fetch that failed or whose hash is wrong
        ├── StoreError        a database out of reach, damaged or with another key
        └── WriterError       a writer that answers badly or not at all

No message ever quotes a document: it names the document by id or path, the stage, and what
to do. ``DocumentError.kind`` is the category that reports and batch runs count by.
"""

from __future__ import annotations

__all__ = [
    "ConflictError",
    "DocumentError",
    "DownloadError",
    "ModelError",
    "NotAllowedError",
    "PolicyError",
    "PromptError",
    "ReadError",
    "ResourceError",
    "SettingsError",
    "StageError",
    "StoreError",
    "SummarizerError",
    "UsageError",
    "WriterError",
]


class SummarizerError(Exception):
    """Anything this program raises on purpose."""

    exit_code = 1


class UsageError(SummarizerError):
    """The request cannot be met as asked."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting has a name or value that cannot be used."""


class PolicyError(UsageError):
    """A rule, profile or lexicon does not load."""


class PromptError(UsageError):
    """A prompt template has a bad header or was given the wrong variables."""


class NotAllowedError(UsageError):
    """The role of who asks does not include this."""


class ConflictError(UsageError):
    """What was asked for rests on a state that is gone: taken, decided or changed by another.

    Args:
        message: what is the case now, and what to do.
        kind: ``taken``, ``lost``, ``changed``, ``closed`` or ``late``; the page words it.
    """

    def __init__(self, message: str, *, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class DocumentError(SummarizerError):
    """One document cannot be handled.

    Args:
        document: its path or id, never its text.
        stage: the stage that gave up.
        kind: a category in snake_case.
        reason: what is wrong and what to do, without source text.
    """

    def __init__(self, document: str, stage: str, kind: str, reason: str) -> None:
        super().__init__(f"{document}: {stage}: {reason}")
        self.document = document
        self.stage = stage
        self.kind = kind
        self.reason = reason


class ReadError(DocumentError):
    """The bytes cannot be made into a document."""

    def __init__(self, document: str, kind: str, reason: str) -> None:
        super().__init__(document, "read", kind, reason)


class StageError(DocumentError):
    """A stage broke on this document."""


class ResourceError(SummarizerError):
    """A model, server or store is out of reach."""

    exit_code = 3


class ModelError(ResourceError):
    """Weights are missing, damaged or of the wrong kind."""


class DownloadError(ModelError):
    """A fetch failed, or what came is not what was asked for."""


class StoreError(ResourceError):
    """A store is out of reach, damaged, or was made with another key."""


class WriterError(ResourceError):
    """A writer answered badly or not at all."""
