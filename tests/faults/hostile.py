#!/usr/bin/env python3
"""Opens workspaces whose schema holds what a stranger may put there, with every command. Each is refused by name within
seconds, nothing in it changes, and recovery takes the data alone."""

import resource
import shutil
import sqlite3
import time

import faults

BOMB = "length(hex(zeroblob(450000000)))"
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
campaign = faults.Campaign("hostile")
path = campaign.path
data = campaign.generate("data", 100)
base, w = path("base.orlab"), path("w.orlab")
campaign.must("import", "--workspace", base, "--name", "D", "--split", "train=0.5,test=0.5", *data)
tables = [row[0] for row in sqlite3.connect(base).execute(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]


def check_into(table, condition):
    return ("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = substr(sql, 1, instr(sql, '(')) || "
            f"'zz_ INTEGER CHECK ({condition}), ' || substr(sql, instr(sql, '(') + 1) WHERE name = '{table}'")


cases = {}
for table in tables:
    for event in ("INSERT", "UPDATE", "DELETE"):
        cases[f"trigger on {event} of {table}"] = (
            f"CREATE TRIGGER t AFTER {event} ON {table} BEGIN DELETE FROM dataset; DELETE FROM query; END")
    cases[f"CHECK in {table}"] = check_into(table, BOMB + " > 0")
    cases[f"view as {table}"] = (f"PRAGMA legacy_alter_table = ON; ALTER TABLE {table} RENAME TO moved_; "
                                 f"CREATE VIEW {table} AS SELECT * FROM moved_, ({ENDLESS})")
    cases[f"index on an expression of {table}"] = f"CREATE INDEX i ON {table} (length(hex(1)))"
    cases[f"generated column in {table}"] = f"ALTER TABLE {table} ADD COLUMN g AS ({BOMB})"
    cases[f"partial index on {table}"] = f"CREATE INDEX p ON {table} (1) WHERE length(hex(1)) > 0"
    cases[f"virtual table as {table}"] = (f"PRAGMA legacy_alter_table = ON; ALTER TABLE {table} RENAME TO moved_; "
                                          f"CREATE VIRTUAL TABLE {table} USING fts5(name, key, value)")
cases["a table more"] = f"CREATE TABLE more (x DEFAULT ({BOMB}))"
cases["a view more"] = f"CREATE VIEW more AS {ENDLESS}"
cases["ten thousand tables"] = ";".join(f"CREATE TABLE t{k} (x)" for k in range(campaign.pick(500, 10000)))
commands = {
    "datasets": ["datasets", "--workspace", w],
    "import": ["import", "--workspace", w, "--name", "E", "--split", "test", *data],
    "prices": ["import", "--workspace", w, "--name", "D", *data[:2]],
    "fit": ["fit", "--workspace", w, "--train", "D", "--predictor", "prior"],
    "route": ["route", "--workspace", w, "--test", "D", "--alpha", "0.5", "--predictor", "recorded"],
    "check": ["check", w],
    "backup": ["backup", w, "--out", path("copy.orlab")],
}


def held():
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))


names = list(cases)
if not campaign.options.long:
    names = campaign.random.sample(names, 12)
for name in names:
    campaign.remove(w)
    shutil.copy(base, w)
    database = sqlite3.connect(w)
    try:
        database.executescript(cases[name])
        database.commit()
    except sqlite3.Error:
        database.close()
        continue  # this SQLite does not make such a thing
    database.close()
    spoiled = w.read_bytes()
    for command, words in commands.items():
        start = time.monotonic()
        run = campaign.run(*words, preexec_fn=held)
        took = time.monotonic() - start
        campaign.expect(run.returncode == 1 and run.stderr.startswith("omnirouter: ") and w.read_bytes() == spoiled and
                        took < 5 and not path("copy.orlab").exists(),
                        f"{command} of {name}: exit {run.returncode}, {took:.1f} s, {run.stderr[:200]!r}")
    rescued = path("rescued.orlab")
    campaign.remove(rescued)
    run = campaign.run("recover", w, "--out", rescued, preexec_fn=held)
    whole = run.returncode == 1 or campaign.sound(rescued)
    campaign.expect(whole and w.read_bytes() == spoiled, f"recover of {name}: exit {run.returncode}, {run.stderr[:200]!r}")
campaign.finish()
