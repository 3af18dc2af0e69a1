"""A writer behind an OpenAI-compatible server (vLLM, llama.cpp, a hosted service).

Many requests are on their way at once, over connections that are kept. What goes wrong:

    429, 5xx, no connection or a     asked again after a while; in the end the request's answer
    lost one, no chat completion
    no answer in time                the request's answer: it would take as long again
    400, 413, 422, another 4xx       the request's answer: it says what this server cannot take
    too long a prompt                the request's answer; nothing is sent
    401 to 405, 407, 410, 3xx        the call ends at once: no request would fare better
    the first two rows, five         the same: the server is out of reach, or as good as
    requests in a row
    no connection for any request    the same, however few there are

A 429 holds all requests of the call back, not only its own (``gate``).

Nothing can be forbidden while such a server decodes: whoever calls must drop what breaks the
guard. Errors name the status and never quote a prompt, an answer or the key.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio
from anyio.from_thread import start_blocking_portal

from summarizer.errors import WriterError
from summarizer.models.chat import Failure, body_of, client, exchange
from summarizer.models.gate import Gate
from summarizer.models.request import Request
from summarizer.models.retry import Patience
from summarizer.models.writer import Answer

if TYPE_CHECKING:
    import httpx

__all__ = ["ServerWriter"]

_CONTEXT = 4096
_CHARACTERS_A_TOKEN = 3
_FORMAT_TOKENS = 32
_CONNECT_S = 10.0
_TRIES = 4
_TRIES_WHEN_BUSY = 12
"""A server that says 429 is there, and many count their limits by the minute."""
_FAILED_IN_A_ROW = 5


class ServerWriter:
    """Asks a chat-completions endpoint. May be shared by threads.

    Args:
        model: the name that the server knows.
        base_url: with or without ``/v1`` at its end.
        context: tokens that the server takes; the default suits small ones.
        in_flight: exchanges at once in one call of ``write``, at least 1.
        timeout_s: seconds to wait for one answer of the server.
        budget_s: seconds that one request may take: its exchanges and the waits between them, but
            not the time in which others have their turn.
        backoff_s: the longest wait before the first retry; doubled for each further one.

    Raises:
        ValueError: when ``in_flight`` is below 1.
        WriterError: when ``base_url`` is not an http or https address.
    """

    sha256 = ""
    adapter_sha256 = ""

    def __init__(
        self,
        *,
        model: str,
        base_url: str,
        context: int = _CONTEXT,
        in_flight: int = 8,
        timeout_s: float = 120.0,
        budget_s: float = 300.0,
        backoff_s: float = 0.5,
    ) -> None:
        if in_flight < 1:
            raise ValueError("in_flight is at least 1")
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise WriterError("base_url must be an http or https address, such as http://host:8000")
        stem = base_url.rstrip("/")
        stem = stem if stem.endswith("/v1") else f"{stem}/v1"
        self.name = model
        self.context = context
        self._url = f"{stem}/chat/completions"
        self._host = parts.hostname
        self._in_flight = in_flight
        self._timeout_s = timeout_s
        self._budget_s = budget_s
        self._backoff_s = backoff_s
        # Counted over calls: documents may come one by one, and the server be down for all.
        self._failed = 0
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"ServerWriter(model={self.name!r}, host={self._host!r})"

    def count(self, text: str) -> int:
        """An estimate that is rather too high: a token for every three characters of UTF-8."""
        return -(-len(text.encode("utf-8", "replace")) // _CHARACTERS_A_TOKEN)

    def write(self, requests: Sequence[Request]) -> list[Answer]:
        """An answer to each: a text at temperature 0, further ones sampled from its seed.

        Guards are not enforced here. When it is interrupted, all that is on its way ends.

        Raises:
            WriterError: the server is out of reach, or refuses whatever it is asked.
        """
        answers: dict[int, Answer] = {}
        waiting: dict[int, Request] = {}
        for number, request in enumerate(requests):
            if (error := self._too_long(request)) is None:
                waiting[number] = request
            else:
                answers[number] = error
        if waiting:
            over = client(most=self._in_flight, connect_s=min(_CONNECT_S, self._timeout_s))
            # The loop has a thread of its own, since the caller's may run one already. Leaving
            # the block joins the thread; an interruption cancels what is in it first.
            with start_blocking_portal() as portal:
                call = portal.call(self._all, waiting, over)
            if call.ended:
                raise self._error(call.ended)
            for number, outcome in call.outcomes.items():
                answers[number] = (
                    self._error(outcome.what) if isinstance(outcome, Failure) else outcome
                )
        return [answers[number] for number in range(len(requests))]

    def _too_long(self, request: Request) -> WriterError | None:
        prompt, new = request.prompt, request.max_new_tokens
        length = self.count(prompt.system) + self.count(prompt.user) + _FORMAT_TOKENS
        if length + new <= self.context:
            return None
        return WriterError(
            f"prompt {prompt.name or 'without a name'}: about {length} tokens and an answer of "
            f"{new} do not fit the {self.context} tokens of model {self.name}; shorten the text"
        )

    async def _all(self, waiting: Mapping[int, Request], over: httpx.AsyncClient) -> _Call:
        """The call, once all is answered or nothing more can be."""
        async with over:
            call = _Call(over, Gate(most=self._in_flight), iter(waiting.items()))
            async with anyio.create_task_group() as workers:
                for _ in range(min(self._in_flight, len(waiting))):
                    workers.start_soon(self._work, call, workers.cancel_scope)
        failures = [o for o in call.outcomes.values() if isinstance(o, Failure)]
        if [o.concerns for o in failures] == ["connection"] * len(waiting):
            call.ended = call.ended or failures[-1].what
        return call

    async def _work(self, call: _Call, scope: anyio.CancelScope) -> None:
        for number, request in call.waiting:
            outcome = await self._outcome(call, request)
            call.outcomes[number] = outcome
            if why := self._end(outcome):
                call.ended = call.ended or why
                scope.cancel()
                return

    def _end(self, outcome: _Outcome) -> str:
        """Why nothing more is to be asked after this; empty while there is no reason."""
        if not isinstance(outcome, Failure) or outcome.concerns == "request":
            with self._lock:
                self._failed = 0
            return ""
        if outcome.concerns == "all":
            return outcome.what
        with self._lock:
            self._failed += 1
            failed = self._failed
        return f"{outcome.what}, {failed} requests in a row" if failed >= _FAILED_IN_A_ROW else ""

    async def _outcome(self, call: _Call, request: Request) -> _Outcome:
        prompt = request.prompt
        # By its content: several processes with one seed are not to come back at the same time.
        content = f"{request.seed}\n{prompt.system}\n{prompt.user}".encode("utf-8", "replace")
        own = Patience(self._budget_s, self._backoff_s, Random(content))
        body = body_of(request, model=self.name, seed=request.seed)
        first = await self._texts(call, body, own)
        if isinstance(first, Failure):
            return first
        texts = first[:1]
        asked = 1
        while asked < request.candidates:
            wanted = request.candidates - asked
            body = body_of(request, model=self.name, seed=request.seed + asked, sampled=wanted)
            got = await self._texts(call, body, own)
            if isinstance(got, Failure):
                return got
            texts += got[:wanted]
            # A server that ignores n sends one choice at a time: ask for the rest again.
            asked += len(got)
        return tuple(dict.fromkeys(text for text in texts if text))

    async def _texts(self, call: _Call, body: bytes, own: Patience) -> list[str] | Failure:
        """One exchange, and again while that may help; at least one text."""
        tried = 0
        while True:
            async with call.gate.turn() as turn:
                begun = anyio.current_time()
                seconds = max(0.0, min(self._timeout_s, own.left_s))
                got = await exchange(call.over, self._url, body, seconds=seconds)
                own.left_s -= anyio.current_time() - begun
                if not isinstance(got, Failure):
                    call.gate.widen(turn)
                    return got
                wait = own.wait(tried, asked_s=got.asked_s)
                if got.busy:
                    call.gate.narrow(turn, seconds=wait)
            tried += 1
            most = _TRIES_WHEN_BUSY if got.busy else _TRIES
            if not got.again or tried >= most or wait >= own.left_s:
                return got
            own.left_s -= wait
            await anyio.sleep(wait)

    def _error(self, what: str) -> WriterError:
        return WriterError(f"model {self.name} at {self._host}: {what}")


_Outcome = tuple[str, ...] | Failure


@dataclass(slots=True, repr=False)
class _Call:
    """What the requests of one call share, and what came of them."""

    over: httpx.AsyncClient
    gate: Gate
    waiting: Iterator[tuple[int, Request]]
    outcomes: dict[int, _Outcome] = field(default_factory=dict)
    ended: str = ""
