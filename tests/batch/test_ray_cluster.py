"""A cluster of several machines, all of them made up, of which one is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from summarizer.batch.crew import Lost
from summarizer.batch.ray import actors, cluster
from summarizer.batch.working import Finished, Ready, Unit
from tests.batch.made import PROVENANCE, done, unit

EAGER = {"health_check_initial_delay_ms": 0, "health_check_period_ms": 500}
"""A cluster that soon notices what it lost: how soon is Ray's affair."""


def waiting(folder: Path) -> tuple[Ready, Callable[[Unit], Finished]]:
    """An actor that leaves the name of its machine, and waits until it may go on."""
    import ray

    machine = ray.get_runtime_context().get_node_id()

    def finished(given: Unit) -> Finished:
        (folder / f"{machine} {time.monotonic_ns()}").touch()
        while not (folder / "go").exists():
            time.sleep(0.02)
        return Finished(given.number, given.rows, tuple(done() for _ in given.rows))

    return Ready(PROVENANCE), finished


@pytest.mark.slow
def test_a_document_does_not_pay_for_machines_that_are_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("ray")
    from functools import partial

    from ray.cluster_utils import Cluster

    # The head, like that of a cluster in earnest, has no room for workers.
    head = {"num_cpus": 0, "_system_config": EAGER}
    machines = Cluster(initialize_head=True, head_node_args=head)
    monkeypatch.setenv("RAY_ADDRESS", machines.address)
    try:
        node = machines.add_node(num_cpus=1)
        with cluster(1):
            crew = actors(partial(waiting, tmp_path), size=1, stalled_s=60)
            crew.first()
            crew.give([unit(0, "A text.")])
            end = time.monotonic() + 150
            found: list[Finished | Lost] = []
            # A document alone, for which two deaths would be the end.
            for times in (1, 2):
                while len(list(tmp_path.iterdir())) < times and time.monotonic() < end:
                    found += crew.hear(crew.wait([], timeout_s=0.1))
                machines.remove_node(node, allow_graceful=False)
                node = machines.add_node(num_cpus=1)
            (tmp_path / "go").touch()
            while not crew.idle and time.monotonic() < end:
                found += crew.hear(crew.wait([], timeout_s=0.2))
            crew.end()
    finally:
        machines.shutdown()
    assert [each.rows for each in found if isinstance(each, Finished)] == [(1,)]
    assert len(found) == 1
    assert len({path.name.split()[0] for path in tmp_path.iterdir() if path.name != "go"}) == 3
    out, _ = capfd.readouterr()
    assert "worker died" not in out
