#!/usr/bin/env python3
"""Runs every writing command on disks and under file size limits that it does not fit into. It fails with a message,
what was there stays as it was, and nothing half-made is left."""

import os
import resource
import shutil

import faults

campaign = faults.Campaign("full disk")
path = campaign.path
disk = path("disk")
disk.mkdir()
small, large = campaign.generate("small", 100), campaign.generate("large", 1500, seed=2)
base = path("base.orlab")
campaign.must("import", "--workspace", base, "--name", "D", "--split", "test", *small)
w = disk / "w.orlab"
commands = {
    "create": ["import", "--workspace", disk / "new.orlab", "--name", "D", "--split", "test", *large],
    "import": ["import", "--workspace", w, "--name", "E", "--split", "test", *large],
    "replace": ["import", "--workspace", w, "--name", "D", "--replace", "--split", "test", *large],
    "fit": ["fit", "--workspace", w, "--train", "D:test", "--predictor", "knn"],
    "generate": ["generate", "--queries", "3000", "--out", disk / "out.jsonl"],
    "backup": ["backup", w, "--out", disk / "copy.orlab"],
    "recover": ["recover", w, "--out", disk / "copy.orlab"],
}
log = disk / "w.orlab-wal"
reports = ("disk is full", "File too large", "limit on the size of files")


def limited(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def attempt(name, words, how, options):
    for file in disk.iterdir():
        file.unlink()
    shutil.copy(base, w)
    before = campaign.datasets(w)
    there = {file.name for file in disk.iterdir()}
    run = campaign.run(*words, **options)
    # Read where there is room again.
    copy = path("read.orlab")
    campaign.remove(copy)
    shutil.copy(w, copy)
    if log.exists():
        shutil.copy(log, str(copy) + "-wal")
    kept = campaign.datasets(copy)
    # A log may be left where there was no room to merge it, and an empty workspace where one was to be made.
    more = {file.name for file in disk.iterdir()} - there - {log.name, "w.orlab-shm", "new.orlab"}
    if run.returncode == 0:
        held = campaign.sound(copy)
        campaign.expect(held, f"{name} {how}: succeeded, but the workspace is not sound")
        return
    said = any(text in run.stderr for text in reports) and run.returncode == 1
    campaign.expect(said and kept == before and campaign.sound(copy) and not more,
                    f"{name} {how}: exit {run.returncode}, said {run.stderr[:200]!r}, same {kept == before}, left {more}")


base_size = base.stat().st_size
for size in [int(base_size * share) for share in campaign.pick((0.05, 1.2), (0.01, 0.05, 0.2, 0.5, 0.9, 1.01, 1.2, 1.5, 2, 3, 5))]:
    for name, words in commands.items():
        attempt(name, words, f"under a file size limit of {size} bytes", {"preexec_fn": limited(size)})

kinds = campaign.pick((80, 600), (8, 40, 80, 160, 300, 600, 1000, 1500, 2000, 3000))
room = base_size // 1024
child = os.fork()
if child == 0:
    # The small disks are of this child's name space and go with it.
    campaign.tries = campaign.failures = 0
    for extra in kinds:
        if not faults.mount_small_disk(disk, room + 16 + extra):
            os._exit(faults.SKIPPED)
        for name, words in commands.items():
            attempt(name, words, f"with {extra} kB free", {})
    print(f"  small disks: {campaign.tries} tries, {campaign.failures} failures", flush=True)
    os._exit(1 if campaign.failures else 0)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
if code == faults.SKIPPED:
    print("  small disks: mounting is not allowed here")
else:
    campaign.tries += len(kinds) * len(commands)
    campaign.failures += 1 if code else 0
campaign.finish()
