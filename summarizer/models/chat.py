"""One exchange with a chat-completions endpoint: what is sent, what came back or went wrong."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import anyio

from summarizer.errors import WriterError
from summarizer.models.request import Request
from summarizer.models.retry import retry_after

if TYPE_CHECKING:
    import ssl

    import httpx

__all__ = ["API_KEY_VARIABLE", "Failure", "body_of", "client", "exchange"]

API_KEY_VARIABLE = "SUMMARIZER_API_KEY"

_TEMPERATURE = 0.7
_TOP_P = 0.9
_BUSY = 429
_BROKEN = 500
_FOR_ALL = frozenset({401, 402, 403, 404, 405, 407, 410})
_ADVICE = {
    400: " (the server refuses the request: check model and length)",
    401: f" (check {API_KEY_VARIABLE})",
    403: f" (check {API_KEY_VARIABLE})",
    404: " (check base_url and the model's name)",
    413: " (the server refuses the length: shorten the text)",
    429: " (too many requests: try again later)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an exchange gave no texts.

    Attributes:
        what: for people; holds nothing that was sent or received.
        concerns: what is to blame: the one request, the server, the way to it, or something that
            no other request would change.
        again: whether the same may go well later.
        busy: whether the server has too much to do.
        asked_s: seconds that the server asks to wait.
    """

    what: str
    concerns: Literal["request", "server", "connection", "all"]
    again: bool = False
    busy: bool = False
    asked_s: float = 0.0


def client(*, most: int, connect_s: float) -> httpx.AsyncClient:
    """What sends to a server, with the key, which comes from the environment alone.

    Args:
        most: connections that are kept.
        connect_s: seconds to wait for a connection; the rest is bounded by ``exchange``.

    Raises:
        WriterError: the key has characters that no header takes.
    """
    import httpx

    key = os.environ.get(API_KEY_VARIABLE, "").strip()
    if not (key.isascii() and key.isprintable()):
        # Here, since the error that httpx would raise holds the key.
        raise WriterError(f"{API_KEY_VARIABLE} holds characters that no key has")
    return httpx.AsyncClient(
        headers={"Content-Type": "application/json"}
        | ({"Authorization": f"Bearer {key}"} if key else {}),
        timeout=httpx.Timeout(None, connect=connect_s),
        limits=httpx.Limits(max_keepalive_connections=most),
        verify=_certificates(),
    )


@cache
def _certificates() -> ssl.SSLContext:
    """The authorities that are trusted; reading them takes a tenth of a second."""
    import httpx

    return httpx.create_ssl_context()


def body_of(request: Request, *, model: str, seed: int, sampled: int = 0) -> bytes:
    """What is sent for a request: for its likeliest text, or for ``sampled`` others."""
    prompt = request.prompt
    body: dict[str, Any] = {
        "model": model,
        "messages": [
            {"role": role, "content": content}
            for role, content in (("system", prompt.system), ("user", prompt.user))
            if content
        ],
        "max_tokens": request.max_new_tokens,
        "stream": False,
        "temperature": 0.0,
        "seed": seed,
    }
    if sampled:
        body |= {"temperature": _TEMPERATURE, "top_p": _TOP_P, "n": sampled}
    # With escapes: a lone surrogate has no UTF-8, and the error of trying holds the prompt.
    return json.dumps(body).encode("ascii")


async def exchange(
    over: httpx.AsyncClient, url: str, body: bytes, *, seconds: float
) -> list[str] | Failure:
    """The texts of one completion, stripped, perhaps empty; at least one.

    Args:
        over: a client.
        url: of the endpoint.
        body: as ``body_of`` makes it.
        seconds: until the whole answer must be there.
    """
    import httpx

    with anyio.move_on_after(seconds):
        try:
            response = await over.post(url, content=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            what = f"no connection ({type(error).__name__})"
            return Failure(what=what, concerns="connection", again=True)
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            what = f"a lost connection ({type(error).__name__})"
            return Failure(what=what, concerns="server", again=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            what = f"a broken exchange ({type(error).__name__})"
            return Failure(what=what, concerns="server")
        if response.status_code != 200:
            return _refusal(response)
        texts = _texts(response.content)
        if texts is None:
            what = "an answer that is not a chat completion"
            return Failure(what=what, concerns="server", again=True)
        return texts
    return Failure(what=f"no answer within {seconds:.1f} seconds", concerns="server")


def _refusal(response: httpx.Response) -> Failure:
    status = response.status_code
    what = f"status {status}{_ADVICE.get(status, '')}"
    if status in _FOR_ALL or response.is_redirect:
        return Failure(what=what, concerns="all")
    if status == _BUSY or status >= _BROKEN:
        asked = retry_after(response.headers, now=datetime.now(UTC))
        return Failure(
            what=what, concerns="server", again=True, busy=status == _BUSY, asked_s=asked
        )
    return Failure(what=what, concerns="request")


def _texts(content: bytes) -> list[str] | None:
    """The texts in a completion; None when it is none."""
    try:
        choices = json.loads(content)["choices"]
        texts = [choice["message"]["content"] or "" for choice in choices]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None
    if not texts or not all(isinstance(text, str) for text in texts):
        return None
    return [text.strip() for text in texts]
