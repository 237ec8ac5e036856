"""A run that is interrupted leaves old files as they were."""

import shutil
import signal
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.runs.small_run import (
    BEGUN,
    FILES,
    STAKES,
    contents,
    go,
)

from stakes.inference import sampling
from stakes.runs.pipeline import DECISION, REPORT
from stakes.runs.saved_fits import FIT


def test_interrupted_sampling_leaves_old_files(done, monkeypatch):
    import nutpie

    class Sampler:
        cancelled = False

        def wait(self):
            raise KeyboardInterrupt

        def cancel(self):
            Sampler.cancelled = True

    monkeypatch.setattr(sampling, "compile_model", lambda model: SimpleNamespace(n_dim=1))
    monkeypatch.setattr(sampling, "with_data", lambda compiled, values: compiled)
    monkeypatch.setattr(nutpie, "sample", lambda *_, **__: Sampler())
    before = contents(done)
    with pytest.raises(KeyboardInterrupt):
        go(done, seed=99)
    assert Sampler.cancelled
    assert contents(done) == before


@pytest.mark.parametrize("file", [FIT, DECISION, REPORT])
def test_interrupted_writing_leaves_the_old_file(file, done, sampled, monkeypatch):
    before = contents(done)
    replace = Path.replace

    def interrupted(self, target):
        if Path(target).name == file:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        go(done, fresh=True, profile="miller")
    after = contents(done)
    assert after[file] == before[file]
    assert set(after) == FILES  # nothing partial
    monkeypatch.setattr(Path, "replace", replace)
    decision, _ = go(done, profile="miller")
    assert decision["profile"] == "miller"  # whatever was left is not taken for the answer


def _hears_ctrl_c():
    """A process started in the background ignores SIGINT, and so would its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_ctrl_c_while_sampling(made, tmp_path):
    """A process that is interrupted for real: exit status 130, no traceback, old files as they
    were.
    """
    root = Path(shutil.copytree(made, tmp_path / "stopped"))
    before = contents(root)
    command = [str(STAKES), "run", "--case", str(root), "--draws", "2000000"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_hears_ctrl_c
    )
    assert "fitting again" in process.stderr.readline()
    assert any(BEGUN in line for line in process.stderr)
    time.sleep(12)  # compiled by then, and sampling
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    try:
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert contents(root) == before
