from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from summarizer.errors import WriterError
from summarizer.models import Guard, Prompt, load_writer
from summarizer.models.server_writer import ServerWriter

PROMPT = Prompt(system="Be brief.", user="A secret text.", name="brief")
KEY = "key-that-nobody-sees"
Answer = tuple[int, bytes, dict[str, str]]


def choices(*texts: str | None) -> Answer:
    content = {"choices": [{"message": {"role": "assistant", "content": text}} for text in texts]}
    return 200, json.dumps(content).encode(), {}


@dataclass
class Server:
    """A real server on this machine; ``answer`` decides what it says to the n-th request."""

    url: str = ""
    answer: Callable[[int, dict[str, Any]], Answer] = lambda n, request: choices("Yes.")
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.requests.append(json.loads(body))
            state.paths.append(self.path)
            state.keys.append(self.headers.get("Authorization"))
            status, content, headers = state.answer(len(state.requests), state.requests[-1])
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


def ask(url: str, *, candidates: int = 1, **options: Any) -> tuple[str, ...]:
    writer = ServerWriter(model="big", base_url=url, backoff_s=0.01, **options)
    return writer.write(PROMPT, max_new_tokens=50, candidates=candidates, guard=Guard(), seed=3)


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
    seeds = [request["seed"] for request in server.requests]
    assert len(set(seeds[1:])) == 2


def test_a_server_that_gives_too_many_is_cut(server: Server):
    server.answer = lambda n, request: choices("a", "b", "c", "d")
    assert len(ask(server.url, candidates=2)) <= 2
    assert len(server.requests) == 2


def test_blanks_and_doubles_are_dropped(server: Server):
    server.answer = lambda n, request: choices("  Same. ", None, "")
    assert ask(server.url, candidates=3) == ("Same.",)


def test_the_key_comes_from_the_environment(server: Server, monkeypatch):
    ask(server.url)
    monkeypatch.setenv("SUMMARIZER_API_KEY", KEY)
    ask(server.url)
    assert server.keys == [None, f"Bearer {KEY}"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_trouble_is_retried(server: Server, status: int):
    server.answer = lambda n, request: choices("Yes.") if n == 3 else (status, b"busy", {})
    assert ask(server.url) == ("Yes.",)
    assert len(server.requests) == 3


def test_a_lasting_trouble_is_not_retried_for_ever(server: Server):
    server.answer = lambda n, request: (500, b"busy", {})
    with pytest.raises(WriterError, match="status 500"):
        ask(server.url)
    assert len(server.requests) == 3


def test_the_server_may_say_how_long_to_wait(server: Server):
    server.answer = lambda n, request: (
        choices("Yes.") if n == 2 else (429, b"", {"Retry-After": "0.3"})
    )
    start = time.monotonic()
    assert ask(server.url) == ("Yes.",)
    assert time.monotonic() - start >= 0.3


@pytest.mark.parametrize("status", [400, 401, 404, 302])
def test_a_refusal_is_final(server: Server, status: int):
    server.answer = lambda n, request: (status, b"", {"Location": "http://elsewhere.invalid"})
    with pytest.raises(WriterError, match=f"status {status}"):
        ask(server.url)
    assert len(server.requests) == 1


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
    ],
)
def test_a_senseless_answer_is_a_writer_error(server: Server, body: bytes):
    server.answer = lambda n, request: (200, body, {})
    with pytest.raises(WriterError, match="big at 127") as caught:
        ask(server.url)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_slow_answer_is_given_up(server: Server):
    def slow(n: int, request: dict[str, Any]) -> Answer:
        time.sleep(0.6)
        return choices("Late.")

    server.answer = slow
    with pytest.raises(WriterError, match=r"no answer within 0\.2 seconds"):
        ask(server.url, timeout_s=0.2)
    assert len(server.requests) == 1


def test_no_server_is_a_writer_error():
    with pytest.raises(WriterError, match="no connection"):
        ask("http://127.0.0.1:9")


def test_errors_quote_neither_prompt_nor_answer_nor_key(server: Server, monkeypatch):
    monkeypatch.setenv("SUMMARIZER_API_KEY", KEY)
    answers: list[Answer] = [
        (401, b'{"error": "bad key-that-nobody-sees for A secret text."}', {}),
        (200, b"A secret text.", {}),
        (500, b"A secret text.", {}),
    ]
    for answer in answers:
        server.answer = lambda n, request, answer=answer: answer
        with pytest.raises(WriterError) as caught:
            ask(server.url)
        shown = repr(caught.value) + str(caught.value)
        assert "secret" not in shown
        assert KEY not in shown
    assert KEY not in repr(ServerWriter(model="big", base_url=server.url))


def test_a_prompt_that_does_not_fit_is_never_sent(server: Server):
    with pytest.raises(WriterError, match=r"brief.*shorten"):
        ask(server.url, context=60)
    assert server.requests == []


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


def test_load_writer_takes_the_server_when_there_is_an_address(server: Server, tmp_path: Path):
    writer = load_writer("big", home=tmp_path, base_url=server.url)
    assert (writer.name, writer.sha256, writer.adapter_sha256) == ("big", "", "")
    assert writer.write(PROMPT, max_new_tokens=5, candidates=1, guard=Guard(), seed=0) == ("Yes.",)
