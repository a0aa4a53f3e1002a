#!/usr/bin/env python3
"""Two and five programs import at once: into a new workspace, into one data set, a split each, and beside fits, readers and
backups. All succeed, and all of it is there."""

import json
import subprocess

import faults

campaign = faults.Campaign("writers")
path = campaign.path
files = [campaign.generate(f"part{k}", 60, seed=k + 1) for k in range(5)]
w = path("w.orlab")


def at_once(commands):
    """Runs them all at the same time. Result: those that failed, with what they said."""
    running = [subprocess.Popen(campaign.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True) for words in commands]
    ends = [(child.communicate()[1], child.returncode) for child in running]
    return [f"{code}: {said[:200]}" for said, code in ends if code != 0]


def splits():
    return {entry["name"]: entry["splits"] for entry in json.loads(campaign.datasets(w) or "[]")}


for number in range(campaign.pick(2, 60)):
    for count in (2, 5):
        campaign.remove(w)
        failed = at_once([["import", "--workspace", w, "--name", f"D{k}", "--split", "test", *files[k]]
                          for k in range(count)])
        campaign.expect(not failed and len(splits()) == count and campaign.sound(w),
                        f"{count} first imports, try {number}: {failed}, there are {splits()}")
        campaign.remove(w)
        failed = at_once([["import", "--workspace", w, "--name", "D", "--split", f"s{k}", *files[k]]
                          for k in range(count)])
        campaign.expect(not failed and splits() == {"D": {f"s{k}": 60 for k in range(count)}} and campaign.sound(w),
                        f"{count} splits of one data set, try {number}: {failed}, there are {splits()}")
        copy = path("copy.orlab")
        campaign.remove(copy)
        failed = at_once([["import", "--workspace", w, "--name", f"E{k}", "--split", "test", *files[k]]
                          for k in range(count)] +
                         [["fit", "--workspace", w, "--train", "D:s0", "--predictor", "prior"],
                          ["datasets", "--workspace", w], ["check", w], ["backup", w, "--out", copy]])
        readers = [each for each in failed if "another program has written" in each]
        campaign.expect(len(failed) == len(readers) and len(splits()) == count + 1 and campaign.sound(w) and
                        campaign.sound(copy), f"{count} beside others, try {number}: {failed}, there are {splits()}")
campaign.finish()
