"""The Ray engine: workers are actors, on this machine or on those of a cluster.

Ray Data (read, map_batches, write) is not used: which documents are duplicates and in which order
all of them stand has to be decided in one place, for the output to be the local engine's. And the
journal, flushed to the disk and the same for both engines, is the checkpoint: a run begun with one
goes on with the other. So reading stays with the driver, the models (nearly all of the work) are
with the actors, and no more units are under way than the crew asks for.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import secrets
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from summarizer.batch.child import Broken, hush
from summarizer.batch.crew import Crew, Gone
from summarizer.batch.loop import run_with
from summarizer.batch.options import Options
from summarizer.batch.outputs import Outputs
from summarizer.batch.progress import Listener
from summarizer.batch.working import Finished, Ready, Unit, loaded
from summarizer.errors import ResourceError, UsageError
from summarizer.settings import Settings

__all__ = ["Load", "actors", "cluster", "run_ray"]

Load = Callable[[], tuple[Ready, Callable[[Unit], Finished]]]
"""What an actor does first: loads models, and gives what they are and what works with them."""

_ADDRESS = "RAY_ADDRESS"
_RESTARTS = 3
_PATIENCE_S = 20.0


def run_ray(options: Options, *, settings: Settings, listen: Listener) -> Outputs:
    """``summarizer.batch.run`` with actors, each of which has the models for itself.

    They are those of the cluster that ``RAY_ADDRESS`` names, else of this machine.

    Raises:
        UsageError: Ray is not installed, or the settings name a store of cases.
        ResourceError: the cluster is out of reach.
    """
    if settings.store is not None:
        raise UsageError(
            "with a store of cases one document has to follow the other: use --engine local"
        )
    settings = replace(settings, threads=settings.threads or 1)
    processors = settings.threads or 1
    with cluster(options.workers * processors):
        crew = actors(
            partial(loaded, settings),
            size=options.workers,
            stalled_s=options.stalled_s,
            processors=processors,
        )
        return run_with(crew, options, settings=settings, listen=listen, engine="ray")


@contextmanager
def cluster(processors: int) -> Iterator[None]:
    """Connects to the cluster that ``RAY_ADDRESS`` names, or starts one for the block.

    Args:
        processors: how many one that is started has.

    Raises:
        UsageError: Ray is not installed.
        ResourceError: the cluster is out of reach.
    """
    # Before Ray is imported, which reads it.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        from ray._private import worker
    except ModuleNotFoundError:
        raise UsageError(
            "--engine ray needs Ray, which is not installed: pip install 'summarizer[ray]'"
        ) from None

    if ray.is_initialized():
        yield
        return
    # What Ray itself has to say goes to standard output otherwise, among the results.
    worker._worker_logs_enabled = False
    try:
        _join(processors)
        yield
    finally:
        _leave()
        worker._worker_logs_enabled = True


def _join(processors: int) -> None:
    import logging

    import ray

    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    address = os.environ.get(_ADDRESS)
    if not address:
        # Ray asks whoever connects for a token. It would put one into the user's home otherwise,
        # for all to read.
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    try:
        if address:
            ray.init(address=address, **quiet)
        else:
            ray.init(
                address="local",
                num_cpus=processors,
                include_dashboard=False,
                # What does not fit into memory would be put on the disk: documents.
                _system_config={"automatic_object_spilling_enabled": False},
                **quiet,
            )
    except Exception as error:
        where = f"{_ADDRESS}={address}" if address else "on this machine"
        raise ResourceError(
            f"Ray cannot be reached or started ({where}): {type(error).__name__}"
        ) from None


def _leave() -> None:
    """Disconnects, and waits for what was started to end: Ray itself waits a second."""
    import ray
    from ray._private import worker

    node: Any = worker._global_node
    started = [each.process for of in node.all_processes.values() for each in of] if node else []
    ray.shutdown()
    for process in started:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE_S)


def actors(load: Load, *, size: int, stalled_s: float, processors: int = 1) -> Crew:
    """A crew of actors of the cluster that this process is connected to.

    One that is lost is made anew, where there is room. How long it takes until there is room is no
    concern: machines of a cluster come and go.

    Args:
        load: what an actor does first; has to be picklable.
        size: how many.
        stalled_s: seconds that one document may take.
        processors: of each.
    """
    import ray

    resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
    kind = ray.remote(_Body).options(
        num_cpus=processors,
        num_gpus=1 if resources.get("GPU") else 0,
        # The crew decides what becomes of a unit whose actor died. What is asked again is only what
        # an actor that lives has not heard.
        max_restarts=0,
        max_task_retries=-1,
    )
    return Crew(
        lambda: _Actor(kind, load),
        size=size,
        stalled_s=stalled_s,
        loading_s=math.inf,
        restarts=_RESTARTS * size,
    )


class _Body:
    """What an actor is on its machine: it says nothing on its own, like ``child``."""

    def __init__(self, load: Load) -> None:
        hush()
        self._load = load
        self._finished: Callable[[Unit], Finished] | None = None

    def load(self) -> tuple[str, Ready | Broken]:
        """Loads the models; gives the machine's name in the cluster, and what they are."""
        import ray

        node = ray.get_runtime_context().get_node_id()
        try:
            ready, self._finished = self._load()
        except BaseException as error:
            return node, Broken.by(error)
        return node, ready

    def work(self, unit: Unit) -> Finished | Broken:
        """Turns a unit into reports."""
        assert self._finished is not None
        try:
            return self._finished(unit)
        except BaseException as error:
            return Broken.by(error)


class _Actor:
    """An actor as a crew sees it: a member, and its own line.

    Ray says on a thread of its own that an answer is there; a byte in a pipe says it to whoever
    waits on that.
    """

    def __init__(self, kind: Any, load: Load) -> None:
        self._bell, self._rope = multiprocessing.Pipe(duplex=False)
        self._node = ""
        self._actor = kind.remote(load)
        self._expect(self._actor.load.remote())

    @property
    def pipe(self) -> _Actor:
        """What leads to it."""
        return self

    def fileno(self) -> int:
        """The file that can be read when there is an answer."""
        return self._bell.fileno()

    def poll(self, timeout: float) -> bool:
        """Waits for an answer."""
        return self._bell.poll(timeout)

    def send(self, unit: Unit, /) -> None:
        """Gives it a unit."""
        self._expect(self._actor.work.remote(unit))

    def recv(self) -> object:
        """The answer.

        Raises:
            EOFError: it has died.
            Gone: it was lost with its machine.
        """
        import ray

        self._bell.recv_bytes()
        try:
            word = self._answer.result()
        except ray.exceptions.RayError:
            if self._node and not _stands(self._node):
                raise Gone from None
            raise EOFError from None
        if isinstance(word, tuple):
            self._node, word = word
        return word

    def end(self) -> None:
        """Ends it now. Its pipe is left to whoever still has an answer to announce."""
        import ray

        with suppress(ray.exceptions.RayError):
            ray.kill(self._actor)

    def _expect(self, reference: Any) -> None:
        self._answer = reference.future()
        self._answer.add_done_callback(partial(_ring, self._rope))


def _ring(rope: Connection, _: object) -> None:
    with suppress(OSError):  # Nobody listens any more.
        rope.send_bytes(b"!")


def _stands(node: str) -> bool:
    import ray

    nodes: list[dict[str, Any]] = ray.nodes()  # type: ignore[no-untyped-call]
    return any(each["NodeID"] == node and each["Alive"] for each in nodes)
