#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/predict/predictor_state.h"

namespace orl {
namespace {

constexpr std::array<std::string_view, 2> kSources = {"built-in", "data"};

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

Matrix unitVectors(const Dataset& data, std::span<const std::size_t> rows) {
    Matrix vectors = Matrix::Zero(static_cast<Eigen::Index>(rows.size()), data.embedding.cols());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!data.hasEmbedding(rows[i])) continue;
        // In double: the squares of large numbers are beyond the range of float.
        const Eigen::RowVectorXd vector =
            data.embedding.row(static_cast<Eigen::Index>(rows[i])).cast<double>();
        const double length = vector.norm();
        if (length > 0.0) {
            vectors.row(static_cast<Eigen::Index>(i)) = (vector / length).cast<float>();
        }
    }
    return vectors;
}

std::vector<std::vector<Neighbour>> nearestRows(const Predictor::State::Text& text,
                                                const Dataset& data,
                                                std::span<const std::size_t> rows,
                                                const Matrix& latent, int count,
                                                std::size_t leaveOutFrom, std::size_t threads,
                                                const Job& job, std::size_t* missing) {
    if (text.vectorIndex.size() == 0) {
        return text.index.nearest(latent, count, leaveOutFrom, threads, job);
    }
    std::vector<std::vector<Neighbour>> found(rows.size());
    Matrix vectors;
    if (data.embedding.cols() > 0) {
        vectors = unitVectors(data, rows);
        found = text.vectorIndex.nearest(vectors, count, leaveOutFrom, threads, job);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        if (vectors.size() > 0 && !vectors.row(row).isZero(0.0F)) continue;
        const std::size_t leftOut =
            leaveOutFrom == NeighbourIndex::kNoRow ? leaveOutFrom : leaveOutFrom + i;
        found[i] = text.index.nearest(latent.row(row), count, leftOut).front();
        if (missing != nullptr) ++*missing;
    }
    return found;
}

}  // namespace orl
