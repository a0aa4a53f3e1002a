#!/usr/bin/python3
"""Times scikit-learn at the work of core/predict: bench_predict --reference runs it on its texts.

Words (1 and 2) and character trigrams by TF-IDF, TruncatedSVD to 32 dimensions, brute-force cosine
neighbours of every training text and a logistic regression per model; then all of it for new texts,
with the mean score of 32 neighbours. One thread, CPU time, the least of three predictions. Needs
Debian's python3-sklearn.

  predict_speed.py TEXTS.json      {"train": [...], "scores": [[...] a text], "test": [...]}
"""
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import json
import sys
import time

import numpy as np
from scipy.sparse import hstack
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize

NEIGHBOURS = 32


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        data = json.load(file)
    scores = np.array(data["scores"], dtype=float)
    words = TfidfVectorizer(
        ngram_range=(1, 2), min_df=3, sublinear_tf=True, max_features=30000, dtype=np.float32)
    chars = TfidfVectorizer(
        analyzer="char", ngram_range=(3, 3), min_df=3, sublinear_tf=True, max_features=30000,
        dtype=np.float32)
    svd = TruncatedSVD(32, n_iter=2, random_state=0)
    index = NearestNeighbors(n_neighbors=NEIGHBOURS, algorithm="brute", metric="cosine", n_jobs=1)

    stages = {}
    started = time.process_time()

    def stage(name):
        nonlocal started
        now = time.process_time()
        stages[name] = now - started
        started = now

    rows = hstack([words.fit_transform(data["train"]), chars.fit_transform(data["train"])]).tocsr()
    stage("reading texts")
    latent = normalize(svd.fit_transform(rows))
    stage("latent space")
    index.fit(latent).kneighbors()
    stage("neighbours")
    models = []
    for j in range(scores.shape[1]):
        known = ~np.isnan(scores[:, j])
        label = scores[known, j] >= 0.5
        models.append(
            LogisticRegression(C=1.0, solver="liblinear").fit(rows[known], label)
            if label.any() and not label.all() else None)
    stage("regression")
    fit = sum(stages.values())
    fitted = ", ".join("%s %.2f" % item for item in stages.items())

    def predict():
        new = hstack([words.transform(data["test"]), chars.transform(data["test"])]).tocsr()
        stage("reading texts")
        vectors = normalize(svd.transform(new))
        stage("latent space")
        neighbours = index.kneighbors(vectors, return_distance=False)
        np.nanmean(scores[neighbours], axis=1)
        stage("neighbours")
        for model in models:
            if model is not None:
                model.predict_proba(new)
        stage("regression")

    best = None
    for _ in range(3):
        stages.clear()
        started = time.process_time()
        predict()
        total = sum(stages.values())
        if best is None or total < best[0]:
            best = (total, ", ".join("%s %.2f" % item for item in stages.items()))
    print("scikit-learn  fit %.2f  predict %.2f" % (fit, best[0]))
    print("  fit: %s\n  predict: %s" % (fitted, best[1]))


if __name__ == "__main__":
    main()
