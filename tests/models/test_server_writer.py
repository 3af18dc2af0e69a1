from __future__ import annotations

import json
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import anyio
import pytest

from summarizer.errors import WriterError
from summarizer.models import Answer, Prompt, Request, load_writer
from summarizer.models.server_writer import ServerWriter

PROMPT = Prompt(system="Be brief.", user="A secret text.", name="brief")
KEY = "key-that-nobody-sees"
Reply = tuple[int, bytes, dict[str, str]] | None
"""Status, body and headers; None breaks the connection off."""


def choices(*texts: str | None) -> Reply:
    content = {"choices": [{"message": {"role": "assistant", "content": text}} for text in texts]}
    return 200, json.dumps(content).encode(), {}


def echo(n: int, request: dict[str, Any]) -> Reply:
    return choices(f"On {request['messages'][-1]['content']}")


@dataclass
class Server:
    """A real server on this machine; ``answer`` decides what it says to the n-th request."""

    url: str = ""
    answer: Callable[[int, dict[str, Any]], Reply] = lambda n, request: choices("Yes.")
    requests: list[dict[str, Any]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    clients: set[Any] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with state.lock:
                state.requests.append(body)
                state.times.append(time.monotonic())
                state.paths.append(self.path)
                state.keys.append(self.headers.get("Authorization"))
                state.clients.add(self.client_address)
                n = len(state.requests)
            reply = state.answer(n, body)
            if reply is None:
                self.close_connection = True
                return
            status, content, headers = reply
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client had stopped waiting

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        state.url = f"http://127.0.0.1:{running.server_port}"
        yield state
        running.shutdown()
        thread.join()


def request_of(user: str, *, candidates: int = 1, seed: int = 3) -> Request:
    prompt = Prompt(system="Be brief.", user=user, name="brief")
    return Request(prompt=prompt, max_new_tokens=50, candidates=candidates, seed=seed)


def requests_of(count: int) -> list[Request]:
    return [request_of(str(number)) for number in range(count)]


def write(url: str, requests: Sequence[Request], **options: Any) -> list[Answer]:
    return ServerWriter(model="big", base_url=url, **{"backoff_s": 0.01} | options).write(requests)


def ask(url: str, *, candidates: int = 1, **options: Any) -> Answer:
    """The answer to one request."""
    (answer,) = write(url, [request_of(PROMPT.user, candidates=candidates)], **options)
    return answer


def refused(answer: Answer) -> str:
    """What the error says that is the answer."""
    assert isinstance(answer, WriterError)
    return str(answer)


def test_the_request_is_a_chat_completion(server: Server):
    assert ask(server.url) == ("Yes.",)
    (request,) = server.requests
    assert server.paths == ["/v1/chat/completions"]
    assert request["model"] == "big"
    assert request["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "A secret text."},
    ]
    assert (request["max_tokens"], request["temperature"], request["seed"]) == (50, 0.0, 3)
    assert "n" not in request


@pytest.mark.parametrize("end", ["", "/", "/v1", "/v1/"])
def test_the_address_may_end_with_v1(server: Server, end: str):
    ask(server.url + end)
    assert server.paths == ["/v1/chat/completions"]


def test_further_candidates_are_sampled_in_one_request(server: Server):
    server.answer = lambda n, request: choices(*(f"{n}-{i}" for i in range(request.get("n", 1))))
    assert ask(server.url, candidates=4) == ("1-0", "2-0", "2-1", "2-2")
    assert server.requests[1]["n"] == 3
    assert server.requests[1]["temperature"] > 0


def test_a_server_that_ignores_n_is_asked_again(server: Server):
    server.answer = lambda n, request: choices(f"text {n}")
    assert ask(server.url, candidates=3) == ("text 1", "text 2", "text 3")
    assert [request["seed"] for request in server.requests] == [3, 4, 5]


def test_a_server_that_gives_too_many_is_cut(server: Server):
    server.answer = lambda n, request: choices("a", "b", "c", "d")
    assert ask(server.url, candidates=2) == ("a",)
    assert len(server.requests) == 2


def test_blanks_and_doubles_are_dropped(server: Server):
    server.answer = lambda n, request: choices("  Same. ", None, "")
    assert ask(server.url, candidates=3) == ("Same.",)


def test_nothing_asked_is_nothing_sent(server: Server):
    assert write(server.url, []) == []
    assert server.requests == []


def test_as_many_as_may_be_are_on_their_way_at_once(server: Server):
    meeting = threading.Barrier(8, timeout=10)

    def together(n: int, request: dict[str, Any]) -> Reply:
        meeting.wait()  # breaks, and the test with it, unless eight are here at once
        return echo(n, request)

    server.answer = together
    assert write(server.url, requests_of(16)) == [(f"On {number}",) for number in range(16)]


def test_no_more_than_asked_for_are_on_their_way(server: Server):
    now = most = 0

    def slow(n: int, request: dict[str, Any]) -> Reply:
        nonlocal now, most
        with server.lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with server.lock:
            now -= 1
        return echo(n, request)

    server.answer = slow
    assert len(write(server.url, requests_of(12), in_flight=3)) == 12
    assert most == 3


def test_answers_come_in_the_order_of_the_requests(server: Server):
    def sooner_the_later(n: int, request: dict[str, Any]) -> Reply:
        time.sleep(0.02 * (8 - int(request["messages"][-1]["content"]) % 8))
        return echo(n, request)

    server.answer = sooner_the_later
    assert write(server.url, requests_of(16)) == [(f"On {number}",) for number in range(16)]


def test_connections_are_kept(server: Server):
    server.answer = echo
    write(server.url, requests_of(30), in_flight=2)
    assert len(server.requests) == 30
    assert len(server.clients) <= 2


def test_a_request_is_sent_the_same_whatever_is_beside_it(server: Server):
    def shown(requests: Sequence[Request]) -> list[dict[str, Any]]:
        server.requests.clear()
        write(server.url, requests)
        return [each for each in server.requests if each["messages"][-1]["content"] == "mine"]

    mine = request_of("mine", candidates=3)
    alone = shown([mine])
    assert len(alone) == 3
    assert shown([*requests_of(5), mine, *requests_of(5)]) == alone


def test_it_writes_where_a_loop_runs_already(server: Server):
    async def within() -> Answer:
        return ask(server.url)

    assert anyio.run(within) == ("Yes.",)


def test_threads_may_share_a_writer(server: Server):
    server.answer = echo
    writer = ServerWriter(model="big", base_url=server.url)
    found: dict[int, list[Answer]] = {}

    def work(number: int) -> None:
        found[number] = writer.write([request_of(f"{number}-{i}") for i in range(5)])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert found == {n: [(f"On {n}-{i}",) for i in range(5)] for n in range(3)}


def test_the_key_comes_from_the_environment(server: Server, monkeypatch):
    ask(server.url)
    monkeypatch.setenv("SUMMARIZER_API_KEY", KEY)
    ask(server.url)
    assert server.keys == [None, f"Bearer {KEY}"]


@pytest.mark.parametrize("key", ["caf\u00e9-secret", "secret\nHost: elsewhere"])
def test_a_key_that_is_none_is_refused_and_not_shown(server: Server, monkeypatch, key: str):
    monkeypatch.setenv("SUMMARIZER_API_KEY", key)
    with pytest.raises(WriterError, match="SUMMARIZER_API_KEY") as caught:
        ask(server.url)
    assert shown(caught.value).isdisjoint({"secret"})
    assert server.requests == []


@pytest.mark.parametrize("status", [429, 500, 503, 529])
def test_a_passing_trouble_is_retried(server: Server, status: int):
    server.answer = lambda n, request: choices("Yes.") if n == 3 else (status, b"busy", {})
    assert ask(server.url) == ("Yes.",)
    assert len(server.requests) == 3


def test_a_lost_connection_is_retried(server: Server):
    server.answer = lambda n, request: choices("Yes.") if n == 3 else None
    assert ask(server.url) == ("Yes.",)
    assert len(server.requests) == 3


def test_a_broken_page_in_between_is_retried(server: Server):
    server.answer = lambda n, request: choices("Yes.") if n == 3 else (200, b"<html>", {})
    assert ask(server.url) == ("Yes.",)


@pytest.mark.parametrize("status", [500, 429])
def test_a_lasting_trouble_is_not_retried_for_ever(server: Server, status: int):
    server.answer = lambda n, request: (status, b"busy", {})
    assert f"status {status}" in refused(ask(server.url, backoff_s=0.001))
    assert 2 < len(server.requests) < 20


def test_waits_are_drawn_anew_and_the_same_for_the_same_request(server: Server, monkeypatch):
    server.answer = lambda n, request: (500, b"", {})
    waits: list[float] = []

    async def noted(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(anyio, "sleep", noted)

    def waits_of(request: Request) -> list[float]:
        waits.clear()
        write(server.url, [request], backoff_s=0.5)
        return list(waits)

    first = waits_of(request_of("one"))
    assert len(set(first)) == 3
    assert all(0 <= wait <= 0.5 * 2**tried for tried, wait in enumerate(first))
    assert waits_of(request_of("one")) == first
    assert set(waits_of(request_of("two"))).isdisjoint(first)


def test_the_server_may_say_how_many_seconds_to_wait(server: Server):
    server.answer = lambda n, request: (
        choices("Yes.") if n == 2 else (503, b"", {"Retry-After": "0.3"})
    )
    assert ask(server.url) == ("Yes.",)
    assert server.times[1] - server.times[0] >= 0.3


def test_the_server_may_say_until_when_to_wait(server: Server):
    def until(n: int, request: dict[str, Any]) -> Reply:
        then = datetime.now(UTC) + timedelta(seconds=2)
        date = format_datetime(then, usegmt=True)
        return choices("Yes.") if n == 2 else (429, b"", {"Retry-After": date})

    server.answer = until
    assert ask(server.url) == ("Yes.",)
    assert 0.9 <= server.times[1] - server.times[0] <= 2.5


def test_a_wait_that_does_not_fit_the_time_of_a_request_is_not_begun(server: Server):
    server.answer = lambda n, request: (503, b"", {"Retry-After": "30"})
    start = time.monotonic()
    assert "status 503" in refused(ask(server.url, budget_s=1.0))
    assert time.monotonic() - start < 5
    assert len(server.requests) == 1


def test_the_time_of_a_request_bounds_all_its_exchanges(server: Server):
    def slow(n: int, request: dict[str, Any]) -> Reply:
        time.sleep(0.15)
        return choices(f"text {n}")

    server.answer = slow
    start = time.monotonic()
    assert "no answer within" in refused(ask(server.url, candidates=20, budget_s=0.5))
    assert time.monotonic() - start < 2.5


def test_time_in_which_others_have_their_turn_is_not_counted(server: Server):
    meeting = threading.Barrier(3, timeout=10)
    refused_once: set[str] = set()

    def limited(n: int, request: dict[str, Any]) -> Reply:
        who = request["messages"][-1]["content"]
        if n <= 3:
            meeting.wait()
        # "0" is sent away at once and "2" when it comes again; "1" goes on only after both.
        if who not in refused_once and ((who == "0") or (who == "2" and n > 3)):
            refused_once.add(who)
            return 429, b"", {"Retry-After": "2"}
        if n <= 3 or (who == "1" and len(refused_once) < 2):
            time.sleep(0.2 if n <= 3 else 0)  # behind the refusal, also on a busy machine
            return 503, b"", {}
        return echo(n, request)

    server.answer = limited
    start = time.monotonic()
    found = write(server.url, requests_of(3), in_flight=3, budget_s=3.8)
    assert found == [("On 0",), ("On 1",), ("On 2",)]
    assert time.monotonic() - start >= 4  # more than the budget of each


def test_a_429_holds_all_back_and_halves_what_is_on_its_way(server: Server):
    now = 0
    begun: list[tuple[float, int]] = []
    refused_at = 0.0
    meeting = threading.Barrier(8, timeout=10)
    many = threading.Event()

    def limited(n: int, request: dict[str, Any]) -> Reply:
        nonlocal now, refused_at
        if n <= 8:
            meeting.wait()  # all eight are on their way when the first is refused
            if n == 8:
                refused_at = time.monotonic()
                return 429, b"", {"Retry-After": "0.5"}
            time.sleep(0.1)
            return echo(n, request)
        with server.lock:
            now += 1
            begun.append((time.monotonic(), now))
            settled = len(begun) > 8
            if now > 4:
                many.set()
        # Eight have gone well: these stay until there are five, however slow the machine is.
        many.wait(5) if settled else time.sleep(0.05)
        with server.lock:
            now -= 1
        return echo(n, request)

    server.answer = limited
    found = write(server.url, requests_of(24))
    assert found == [(f"On {number}",) for number in range(24)]
    assert min(at for at, _ in begun) - refused_at >= 0.5
    # Four at first, and one more after each that went well.
    assert max(count for _, count in begun[:4]) <= 4
    assert max(count for _, count in begun) > 4


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_request_that_is_refused_is_one_among_many(server: Server, status: int):
    def picky(n: int, request: dict[str, Any]) -> Reply:
        if request["messages"][-1]["content"] in ("3", "4"):
            return status, b"A secret text.", {}
        return echo(n, request)

    server.answer = picky
    found = write(server.url, requests_of(10), in_flight=3)
    for number in (3, 4):
        assert f"status {status}" in refused(found[number])
    others = [answer for number, answer in enumerate(found) if number not in (3, 4)]
    assert others == [(f"On {number}",) for number in range(10) if number not in (3, 4)]
    assert len(server.requests) == 10


def test_requests_that_are_all_refused_are_all_answered(server: Server):
    server.answer = lambda n, request: (400, b"", {})
    found = write(server.url, requests_of(20))
    assert all("status 400" in refused(answer) for answer in found)
    assert len(server.requests) == 20


def test_a_request_that_breaks_the_server_is_one_among_many(server: Server):
    def fragile(n: int, request: dict[str, Any]) -> Reply:
        return None if request["messages"][-1]["content"] == "3" else echo(n, request)

    server.answer = fragile
    found = write(server.url, requests_of(10), in_flight=3)
    assert "a lost connection" in refused(found[3])
    assert [answer for answer in found if not isinstance(answer, WriterError)] == [
        (f"On {number}",) for number in range(10) if number != 3
    ]


@pytest.mark.parametrize("status", [401, 403, 404, 302])
def test_what_no_request_would_change_ends_the_call(server: Server, status: int):
    blocked = threading.Event()

    def closed(n: int, request: dict[str, Any]) -> Reply:
        if n == 4:
            return status, b"", {"Location": "http://elsewhere.invalid"}
        blocked.wait(10)
        return echo(n, request)

    server.answer = closed
    start = time.monotonic()
    with pytest.raises(WriterError, match=f"status {status}"):
        write(server.url, requests_of(100), in_flight=4)
    assert time.monotonic() - start < 5
    blocked.set()
    assert len(server.requests) == 4


def test_a_server_that_dies_ends_the_call_soon(server: Server):
    dead = threading.Event()

    def dying(n: int, request: dict[str, Any]) -> Reply:
        if n > 5:
            dead.set()
        return None if dead.is_set() else echo(n, request)

    server.answer = dying
    start = time.monotonic()
    with pytest.raises(WriterError, match="5 requests in a row"):
        write(server.url, requests_of(1000))
    assert time.monotonic() - start < 5
    assert len(server.requests) < 80


def test_a_server_that_is_not_well_ends_the_call_where_requests_come_one_by_one(server: Server):
    server.answer = lambda n, request: (503, b"", {})
    writer = ServerWriter(model="big", base_url=server.url, backoff_s=0.001)
    for number in range(4):
        assert "status 503" in refused(writer.write([request_of(str(number))])[0])
    with pytest.raises(WriterError, match="5 requests in a row"):
        writer.write([request_of("4")])
    server.answer = echo
    assert writer.write([request_of("5")]) == [("On 5",)]
    server.answer = lambda n, request: (503, b"", {})
    assert "status 503" in refused(writer.write([request_of("6")])[0])


@pytest.mark.parametrize("count", [1, 3, 50])
def test_no_server_is_out_of_reach(count: int):
    start = time.monotonic()
    with pytest.raises(WriterError, match="no connection"):
        write("http://127.0.0.1:9", requests_of(count))
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "body",
    [
        b"<html>secret</html>",
        b'{"choices": []}',
        b'{"choices": null}',
        b'{"choices": [{}]}',
        b'{"choices": [{"message": {"content": 3}}]}',
        b'{"choices": {"a": 1}}',
        b"[]",
        b"\xff\xfe secret",
        b'{"choices": ["secret"',
        b"[" * 100_000,
    ],
)
def test_a_senseless_answer_is_the_answer_of_its_request(server: Server, body: bytes):
    def senseless(n: int, request: dict[str, Any]) -> Reply:
        return (200, body, {}) if request["messages"][-1]["content"] == "1" else echo(n, request)

    server.answer = senseless
    found = write(server.url, requests_of(3))
    assert (found[0], found[2]) == (("On 0",), ("On 2",))
    assert "model big at 127.0.0.1: an answer that is not" in refused(found[1])
    assert shown(found[1]).isdisjoint({"secret"})


def test_a_slow_answer_is_given_up(server: Server):
    def slow(n: int, request: dict[str, Any]) -> Reply:
        time.sleep(0.6)
        return choices("Late.")

    server.answer = slow
    assert "no answer within 0.2 seconds" in refused(ask(server.url, timeout_s=0.2))
    assert len(server.requests) == 1


@pytest.fixture
def interruptible() -> Iterator[None]:
    """SIGINT as Python has it, whatever ran in this process before and left a handler."""
    found = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, found)


@pytest.mark.usefixtures("interruptible")
def test_an_interruption_leaves_no_thread_behind(server: Server):
    before = set(threading.enumerate())
    never = threading.Event()
    main = threading.main_thread().ident
    assert main is not None

    def interrupt(n: int, request: dict[str, Any]) -> Reply:
        if n == 4:
            signal.pthread_kill(main, signal.SIGINT)
        never.wait(10)
        return choices("Late.")

    server.answer = interrupt
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        write(server.url, requests_of(20), in_flight=4)
    assert time.monotonic() - start < 5
    left = [thread.name for thread in set(threading.enumerate()) - before]
    assert [name for name in left if "process_request_thread" not in name] == []
    never.set()
    assert len(server.requests) == 4


def test_no_thread_outlives_a_call(server: Server):
    before = set(threading.enumerate())
    write(server.url, requests_of(20))
    left = [thread.name for thread in set(threading.enumerate()) - before]
    assert [name for name in left if "process_request_thread" not in name] == []


def shown(error: object) -> set[str]:
    """The canaries in all that an error holds: its words, and those of what it came from."""
    assert isinstance(error, BaseException)
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    words = " ".join(f"{each!r} {each} {vars(each)} {each.args}" for each in seen)
    assert seen[1:] == []
    return {canary for canary in ("secret", "Secret", KEY) if canary in words}


def test_errors_and_logs_quote_neither_prompt_nor_answer_nor_key(
    server: Server, monkeypatch, caplog
):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("SUMMARIZER_API_KEY", KEY)
    replies: list[Reply] = [
        (401, b'{"error": "bad key-that-nobody-sees for A secret text."}', {}),
        (400, b"A secret text.", {}),
        (200, b"A secret text.", {}),
        (500, b"A secret text.", {}),
        (429, b"A secret text.", {}),
        (302, b"A secret text.", {}),
        (200, b"A secret text.", {"Content-Encoding": "gzip"}),
        None,
    ]
    said = set()
    for reply in replies:
        server.answer = lambda n, request, reply=reply: reply
        try:
            error: object = ask(server.url, backoff_s=0.001)
        except WriterError as raised:
            error = raised
        assert shown(error) == set()
        said.add(str(error))
    assert len(said) == len(replies)
    assert "secret" not in caplog.text.lower()
    assert KEY not in caplog.text
    assert KEY not in repr(ServerWriter(model="big", base_url=server.url))


def test_text_that_has_no_utf8_is_sent_all_the_same(server: Server):
    server.answer = echo
    assert write(server.url, [request_of("\ud800")]) == [("On \ud800",)]


def test_a_prompt_that_does_not_fit_is_never_sent(server: Server):
    server.answer = echo
    found = write(server.url, [request_of("0"), request_of("secret " * 40), request_of("2")],
                  context=150)  # fmt: skip
    assert (found[0], found[2]) == (("On 0",), ("On 2",))
    assert "shorten" in refused(found[1])
    assert "brief" in refused(found[1])
    assert shown(found[1]) == set()
    assert len(server.requests) == 2


def test_count_is_never_too_low():
    writer = ServerWriter(model="big", base_url="http://host")
    assert writer.count("") == 0
    assert writer.count("abcd") == 2
    assert writer.count("\u6771\u4eac") == 2
    assert writer.count("\ud800") == 1


@pytest.mark.parametrize("url", ["", "host:8000", "ftp://host", "http://", "file:///etc/passwd"])
def test_an_address_that_is_none_is_refused(url: str):
    with pytest.raises(WriterError, match="base_url"):
        ServerWriter(model="big", base_url=url)


def test_nobody_at_once_is_refused():
    with pytest.raises(ValueError, match="in_flight"):
        ServerWriter(model="big", base_url="http://host", in_flight=0)


def test_load_writer_takes_the_server_when_there_is_an_address(server: Server, tmp_path: Path):
    writer = load_writer("big", home=tmp_path, base_url=server.url)
    assert (writer.name, writer.sha256, writer.adapter_sha256) == ("big", "", "")
    assert writer.write([Request(prompt=PROMPT, max_new_tokens=5)]) == [("Yes.",)]
