#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>

#include "core/predict/neighbour_cells.h"
#include "core/predict/query_views.h"
#include "core/support/shared_progress.h"
#include "core/support/thread_pool.h"

namespace orl {

/// Some of the queries.
struct QueryChunk {
    std::vector<std::vector<Neighbour>> neighbours;
    Matrix magnitudes;  ///< magnitudeFeatures
    QualityModel::Trained trained;
    Grid copied;  ///< Copies::shift; no rows: none of them is a copy
    std::size_t withoutVector = 0;
};

namespace {

/// Queries of a chunk. By cells many, since they share what is fetched of the memory.
std::size_t queriesAtOnce(const Predictor::State::Text& text) {
    constexpr std::size_t kFew = 512;
    const bool cells = text.index.cells() != nullptr || text.vectorIndex.cells() != nullptr;
    return cells ? NeighbourCells::kTogether : kFew;
}

/// σ of estimated chances a: a Beta law of variance a (1 − a) · spread, as the classes leave it, is
/// worth 1 / spread − 1 observations, to which come those that were made.
PerModel uncertaintyOf(const PerModel& quality, const PerModel& spread, double observations) {
    const PerModel inside = quality.min(1.0).max(0.0);
    const PerModel variance = inside * (1.0 - inside) * spread / (1.0 + observations * spread);
    return quality.isNaN().select(quality, variance.sqrt());
}

/// Similar queries count as they resemble the text: a copy as one, a stranger as none.
double observationsIn(std::span<const Neighbour> neighbours) {
    double sum = 0.0;
    for (const Neighbour& neighbour : neighbours) sum += std::max(0.0, neighbour.similarity);
    return sum;
}

/// The data must have vectors as those that were fitted on, or none at all. The same length is no
/// proof of the same kind; of vectors of words it is known which words they are of.
void checkVectors(const Predictor::State& state, const Dataset& data) {
    const Eigen::Index fitted = state.text ? state.text->vectorIndex.vectors().cols() : 0;
    if (state.text && state.text->words) return;  // it makes its own
    if (fitted == 0 || data.embedding.cols() == 0) return;
    const bool ofWords = isOfWords(data.embeddingSource) || isOfWords(state.embeddingSource);
    if (data.embedding.cols() == fitted &&
        (!ofWords || data.embeddingSource == state.embeddingSource)) {
        return;
    }
    throw Error(
        data.name,
        fmt::format("its vectors ({}) have {} numbers, but the predictor was fitted on "
                    "vectors of {} ({})",
                    data.embeddingSource, data.embedding.cols(), fitted, state.embeddingSource),
        "give both data sets vectors of the same model or the same words, or fit again");
}

/// The columns of the data for which the fit has a model, and which; −1 elsewhere.
std::vector<std::ptrdiff_t> columnsOf(const Predictor::State& state, const Dataset& data) {
    std::vector<std::ptrdiff_t> fitted(data.modelCount(), -1);
    for (std::size_t j = 0; j < data.modelCount(); ++j) {
        const auto found = std::find(state.models.begin(), state.models.end(), data.models[j].name);
        if (found != state.models.end()) fitted[j] = found - state.models.begin();
    }
    return fitted;
}

/// Copies::shift of each; no rows where all are 0.
Grid shiftOf(const Copies& copies, std::span<const std::string_view> texts) {
    Grid shift;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (copies.count(texts[i]) == 0) continue;
        if (shift.size() == 0) {
            shift.setZero(static_cast<Eigen::Index>(texts.size()), copies.change().size());
        }
        shift.row(static_cast<Eigen::Index>(i)) = copies.shift(texts[i]);
    }
    return shift;
}

/// Positions of the rows whose text a training row has.
std::vector<std::size_t> copiesAmong(const Predictor::State& state, const Dataset& data,
                                     std::span<const std::size_t> rows) {
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < rows.size() && state.copies; ++i) {
        if (state.copies->count(data.queries[rows[i]].text) > 0) positions.push_back(i);
    }
    return positions;
}

QueryChunk readChunk(const Predictor::State& state, const Dataset& data,
                     std::span<const std::size_t> rows, int neighbours, bool trained) {
    const Predictor::State::Text& text = *state.text;
    const std::vector<const Query*> queries = queriesOf(data, rows);
    const std::vector<std::string_view> texts = textsOf(queries);
    Views views = viewsOf(text, text.tfidf.transform(texts), text.traits.of(queries));
    const Matrix own = ownVectors(text, data, rows);
    if (text.vectorIndex.size() > 0) addVectors(text, own, Projection::Any, views);
    QueryChunk chunk;
    chunk.neighbours =
        nearestRows(text, own, views.vectors, neighbours, {}, 1, {}, &chunk.withoutVector);
    chunk.magnitudes = magnitudeFeatures(views.latent, texts);
    chunk.trained = text.quality.read(views.rows, views.vectors, views.gate, trained);
    chunk.copied = shiftOf(*state.copies, texts);
    return chunk;
}

/// See Predictions::inputTokens: empty where no model has a count of its own.
Grid inputTokensOf(const Predictor::State& state, const Dataset& data,
                   std::span<const std::size_t> rows, std::span<const std::ptrdiff_t> fitted) {
    if (data.inputTokens.size() == 0 && (state.inputRatio == 1.0).all()) return {};
    Grid tokens(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(fitted.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < fitted.size(); ++j) {
            const double ratio = fitted[j] < 0 ? 1.0 : state.inputRatio(fitted[j]);
            const double counted = data.recordedInputTokens(rows[i], j);
            tokens(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
                std::isnan(counted) ? ratio * data.queries[rows[i]].inputTokens : counted;
        }
    }
    return tokens;
}

/// Predictions in the columns of the data.
class Output {
  public:
    Output(std::size_t rows, std::vector<std::ptrdiff_t> fitted) : m_fitted(std::move(fitted)) {
        predictions.quality = Grid::Constant(static_cast<Eigen::Index>(rows),
                                             static_cast<Eigen::Index>(m_fitted.size()), kMissing);
        predictions.outputTokens = predictions.quality;
        predictions.cost = predictions.quality;
        predictions.uncertainty = predictions.quality;
    }

    /// All rows alike.
    void putMeans(const Predictor::State& state) {
        const PerModel uncertainty =
            uncertaintyOf(state.meanScore, PerModel::Ones(state.meanScore.size()),
                          static_cast<double>(state.trainingCount));
        for (Eigen::Index row = 0; row < predictions.quality.rows(); ++row) {
            put(predictions.quality, row, state.meanScore);
            put(predictions.outputTokens, row, state.meanTokens);
            put(predictions.cost, row, state.meanCost);
            put(predictions.uncertainty, row, uncertainty);
        }
    }

    /// @param first row of the chunk's first query
    void putChunk(const Predictor::State& state, const QueryChunk& chunk,
                  std::span<const std::vector<Neighbour>> neighbours, std::size_t first) {
        const Predictor::State::Text& text = *state.text;
        Grid quality = text.quality.predict(neighbours, chunk.trained, state.options);
        if (chunk.copied.size() > 0) {
            quality = quality / (quality + (1.0 - quality) * (-chunk.copied).exp());
        }
        const Grid tokens = text.tokens.predict(neighbours, chunk.magnitudes);
        const Grid cost = text.cost.predict(neighbours, chunk.magnitudes);
        for (std::size_t i = 0; i < neighbours.size(); ++i) {
            const auto row = static_cast<Eigen::Index>(first + i);
            const auto at = static_cast<Eigen::Index>(i);
            put(predictions.quality, row, quality.row(at));
            put(predictions.uncertainty, row,
                uncertaintyOf(quality.row(at), spread(chunk, at, state.options),
                              observationsIn(neighbours[i])));
            put(predictions.outputTokens, row, tokens.row(at));
            put(predictions.cost, row, cost.row(at));
        }
    }

    Predictions predictions;

  private:
    /// Retrieval alone knows no classes.
    static PerModel spread(const QueryChunk& chunk, Eigen::Index at,
                           const PredictorOptions& options) {
        if (options.kind != PredictorKind::Knn) return chunk.trained.spread.row(at);
        return PerModel::Ones(chunk.trained.spread.cols());
    }

    void put(Grid& grid, Eigen::Index row, const PerModel& values) const {
        if (values.size() == 0) return;
        for (std::size_t j = 0; j < m_fitted.size(); ++j) {
            if (m_fitted[j] >= 0) grid(row, static_cast<Eigen::Index>(j)) = values(m_fitted[j]);
        }
    }

    std::vector<std::ptrdiff_t> m_fitted;
};

/// Calls work(chunk, first row, rows) for all chunks, on several threads.
template <typename Work>
void forChunks(std::size_t rows, std::size_t atOnce, int threads, const Job& job,
               const Work& work) {
    const std::size_t chunks = (rows + atOnce - 1) / atOnce;
    SharedProgress progress(job, "predicting", chunks);
    forEachItem(chunks, threadCount(threads, rows), job.stop, [&](std::size_t c) {
        work(c, c * atOnce, std::min(atOnce, rows - c * atOnce));
        progress.finish();
    });
}

std::vector<std::vector<Neighbour>> nearestOf(std::span<const std::vector<Neighbour>> neighbours,
                                              std::size_t count) {
    std::vector<std::vector<Neighbour>> nearest;
    nearest.reserve(neighbours.size());
    for (const auto& all : neighbours) {
        const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size()));
        nearest.emplace_back(all.begin(), end);
    }
    return nearest;
}

}  // namespace

struct ReadQueries::State {
    std::shared_ptr<const Predictor::State::Text> text;  ///< that read them
    std::vector<std::ptrdiff_t> columns;                 ///< columnsOf
    std::size_t size = 0;
    int neighbours = 0;
    Grid inputTokens;                 ///< Predictions::inputTokens
    std::vector<std::size_t> copies;  ///< Predictions::copies
    std::size_t atOnce = 1;           ///< queries of a chunk, of the last one fewer
    std::vector<QueryChunk> chunks;
};

ReadQueries::ReadQueries(std::shared_ptr<const State> state) : m_state(std::move(state)) {}

std::size_t ReadQueries::size() const {
    return m_state->size;
}
int ReadQueries::neighbours() const {
    return m_state->neighbours;
}

Predictions Predictor::predict(const Dataset& data, std::span<const std::size_t> rows,
                               const Job& job) const {
    checkRows(data, rows);
    const State& state = *m_state;
    checkVectors(state, data);
    if (state.options.kind == PredictorKind::Recorded) {
        Predictions result;
        result.quality = rowsOf(data.score, rows);
        result.outputTokens = rowsOf(data.outputTokens, rows);
        result.cost = rowsOf(data.cost, rows);
        result.uncertainty = result.quality * 0.0;  // sure where known
        return result;
    }
    const std::vector<std::ptrdiff_t> fitted = columnsOf(state, data);
    Output output(rows.size(), fitted);
    output.predictions.inputTokens = inputTokensOf(state, data, rows, fitted);
    output.predictions.copies = copiesAmong(state, data, rows);
    if (!state.text) {
        output.putMeans(state);
        return std::move(output.predictions);
    }
    std::atomic<std::size_t> withoutVector = 0;
    forChunks(rows.size(), queriesAtOnce(*state.text), state.options.threads, job,
              [&](std::size_t /*chunk*/, std::size_t first, std::size_t count) {
                  const QueryChunk chunk =
                      readChunk(state, data, rows.subspan(first, count), state.options.neighbours,
                                state.options.kind != PredictorKind::Knn);
                  output.putChunk(state, chunk, chunk.neighbours, first);
                  withoutVector += chunk.withoutVector;
              });
    output.predictions.withoutVector = withoutVector;
    return std::move(output.predictions);
}

ReadQueries Predictor::read(const Dataset& data, std::span<const std::size_t> rows, int neighbours,
                            const Job& job) const {
    checkRows(data, rows);
    checkVectors(*m_state, data);
    if (m_state->options.kind == PredictorKind::Recorded) {
        throw Error("predictor", "recorded outcomes are not predicted from queries",
                    "choose another kind of predictor");
    }
    auto read = std::make_shared<ReadQueries::State>();
    read->text = m_state->text;
    read->columns = columnsOf(*m_state, data);
    read->inputTokens = inputTokensOf(*m_state, data, rows, read->columns);
    read->copies = copiesAmong(*m_state, data, rows);
    read->size = rows.size();
    read->neighbours = neighbours;
    if (read->text) {
        read->atOnce = queriesAtOnce(*read->text);
        read->chunks.resize((rows.size() + read->atOnce - 1) / read->atOnce);
        forChunks(rows.size(), read->atOnce, m_state->options.threads, job,
                  [&](std::size_t c, std::size_t first, std::size_t count) {
                      read->chunks[c] = readChunk(*m_state, data, rows.subspan(first, count),
                                                  neighbours, read->text->quality.hasTrained());
                  });
    }
    return ReadQueries(std::move(read));
}

Predictions Predictor::predict(const ReadQueries& queries, const Job& job) const {
    const ReadQueries::State& read = queries.state();
    const State& state = *m_state;
    Output output(read.size, read.columns);
    output.predictions.inputTokens = read.inputTokens;
    output.predictions.copies = read.copies;
    if (!state.text && state.options.kind == PredictorKind::Prior) {
        output.putMeans(state);
        return std::move(output.predictions);
    }
    if (state.text == nullptr || read.text != state.text ||
        read.neighbours < state.options.neighbours) {
        throw Error("predictor", "these queries were read by another fit or for fewer neighbours",
                    "read them again");
    }
    forChunks(read.size, read.atOnce, state.options.threads, job,
              [&](std::size_t c, std::size_t first, std::size_t /*count*/) {
                  const QueryChunk& chunk = read.chunks[c];
                  output.putChunk(state, chunk,
                                  nearestOf(chunk.neighbours,
                                            static_cast<std::size_t>(state.options.neighbours)),
                                  first);
              });
    for (const QueryChunk& chunk : read.chunks) {
        output.predictions.withoutVector += chunk.withoutVector;
    }
    return std::move(output.predictions);
}

PredictionParts Predictor::parts(const Dataset& data, std::size_t row) const {
    if (!m_state->text) return {};
    checkRows(data, std::span(&row, 1));
    checkVectors(*m_state, data);
    const PredictorOptions& options = m_state->options;
    const bool trained = options.kind != PredictorKind::Knn && m_state->text->quality.hasTrained();
    const QueryChunk chunk =
        readChunk(*m_state, data, std::span(&row, 1), options.neighbours, trained);
    const QualityModel::Parts said =
        m_state->text->quality.parts(chunk.neighbours.front(), chunk.trained, 0);
    const std::vector<std::ptrdiff_t> fitted = columnsOf(*m_state, data);
    const auto inColumns = [&fitted](const PerModel& values) {
        std::vector<double> columns;
        if (values.size() == 0) return columns;
        columns.reserve(fitted.size());
        for (const std::ptrdiff_t j : fitted) columns.push_back(j < 0 ? kMissing : values(j));
        return columns;
    };
    PredictionParts parts{inColumns(said.prior),
                          {},
                          inColumns(said.kernel),
                          inColumns(said.regression),
                          inColumns(said.mixture)};
    if (options.kind != PredictorKind::Trained) parts.retrieval = inColumns(said.retrieval);
    return parts;
}

std::vector<Neighbour> Predictor::neighbours(const Dataset& data, std::size_t row,
                                             int count) const {
    if (!m_state->text) return {};
    checkRows(data, std::span(&row, 1));
    checkVectors(*m_state, data);
    const State::Text& text = *m_state->text;
    const Query* const asked = &data.queries[row];
    const std::string_view words = asked->text;
    const Views views = viewsOf(text, text.tfidf.transform(std::span(&words, 1)),
                                text.traits.of(std::span(&asked, 1)));
    const Matrix own = ownVectors(text, data, std::span(&row, 1));
    return nearestRows(text, own, views.vectors, count, {}, 1, {}, nullptr).front();
}

}  // namespace orl
