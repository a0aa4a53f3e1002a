#!/usr/bin/env python3
"""Puts the log that a killed program left beside other workspaces: others altogether, copies that went another way, and
backups of earlier states. It is refused, or says nothing; beside its own file it is used."""

import pathlib
import shutil
import sqlite3

import faults

campaign = faults.Campaign("foreign log")
path, random = campaign.path, campaign.random
data = campaign.generate("data", 300)
more = campaign.generate("more", 3000, seed=2)


def log_of(file):
    return pathlib.Path(str(file) + "-wal")


def make(name):
    file = path(name)
    campaign.remove(file)
    campaign.must("import", "--workspace", file, "--name", "D", "--split", "test", *data)
    return file


def leave_log(file):
    """Work in the log alone: a reader that holds an earlier state keeps the program from merging it."""
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM dataset").fetchone()
    campaign.must("import", "--workspace", file, "--name", f"E{random.random()}", "--split", "test", *data)
    log = path("log")
    shutil.copy(log_of(file), log)
    shutil.copy(file, path("owner"))
    reader.execute("ROLLBACK")
    reader.close()
    return log, path("owner")


def refused(file):
    before = file.read_bytes()
    runs = [campaign.run("datasets", "--workspace", file),
            campaign.run("import", "--workspace", file, "--name", "N", "--split", "test", *data),
            campaign.run("backup", file, "--out", path("copy.orlab"))]
    said = all(run.returncode == 1 and "does not belong to this file" in run.stderr for run in runs)
    return said and file.read_bytes() == before


for number in range(campaign.pick(3, 60)):
    a, b = make("a.orlab"), make("b.orlab")
    earlier, copy = path("earlier.orlab"), path("c.orlab")
    shutil.copy(a, earlier)
    campaign.must("import", "--workspace", a, "--name", "between", "--split", "test", *data)
    shutil.copy(a, copy)
    campaign.must("import", "--workspace", copy, "--name", "its own way", "--split", "test", *data)
    log, owner = leave_log(a)
    for name, file in (("another workspace", b), ("an earlier state", earlier), ("a copy that went on", copy)):
        campaign.remove(path("t.orlab"))
        target = path("t.orlab")
        shutil.copy(file, target)
        shutil.copy(log, log_of(target))
        held = campaign.datasets(file)
        campaign.expect(refused(target), f"{name}, try {number}: the log was taken")
        log_of(target).unlink()
        campaign.expect(campaign.datasets(target) == held and campaign.sound(target),
                        f"{name}, try {number}: not as it was once the log was gone")
    campaign.remove(path("t.orlab"))
    shutil.copy(owner, path("t.orlab"))
    shutil.copy(log, log_of(path("t.orlab")))
    campaign.expect(campaign.datasets(path("t.orlab")) == campaign.datasets(a),
                    f"its own file, try {number}: the log was not used")

# Killed in the middle of merging, a log stays its own.
for number in range(campaign.pick(4, 150)):
    w = make("w.orlab")
    if random.random() < 0.5:
        shutil.copy(w, path("s.orlab"))
    words = ["import", "--workspace", w, "--name", "D", "--replace", "--split", "test", *more]
    command = campaign.command(*words)
    took = faults.duration_of(command) if number == 0 else took
    faults.kill_after(command, random.uniform(0.5 * took, took))
    campaign.expect(campaign.sound(w), f"killed while merging, try {number}")
campaign.finish()
