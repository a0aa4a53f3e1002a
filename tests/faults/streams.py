#!/usr/bin/env python3
"""Runs every command with its streams closed, full, or read by nobody. What is stored or written succeeds; what was to be
printed fails with 1 or, read by nobody, as pipes do; nothing ever aborts."""

import os
import shutil
import signal

import faults

campaign = faults.Campaign("streams")
path = campaign.path
data = campaign.generate("data", 100)
base, w = path("base.orlab"), path("w.orlab")
campaign.must("import", "--workspace", base, "--name", "D", "--split", "train=0.5,test=0.5", *data)
campaign.must("fit", "--workspace", base, "--train", "D", "--predictor", "prior")
costs, quality = path("c.csv"), path("q.csv")
costs.write_text("a,b\n1,2\n")
quality.write_text("a,b\n0.5,0.9\n")
out = path("out")
# Those that have done their work before they print, and those whose work is what they print.
stores = {
    "import": ["import", "--workspace", w, "--name", "E", "--split", "test", *data],
    "prices": ["import", "--workspace", w, "--name", "D", *data[:2]],
    "fit": ["fit", "--workspace", w, "--train", "D", "--predictor", "prior"],
    "generate": ["generate", "--queries", "5", "--out", out],
    "sweep to a file": ["sweep", "--workspace", w, "--test", "D", "--over", "alpha=0.3:0.4:0.1", "--out", out],
    "backup": ["backup", w, "--out", path("copy.orlab")],
    "recover": ["recover", w, "--out", path("copy.orlab")],
}
prints = {
    "datasets": ["datasets", "--workspace", w],
    "evaluate": ["evaluate", "--workspace", w, "--test", "D"],
    "route": ["route", "--workspace", w, "--test", "D", "--alpha", "0.3"],
    "sweep": ["sweep", "--workspace", w, "--test", "D", "--over", "alpha=0.3:0.4:0.1"],
    "solve": ["solve", "--costs", costs, "--quality", quality, "--alpha", "0.5"],
    "check": ["check", w],
}


def full(stream):
    os.dup2(os.open("/dev/full", os.O_WRONLY), stream)


def unread(stream):
    reader, writer = os.pipe()
    os.close(reader)
    os.dup2(writer, stream)


ways = {"closed": os.close, "full": full, "read by nobody": unread}
for streams in campaign.pick(((1,), (1, 2)), ((1,), (2,), (1, 2), (0, 1, 2))):
    for way, change in ways.items():
        def prepare():
            for signal_number in (signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(signal_number, signal.SIG_DFL)
            for stream in streams:
                (os.close if stream == 0 else change)(stream)

        for json in campaign.pick(([],), ([], ["--json"])):
            for name, words in {**stores, **prints}.items():
                for file in (w, path("copy.orlab")):
                    campaign.remove(file)
                out.unlink(missing_ok=True)
                shutil.copy(base, w)
                run = campaign.run(*words, *json, preexec_fn=prepare)
                lost = name in prints and 1 in streams
                expected = (0,) if not lost else (1, -signal.SIGPIPE) if way == "read by nobody" else (1,)
                campaign.expect(run.returncode in expected and campaign.sound(w),
                                f"{name} {json}, streams {streams} {way}: exit {run.returncode}")
campaign.finish()
