#!/usr/bin/env python3
"""Sends SIGTERM or SIGINT to every command at moments spread over its run; each has to end soon after.

usage: stop.py OMNIROUTER [--rows N] [--moments K] [--limit SECONDS] [--longest SECONDS] [--only NAME,...]

Ends with 1 if a command took longer than the limit to end, or ended in another way than cancelled or as without a
signal. Moments lie in the first LONGEST seconds of a run.
The short form in the test suite has a limit that a busy machine keeps; a campaign asks for --limit 1.
"""
import argparse
import gzip
import http.server
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time


class Embeddings(http.server.BaseHTTPRequestHandler):
    """Answers with vectors; what the URL begins with says how."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) < int(self.headers["Content-Length"]):
            return  # the one who asked was told to end
        asked = json.loads(body)["input"]
        if self.path.startswith("/silent"):
            time.sleep(600)
            return
        if self.path.startswith("/objects"):
            body = b'{"data":[' + b",".join([b'{"a":{}}'] * 2_000_000) + b"]}"
        else:
            one = ",".join(["0.125"] * (60_000 if self.path.startswith("/long") else 16))
            body = ('{"data":[' + ",".join(['{"embedding":[%s]}' % one] * len(asked)) + "]}").encode()
        try:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *_):
        pass


def make_files(program, folder, rows):
    """Large inputs of each kind, and a workspace with a data set."""
    at = lambda name: os.path.join(folder, name)
    call = lambda *words: subprocess.run([program, *words], check=True, stdout=subprocess.DEVNULL)
    call("generate", "--queries", str(rows), "--out", at("a.jsonl"), "--prices-out", at("prices.json"))
    numbers = random.Random(1)
    with open(at("a.jsonl")) as lines, open(at("wide.csv"), "w") as wide, open(at("long.csv"), "w") as long:
        wide.write("prompt,task,%s\n" % ",".join(f"m{j}" for j in range(10)))
        long.write("prompt,model,score,cost\n")
        table = {"prompt": [], "m0": [], "m1": []}
        for i, line in enumerate(lines):
            record = json.loads(line)
            text = record["query"].replace('"', "'") + f" ({i})"
            scores = [output["correctness"] for output in record["outputs"]]
            wide.write('"%s",%s,%s\n' % (text, record["task"], ",".join(map(str, scores))))
            for j in range(2):
                long.write('"%s",m%d,%s,0.001\n' % (text, j, scores[j]))
            if i < 100_000:
                table["prompt"].append(text)
                table["m0"].append(scores[0])
                table["m1"].append(scores[1])
    with open(at("table.json"), "w") as out:
        json.dump({key: dict(enumerate(cells)) for key, cells in table.items()}, out)
    with open(at("wide.csv"), "rb") as plain, gzip.open(at("wide.csv.gz"), "wb", 1) as packed:
        shutil.copyfileobj(plain, packed)
    with open(at("one.json"), "w") as out:
        out.write('[{"prompt":"x","m":[%s]}]' % ",".join(["{}"] * min(50 * rows, 10_000_000)))
    with open(at("bad.json"), "w") as out:
        out.write('[{"p":1}' + ',{"p" 1}' * rows + "]")
    for name, most in (("costs.csv", 0.01), ("quality.csv", 1.0)):
        with open(at(name), "w") as out:
            out.write(",".join(f"m{j}" for j in range(10)) + "\n")
            for _ in range(rows):
                out.write(",".join("%.4f" % (numbers.random() * most) for _ in range(10)) + "\n")
    call("import", "--workspace", at("w.orlab"), "--name", "x", "--prices", at("prices.json"), at("a.jsonl"))
    call("fit", "--workspace", at("w.orlab"), "--train", "x", "--predictor", "prior")


def commands(folder, server, rows):
    at = lambda name: os.path.join(folder, name)
    read = ["import", "--workspace", at("new.orlab"), "--name", "x"]
    work = ["--workspace", at("w.orlab"), "--test", "x"]
    prior = [*work, "--predictor", "prior"]
    embed = ["embed", "--workspace", at("copy.orlab"), "--data", "x", "--model", "m"]
    return {
        "generate": ["generate", "--queries", str(min(1_000_000, 50 * rows)), "--out", at("out.jsonl")],
        "import jsonl": [*read, at("a.jsonl")],
        "import wide": [*read, at("wide.csv")],
        "import long": [*read, at("long.csv")],
        "import gz": [*read, at("wide.csv.gz")],
        "import table": [*read, at("table.json")],
        "import one record": [*read, at("one.json")],
        "import bad records": [*read, at("bad.json")],
        "import again": ["import", "--workspace", at("copy.orlab"), "--name", "x", "--replace", at("a.jsonl")],
        "import shares": [*read, "--split", "train=0.5,test=0.5", at("wide.csv")],
        "import prices": ["import", "--workspace", at("copy.orlab"), "--name", "x", "--prices", at("one.json")],
        "datasets": ["datasets", "--workspace", at("w.orlab")],
        "fit": ["fit", "--workspace", at("copy.orlab"), "--train", "x"],
        "fit knn": ["fit", "--workspace", at("copy.orlab"), "--train", "x", "--predictor", "knn"],
        "fit prior": ["fit", "--workspace", at("copy.orlab"), "--train", "x", "--predictor", "prior"],
        "evaluate": ["evaluate", *prior],
        "route": ["route", *prior, "--alpha", "0.7", "--capacity", "all=40%", "--out", at("out.csv")],
        "route recorded": ["route", *work, "--predictor", "recorded", "--alpha", "0.9", "--compare"],
        "route bootstrap": ["route", *work, "--predictor", "recorded", "--alpha", "0.9", "--bootstrap", "100000"],
        "route groups": ["route", *work, "--predictor", "recorded", "--alpha", "0.9", "--group-by", "task",
                         "--group-floor", "commonsense=0.9"],
        "route guarantee": ["route", *prior, "--alpha", "0.6", "--guarantee", "0.9"],
        "route errors": ["route", *prior, "--alpha", "0.6", "--explain-error"],
        "sweep": ["sweep", *work, "--predictor", "recorded", "--over", "alpha=0.5:0.9:0.001", "--routers",
                  "dual,threshold,willingness", "--threads", "2"],
        "solve": ["solve", "--costs", at("costs.csv"), "--quality", at("quality.csv"), "--alpha", "0.8",
                  "--out", at("out.csv")],
        "solve tight": ["solve", "--costs", at("costs.csv"), "--quality", at("quality.csv"), "--alpha", "0.6",
                        "--capacity", ",".join(["%d" % (rows * 11 // 100)] * 10)],
        "solve sensitivity": ["solve", "--costs", at("costs.csv"), "--quality", at("quality.csv"), "--alpha", "0.8",
                              "--sensitivity"],
        "solve curve": ["solve", "--costs", at("costs.csv"), "--quality", at("quality.csv"), "--alpha", "0.8",
                        "--curve", at("curve.csv")],
        "render": ["render", "--workspace", at("w.orlab"), "--out", at("page.png")],
        "report": ["report", "--workspace", at("w.orlab"), "--out", at("report.pdf")],
        "embed": [*embed, "--server", server, "--batch", "2048"],
        "embed silent": [*embed, "--server", server + "/silent"],
        "embed long": [*embed, "--server", server + "/long"],
        "embed objects": [*embed, "--server", server + "/objects"],
    }


def prepare(words, folder):
    """A command that writes gets a workspace of its own."""
    for name in ("new.orlab", "copy.orlab"):
        for end in ("", "-wal", "-shm", "-journal"):
            path = os.path.join(folder, name + end)
            if os.path.exists(path):
                os.remove(path)
    if os.path.join(folder, "copy.orlab") in words:
        shutil.copy(os.path.join(folder, "w.orlab"), os.path.join(folder, "copy.orlab"))


def await_watch(child, number, limit=30):
    """Until the program catches the signal or holds it back to wait for it: on a busy machine it may take longer to start
    than the moment lasts."""
    end = time.monotonic() + limit
    while child.poll() is None and time.monotonic() < end:
        with open(f"/proc/{child.pid}/status") as status:
            masks = [int(line.split()[1], 16) for line in status if line.startswith(("SigCgt:", "SigBlk:"))]
        if any(mask >> (number - 1) & 1 for mask in masks):
            return
        time.sleep(0.002)


def run(program, words, folder, moment, number):
    """@return how long it ran, how long it took to end after the signal (None: it had ended), code, last words"""
    prepare(words, folder)
    begin = time.monotonic()
    with open(os.path.join(folder, "err"), "w+") as err:
        child = subprocess.Popen([program, *words], stdout=subprocess.DEVNULL, stderr=err)
        after = None
        try:
            child.wait(moment)
        except subprocess.TimeoutExpired:
            await_watch(child, number)
            child.send_signal(number)
            asked = time.monotonic()
            try:
                child.wait(60)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            after = time.monotonic() - asked
        err.seek(0)
        return time.monotonic() - begin, after, child.returncode, err.read()[-300:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--moments", type=int, default=8)
    parser.add_argument("--limit", type=float, default=1.0)
    parser.add_argument("--longest", type=float, default=20.0)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Embeddings)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    failures, tries, worst = [], 0, 0.0
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder:
        make_files(given.program, folder, given.rows)
        every = commands(folder, f"http://127.0.0.1:{server.server_address[1]}", given.rows)
        chosen = [name for name in every if not given.only or name in given.only.split(",")]
        for name in chosen:
            words = every[name]
            whole, after, code, said = run(given.program, words, folder, given.longest, signal.SIGTERM)
            slowest, codes, allowed = after or 0.0, {code}, {code, 0, 130}
            for k in range(given.moments):
                moment = 0.02 + whole * (k + 0.5) / given.moments
                _, after, code, said = run(given.program, words, folder, min(moment, given.longest),
                                           signal.SIGINT if k % 2 else signal.SIGTERM)
                codes.add(code)
                tries += 1
                slowest = max(slowest, after or 0.0)
                if (after or 0.0) > given.limit or code not in allowed:
                    failures.append(f"{name} at {moment:.2f} s: ended with {code} {after} s later: {said}")
            worst = max(worst, slowest)
            print(f"{name:20} ran {whole:6.2f} s, ended {slowest:5.2f} s after a signal at the latest, codes "
                  f"{sorted(codes)}", flush=True)
    print(f"{tries} signals, {len(failures)} failures, the slowest end {worst:.2f} s")
    for failure in failures:
        print(failure)
    return 1 if failures or tries == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
