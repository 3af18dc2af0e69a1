"""What the benchmark of archives makes and computes; it measures nothing here."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("benchmarks", reason="the benchmarks are in a checkout alone")

from benchmarks import archive, memory, runs, ways
from benchmarks.charts import draw
from benchmarks.figures import Agreement, Figures, Row, lines, read, save
from benchmarks.peers import peers
from benchmarks.texts import LONG, SHORT, texts, write_archive
from benchmarks.writers import Answers, agreements, others_agree, own_dtype, written_of
from benchmarks.writers import ways as own_ways
from summarizer.models import Guard, Prompt, Request
from summarizer.text import sentences


def _figures(**changed: Any) -> Figures:
    rows = (
        Row(name="base", documents=10, seconds=(30.0, 10.0, 20.0), peak_bytes=2**30, tokens=40.5),
        Row(name="summarizer", documents=10, seconds=(5.0,), loading_s=15.0, peak_bytes=2**29),
        Row(name="other", documents=10, seconds=(4.0,), against="summarizer", last_bytes=2**28),
        Row(name="absent", note="not installed: pip install absent"),
    )
    made = Figures(
        part="writer",
        machine={"cpus": 2, "cpu_model": None},
        versions={"torch": "2"},
        settings={"documents": 10},
        rows=rows,
        agreements=(Agreement(name="torch and transformers", documents=10, whole=9, first=10),),
    )
    return replace(made, **changed)


class TestTexts:
    def test_that_a_seed_gives_the_same_texts_and_another_others(self) -> None:
        assert list(texts(20, seed=3)) == list(texts(20, seed=3))
        assert not {each.text for each in texts(20, seed=3)} & {
            each.text for each in texts(20, seed=4)
        }

    def test_that_a_text_does_not_depend_on_how_many_are_made(self) -> None:
        assert list(texts(50, seed=1))[:7] == list(texts(7, seed=1))

    @pytest.mark.parametrize("length", [LONG, SHORT])
    def test_that_no_two_are_the_same(self, length: tuple[int, int]) -> None:
        made = [each.text for each in texts(2000, seed=1, sentences=length)]
        assert len(set(made)) == 2000

    @pytest.mark.parametrize("length", [LONG, SHORT])
    def test_that_they_have_as_many_sentences_as_asked_for_and_no_gap(
        self, length: tuple[int, int]
    ) -> None:
        for each in texts(50, seed=2, sentences=length):
            assert length[0] <= len(list(sentences(each.text))) <= length[1]
            assert "{" not in each.text
            assert each.text[-1] == "."

    def test_that_an_archive_is_one_that_a_run_reads(self, tmp_path: Path) -> None:
        from summarizer.read.archive import entries

        path = tmp_path / "texts.jsonl"
        write_archive(path, texts(3, seed=1))
        read_back = [
            json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()
        ]
        assert read_back == [each.text for each in texts(3, seed=1)]
        assert len(list(entries(str(path)))) == 3


class TestFigures:
    def test_that_a_rate_is_of_the_median_round(self) -> None:
        assert _figures().rows[0].per_minute == 30.0

    def test_that_loading_is_told_apart(self) -> None:
        own = _figures().rows[1]
        assert own.per_minute == 120.0
        assert own.per_minute_loaded == 30.0
        assert _figures().rows[0].per_minute_loaded is None

    def test_that_ratios_are_to_the_first_row_or_the_one_that_is_named(self) -> None:
        figures = _figures()
        assert [figures.ratio(row) for row in figures.rows] == [1.0, 4.0, 1.25, None]

    def test_that_a_ratio_to_what_was_not_measured_is_none(self) -> None:
        rows = (Row(name="base", note="failed"), Row(name="own", documents=1, seconds=(1.0,)))
        figures = _figures(rows=rows)
        assert figures.ratio(rows[1]) is None
        assert figures.ratio(replace(rows[1], against="nobody")) is None

    def test_that_tables_show_ratios_and_what_is_missing(self) -> None:
        printed = list(lines(_figures()))
        (own,) = (line for line in printed if line.startswith("summarizer"))
        assert own.split()[1:] == ["120.0", "4.00x", "30.0", "15.0", "512"]
        assert any("not installed: pip install absent" in line for line in printed)
        assert any("1.25x" in line and "ratio to summarizer" in line for line in printed)
        assert any("10 of 10" in line and "9 of 10" in line for line in printed)

    def test_that_they_come_back_from_json(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "figures.json"
        save(_figures(), path)
        assert read(path) == _figures()
        assert json.loads(path.read_text(encoding="utf-8"))["machine"]["cpus"] == 2

    @pytest.mark.parametrize(
        "text",
        ["[]", "{}", '{"schema": 1, "part": "other"}', '{"schema": 1, "part": "scale"}', "no JSON"],
    )
    def test_that_other_files_are_refused(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "figures.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=r"figures|part|Expecting"):
            read(path)


class TestPlots:
    def test_that_bars_and_lines_are_written_and_are_the_same_again(self, tmp_path: Path) -> None:
        growing = tuple(
            Row(name=f"{n}", documents=n, seconds=(n / 2,), peak_bytes=2**31, last_bytes=2**30)
            for n in (100, 1000)
        )
        for figures in (_figures(), _figures(part="scale", rows=growing)):
            one, other = tmp_path / "one.svg", tmp_path / "new" / "other.svg"
            draw(figures, one)
            draw(figures, other)
            assert one.read_bytes() == other.read_bytes()
            assert b"<svg" in one.read_bytes()

    def test_that_nothing_measured_is_not_drawn(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="nothing was measured"):
            draw(_figures(rows=_figures().rows[3:]), tmp_path / "none.svg")
        with pytest.raises(ValueError, match="no plot"):
            draw(_figures(part="pipeline"), tmp_path / "none.svg")
        assert not list(tmp_path.iterdir())

    def test_that_figures_are_printed_and_drawn_again_without_measuring(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        kept, plot = tmp_path / "figures.json", tmp_path / "plot.svg"
        save(_figures(), kept)
        archive.main(["writer", "--from", str(kept), "--plot", str(plot)])
        assert "4.00x" in capsys.readouterr().out
        assert plot.exists()
        with pytest.raises(SystemExit, match="figures of writer, not of scale"):
            archive.main(["scale", "--from", str(kept)])


class TestWays:
    def test_that_the_first_is_the_base_and_keys_are_unlike(self) -> None:
        every = [*own_ways(2), *peers()]
        assert every[0].name == "transformers fp32, one at a time"
        assert len({way.key for way in every}) == len({way.name for way in every}) == len(every)
        assert [way.processes for way in every if way.key.endswith("-shared")] == [2, 2]

    def test_that_a_missing_peer_is_told_with_how_to_get_it(self, tmp_path: Path) -> None:
        way = replace(peers()[0], needs=("no_such_module",))
        row, written = ways.row_of(way, [], warming=[], setup=_setup(tmp_path), rounds=1)
        assert row.note == f"not installed: {way.install}"
        assert "pip install" in row.note
        assert row.per_minute is None
        assert written == []

    def test_that_processes_share_the_documents_and_answers_keep_their_order(
        self, tmp_path: Path
    ) -> None:
        way = ways.Way(key="echo", name="echo", load=_echo, processes=2)
        asked = [_asked(number) for number in range(5)]
        row, written = ways.row_of(way, asked, warming=asked[:1], setup=_setup(tmp_path), rounds=2)
        assert [each.text for each in written] == ["0", "1", "2", "3", "4"]
        assert (row.documents, row.tokens, len(row.seconds)) == (5, 1.0, 2)
        assert row.peak_bytes is not None
        assert row.peak_bytes > 2 * 2**20

    def test_that_a_way_that_breaks_is_told_and_the_others_go_on(self, tmp_path: Path) -> None:
        way = ways.Way(key="breaks", name="breaks", load=_breaks)
        row, _ = ways.row_of(way, [_asked(1)], warming=[], setup=_setup(tmp_path), rounds=1)
        assert row.note == "failed: ValueError: it cannot be converted"

    def test_that_agreement_counts_texts_and_first_tokens(self) -> None:
        own = Answers(free=["a b", "c"], first=["a", "c"], together=["x", "y"], alone=["x", "y"])
        key = "transformers-bf16" if own_dtype() == "bf16" else "transformers"
        reference = [_written("a b", "a"), _written("d", "c")]
        free, guarded = agreements({"torch": own}, {key: reference})
        assert (free.whole, free.first, free.documents) == (1, 2, 2)
        assert (guarded.whole, guarded.first, guarded.documents) == (2, None, 2)

    def test_that_others_are_held_against_the_base(self) -> None:
        wrote = {"transformers": [_written("a b", "a")], "peer": [_written("a c", "a")]}
        names = {"transformers": "base", "peer": "a peer", "absent": "not there"}
        (found,) = others_agree(names, wrote)
        assert (found.name, found.whole, found.first) == ("a peer, and transformers fp32", 0, 1)

    def test_that_only_the_programs_own_are_guarded(self) -> None:
        every = [*own_ways(2), *peers()]
        assert {way.name.startswith("summarizer") for way in every if way.guarded} == {True}
        assert {way.name.startswith("summarizer") for way in every if not way.guarded} == {False}

    def test_that_an_answer_ends_before_its_end_token(self) -> None:
        written = written_of([5, 6, 2, 2, 2], _Tokenizer())
        assert (written.text, written.first, written.tokens) == ("5 6", "5", 2)


class TestRuns:
    def test_that_a_row_tells_loading_apart_from_work(self) -> None:
        asked = runs.Run(name="torch", source="x.jsonl", model="m", workers=1)
        row = runs.row_from(_facts(), asked, whole_s=80.0, peak=5, last=4)
        assert (row.per_minute, row.loading_s, row.per_minute_loaded) == (30.0, 20.0, 22.5)
        assert (row.peak_bytes, row.last_bytes, row.note) == (5, 4, "29 ready, 1 failed")

    def test_that_what_is_missing_is_told_and_ray_is_a_ratio_of_local(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(runs, "run", lambda asked: Row(name=asked.name, against=asked.against))
        rows = runs.pipeline(
            "x.jsonl",
            models=["m", "n"],
            workers=[1, 2],
            engines=["local", "ray"],
            limit=None,
            needed={"n": "not installed: n"},
        )
        told = {row.name: row.against or row.note for row in rows}
        assert told == {
            "m, local, 1 worker": "",
            "m, local, 2 workers": "",
            "m, ray, 2 workers": "m, local, 2 workers",
            "n, local, 1 worker": "not installed: n",
            "n, local, 2 workers": "not installed: n",
            "n, ray, 2 workers": "not installed: n",
        }

    def test_that_a_run_is_asked_for_what_was_said_and_read_from_its_manifest(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        said = tmp_path / "said"
        program = tmp_path / "program"
        program.write_text(
            f"""#!/bin/sh
            echo "$@" > {said}
            out=$(echo "$@" | sed 's/.*--out \\([^ ]*\\)[.]jsonl .*/\\1/')
            echo '{json.dumps(_facts())}' > "$out.manifest.json"
            sleep 0.2
            exit 1
            """,
            encoding="utf-8",
        )
        program.chmod(0o755)
        monkeypatch.setattr("sys.executable", str(program))
        asked = runs.Run(name="n", source="x.jsonl", model="m", workers=2, engine="ray", limit=7)
        row = runs.run(asked)
        assert (row.documents, row.seconds, row.loading_s) == (30, (60.0,), 0.0)
        assert "--model m --workers 2 --engine ray --near 1.1" in said.read_text("utf-8")
        assert "--limit 7" in said.read_text("utf-8")

    def test_that_a_run_that_fails_is_told(self, tmp_path: Path) -> None:
        asked = runs.Run(name="none", source=tmp_path / "none.jsonl", model="m", workers=0)
        row = runs.run(asked)
        assert row.note.startswith("failed: ")
        assert row.per_minute is None


class TestMemory:
    def test_that_a_tree_is_added_up(self, tmp_path: Path) -> None:
        for pid, parent, kilobytes in ((10, 1, 100), (11, 10, 20), (12, 11, 3), (13, 1, 5000)):
            folder = tmp_path / str(pid)
            folder.mkdir()
            (folder / "stat").write_text(f"{pid} (a name) (b) S {parent} 0 0\n", encoding="utf-8")
            (folder / "smaps_rollup").write_text(
                f"0-1 ---p 0 [rollup]\nRss: 9999 kB\nPss: {kilobytes} kB\n", encoding="utf-8"
            )
        assert memory.tree_bytes(10, proc=tmp_path) == 123 * 1024
        assert memory.tree_bytes(99, proc=tmp_path) is None

    def test_that_this_process_has_some(self) -> None:
        assert memory.own_peak() > 2**20
        with memory.watched(os.getpid(), every_s=0.01) as samples:
            pass
        assert samples.peak == max(samples.bytes_, default=None)


class TestMain:
    def test_that_writers_are_measured_against_the_base_and_kept(
        self,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        from benchmarks import peers as others
        from benchmarks import writers
        from summarizer import models

        base = ways.Way(key=writers.BASE, name="the base", load=_echo)
        own = ways.Way(key="torch", name="summarizer", load=_echo, guarded=True)
        absent = ways.Way(key="no", name="absent", load=_echo, needs=("no_such",), install="pip x")
        monkeypatch.setattr(writers, "ways", lambda _: (base, own))
        monkeypatch.setattr(others, "peers", lambda: (absent,))
        monkeypatch.setattr(writers, "asked_about", _all_asked)
        monkeypatch.setattr(writers, "answers", _all_answers)
        monkeypatch.setattr(models, "locate", lambda name, *, home: tmp_path)
        kept = tmp_path / "figures.json"
        numbers = "--documents 3 --rounds 1 --processors 1".split()
        bars = tmp_path / "bars.svg"
        archive.main(["writer", *numbers, "--json", str(kept), "--plot", str(bars)])
        printed = capsys.readouterr().out
        figures = read(kept)
        assert [row.name for row in figures.rows] == ["the base", "summarizer", "absent"]
        assert figures.rows[2].note == "not installed: pip x"
        assert figures.settings["documents"] == 3
        assert "1.00x" in printed
        assert "3 of 3" in printed
        assert bars.exists()

    def test_that_unknown_rows_are_refused(self) -> None:
        with pytest.raises(SystemExit, match=r"--rows: nobody; known: transformers, "):
            archive.main(["writer", "--rows", "nobody"])


def _facts() -> dict[str, Any]:
    return {
        "counts": {"reports": 30, "statuses": {"ready": 29, "failed": 1}, "duplicates": {}},
        "timings": {"wall_seconds": 60.0},
    }


def _all_asked(count: int, *, seed: int, home: Path) -> list[ways.Asked]:
    return [_asked(number) for number in range(count)]


def _all_answers(model: str, asked: Sequence[ways.Asked], setup: ways.Setup) -> Answers:
    texts = [each.request.prompt.user for each in asked]
    return Answers(free=texts, first=texts, together=texts, alone=texts)


def _setup(folder: Path) -> ways.Setup:
    return ways.Setup(folder=folder, home=folder, work=folder, threads=1, new_tokens=4, batch=2)


def _asked(number: int) -> ways.Asked:
    prompt = Prompt(system="", user=str(number))
    return ways.Asked(Request(prompt=prompt, max_new_tokens=1, guard=Guard()), (number,))


def _written(text: str, first: str) -> ways.Written:
    return ways.Written(text=text, tokens=1, first=first)


def _echo(setup: ways.Setup) -> ways.Write:
    return lambda asked: [_written(each.request.prompt.user, "") for each in asked]


def _breaks(setup: ways.Setup) -> ways.Write:
    raise ValueError("it cannot\nbe converted")


class _Tokenizer:
    eos_token_id = 2

    def decode(self, ids: list[int], **_: bool) -> str:
        return " ".join(map(str, ids))
