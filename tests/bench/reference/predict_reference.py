#!/usr/bin/env python3
"""Held-out quality of plain scikit-learn routers' predictors, to compare core/predict with.

TF-IDF of words or character n-grams, then logistic regression per model, on public files in the
formats of RouterBench (wide CSV) or LLMRouter (JSON). Splits are seeded and stratified by task; or,
to use the very splits of another program, --splits names a file with one line of test row numbers a
split. Needs Debian's python3-sklearn.

  predict_reference.py --share 0.7 --strength 0.3 routerbench/*.csv
  predict_reference.py --share 0.9 --strength 3 --chars llmrouter/dcrouter_train.json
"""
import argparse
import ast
import csv
import json
import time

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

csv.field_size_limit(10**9)


def read_routerbench(path):
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            models = sorted(k[: -len("|total_cost")] for k in row if k.endswith("|total_cost"))
            prompt = row["prompt"]
            try:
                parsed = ast.literal_eval(prompt)
                prompt = parsed[0] if isinstance(parsed, list) else prompt
            except (ValueError, SyntaxError):
                pass
            yield prompt, row["eval_name"], {m: float(row[m]) for m in models if row[m] != ""}


def read_llmrouter(path):
    with open(path) as file:
        for row in json.load(file):
            scores = row["scores"]
            scores = ast.literal_eval(scores) if isinstance(scores, str) else scores
            yield row["question"], "", scores


def own_splits(tasks, share, count):
    for seed in range(1, count + 1):
        random = np.random.default_rng(seed)
        test = []
        for task in sorted(set(tasks)):
            rows = random.permutation([i for i, t in enumerate(tasks) if t == task])
            test.extend(rows[round(share * len(rows)):])
        yield np.array(sorted(test))


def pooled_ece(predicted, truth, bins=15):
    order = np.argsort(predicted, kind="stable")
    gaps = [abs((predicted[b] - truth[b]).sum()) for b in np.array_split(order, bins)]
    return sum(gaps) / len(predicted)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--share", type=float, default=0.7, help="training share")
    parser.add_argument("--strength", type=float, default=1.0, help="C of the regression")
    parser.add_argument("--chars", action="store_true", help="character 2-4-grams, else words 1-2")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--splits", help="file of test row numbers, one split a line")
    options = parser.parse_args()

    rows = []
    for path in options.files:
        rows.extend((read_routerbench if path.endswith(".csv") else read_llmrouter)(path))
    texts = [row[0] for row in rows]
    models = sorted({model for row in rows for model in row[2]})
    score = np.array([[row[2].get(model, np.nan) for model in models] for row in rows])
    if options.splits:
        with open(options.splits) as file:
            splits = [np.array(line.split(), dtype=int) for line in file if line.strip()]
    else:
        splits = list(own_splits([row[1] for row in rows], options.share, options.seeds))

    results = []
    for test in splits:
        train = np.setdiff1d(np.arange(len(rows)), test)
        started = time.process_time()
        vectorizer = TfidfVectorizer(
            analyzer="char_wb" if options.chars else "word",
            ngram_range=(2, 4) if options.chars else (1, 2),
            sublinear_tf=True, min_df=2, max_features=60000)
        seen = vectorizer.fit_transform([texts[i] for i in train])
        unseen = vectorizer.transform([texts[i] for i in test])
        auc, brier, predicted, truth = [], [], [], []
        for j in range(len(models)):
            known = ~np.isnan(score[train, j])
            label = score[train, j][known] >= 0.5
            model = LogisticRegression(C=options.strength, max_iter=300, solver="liblinear")
            p = model.fit(seen[known], label).predict_proba(unseen)[:, 1]
            held = ~np.isnan(score[test, j])
            y = score[test, j][held]
            auc.append(roc_auc_score(y >= 0.5, p[held]))
            brier.append(np.mean((p[held] - y) ** 2))
            predicted.append(p[held])
            truth.append(y)
        ece = pooled_ece(np.concatenate(predicted), np.concatenate(truth))
        results.append((np.mean(auc), np.mean(brier), ece, time.process_time() - started))
        print("auc %.4f brier %.4f ece %.4f cpu %.2f s" % results[-1], flush=True)
    print("mean: auc %.4f brier %.4f ece %.4f cpu %.2f s" % tuple(np.mean(results, axis=0)))


if __name__ == "__main__":
    main()
