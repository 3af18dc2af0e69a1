"""A writer behind an OpenAI-compatible server (vLLM, llama.cpp, a hosted service).

Nothing can be forbidden while such a server decodes: whoever calls must drop what breaks the
guard. Errors name the status and never quote a prompt, an answer or the key.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from summarizer.errors import WriterError
from summarizer.models.guard import Guard
from summarizer.models.prompt import Prompt

if TYPE_CHECKING:
    import httpx

__all__ = ["API_KEY_VARIABLE", "ServerWriter"]

API_KEY_VARIABLE = "SUMMARIZER_API_KEY"

_CONTEXT = 4096
_CHARACTERS_A_TOKEN = 3
_FORMAT_TOKENS = 32
_RETRIES = 2
_RETRY_STATUS = frozenset({429, 500, 502, 503, 504})
_LONGEST_WAIT_S = 20.0
_TEMPERATURE = 0.7
_TOP_P = 0.9


class ServerWriter:
    """Asks a chat-completions endpoint. May be shared by threads.

    Args:
        model: the name that the server knows.
        base_url: with or without ``/v1`` at its end.
        context: tokens that the server takes; the default suits small ones.
        timeout_s: seconds to wait for an answer.
        backoff_s: seconds before the first retry; doubled for each further one.

    Raises:
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
        timeout_s: float = 120.0,
        backoff_s: float = 0.5,
    ) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise WriterError("base_url must be an http or https address, such as http://host:8000")
        stem = base_url.rstrip("/")
        stem = stem if stem.endswith("/v1") else f"{stem}/v1"
        self.name = model
        self.context = context
        self._url = f"{stem}/chat/completions"
        self._host = parts.hostname
        self._timeout_s = timeout_s
        self._backoff_s = backoff_s

    def __repr__(self) -> str:
        return f"ServerWriter(model={self.name!r}, host={self._host!r})"

    def count(self, text: str) -> int:
        """An estimate that is rather too high: a token for every three characters of UTF-8."""
        return -(-len(text.encode("utf-8", "replace")) // _CHARACTERS_A_TOKEN)

    def write(
        self,
        prompt: Prompt,
        *,
        max_new_tokens: int,
        candidates: int,
        guard: Guard,
        seed: int,
    ) -> tuple[str, ...]:
        """Texts for ``prompt``: first at temperature 0, further ones sampled with ``seed``.

        ``guard`` is not enforced here.

        Raises:
            ValueError: when a number is below 1.
            WriterError: when the prompt is too long or the server gives no usable answer.
        """
        import httpx

        if max_new_tokens < 1 or candidates < 1:
            raise ValueError("max_new_tokens and candidates are at least 1")
        self._check_length(prompt, max_new_tokens)
        request: dict[str, Any] = {
            "model": self.name,
            "messages": [
                {"role": role, "content": content}
                for role, content in (("system", prompt.system), ("user", prompt.user))
                if content
            ],
            "max_tokens": max_new_tokens,
            "stream": False,
        }
        sampled = {"temperature": _TEMPERATURE, "top_p": _TOP_P}
        timeout = httpx.Timeout(self._timeout_s, connect=min(10.0, self._timeout_s))
        with httpx.Client(timeout=timeout, headers=_headers()) as client:
            texts = self._ask(client, request | {"temperature": 0.0, "seed": seed})[:1]
            asked = 1
            while asked < candidates:
                wanted = candidates - asked
                more = {**sampled, "n": wanted, "seed": seed + asked}
                got = self._ask(client, request | more)
                texts += got[:wanted]
                # A server that ignores n sends one choice at a time: ask for the rest again.
                asked += max(1, len(got))
        return tuple(dict.fromkeys(text for text in texts if text))

    def _check_length(self, prompt: Prompt, new: int) -> None:
        length = self.count(prompt.system) + self.count(prompt.user) + _FORMAT_TOKENS
        if length + new > self.context:
            raise WriterError(
                f"prompt {prompt.name or 'without a name'}: about {length} tokens and an answer "
                f"of {new} do not fit the {self.context} tokens of model {self.name}; shorten "
                "the text"
            )

    def _ask(self, client: httpx.Client, request: dict[str, Any]) -> list[str]:
        """The texts of one request's choices (stripped, perhaps empty); at least one choice."""
        response = self._post(client, request)
        if response.status_code != 200:
            raise self._error(f"status {response.status_code}{_advice(response.status_code)}")
        try:
            choices = response.json()["choices"]
            texts = [choice["message"]["content"] or "" for choice in choices]
        except (ValueError, KeyError, TypeError, IndexError):
            # The cause is left out: a JSON error carries the answer that it failed on.
            raise self._error("an answer that is not a chat completion") from None
        if not texts or not all(isinstance(text, str) for text in texts):
            raise self._error("an answer without text")
        return [text.strip() for text in texts]

    def _post(self, client: httpx.Client, request: dict[str, Any]) -> httpx.Response:
        import httpx

        for attempt in range(_RETRIES + 1):
            last = attempt == _RETRIES
            try:
                response = client.post(self._url, json=request)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.RemoteProtocolError) as error:
                if last:
                    raise self._error(f"no connection ({type(error).__name__})") from None
                wait = self._backoff_s * 2**attempt
            except httpx.TimeoutException:
                raise self._error(f"no answer within {self._timeout_s:g} seconds") from None
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise self._error(f"a broken exchange ({type(error).__name__})") from None
            else:
                if last or response.status_code not in _RETRY_STATUS:
                    return response
                wait = max(self._backoff_s * 2**attempt, _retry_after(response))
            time.sleep(min(wait, _LONGEST_WAIT_S))
        raise AssertionError("the last attempt returns or raises")

    def _error(self, what: str) -> WriterError:
        return WriterError(f"model {self.name} at {self._host}: {what}")


def _headers() -> dict[str, str]:
    key = os.environ.get(API_KEY_VARIABLE, "").strip()
    return {"Authorization": f"Bearer {key}"} if key else {}


def _retry_after(response: httpx.Response) -> float:
    try:
        return max(0.0, float(response.headers.get("Retry-After", "0")))
    except ValueError:
        return 0.0


def _advice(status: int) -> str:
    return {
        400: " (the server refuses the request: check model and length)",
        401: f" (check {API_KEY_VARIABLE})",
        403: f" (check {API_KEY_VARIABLE})",
        404: " (check base_url and the model's name)",
        429: " (too many requests: try again later)",
    }.get(status, "")
