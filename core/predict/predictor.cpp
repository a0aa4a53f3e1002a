#include "core/predict/predictor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/predict/predictor_state.h"
#include "core/support/thread_pool.h"

namespace orl {
namespace {

constexpr std::array<std::string_view, 5> kKinds = {"hybrid", "knn", "trained", "prior",
                                                    "recorded"};

Grid rowsOf(const Grid& grid, std::span<const std::size_t> rows) {
    Grid part(static_cast<Eigen::Index>(rows.size()), grid.cols());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        part.row(static_cast<Eigen::Index>(i)) = grid.row(static_cast<Eigen::Index>(rows[i]));
    }
    return part;
}

PerModel meanOfKnown(const Grid& grid) {
    PerModel mean = PerModel::Constant(grid.cols(), kMissing);
    for (Eigen::Index j = 0; j < grid.cols(); ++j) {
        double sum = 0.0;
        Eigen::Index count = 0;
        for (Eigen::Index i = 0; i < grid.rows(); ++i) {
            if (std::isnan(grid(i, j))) continue;
            sum += grid(i, j);
            ++count;
        }
        if (count > 0) mean(j) = sum / static_cast<double>(count);
    }
    return mean;
}

void checkRows(const Dataset& data, std::span<const std::size_t> rows) {
    for (const std::size_t row : rows) {
        if (row >= data.queryCount()) {
            throw Error(data.name,
                        fmt::format("row {} is beyond its {} queries", row, data.queryCount()),
                        "choose rows of this data set");
        }
    }
}

void checkOptions(const PredictorOptions& options) {
    const auto check = [](bool good, std::string_view name, std::string_view range) {
        if (!good) {
            throw Error(std::string(name), "the value makes no sense",
                        fmt::format("choose {}", range));
        }
    };
    check(options.components >= 1 && options.components <= 1024, "components", "1 to 1024");
    check(options.neighbours >= 1 && options.neighbours <= 100'000, "neighbours", "1 to 100000");
    check(options.blend >= 0.0 && options.blend <= 1.0, "blend", "a share from 0 to 1");
    check(options.regularization >= 0.0 && options.regularization <= 1e6, "regularization",
          "a positive number up to 1e6, or 0 for the best by cross-validation");
}

}  // namespace

std::string_view toString(PredictorKind kind) {
    return kKinds.at(static_cast<std::size_t>(kind));
}

PredictorKind predictorKindFrom(std::string_view name) {
    const auto* const found = std::find(kKinds.begin(), kKinds.end(), name);
    if (found == kKinds.end()) {
        throw Error("predictor", fmt::format("there is no predictor \"{}\"", name),
                    fmt::format("choose one of {}", fmt::join(kKinds, ", ")));
    }
    return static_cast<PredictorKind>(found - kKinds.begin());
}

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

Views viewsOf(const Predictor::State::Text& text, const SparseRows& ngrams,
              std::span<const Query* const> queries, std::size_t threads = 1, const Job& job = {}) {
    const Matrix traits = text.traits.of(queries);
    Views views;
    views.rows = withTraits(ngrams, weighted(traits, kBesideNgrams));
    views.latent = text.latent.project(ngrams, threads, job);
    views.vectors.resize(views.latent.rows(), views.latent.cols() + traits.cols());
    views.vectors << views.latent, weighted(traits, kBesideLatent);
    return views;
}

std::vector<std::string_view> textsOf(std::span<const Query* const> queries) {
    std::vector<std::string_view> texts;
    texts.reserve(queries.size());
    for (const Query* query : queries) texts.emplace_back(query->text);
    return texts;
}

}  // namespace

Matrix magnitudeFeatures(const Matrix& latent, std::span<const std::string_view> texts) {
    Matrix features(latent.rows(), latent.cols() + 1);
    features.leftCols(latent.cols()) = latent;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        features(static_cast<Eigen::Index>(i), latent.cols()) =
            0.25F * std::log1p(static_cast<float>(texts[i].size()));
    }
    return features;
}

Predictor::Predictor(std::shared_ptr<const State> state) : m_state(std::move(state)) {}

Predictor Predictor::fit(const Dataset& data, std::span<const std::size_t> trainingRows,
                         const PredictorOptions& options, const Job& job) {
    checkOptions(options);
    checkRows(data, trainingRows);
    auto state = std::make_shared<State>();
    state->options = options;
    for (const ModelInfo& model : data.models) state->models.push_back(model.name);
    state->trainingCount = trainingRows.size();
    if (options.kind == PredictorKind::Recorded) return Predictor(std::move(state));

    if (trainingRows.empty()) {
        throw Error(data.name, "there are no training queries to learn from",
                    "choose a split that has queries");
    }
    const Grid score = rowsOf(data.score, trainingRows);
    const Grid tokens = rowsOf(data.outputTokens, trainingRows);
    const Grid cost = rowsOf(data.cost, trainingRows);
    if (score.isNaN().all()) {
        throw Error(data.name, "the training queries have no recorded scores to learn from",
                    "choose a split with outcomes");
    }
    state->meanScore = meanOfKnown(score);
    state->meanTokens = meanOfKnown(tokens);
    state->meanCost = meanOfKnown(cost);
    if (options.kind == PredictorKind::Prior) return Predictor(std::move(state));

    const auto report = [&](double share, std::string_view stage) {
        job.check();
        if (job.progress) job.progress(share, stage);
    };
    const std::vector<const Query*> queries = queriesOf(data, trainingRows);
    const std::vector<std::string_view> texts = textsOf(queries);
    const std::size_t threads = threadCount(options.threads, texts.size());
    State::Text& text = state->text.emplace();
    report(0.0, "reading texts");
    text.tfidf = Tfidf::fit(texts, {}, job);
    const SparseRows ngrams = text.tfidf.transform(texts, threads, job);
    text.traits = QueryTraits::fit(data, trainingRows);
    report(0.2, "latent space");
    text.latent = LatentSpace::fit(ngrams, options.components, options.seed, job);
    const Views views = viewsOf(text, ngrams, queries, threads, job);
    report(0.3, "neighbours");
    text.index = NeighbourIndex(views.vectors.rowwise().normalized());
    const auto neighbours =
        text.index.nearest(text.index.vectors(), options.neighbours, 0, threads, job);
    report(0.4, "lengths and costs");
    const Matrix features = magnitudeFeatures(views.latent, texts);
    text.tokens = MagnitudeModel::fit(tokens, neighbours, features);
    text.cost = MagnitudeModel::fit(cost, neighbours, features);
    report(0.5, "regression");
    text.quality = QualityModel::fit({views.rows, views.vectors, neighbours}, score, options, job);
    report(1.0, "fitted");
    return Predictor(std::move(state));
}

Predictions Predictor::predict(const Dataset& data, std::span<const std::size_t> rows,
                               const Job& job) const {
    checkRows(data, rows);
    const State& state = *m_state;
    const auto rowCount = static_cast<Eigen::Index>(rows.size());
    const auto columns = static_cast<Eigen::Index>(data.modelCount());
    Predictions result;
    if (state.options.kind == PredictorKind::Recorded) {
        result.quality = rowsOf(data.score, rows);
        result.outputTokens = rowsOf(data.outputTokens, rows);
        result.cost = rowsOf(data.cost, rows);
        return result;
    }
    result.quality = Grid::Constant(rowCount, columns, kMissing);
    result.outputTokens = result.quality;
    result.cost = result.quality;
    std::vector<std::ptrdiff_t> fitted(data.modelCount(), -1);
    for (std::size_t j = 0; j < data.modelCount(); ++j) {
        const auto found = std::find(state.models.begin(), state.models.end(), data.models[j].name);
        if (found != state.models.end()) fitted[j] = found - state.models.begin();
    }
    const auto put = [&](Grid& grid, Eigen::Index row, const PerModel& values) {
        if (values.size() == 0) return;
        for (Eigen::Index j = 0; j < columns; ++j) {
            const std::ptrdiff_t from = fitted[static_cast<std::size_t>(j)];
            if (from >= 0) grid(row, j) = values(from);
        }
    };
    if (!state.text) {
        for (Eigen::Index i = 0; i < rowCount; ++i) {
            put(result.quality, i, state.meanScore);
            put(result.outputTokens, i, state.meanTokens);
            put(result.cost, i, state.meanCost);
        }
        return result;
    }

    const State::Text& text = *state.text;
    const std::vector<const Query*> queries = queriesOf(data, rows);
    constexpr std::size_t kChunk = 512;
    ProgressMeter meter(job, "predicting");
    const std::size_t threads = threadCount(state.options.threads, queries.size());
    forEachItem((queries.size() + kChunk - 1) / kChunk, threads, job.stop, [&](std::size_t c) {
        const std::size_t first = c * kChunk;
        const auto chunk =
            std::span(queries).subspan(first, std::min(kChunk, queries.size() - first));
        const std::vector<std::string_view> texts = textsOf(chunk);
        const Views views = viewsOf(text, text.tfidf.transform(texts), chunk);
        const auto neighbours =
            text.index.nearest(views.vectors.rowwise().normalized(), state.options.neighbours);
        const Matrix features = magnitudeFeatures(views.latent, texts);
        const Grid quality =
            text.quality.predict({views.rows, views.vectors, neighbours}, state.options);
        for (std::size_t i = 0; i < chunk.size(); ++i) {
            const auto row = static_cast<Eigen::Index>(first + i);
            put(result.quality, row, quality.row(static_cast<Eigen::Index>(i)));
            const TextView view{neighbours[i], features.row(static_cast<Eigen::Index>(i))};
            put(result.outputTokens, row, text.tokens.predict(view));
            put(result.cost, row, text.cost.predict(view));
        }
    });
    return result;
}

std::vector<Neighbour> Predictor::neighbours(std::string_view text, int count) const {
    if (!m_state->text) return {};
    Query query;
    query.text = text;
    const Query* const asked = &query;
    const Views views = viewsOf(*m_state->text, m_state->text->tfidf.transform(std::span(&text, 1)),
                                std::span(&asked, 1));
    return m_state->text->index.nearest(views.vectors.rowwise().normalized(), count).front();
}

const PredictorOptions& Predictor::options() const {
    return m_state->options;
}
const std::vector<std::string>& Predictor::models() const {
    return m_state->models;
}
std::size_t Predictor::trainingCount() const {
    return m_state->trainingCount;
}

}  // namespace orl
