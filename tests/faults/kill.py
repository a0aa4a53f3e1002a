#!/usr/bin/env python3
"""Kills every writing command at random moments. The workspace is as before or as after, an output is absent, as before
or whole, and the next command finds its way and leaves nothing behind."""

import http.server
import json
import shutil
import threading

import faults


class Vectors(http.server.BaseHTTPRequestHandler):
    """An embedding server."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        rows = [{"index": k, "embedding": [1.0, 0.5, len(text) % 7]} for k, text in enumerate(asked["input"])]
        body = json.dumps({"data": rows}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # it was killed

    def log_message(self, *_):
        pass


campaign = faults.Campaign("kill")
path, random = campaign.path, campaign.random
small, large = campaign.generate("small", 200), campaign.generate("large", campaign.pick(1500, 6000), seed=2)
base, old, w = path("base.orlab"), path("old.orlab"), path("w.orlab")
split = ["--split", "train=0.7,test=0.3"]
campaign.must("import", "--workspace", base, "--name", "D", *split, *small)
campaign.must("fit", "--workspace", base, "--train", "D", "--predictor", "prior")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Vectors)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
csv = path("out.csv")

# name: whether it starts with a workspace, the command, the file that it writes if that is another
commands = {
    "import, new": (False, ["import", "--workspace", w, "--name", "D", *split, *large], None),
    "import, more": (True, ["import", "--workspace", w, "--name", "E", *split, *large], None),
    "import, replaced": (True, ["import", "--workspace", w, "--name", "D", "--replace", *split, *large], None),
    "import, prices": (True, ["import", "--workspace", w, "--name", "D", *small[:2]], None),
    "fit": (True, ["fit", "--workspace", w, "--train", "D", "--predictor", "knn"], None),
    "embed": (True, ["embed", "--workspace", w, "--data", "D", "--server", url, "--model", "m", "--batch", "20"], None),
    "generate": (False, ["generate", "--queries", "3000", "--out", csv], csv),
    "route": (True, ["route", "--workspace", w, "--test", "D", "--alpha", "0.5", "--out", csv], csv),
    "sweep": (True, ["sweep", "--workspace", w, "--test", "D", "--over", "alpha=0.3:0.6:0.1", "--out", csv], csv),
    "backup": (True, ["backup", w, "--out", path("copy.orlab")], path("copy.orlab")),
    "recover": (True, ["recover", w, "--out", path("copy.orlab")], path("copy.orlab")),
}
if "embed" not in campaign.run("--help").stdout:
    del commands["embed"]


def reset(with_workspace):
    for file in (w, path("copy.orlab")):
        campaign.remove(file)
    csv.unlink(missing_ok=True)
    if with_workspace:
        shutil.copy(base, w)


def content(file):
    return file.read_bytes() if file.exists() else None


for name, (with_workspace, words, output) in commands.items():
    reset(with_workspace)
    before = campaign.datasets(w) if with_workspace else None
    took = faults.duration_of(campaign.command(*words))
    after = campaign.datasets(w) if w.exists() else None
    whole = content(output) if output else None
    killed = 0
    for number in range(campaign.pick(6, 120)):
        reset(with_workspace)
        if output == csv and random.random() < 0.5:
            csv.write_text("before")
        previous = content(csv)
        killed += faults.kill_after(campaign.command(*words), random.uniform(0, 1.1 * took))
        now = campaign.datasets(w) if w.exists() else None
        # A new workspace may be left without the data set, and some of a server's answers be kept.
        state = now in (before, after) or (name == "import, new" and now == "[]\n")
        sound = not w.exists() or campaign.sound(w)
        if output == csv:
            written = content(csv) in (previous, whole)
        else:
            written = output is None or not output.exists() or campaign.sound(output)
        again = campaign.run(*words)  # whatever it left must not be in the way
        repeated = again.returncode == 0 or "already" in again.stderr
        campaign.expect(state and sound and written and repeated and not campaign.left_overs(),
                        f"{name}, kill {number}: state {state}, sound {sound}, output {written}, "
                        f"again {again.returncode} {again.stderr[:200]}, left {campaign.left_overs()}")
    print(f"  {name}: {killed} killed of {campaign.pick(6, 120)}")
campaign.finish()
