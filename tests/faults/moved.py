#!/usr/bin/env python3
"""Renames, deletes and replaces a workspace, its log and its folder while an import is running. The import fails before
its commit and says so, or was done before; what was moved is as it was."""

import pathlib
import shutil
import subprocess
import time

import faults

campaign = faults.Campaign("moved")
path, random = campaign.path, campaign.random
small = campaign.generate("small", 200)
large = campaign.generate("large", 12000, seed=2)
base, other = path("base.orlab"), path("other.orlab")
campaign.must("import", "--workspace", base, "--name", "D", "--split", "test", *small)
campaign.must("import", "--workspace", other, "--name", "O", "--split", "test", *small)
place, away = path("place"), path("away")


def log_of(file):
    return pathlib.Path(str(file) + "-wal")


def renamed(w):
    w.rename(away / "w.orlab")
    return away / "w.orlab"


def deleted(w):
    w.unlink()
    return None


def replaced(w):
    shutil.copy(other, away / "o.orlab")
    (away / "o.orlab").rename(w)
    return None


def folder_renamed(w):
    place.rename(path("elsewhere"))
    return path("elsewhere") / "w.orlab"


def log_deleted(w):
    log_of(w).unlink(missing_ok=True)
    return w


def log_replaced(w):
    shutil.copy(other, away / "log")
    (away / "log").rename(log_of(w))
    return w


changes = {"renamed": renamed, "deleted": deleted, "replaced": replaced, "its folder renamed": folder_renamed,
           "its log deleted": log_deleted, "its log replaced": log_replaced}
noticed = "nothing was saved"
counts = {}
for number in range(campaign.pick(1, 25)):
    for name, change in changes.items():
        for folder in (place, away, path("elsewhere")):
            shutil.rmtree(folder, ignore_errors=True)
        place.mkdir()
        away.mkdir()
        w = place / "w.orlab"
        shutil.copy(base, w)
        before = campaign.datasets(w)
        child = subprocess.Popen(campaign.command("import", "--workspace", w, "--name", "E", "--split", "test", *large),
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while child.poll() is None and not log_of(w).exists():
            time.sleep(0.001)
        time.sleep(random.uniform(0, 0.03))
        running = child.poll() is None
        moved = change(w)
        _, said = child.communicate()
        ok = child.returncode in (0, 1)
        if child.returncode == 1:
            counts[name] = counts.get(name, 0) + 1
            ok = noticed in said or "no such file" in said or "cannot be reached" in said
            if moved and moved.exists():
                log_of(moved).unlink(missing_ok=True)
                ok = ok and campaign.datasets(moved) == before and campaign.sound(moved)
        if name == "replaced" and running:
            log_of(w).unlink(missing_ok=True)
            ok = ok and campaign.sound(w) and '"O"' in campaign.datasets(w)
        if name == "deleted":
            ok = ok and not w.exists()
        campaign.expect(ok, f"{name}, try {number}: exit {child.returncode}, {said[:300]!r}")
print("  noticed before the commit: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
campaign.finish()
