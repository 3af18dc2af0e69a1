"""The wheel holds everything that the program needs, and works away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

USE = """
from pathlib import Path
import summarizer
from summarizer.policy import load_policy
from summarizer.report import to_dict
from summarizer.resources import page_script, report_schema, sample
from summarizer.write.prompts import load_template

assert Path(summarizer.__file__).is_relative_to(Path.cwd()), summarizer.__file__
assert load_template("brief").system
assert load_policy("platform").codes
for file in (page_script(), report_schema(), sample()):
    assert file.is_relative_to(Path.cwd()) and file.is_file(), file
"""


@pytest.mark.slow
def test_the_wheel_works_away_from_the_checkout(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    subprocess.run(
        [*command, "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)], check=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    folder = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(folder)

    shipped = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "summarizer").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    prompts = {f"summarizer/_prompts/{path.name}" for path in (ROOT / "prompts").iterdir()}
    assert shipped | prompts | {"summarizer/_app.py"} <= names
    assert not {name for name in names if name.startswith(("tests/", "prompts/"))}

    environment = {**os.environ, "PYTHONPATH": str(folder)}
    subprocess.run([sys.executable, "-c", USE], cwd=folder, env=environment, check=True)
