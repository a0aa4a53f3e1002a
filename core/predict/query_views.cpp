#include "core/predict/query_views.h"

#include <cmath>

namespace orl {

namespace {

/// How much traits weigh beside n-grams (in all of length 1) and beside a latent vector (of length
/// 1): a surface feature of one standard deviation, and being of a task or level.
struct TraitWeights {
    float surface, value;
};
constexpr TraitWeights kBesideNgrams{0.07F, 0.7F};
constexpr TraitWeights kBesideLatent{0.2F, 0.5F};

Matrix weighted(Matrix traits, const TraitWeights& weights) {
    constexpr auto kSurface = static_cast<Eigen::Index>(kSurfaceCount);
    traits.leftCols(kSurface) *= weights.surface;
    traits.rightCols(traits.cols() - kSurface) *= weights.value;
    return traits;
}

/// A text without any known n-gram stays without anything.
SparseRows withTraits(const SparseRows& ngrams, const Matrix& traits) {
    SparseRows rows;
    rows.columnCount = ngrams.columnCount + static_cast<std::size_t>(traits.cols());
    rows.entries.reserve(ngrams.entries.size() + static_cast<std::size_t>(traits.size()));
    for (std::size_t i = 0; i < ngrams.rowCount(); ++i) {
        const auto row = ngrams.row(i);
        rows.entries.insert(rows.entries.end(), row.begin(), row.end());
        for (Eigen::Index t = 0; t < traits.cols() && !row.empty(); ++t) {
            const float value = traits(static_cast<Eigen::Index>(i), t);
            const auto column =
                static_cast<std::uint32_t>(ngrams.columnCount) + static_cast<std::uint32_t>(t);
            if (value != 0.0F) rows.entries.push_back({column, value});
        }
        rows.start.push_back(rows.entries.size());
    }
    return rows;
}

}  // namespace

Views viewsOf(const Predictor::State::Text& text, const SparseRows& ngrams, const Matrix& traits,
              Projection projection, std::size_t threads, const Job& job) {
    Views views;
    views.rows = withTraits(ngrams, weighted(traits, kBesideNgrams));
    const Matrix all = projection == Projection::Training
                           ? text.latent.projectTraining(ngrams, threads, job)
                           : text.latent.project(ngrams, threads, job);
    views.latent = unitRows(all.leftCols(text.leading));
    const auto withWeighted = [&](const Matrix& latent) {
        Matrix vectors(latent.rows(), latent.cols() + traits.cols());
        vectors << latent, weighted(traits, kBesideLatent);
        for (std::size_t i = 0; i < ngrams.rowCount(); ++i) {
            if (ngrams.row(i).empty()) vectors.row(static_cast<Eigen::Index>(i)).setZero();
        }
        return vectors;
    };
    views.vectors = withWeighted(views.latent);
    views.gate = withWeighted(all);
    return views;
}

SparseRows sparseOf(const Matrix& rows) {
    SparseRows sparse;
    sparse.columnCount = static_cast<std::size_t>(rows.cols());
    sparse.entries.reserve(static_cast<std::size_t>(rows.size()));
    sparse.start.reserve(static_cast<std::size_t>(rows.rows()) + 1);
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
        for (Eigen::Index d = 0; d < rows.cols(); ++d) {
            if (rows(i, d) == 0.0F) continue;
            sparse.entries.push_back({static_cast<std::uint32_t>(d), rows(i, d)});
        }
        sparse.start.push_back(sparse.entries.size());
    }
    return sparse;
}

void addVectors(const Predictor::State::Text& text, const Matrix& centred, Projection projection,
                Views& views, std::size_t threads, const Job& job) {
    const Eigen::Index own = views.gate.cols();
    const Eigen::Index added = text.vectorSpace.dimensions();
    views.gate.conservativeResize(Eigen::NoChange, own + added);
    if (centred.cols() == 0) {
        views.gate.rightCols(added).setZero();
        return;
    }
    const SparseRows rows = sparseOf(centred);
    views.gate.rightCols(added) = projection == Projection::Training
                                      ? text.vectorSpace.projectTraining(rows, threads, job)
                                      : text.vectorSpace.project(rows, threads, job);
}

Matrix unitRows(const Matrix& vectors) {
    Matrix unit = vectors;
    // Each copied out first: the bits of a sum depend on where in memory a row begins.
    Eigen::RowVectorXf row;
    for (Eigen::Index i = 0; i < unit.rows(); ++i) {
        row = unit.row(i);
        const float length = row.norm();
        if (length > 0.0F) unit.row(i) = row / length;
    }
    return unit;
}

std::vector<std::string_view> textsOf(std::span<const Query* const> queries) {
    std::vector<std::string_view> texts;
    texts.reserve(queries.size());
    for (const Query* query : queries) texts.emplace_back(query->text);
    return texts;
}

Matrix magnitudeFeatures(const Matrix& latent, std::span<const std::string_view> texts) {
    Matrix features(latent.rows(), latent.cols() + 1);
    features.leftCols(latent.cols()) = latent;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        features(static_cast<Eigen::Index>(i), latent.cols()) =
            0.25F * std::log1p(static_cast<float>(texts[i].size()));
    }
    return features;
}

}  // namespace orl
