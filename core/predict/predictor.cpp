#include "core/predict/predictor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/predict/learning_sample.h"
#include "core/predict/query_views.h"
#include "core/support/shared_progress.h"
#include "core/support/thread_pool.h"

namespace orl {
namespace {

constexpr std::array<std::string_view, 5> kKinds = {"hybrid", "knn", "trained", "prior",
                                                    "recorded"};

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

void requireVectors(const Dataset& data, std::span<const std::size_t> rows) {
    const bool any = std::any_of(rows.begin(), rows.end(),
                                 [&](std::size_t row) { return data.hasEmbedding(row); });
    if (any) return;
    throw Error(data.name, "its training queries have no embeddings",
                "import a column or file of vectors with it, embed it with a server, or use the "
                "built-in vectors");
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
    check(options.limits.learned >= 100, "limits.learned", "100 rows or more");
    check(options.regularization >= 0.0 && options.regularization <= 1e6, "regularization",
          "a positive number up to 1e6, or 0 for the program's own");
}

/// What was recorded of the training rows, each rows × models, and their copies.
struct Recorded {
    const Grid& score;
    const Grid& tokens;
    const Grid& cost;
    const Copies& copies;
};

/// Retrieval's memory: the vectors of all training rows at length 1, text by text, so that their
/// n-grams are never held together.
/// @param learned positions of the rows that have been read already, ascending
/// @param known   the vectors of those
Matrix memoryOf(const Predictor::State::Text& text, const Dataset& data,
                std::span<const std::size_t> rows, std::span<const std::size_t> learned,
                const Matrix& known, std::size_t threads, const Job& job) {
    if (learned.size() == rows.size()) return unitRows(known);
    constexpr std::size_t kChunk = 512;
    Matrix memory(static_cast<Eigen::Index>(rows.size()), known.cols());
    memory(learned, Eigen::indexing::all) = unitRows(known);
    std::vector<std::size_t> others;
    others.reserve(rows.size() - learned.size());
    for (std::size_t i = 0, next = 0; i < rows.size(); ++i) {
        if (next < learned.size() && learned[next] == i) {
            ++next;
        } else {
            others.push_back(i);
        }
    }
    const std::size_t chunks = (others.size() + kChunk - 1) / kChunk;
    SharedProgress progress(job, "remembering", chunks);
    forEachItem(chunks, threads, job.stop, [&](std::size_t c) {
        const auto some =
            std::span(others).subspan(c * kChunk, std::min(kChunk, others.size() - c * kChunk));
        std::vector<const Query*> queries;
        queries.reserve(some.size());
        for (const std::size_t i : some) queries.push_back(&data.queries[rows[i]]);
        const Views views =
            viewsOf(text, text.tfidf.transform(textsOf(queries)), text.traits.of(queries));
        memory(some, Eigen::indexing::all) = unitRows(views.vectors);
        progress.finish();
    });
    return memory;
}

/// Everything that reads texts.
void fitText(Predictor::State::Text& text, const Dataset& data, std::span<const std::size_t> rows,
             const Recorded& recorded, const PredictorOptions& options, const Job& job) {
    const auto report = [&](double share, std::string_view stage) {
        job.check();
        if (job.progress) job.progress(share, stage);
    };
    report(0.0, "reading texts");
    const std::vector<std::size_t> learned =
        learningSample(data, rows, options.limits.learned, options.seed, job);
    std::vector<std::size_t> sampleRows;
    sampleRows.reserve(learned.size());
    for (const std::size_t position : learned) sampleRows.push_back(rows[position]);
    const std::vector<const Query*> queries = queriesOf(data, sampleRows);
    const std::vector<std::string_view> texts = textsOf(queries);
    const std::size_t threads = threadCount(options.threads, rows.size());
    text.tfidf = Tfidf::fit(texts, {}, job);
    const SparseRows ngrams = text.tfidf.transform(texts, threads, job);
    text.traits = QueryTraits::fit(data, sampleRows);
    const Matrix traits = text.traits.of(queries);
    report(0.2, "latent space");
    text.latent =
        LatentSpace::fit(ngrams, std::max(options.components, kGateDirections), options.seed, job);
    text.leading = std::min<Eigen::Index>(options.components, text.latent.dimensions());
    report(0.3, "neighbours");
    const Views known = viewsOf(text, ngrams, traits, Projection::Any, threads, job);
    const auto indexOf = [&](Matrix vectors) {
        return NeighbourIndex::ofMany(std::move(vectors), options.limits.scanned, threads, job);
    };
    text.index = indexOf(memoryOf(text, data, rows, learned, known.vectors, threads, job));
    if (options.vectors == VectorSource::Data) {
        text.vectorMean = meanDirection(data, rows, job);
        text.vectorIndex = indexOf(centredVectors(data, rows, text.vectorMean, job));
    }
    // What the models learn from has to look like what they will see.
    Views views = viewsOf(text, ngrams, traits, Projection::Training, threads, job);
    Matrix own;
    if (options.vectors == VectorSource::Data) {
        own = text.vectorIndex.vectors()(learned, Eigen::indexing::all);
        text.vectorSpace = LatentSpace::fit(sparseOf(own), kGateDirections, options.seed, job);
        addVectors(text, own, Projection::Training, views, threads, job);
    }
    const auto neighbours =
        nearestRows(text, own, views.vectors, options.neighbours, learned, threads, job, nullptr);
    report(0.4, "lengths and costs");
    const Matrix features = magnitudeFeatures(views.latent, texts);
    text.tokens = MagnitudeModel::fit(recorded.tokens, neighbours, features, {}, job, learned);
    text.cost = MagnitudeModel::fit(recorded.cost, neighbours, features, {}, job, learned);
    report(0.5, "regression");
    const Grid others = recorded.copies.shiftByOthers(texts, rowsOf(recorded.score, learned));
    text.quality =
        QualityModel::fit({views.rows, views.vectors, views.gate, neighbours, others, learned},
                          recorded.score, options, job);
    report(1.0, "fitted");
}

}  // namespace

void checkRows(const Dataset& data, std::span<const std::size_t> rows) {
    for (const std::size_t row : rows) {
        if (row >= data.queryCount()) {
            throw Error(data.name,
                        fmt::format("row {} is beyond its {} queries", row, data.queryCount()),
                        "choose rows of this data set");
        }
    }
}

Grid rowsOf(const Grid& grid, std::span<const std::size_t> rows) {
    Grid part(static_cast<Eigen::Index>(rows.size()), grid.cols());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        part.row(static_cast<Eigen::Index>(i)) = grid.row(static_cast<Eigen::Index>(rows[i]));
    }
    return part;
}

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

PerModel inputRatioOf(const Dataset& data, std::span<const std::size_t> rows) {
    PerModel ratio = PerModel::Ones(static_cast<Eigen::Index>(data.modelCount()));
    for (std::size_t j = 0; j < data.modelCount(); ++j) {
        double counted = 0.0;
        double own = 0.0;
        for (const std::size_t row : rows) {
            const double recorded = data.recordedInputTokens(row, j);
            const double length = data.queries[row].inputTokens;
            if (std::isnan(recorded) || std::isnan(length)) continue;
            counted += recorded;
            own += length;
        }
        if (own > 0.0) ratio(static_cast<Eigen::Index>(j)) = counted / own;
    }
    return ratio;
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
    if (options.vectors == VectorSource::Data) requireVectors(data, trainingRows);
    state->meanScore = meanOfKnown(score);
    state->meanTokens = meanOfKnown(tokens);
    state->meanCost = meanOfKnown(cost);
    state->inputRatio = inputRatioOf(data, trainingRows);
    const std::vector<const Query*> queries = queriesOf(data, trainingRows);
    const std::vector<std::string_view> texts = textsOf(queries);
    const auto copies = std::make_shared<const Copies>(Copies::fit(texts, score, job));
    state->copies = copies;
    if (options.kind == PredictorKind::Prior) return Predictor(std::move(state));

    const auto fitted = std::make_shared<State::Text>();
    fitText(*fitted, data, trainingRows, {score, tokens, cost, *copies}, options, job);
    state->text = fitted;
    if (fitted->vectorIndex.size() > 0) state->embeddingSource = data.embeddingSource;
    return Predictor(std::move(state));
}

Predictor Predictor::with(PredictorKind kind, int neighbours, double blend) const {
    const PredictorKind own = m_state->options.kind;
    const bool part = own == PredictorKind::Hybrid &&
                      (kind == PredictorKind::Knn || kind == PredictorKind::Trained);
    const bool mean = own != PredictorKind::Recorded && kind == PredictorKind::Prior;
    if (kind != own && !part && !mean) {
        throw Error("predictor",
                    fmt::format("a fit as \"{}\" has not learned what \"{}\" needs", toString(own),
                                toString(kind)),
                    "fit the predictor anew, or use a hybrid fit");
    }
    auto state = std::make_shared<State>(*m_state);
    state->options.kind = kind;
    state->options.neighbours = neighbours;
    state->options.blend = blend;
    checkOptions(state->options);
    if (kind == PredictorKind::Prior) state->text.reset();
    return Predictor(std::move(state));
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
const std::string& Predictor::embeddingSource() const {
    return m_state->embeddingSource;
}
std::size_t Predictor::copiesOf(std::string_view text) const {
    return m_state->copies ? m_state->copies->count(text) : 0;
}

Predictions Predictions::of(std::span<const std::size_t> positions) const {
    Predictions part;
    for (const auto grid : {&Predictions::quality, &Predictions::outputTokens, &Predictions::cost,
                            &Predictions::uncertainty, &Predictions::inputTokens}) {
        if ((this->*grid).size() > 0) part.*grid = rowsOf(this->*grid, positions);
    }
    for (std::size_t i = 0; i < positions.size(); ++i) {
        if (std::binary_search(copies.begin(), copies.end(), positions[i])) {
            part.copies.push_back(i);
        }
    }
    return part;
}

PredictedRows heldOutOf(std::span<const std::size_t> rows, const Predictions& predictions) {
    const std::vector<std::size_t> positions = predictions.withoutCopies();
    PredictedRows heldOut;
    heldOut.rows.reserve(positions.size());
    for (const std::size_t position : positions) heldOut.rows.push_back(rows[position]);
    heldOut.predictions = predictions.of(positions);
    return heldOut;
}

std::vector<std::size_t> Predictions::withoutCopies() const {
    std::vector<std::size_t> positions;
    positions.reserve(static_cast<std::size_t>(quality.rows()) - copies.size());
    auto copy = copies.begin();
    for (std::size_t i = 0; i < static_cast<std::size_t>(quality.rows()); ++i) {
        if (copy != copies.end() && *copy == i) {
            ++copy;
        } else {
            positions.push_back(i);
        }
    }
    return positions;
}

}  // namespace orl
