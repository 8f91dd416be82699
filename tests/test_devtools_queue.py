"""The test run itself: what runs beside what, what it says, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from devtools.database.copies import EVERYTHING, LANE
from devtools.database.postgres import Server
from devtools.machine.console import DevError
from devtools.machine.layout import ROOT, Layout
from devtools.machine.queue import Job, Queue
from devtools.odoo.cli import failed_tests
from devtools.suite.measured import FILE, Measured, balance, by_part
from devtools.suite.plan import (
    PREPARE,
    SPLIT,
    TERMS,
    Plan,
    choose,
    needs_system,
    project_files,
    test_files,
)
from devtools.verbs.lint import GATES

test_files.__test__ = False  # type: ignore[attr-defined]


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def beating(code: str) -> list[str]:
    """A program that is long enough to be met by another one."""
    return python(f"import time; time.sleep(0.5); {code}")


def test_parts_run_two_at_a_time_and_show_their_output_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chatter = "for i in range(3): print(NAME, i, flush=True); time.sleep(0.2)"
    jobs = [
        Job(name, python("import time\n" + chatter.replace("NAME", repr(name))))
        for name in ("one", "two", "three")
    ]

    outcomes = Queue(tmp_path, tmp_path, workers=2).run(jobs)

    said = capsys.readouterr().out
    assert [end.code for end in outcomes] == [0, 0, 0]
    assert said.index("· two") < said.index("── one") or said.index(
        "· one"
    ) < said.index("── two")
    for name in ("one", "two", "three"):
        assert f"{name} 0\n{name} 1\n{name} 2\n✓ {name} (" in said


def test_the_longest_part_goes_first_and_those_that_wait_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs = [
        Job("short", python(""), 1),
        Job("long", python(""), 9),
        Job("waits", python(""), 20, after="first"),
        Job("first", python(""), 2),
    ]

    Queue(tmp_path, tmp_path, workers=1).run(jobs)

    started = re.findall(r"^· (\w+) …", capsys.readouterr().out, re.M)
    assert started == ["first", "waits", "long", "short"]


def test_what_needs_a_failed_part_is_not_run_and_counts_as_failed(
    tmp_path: Path,
) -> None:
    jobs = [
        Job("first", python("raise SystemExit(3)")),
        Job("second", python("open('ran', 'w')"), after="first"),
        Job("alone", python("")),
    ]

    first, second, alone = Queue(tmp_path, tmp_path).run(jobs)

    assert (first.code, second.code, alone.code) == (3, None, 0)
    assert (first.good, second.good, alone.good) == (False, False, True)
    assert not (tmp_path / "ran").exists()


def test_an_early_stop_ends_what_runs_beside(tmp_path: Path) -> None:
    jobs = [
        Job("fails", beating("raise SystemExit(1)"), 2),
        Job("endless", python("import time; time.sleep(60)"), 3),
    ]
    start = time.monotonic()

    fails, endless = Queue(tmp_path, tmp_path, workers=2, early=True).run(jobs)

    assert time.monotonic() - start < 30
    assert fails.code == 1
    assert endless.code is None


STARTS_QUEUE = """
import signal, sys
from pathlib import Path
from devtools.machine.queue import Job, Queue
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.default_int_handler)
child = "import subprocess, sys, time; " \\
    "p = subprocess.Popen(['sleep', '300'], start_new_session=True); " \\
    "open('pids', 'a').write(f'{p.pid}\\\\n'); time.sleep(300)"
here = Path(sys.argv[1])
jobs = [Job(name, [sys.executable, "-c", child]) for name in ("one", "two")]
Queue(here, here, workers=2).run(jobs)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_leaves_no_process_behind(
    tmp_path: Path, number: signal.Signals
) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", STARTS_QUEUE, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    pids = tmp_path / "pids"
    end = time.monotonic() + 60
    while not pids.is_file() or len(pids.read_text().split()) < 2:
        assert time.monotonic() < end, "the jobs did not start"
        time.sleep(0.1)

    run.send_signal(number)
    assert run.wait(60) != 0

    assert [pid for pid in pids.read_text().split() if alive(int(pid))] == []


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not looked after does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture(name="plan_of")
def _plan_of(elsewhere: Layout) -> Callable[..., Plan]:
    """A plan with words for pytest; what it writes meets no run that goes on."""
    return lambda *words: Plan(elsewhere, Server(host="/socket"), words)


def test_a_whole_run_has_every_test_file_once(
    layout: Layout, plan_of: Callable[..., Plan]
) -> None:
    jobs = plan_of().jobs(choose(layout, []))

    run = [str(word) for job in jobs for word in job.command]
    files = [*test_files(ROOT, layout.addons()), *project_files(ROOT)]
    for file in set(files) - set(SPLIT):
        assert run.count(file) == 1, file
    for file in SPLIT:
        tests = re.findall(r"^def (test_\w+)", (ROOT / file).read_text(), re.M)
        assert len(tests) > 2
        assert [run.count(f"{file}::{test}") for test in tests] == [1] * len(tests)
        parts = [job for job in jobs if job.name.startswith(f"{file}::")]
        waits = {job.name for job in parts if job.after == PREPARE}
        assert waits == {job.name for job in parts if EVERYTHING in job.env}
        assert {job.name for job in parts} - waits == {
            f"{file}::test_an_addon_alone_comes_and_goes_without_trace"
        }
        assert len({job.env[LANE] for job in parts}) == len(tests)
    assert TERMS in {job.name for job in jobs}
    lanes = [job for job in jobs if job.name.startswith("addons ")]
    assert len(lanes) >= 2
    assert {job.after for job in lanes} == {PREPARE}


def test_tests_of_the_running_system_share_one_part(
    layout: Layout, plan_of: Callable[..., Plan]
) -> None:
    jobs = plan_of().jobs(choose(layout, []))

    together = [file for file in project_files(ROOT) if needs_system(ROOT, file)]
    assert "tests/test_end_to_end.py" in together
    parts = [job for job in jobs if set(together) & set(map(str, job.command))]
    assert [job.name for job in parts] == ["the running system"]


def test_a_part_of_an_addon_and_words_reach_pytest(
    layout: Layout, plan_of: Callable[..., Plan]
) -> None:
    path = "addons/crm_approval/tests/test_ui.py::TestUi"

    jobs = plan_of("-k", "banner", "-x").jobs(choose(layout, [path]))

    assert [job.name for job in jobs] == [PREPARE, "addons 1"]
    words = [str(word) for word in jobs[1].command]
    assert words[-4:] == [path, "-k", "banner", "-x"]


def test_the_matrix_alone_makes_its_own_database(
    layout: Layout, plan_of: Callable[..., Plan]
) -> None:
    jobs = plan_of().jobs(choose(layout, list(SPLIT)))

    assert PREPARE not in {job.name for job in jobs}
    assert {(job.after, EVERYTHING in job.env) for job in jobs} == {("", False)}


def test_one_name_is_looked_for_by_one_program_for_the_project(
    layout: Layout, plan_of: Callable[..., Plan]
) -> None:
    jobs = plan_of("-k", "nothing").jobs(choose(layout, ["tests"]))

    assert [job.name for job in jobs] == ["project"]
    assert set(project_files(ROOT)) < set(map(str, jobs[0].command))


def test_assets_are_made_for_tests_in_a_browser_only(
    layout: Layout, plan_of: Callable[..., Plan]
) -> None:
    folder = "addons/crm_approval/tests"
    for path, wanted in (
        (f"{folder}/test_ui.py", True),
        (folder, True),
        (f"{folder}/test_conditions.py", False),
    ):
        jobs = plan_of().jobs(choose(layout, [path]))
        prepare = next(job for job in jobs if job.name == PREPARE)
        assert ("browser" in prepare.command) is wanted, path


def test_an_addon_brings_its_examples_and_its_unit_tests(
    layout: Layout, plan_of: Callable[..., Plan]
) -> None:
    jobs = plan_of().jobs(choose(layout, ["crm_approval"]))

    commands = {job.name: [str(word) for word in job.command] for job in jobs}
    assert commands["engines (doctests)"][-1] == "addons/crm_approval"
    assert commands["HOOT"][-1] == "crm_approval"
    assert TERMS not in commands


def test_a_word_that_names_nothing_is_refused(layout: Layout) -> None:
    with pytest.raises(DevError, match="crm_nothing is neither an addon nor a path"):
        choose(layout, ["crm_nothing"])


def test_lanes_are_even_and_lose_no_file() -> None:
    seconds = {f"file{number}": float(number % 7 + 1) for number in range(40)}

    one, two = balance(list(seconds), seconds, 2)

    assert sorted([*one, *two]) == sorted(seconds)
    loads = [sum(seconds[file] for file in lane) for lane in (one, two)]
    assert max(loads) - min(loads) <= 1


def test_measured_seconds_are_kept_until_their_file_is_gone(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    for name in ("test_a.py", "test_b.py"):
        (tmp_path / "tests" / name).touch()
    Measured(tmp_path).update({"tests/test_a.py": 3, "tests/test_b.py": 5.04})
    (tmp_path / "tests/test_a.py").unlink()

    Measured(tmp_path).update({"HOOT": 7})

    measured = Measured(tmp_path)
    assert (tmp_path / FILE).read_text() == (
        '{\n  "HOOT": 7,\n  "tests/test_b.py": 5.0\n}\n'
    )
    assert measured.seconds("tests/test_b.py::test_x") == 5.0


def test_seconds_are_summed_by_file_or_by_the_part_that_names_a_test() -> None:
    tests = {"a.py::x[1]": 1.0, "a.py::x[2]": 2.0, "a.py::y": 4.0}

    assert by_part(tests, ["a.py::x"]) == {"a.py::x": 3.0, "a.py": 4.0}


def test_what_is_not_measured_is_guessed_by_what_it_does(tmp_path: Path) -> None:
    texts = {
        "addons/a/tests/test_a.py": "    def test_x(self):\n",
        "addons/a/tests/test_b.py": "    def test_x(self):\n        start_tour(1)\n",
        "tests/test_c.py": "def test_x(pg):\n    copy_of(1)\n",
        "tests/test_d.py": "def test_x():\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    plain, tour, odoo, quick = map(Measured(tmp_path).seconds, texts)

    assert quick < plain < tour < odoo


def test_failures_are_read_from_the_log_of_odoos_runner() -> None:
    log = (
        "2026-01-01 ERROR db odoo.x: FAIL: TestLead.test_merge\n"
        "2026-01-01 ERROR db odoo.x: ERROR: Subtest TestMail.test_send (n=1)\n"
        "2026-01-01 INFO db odoo.x: Starting TestLead.test_other ...\n"
    )

    assert failed_tests(log) == {"TestLead.test_merge", "TestMail.test_send"}


def test_an_example_that_fails_fails_the_addon(tmp_path: Path) -> None:
    for name, result in (("good", 2), ("bad", 3)):
        engine = tmp_path / name / "engine"
        engine.mkdir(parents=True)
        (engine / "__init__.py").touch()
        (engine / "sums.py").write_text(f'"""\n>>> 1 + 1\n{result}\n"""\n')

    done = subprocess.run(
        [sys.executable, "-m", "devtools.odoo.doctests", "good", "bad"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "good: 1 examples, 0 failed" in done.stdout
    assert "bad: 1 examples, 1 failed" in done.stdout


def test_before_a_commit_runs_what_lint_runs() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text()

    assert sorted(re.findall(r"^ +- id: (\S+)$", text, re.M)) == sorted(GATES)
    entries = re.findall(r"^ +entry: (.+)$", text, re.M)
    assert sorted(entries) == sorted(
        f"./scripts/dev lint --only {gate}" for gate in GATES
    )


def test_the_rule_against_partial_classes_is_off_where_it_counts() -> None:
    source = (ROOT / "scripts/devtools/verbs/lint.py").read_text()

    assert '"--disable=consider-merging-classes-inherited"' in source
