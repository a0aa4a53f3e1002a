#include "core/predict/query_map.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/predict/query_views.h"
#include "core/support/random.h"
#include "core/support/shared_progress.h"
#include "core/support/thread_pool.h"

namespace orl {
namespace {

constexpr std::size_t kLearned = 10'000;  ///< rows that the directions are learned on
constexpr std::size_t kMapChunk = 512;
constexpr Eigen::Index kLengthTerms = 3;
using LengthTerms = Eigen::Matrix<double, 1, kLengthTerms>;
using TwoColumns = Eigen::Matrix<double, Eigen::Dynamic, 2>;

LengthTerms lengthTerms(const Query& query) {
    const double length = std::log1p(static_cast<double>(query.text.size()));
    return {1.0, length, length * length};
}

/// Rows of the data as vectors: by a fit's latent space, or the data's own.
class VectorReader {
  public:
    VectorReader(const Predictor::State& state, const Dataset& data,
                 std::span<const std::size_t> rows)
        : m_text(state.text.get()), m_data(data) {
        m_own = (m_text == nullptr || m_text->vectorIndex.vectors().cols() > 0) &&
                data.embedding.cols() > 0;
        if (!m_own) return;
        m_mean = m_text != nullptr && m_text->vectorMean.cols() == data.embedding.cols()
                     ? m_text->vectorMean
                     : meanDirection(data, rows);
    }

    bool known() const { return m_own || (m_text != nullptr && m_text->latent.dimensions() > 0); }
    bool own() const { return m_own; }
    bool has(std::size_t row) const { return !m_own || m_data.hasEmbedding(row); }
    Matrix of(std::span<const std::size_t> rows) const {
        if (m_own) return centredVectors(m_data, rows, m_mean);
        const std::vector<const Query*> queries = queriesOf(m_data, rows);
        return m_text->latent.project(m_text->tfidf.transform(textsOf(queries)));
    }

  private:
    const Predictor::State::Text* m_text;
    const Dataset& m_data;
    bool m_own = false;
    Matrix m_mean;
};

/// Calls work(first, count) for all chunks, on several threads.
template <typename Work>
void forMapChunks(std::size_t rows, int threads, const Job& job, std::string_view stage,
                  const Work& work) {
    const std::size_t chunks = (rows + kMapChunk - 1) / kMapChunk;
    SharedProgress progress(job, stage, chunks);
    forEachItem(chunks, threadCount(threads, rows), job.stop, [&](std::size_t c) {
        work(c * kMapChunk, std::min(kMapChunk, rows - c * kMapChunk));
        progress.finish();
    });
}

/// Two directions of the vectors, and what of them follows from the length.
struct Directions {
    TwoColumns direction;                         ///< dimensions × 2
    Eigen::Matrix<double, kLengthTerms, 2> same;  ///< what a length alone leads to
};

/// The two leading right singular vectors, by iteration in a slightly larger subspace.
TwoColumns leadingDirections(const Eigen::MatrixXd& rows, const Job& job) {
    constexpr Eigen::Index kOversampled = 8;
    constexpr int kIterations = 16;
    const Eigen::Index width = std::min(kOversampled, rows.cols());
    Random random(1);
    Eigen::MatrixXd basis(rows.cols(), width);
    for (double& value : basis.reshaped()) value = random.normal();
    const auto orthonormal = [&] {
        const Eigen::HouseholderQR<Eigen::MatrixXd> qr(basis);
        basis = qr.householderQ() * Eigen::MatrixXd::Identity(rows.cols(), width);
    };
    orthonormal();
    for (int pass = 0; pass < kIterations; ++pass) {
        job.check();
        basis = rows.transpose() * (rows * basis).eval();
        orthonormal();
    }
    const Eigen::MatrixXd projected = rows * basis;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(projected.transpose() * projected);
    TwoColumns found = TwoColumns::Zero(rows.cols(), 2);
    for (Eigen::Index k = 0; k < std::min<Eigen::Index>(2, width); ++k) {
        found.col(k) = basis * eigen.eigenvectors().col(width - 1 - k);
        Eigen::Index largest = 0;
        found.col(k).cwiseAbs().maxCoeff(&largest);
        if (found(largest, k) < 0.0) found.col(k) = -found.col(k);
    }
    return found;
}

Directions directionsOf(const VectorReader& reader, const Dataset& data,
                        std::span<const std::size_t> rows, int threads, const Job& job) {
    const std::size_t count = std::min(rows.size(), kLearned);
    std::vector<std::size_t> learned;
    learned.reserve(count);
    for (std::size_t i = 0; i < count; ++i) learned.push_back(rows[i * rows.size() / count]);
    Eigen::MatrixXd vectors;
    const Matrix first = reader.of(std::span(learned).first(1));
    vectors.resize(static_cast<Eigen::Index>(count), first.cols());
    Eigen::MatrixXd lengths(static_cast<Eigen::Index>(count), kLengthTerms);
    forMapChunks(count, threads, job, "map: directions", [&](std::size_t from, std::size_t size) {
        const auto at = static_cast<Eigen::Index>(from);
        const auto some = static_cast<Eigen::Index>(size);
        vectors.middleRows(at, some) =
            reader.of(std::span(learned).subspan(from, size)).cast<double>();
        for (std::size_t i = from; i < from + size; ++i) {
            lengths.row(static_cast<Eigen::Index>(i)) = lengthTerms(data.queries[learned[i]]);
        }
    });
    // Lengths that are all alike leave a rank of 1, which this decomposition sees.
    const Eigen::MatrixXd weights = lengths.colPivHouseholderQr().solve(vectors);
    vectors -= lengths * weights;
    Directions found;
    found.direction = leadingDirections(vectors, job);
    found.same = weights * found.direction;
    return found;
}

/// Part of the way from where the values lie to their ranks, in [0,1]; equal values stay equal.
std::vector<float> stretched(const std::vector<double>& values) {
    constexpr double kToRanks = 0.7;
    constexpr double kTail = 0.005;  // of the values at either end do not set the scale
    std::vector<std::uint32_t> order;
    order.reserve(values.size());
    for (std::uint32_t i = 0; i < values.size(); ++i) {
        if (!std::isnan(values[i])) order.push_back(i);
    }
    std::vector<float> places(values.size(), std::numeric_limits<float>::quiet_NaN());
    if (order.empty()) return places;
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
    const std::size_t last = order.size() - 1;
    const auto tail = static_cast<std::size_t>(kTail * static_cast<double>(last));
    const double low = values[order[tail]];
    const double range = values[order[last - tail]] - low;
    for (std::size_t from = 0; from < order.size();) {
        const double value = values[order[from]];
        std::size_t to = from;
        while (to < order.size() && values[order[to]] == value) ++to;
        const double rank =
            last == 0 ? 0.5 : 0.5 * static_cast<double>(from + to - 1) / static_cast<double>(last);
        const double linear = range > 0.0 ? std::clamp((value - low) / range, 0.0, 1.0) : 0.5;
        const auto place = static_cast<float>(kToRanks * rank + (1.0 - kToRanks) * linear);
        for (; from < to; ++from) places[order[from]] = place;
    }
    return places;
}

}  // namespace

QueryMap mapQueries(const Predictor& predictor, const Dataset& data,
                    std::span<const std::size_t> rows, const Job& job) {
    checkRows(data, rows);
    QueryMap map;
    const VectorReader reader(predictor.state(), data, rows);
    std::vector<std::size_t> placed;
    placed.reserve(rows.size());
    for (const std::size_t row : rows) {
        if (reader.known() && reader.has(row)) placed.push_back(row);
    }
    if (!reader.known() || placed.empty()) {
        map.explanation = rows.empty() ? "There are no queries."
                                       : "This predictor reads no texts and the data have no "
                                         "vectors, so there is nothing to lay the queries out by. "
                                         "Choose a predictor that reads them.";
        return map;
    }
    map.of = reader.own() ? "two directions of the data's vectors, length removed"
                          : "two latent directions, length removed";
    map.missing = rows.size() - placed.size();
    const int threads = predictor.options().threads;
    const Directions found = directionsOf(reader, data, placed, threads, job);
    const Eigen::Matrix<float, Eigen::Dynamic, 2> direction = found.direction.cast<float>();
    std::vector<double> u(rows.size(), kMissing);
    std::vector<double> v(rows.size(), kMissing);
    forMapChunks(rows.size(), threads, job, "map", [&](std::size_t from, std::size_t size) {
        const Matrix vectors = reader.of(rows.subspan(from, size));
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t row = rows[from + i];
            if (!reader.has(row)) continue;
            // One row at a time: the sums of a product of matrices depend on its other rows.
            const auto at = vectors.row(static_cast<Eigen::Index>(i));
            const LengthTerms length = lengthTerms(data.queries[row]);
            u[from + i] = double(at.dot(direction.col(0))) - length.dot(found.same.col(0));
            v[from + i] = double(at.dot(direction.col(1))) - length.dot(found.same.col(1));
        }
    });
    map.x = stretched(u);
    map.y = stretched(v);
    return map;
}

}  // namespace orl
