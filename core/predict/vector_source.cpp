#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/predict/query_views.h"

namespace orl {
namespace {

constexpr std::array<std::string_view, 2> kSources = {"built-in", "data"};
/// A vector this near to the mean says no more than rounding does.
constexpr double kSameDirection = 1e-5;

/// Each row less the mean, at length 1; one of zeros stays so.
Matrix centred(const Matrix& directions, const Matrix& mean) {
    Matrix vectors = Matrix::Zero(directions.rows(), directions.cols());
    for (Eigen::Index i = 0; i < directions.rows(); ++i) {
        if (directions.row(i).isZero(0.0F)) continue;
        // As of the data's vectors, whose length is made exact in double.
        const Eigen::RowVectorXd row = directions.row(i).cast<double>();
        const Eigen::RowVectorXd rest = row / row.norm() - mean.row(0).cast<double>();
        const double length = rest.norm();
        if (length >= kSameDirection) vectors.row(i) = (rest / length).cast<float>();
    }
    return vectors;
}

std::vector<std::string_view> textsOf(const Dataset& data, std::span<const std::size_t> rows) {
    std::vector<std::string_view> texts;
    texts.reserve(rows.size());
    for (const std::size_t row : rows) texts.emplace_back(data.queries[row].text);
    return texts;
}

/// The query's vector at length 1; 0 if it has none. In double: the squares of large numbers are
/// beyond the range of float.
Eigen::RowVectorXd directionOf(const Dataset& data, std::size_t row) {
    if (!data.hasEmbedding(row)) return Eigen::RowVectorXd::Zero(data.embedding.cols());
    Eigen::RowVectorXd vector = data.embedding.row(static_cast<Eigen::Index>(row)).cast<double>();
    const double length = vector.norm();
    if (length > 0.0) vector /= length;
    return vector;
}

}  // namespace

std::string_view toString(VectorSource source) {
    return kSources.at(static_cast<std::size_t>(source));
}

VectorSource vectorSourceFrom(std::string_view name) {
    const auto* const found = std::find(kSources.begin(), kSources.end(), name);
    if (found == kSources.end()) {
        throw Error("embedding", fmt::format("there is no source of vectors \"{}\"", name),
                    fmt::format("choose one of {}", fmt::join(kSources, ", ")));
    }
    return static_cast<VectorSource>(found - kSources.begin());
}

Matrix meanDirection(const Dataset& data, std::span<const std::size_t> rows, const Job& job) {
    Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(data.embedding.cols());
    double count = 0.0;
    ProgressMeter meter(job, "mean vector");
    for (const std::size_t row : rows) {
        meter.update(count / static_cast<double>(rows.size()));
        const Eigen::RowVectorXd direction = directionOf(data, row);
        if (direction.isZero(0.0)) continue;
        sum += direction;
        count += 1.0;
    }
    return (sum / std::max(count, 1.0)).cast<float>();
}

Matrix centredVectors(const Dataset& data, std::span<const std::size_t> rows, const Matrix& mean,
                      const Job& job) {
    Matrix vectors = Matrix::Zero(static_cast<Eigen::Index>(rows.size()), data.embedding.cols());
    ProgressMeter meter(job, "vectors");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        meter.update(static_cast<double>(i) / static_cast<double>(rows.size()));
        const Eigen::RowVectorXd direction = directionOf(data, rows[i]);
        if (direction.isZero(0.0)) continue;
        const Eigen::RowVectorXd rest = direction - mean.row(0).cast<double>();
        const double length = rest.norm();
        if (length < kSameDirection) continue;
        vectors.row(static_cast<Eigen::Index>(i)) = (rest / length).cast<float>();
    }
    return vectors;
}

Matrix ownVectors(const Predictor::State::Text& text, const Dataset& data,
                  std::span<const std::size_t> rows) {
    if (text.vectorIndex.size() == 0) return {};
    if (text.words) return centred(text.words->of(textsOf(data, rows)), text.vectorMean);
    if (data.embedding.cols() > 0) return centredVectors(data, rows, text.vectorMean);
    return {};
}

std::vector<std::vector<Neighbour>> nearestRows(const Predictor::State::Text& text,
                                                const Matrix& own, const Matrix& builtIn, int count,
                                                std::span<const std::size_t> leaveOut,
                                                std::size_t threads, const Job& job,
                                                std::size_t* missing) {
    if (text.vectorIndex.size() == 0) {
        return text.index.nearest(unitRows(builtIn), count, leaveOut, threads, job);
    }
    const auto queries = static_cast<std::size_t>(builtIn.rows());
    std::vector<std::vector<Neighbour>> found(queries);
    if (own.cols() > 0) found = text.vectorIndex.nearest(own, count, leaveOut, threads, job);
    std::vector<std::size_t> without;
    std::vector<std::size_t> leftOut;
    for (std::size_t i = 0; i < queries; ++i) {
        if (own.cols() > 0 && !own.row(static_cast<Eigen::Index>(i)).isZero(0.0F)) continue;
        without.push_back(i);
        if (!leaveOut.empty()) leftOut.push_back(leaveOut[i]);
    }
    auto byText = text.index.nearest(unitRows(builtIn(without, Eigen::indexing::all)), count,
                                     leftOut, threads, job);
    for (std::size_t i = 0; i < without.size(); ++i) found[without[i]] = std::move(byText[i]);
    if (missing != nullptr) *missing += without.size();
    return found;
}

}  // namespace orl
