"""What the campaigns share: the program, folders, data, states of a workspace, and the count of tries and failures.

Every campaign is a script: SCRIPT PROGRAM [--long] [--seed N] [--keep]. The short form takes seconds and is part of the
test suite; the long one minutes. Exit codes: 0 no failure, 1 failures (each printed with what repeats it), 77 not
possible on this machine.
"""

import argparse
import ctypes
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SKIPPED = 77


class Campaign:
    """Counts tries and failures, holds a folder of its own, and runs the program in it."""

    def __init__(self, name):
        parser = argparse.ArgumentParser()
        parser.add_argument("program")
        parser.add_argument("--long", action="store_true")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--keep", action="store_true", help="keep the folder")
        self.options = parser.parse_args()
        self.name = name
        self.program = os.path.abspath(self.options.program)
        self.random = random.Random(self.options.seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="orl-faults-"))
        self.tries = 0
        self.failures = 0
        self.started = time.monotonic()

    def pick(self, short, long):
        return long if self.options.long else short

    def path(self, name):
        return self.folder / name

    def command(self, *words):
        return [self.program, *map(str, words)]

    def run(self, *words, **options):
        """Runs the program to its end. Result: returncode, stdout, stderr."""
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        options.setdefault("timeout", 300)
        return subprocess.run(self.command(*words), text=True, errors="replace", **options)

    def must(self, *words, **options):
        """Runs what has to work before anything is tried."""
        run = self.run(*words, **options)
        if run.returncode != 0:
            raise SystemExit(f"{words} failed ({run.returncode}): {run.stderr}")
        return run

    def expect(self, holds, what):
        self.tries += 1
        if holds:
            return True
        self.failures += 1
        print(f"FAILED: {what}", file=sys.stderr)
        return False

    def generate(self, name, queries, seed=1):
        """A file of data and its price list."""
        data, prices = self.path(name + ".jsonl"), self.path(name + ".json")
        self.must("generate", "--queries", queries, "--seed", seed, "--out", data, "--prices-out", prices)
        return ["--prices", prices, data]

    def datasets(self, workspace):
        """What the workspace says that it holds, as text to compare; None where it cannot be opened."""
        run = self.run("datasets", "--workspace", workspace, "--json")
        return run.stdout if run.returncode == 0 else None

    def sound(self, workspace):
        run = self.run("check", workspace, "--json")
        return run.returncode == 0 and json.loads(run.stdout)["sound"]

    def left_overs(self):
        return [entry.name for entry in self.folder.iterdir() if entry.name.startswith(".omnirouter-")]

    def remove(self, workspace):
        for suffix in ("", "-wal", "-shm", "-journal"):
            pathlib.Path(str(workspace) + suffix).unlink(missing_ok=True)
        for copy in self.folder.glob(pathlib.Path(workspace).name + ".v*-backup*"):
            copy.unlink()

    def skip(self, why):
        print(f"{self.name}: skipped: {why}")
        self.clean()
        sys.exit(SKIPPED)

    def clean(self):
        if self.options.keep:
            print(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def finish(self):
        seconds = time.monotonic() - self.started
        print(f"{self.name}: {self.tries} tries, {self.failures} failures, {seconds:.0f} s, seed {self.options.seed}")
        self.clean()
        sys.exit(1 if self.failures or not self.tries else 0)


def kill_after(command, seconds, **options):
    """Starts a command and kills it without warning. Result: whether it was still running."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, **options)
    try:
        child.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
        child.wait()
        return True


def duration_of(command):
    start = time.monotonic()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.monotonic() - start


def mount_small_disk(folder, kilobytes):
    """A file system of that size over the folder, for this process and its children alone; False where not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    clone_newns, ms_rec, ms_private = 0x00020000, 0x4000, 0x40000
    if libc.unshare(clone_newns) != 0 or libc.mount(None, b"/", None, ms_rec | ms_private, None) != 0:
        return False
    options = f"size={kilobytes}k".encode()
    return libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, options) == 0
