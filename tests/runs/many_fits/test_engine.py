"""Many fits: the same bytes whatever makes them, and nothing made twice."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.optional import needs
from tests.runs.many_fits import counted

from stakes.errors import CaseError
from stakes.runs.many_fits.engine import fit_many
from stakes.runs.many_fits.kept import Kept, fingerprint
from stakes.runs.many_fits.schedulers import PATIENCE


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def by_threads(tmp_path_factory):
    folder = tmp_path_factory.mktemp("threads")
    found = fit_many(counted.study(), counted.tasks(), keep=folder)
    return folder, found


def test_results_come_in_the_order_of_the_tasks_each_with_its_own_data(by_threads):
    _, found = by_threads
    assert list(found) == [task.name for task in counted.tasks()]
    for task in counted.tasks():
        assert found[task.name].attrs["name"] == task.name
        np.testing.assert_array_equal(found[task.name]["held"], task.data["flood_counts"])


def test_more_floods_make_a_higher_rate(by_threads):
    means = [float(result["flood_rate"].mean()) for result in by_threads[1].values()]
    assert means == sorted(means)


def test_a_cluster_gives_the_same_bytes_also_when_a_worker_is_killed(by_threads, tmp_path):
    distributed = needs("distributed", "test")
    said: list[str] = []
    folders = [tmp_path / "whole", tmp_path / "killed"]
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        address = cluster.scheduler_address
        fit_many(counted.study(), counted.tasks(), keep=folders[0], scheduler=address)

        def kill_one(line):
            said.append(line)
            if len(said) == 1:
                os.kill(next(iter(cluster.workers.values())).process.pid, signal.SIGKILL)

        fit_many(counted.study(), counted.tasks(), keep=folders[1], scheduler=address, say=kill_one)
    assert len(said) == len(counted.tasks())
    for folder in folders:
        assert bytes_in(folder) == bytes_in(by_threads[0])


def test_a_run_that_was_killed_goes_on_where_it_stopped(by_threads, tmp_path):
    root = Path(__file__).parents[3]
    code = f"from tests.runs.many_fits import counted; counted.run({str(tmp_path)!r})"
    command = [sys.executable, "-c", code]
    paths = os.pathsep.join([str(root), *filter(None, sys.path)])
    with subprocess.Popen(
        command, cwd=root, env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    there = {path: path.stat().st_mtime_ns for path in tmp_path.glob("fit?.nc")}
    assert there
    said: list[str] = []
    begun = {path: path.read_bytes() for path in there}
    fit_many(counted.study(), counted.tasks(), keep=tmp_path, say=said.append)
    assert f"{len(there)} of {len(counted.tasks())} fits are there already." in said
    assert {path: path.read_bytes() for path in there} == begun
    assert {path: path.stat().st_mtime_ns for path in there} == there
    kept = {name: content for name, content in bytes_in(tmp_path).items() if name[0] != "."}
    assert kept == bytes_in(by_threads[0])


def test_what_is_kept_holds_only_for_the_same_task_and_case(by_threads, tmp_path):
    folder, _ = by_threads
    study, task = counted.study(), counted.tasks()[1]
    kept = Kept(folder, fingerprint(study))
    assert kept.read(task) is not None
    for other in (
        replace(task, seed=99),
        replace(task, data={"flood_counts": np.array([0, 2])}),
        replace(task, given={"day": 1}),
    ):
        assert kept.read(other) is None
    for other in (
        replace(study, finish=test_more_floods_make_a_higher_rate),
        replace(study, extend=test_more_floods_make_a_higher_rate),
    ):
        assert Kept(folder, fingerprint(other)).read(task) is None
    assert kept.read(task).attrs == {"name": task.name}


def test_a_torn_file_is_made_again(by_threads, tmp_path):
    task = counted.tasks(1)[0]
    (tmp_path / f"{task.name}.nc").write_bytes(b"torn")
    fit_many(counted.study(), [task], keep=tmp_path)
    name = f"{task.name}.nc"
    assert (tmp_path / name).read_bytes() == (by_threads[0] / name).read_bytes()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "tcp://127.0.0.1:x"])
def test_an_unknown_scheduler_is_one_line(address):
    needs("distributed", "test")
    with pytest.raises(CaseError) as error:
        fit_many(counted.study(), counted.tasks(1), scheduler=address)
    assert str(error.value).startswith(f"--scheduler: {address}: ")
    assert "\n" not in str(error.value)
    assert PATIENCE < 10  # seconds, of which some are for starting
