"""What goes in and out of the review desk's store: frozen values, and the words they are made of.

Standard library and ``types`` only, so that a page can name these without loading a database.
Times are milliseconds since 1970, UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from summarizer.types import Document, Report, Span

__all__ = [
    "ABILITIES",
    "CLAIMABLE",
    "CLOSED",
    "LOCAL_USER",
    "Ability",
    "AuditEntry",
    "Claim",
    "Decision",
    "DecisionKind",
    "DeskRules",
    "Edit",
    "Exposure",
    "Feedback",
    "FeedbackKind",
    "Golden",
    "Item",
    "ItemState",
    "Job",
    "JobDocument",
    "JobState",
    "Order",
    "Original",
    "Page",
    "Preferences",
    "QueueFilter",
    "Reveal",
    "Role",
    "Theme",
    "User",
]

LOCAL_USER = "local"
"""The one user of a desk that only this machine can reach."""


class Role(StrEnum):
    """What somebody is at the desk. Nobody signs in as more than an administrator made them."""

    MODERATOR = "moderator"
    LEAD = "lead"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Ability(StrEnum):
    """Something that a role may do."""

    SEE_QUEUE = "see_queue"
    DECIDE = "decide"
    REVEAL = "reveal"
    DECIDE_ESCALATED = "decide_escalated"
    REVERSE_OTHERS = "reverse_others"
    SEE_TEAM = "see_team"
    RUN_JOBS = "run_jobs"
    MANAGE_USERS = "manage_users"
    EXPORT = "export"


_MODERATES = frozenset({Ability.SEE_QUEUE, Ability.DECIDE, Ability.REVEAL, Ability.RUN_JOBS})
_LEADS = _MODERATES | {Ability.DECIDE_ESCALATED, Ability.REVERSE_OTHERS, Ability.SEE_TEAM}

ABILITIES: Mapping[Role, frozenset[Ability]] = {
    Role.MODERATOR: _MODERATES,
    Role.LEAD: _LEADS,
    Role.ADMIN: _LEADS | {Ability.MANAGE_USERS, Ability.EXPORT},
    # Sees what was done, and no words of a document.
    Role.AUDITOR: frozenset({Ability.SEE_QUEUE, Ability.SEE_TEAM, Ability.EXPORT}),
}


class ItemState(StrEnum):
    """Where an item of the queue stands. Whether somebody holds it is its claim's matter."""

    WAITING = "waiting"
    ESCALATED = "escalated"
    RERUN = "rerun"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


CLAIMABLE = frozenset({ItemState.WAITING, ItemState.ESCALATED})
CLOSED = frozenset({ItemState.APPROVED, ItemState.REJECTED, ItemState.EXPIRED})


class DecisionKind(StrEnum):
    """What somebody decided about an item."""

    APPROVE = "approve"
    APPROVE_EDITED = "approve_edited"
    REJECT = "reject"
    ESCALATE = "escalate"
    SKIP = "skip"
    RERUN = "rerun"


class FeedbackKind(StrEnum):
    """What a moderator says the program got wrong: labels that training can use."""

    REDACTION_NEEDLESS = "redaction_needless"
    WARNING_ADDED = "warning_added"
    WARNING_REMOVED = "warning_removed"
    LEVEL_CHANGED = "level_changed"


class JobState(StrEnum):
    """Where a job, or one document of it, stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Theme(StrEnum):
    """Light or dark. ``SYSTEM``: as the browser or its machine says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Order(StrEnum):
    """How a list of items is sorted."""

    DUE = "due"
    OLDEST = "oldest"
    NEWEST = "newest"
    SEVERITY = "severity"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRules:
    """What the operator decides about the desk.

    Attributes:
        lease_s: seconds until a claim that sends no heartbeat falls free.
        undo_s: seconds in which a decision can be undone as if it had not been made.
        second_review_percent: how many of 100 decided items a second person sees as well.
        keep_originals_days: days after which originals are purged; None = never.
        keep_reports_days: the same for reports and edits; None = never.
        budget_reveals: sentences at level 3 or 4 that one person is expected to open in a day at
            most; None = no budget.
        break_minutes: minutes of review after which a break is proposed; 0 = never.
        hours_per_level: by how many hours a level of severity moves an item forward in the queue.
        hours_needs_review: the same for an item that needs review.
        first_languages: languages whose items go first, as if a day older.
        first_codes: warning codes whose items go first, as if a day older.
    """

    lease_s: int = 600
    undo_s: int = 300
    second_review_percent: int = 10
    keep_originals_days: int | None = 90
    keep_reports_days: int | None = 365
    budget_reveals: int | None = 40
    break_minutes: int = 50
    hours_per_level: int = 12
    hours_needs_review: int = 24
    first_languages: tuple[str, ...] = ()
    first_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who works at the desk. ``role`` is None until an administrator gives one."""

    name: str
    role: Role | None = None
    active: bool = True

    def may(self, ability: Ability) -> bool:
        """Whether the role includes it."""
        return self.active and self.role is not None and ability in ABILITIES[self.role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What somebody chose for themselves.

    Attributes:
        language: of the page, a code of the catalogue of strings.
        theme: light, dark, or as the system says.
        text_percent: size of text, 100 to 200.
        greyscale: no colours, for who finds that less hard.
        letter_keys: whether keys of a single letter or number work (WCAG 2.1.4).
        veil_words: a revealed sentence still hides what was taken out, until asked for again.
        opted_out: warning codes that this person is not given.
        languages: of documents that this person is given; empty = all.
        max_level: the highest level that this person is given, 1 to 4.
        breaks: whether breaks are proposed.
        share_exposure: whether leads see this person's own exposure.
        country: whose help lines are shown (ISO 3166-1 alpha-2); empty = the profile's.
    """

    language: str = "en"
    theme: Theme = Theme.SYSTEM
    text_percent: int = 100
    greyscale: bool = False
    letter_keys: bool = True
    veil_words: bool = True
    opted_out: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    max_level: int = 4
    breaks: bool = True
    share_exposure: bool = False
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A document as it came, with what the page needs to show one sentence of it.

    ``data`` are the bytes that were read, so that they can be read again; ``text`` and
    ``sentences`` are what reading made of them, in the offsets that the report uses.
    """

    document_id: str
    media_type: str
    source: str
    data: bytes = field(repr=False)
    text: str = field(repr=False)
    sentences: tuple[Span, ...] = field(repr=False)

    @classmethod
    def of(cls, document: Document, data: bytes, *, source: str, media_type: str = "") -> Original:
        """What was read, with the bytes that it was read from.

        Args:
            document: what reading made of them.
            data: the bytes.
            source: path or key under which the report knows it.
            media_type: what to read them as again; empty = what the reader found.
        """
        return cls(
            document_id=document.id,
            media_type=media_type or document.media_type,
            source=source,
            data=data,
            text=document.text,
            sentences=tuple(sentence.span for sentence in document.sentences),
        )


@dataclass(frozen=True, slots=True)
class Golden:
    """The known right answer to an item that is in the queue to see how sure decisions are."""

    outcome: Literal["approve", "reject"]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One document in the queue: metadata alone, no words but its warning line and headline.

    ``version`` grows with every change: who acts on an older one is told so. ``codes`` are pairs
    of warning code and level. ``holder`` has claimed it until ``held_until``.
    """

    id: int
    document_id: str
    report_id: int
    state: ItemState
    round: int
    version: int
    severity: int
    status: str
    language: str
    source: str
    content_warning: str
    headline: str = field(repr=False)
    model: str
    codes: tuple[tuple[str, int], ...]
    created_at: int
    updated_at: int
    due_at: int
    golden: bool = False
    holder: str = ""
    held_until: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to decide about an item, held by one person until it runs out."""

    item_id: int
    user: str
    token: str = field(repr=False)
    claimed_at: int
    expires_at: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which items to list. Empty means all; ``text`` is searched in metadata, never in documents.

    ``holder``: held by this person. ``free``: held by nobody.
    """

    states: tuple[ItemState, ...] = ()
    codes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    min_level: int = 0
    max_level: int = 4
    text: str = field(default="", repr=False)
    holder: str = ""
    free: bool = False
    order: Order = Order.DUE
    offset: int = 0
    limit: int = 25


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list of items, and how many there are in all."""

    items: tuple[Item, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decided, and whether it still stands.

    ``final``: it closed the item, or would have. ``override``: it approved something although a
    check had not passed or a rule that protects somebody was challenged.
    """

    id: int
    item_id: int
    report_id: int
    user: str
    round: int
    kind: DecisionKind
    reason: str
    override: bool
    edit_id: int | None
    decided_at: int
    undone_at: int | None = None
    undone_by: str = ""
    undo_reason: str = ""

    @property
    def stands(self) -> bool:
        """True until it is undone or reversed."""
        return self.undone_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A summary that a person wrote over the program's, as the checks found it."""

    id: int
    item_id: int
    report_id: int
    user: str
    report: Report | None = field(repr=False)
    passed: bool
    edited_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """One sentence of an original that somebody asked to see. ``words``: what was taken out too."""

    id: int
    item_id: int
    user: str
    sentence: int
    start: int
    end: int
    code: str
    level: int
    words: bool
    revealed_at: int
    veiled_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What somebody has opened in a time. ``levels``: sentences by level 0 to 4."""

    reveals: int
    seconds: int
    levels: tuple[int, int, int, int, int]
    items: int

    @property
    def severe(self) -> int:
        """Sentences at level 3 or 4."""
        return self.levels[3] + self.levels[4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One thing that the program got wrong, as offsets, rules and codes."""

    id: int
    item_id: int
    report_id: int
    document_id: str
    user: str
    kind: FeedbackKind
    code: str = ""
    rule: str = ""
    start: int = 0
    end: int = 0
    level_from: int | None = None
    level_to: int | None = None
    model: str = ""
    detector: str = ""
    given_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the audit log: who did what to which thing. ``detail`` holds ids and codes.

    ``hash`` covers all other fields and the hash of the line before, ``previous``.
    """

    number: int
    at: int
    actor: str
    action: str
    subject: str
    detail: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDocument:
    """One document of a job. ``reason`` is a category and what to do, never text."""

    number: int
    name: str
    state: JobState
    document_id: str = ""
    item_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Several documents that are to be imported, summarised, or summarised again."""

    id: int
    kind: Literal["import", "summarise", "rerun"]
    state: JobState
    user: str
    created_at: int
    finished_at: int | None
    total: int
    done: int
    failed: int
    style: str = ""
    model: str = ""
