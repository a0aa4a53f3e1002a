#include "core/predict/mixture_ensemble.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/support/thread_pool.h"

namespace orl {
namespace {

/// Classes and ridges that are tried, from coarse to fine.
constexpr MixtureOptions kMixtures[] = {
    {.classes = 8, .ridge = 3.0}, {.classes = 16, .ridge = 1.0}, {.classes = 30, .ridge = 0.3}};
/// A chance is no further from ½ when its logarithm is judged.
constexpr double kLeastJudged = 1e-3;

/// What one fold's mixture learns from, and what it is judged on.
struct FoldData {
    Matrix seenFeatures, heldOutFeatures;
    Grid seenScore, heldOutScore;
};

template <typename Rows>
Rows rowsAt(const Rows& all, const std::vector<std::size_t>& rows) {
    Rows part(static_cast<Eigen::Index>(rows.size()), all.cols());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        part.row(static_cast<Eigen::Index>(i)) = all.row(static_cast<Eigen::Index>(rows[i]));
    }
    return part;
}

FoldData foldData(const Matrix& features, const Grid& score, const Folds& folds, std::size_t f) {
    return {rowsAt(features, folds.seen[f]), rowsAt(features, folds.heldOut[f]),
            rowsAt(score, folds.seen[f]), rowsAt(score, folds.heldOut[f])};
}

double logLoss(const Grid& chance, const Grid& score) {
    double loss = 0.0;
    for (Eigen::Index i = 0; i < score.rows(); ++i) {
        for (Eigen::Index j = 0; j < score.cols(); ++j) {
            const double recorded = std::clamp(score(i, j), 0.0, 1.0);
            if (std::isnan(recorded) || std::isnan(chance(i, j))) continue;
            const double p = std::clamp(chance(i, j), kLeastJudged, 1.0 - kLeastJudged);
            loss -= recorded * std::log(p) + (1.0 - recorded) * std::log1p(-p);
        }
    }
    return loss;
}

PerModel outcomesOfEach(const Grid& score) {
    PerModel count = PerModel::Zero(score.cols());
    for (Eigen::Index i = 0; i < score.rows(); ++i) {
        count += score.row(i).isNaN().select(PerModel::Zero(score.cols()), 1.0);
    }
    return count;
}

}  // namespace

MixtureEnsemble MixtureEnsemble::fit(const std::function<Matrix(std::size_t)>& features,
                                     const Grid& score, const PerModel& prior, const Folds& folds,
                                     const PredictorOptions& options, Grid& outOfFold,
                                     const Job& job) {
    MixtureEnsemble result;
    result.m_mixtures.resize(folds.count());
    outOfFold = Grid::Constant(score.rows(), score.cols(), kMissing);
    const auto keep = [&](std::size_t f, ClassMixture mixture, const Grid& said) {
        for (std::size_t i = 0; i < folds.heldOut[f].size(); ++i) {
            outOfFold.row(static_cast<Eigen::Index>(folds.heldOut[f][i])) =
                said.row(static_cast<Eigen::Index>(i));
        }
        result.m_mixtures[f] = std::move(mixture);
    };
    const auto fitted = [&](const FoldData& data, MixtureOptions how) {
        how.seed = options.seed;
        return ClassMixture::fit(data.seenFeatures, data.seenScore, prior, how, job);
    };
    // One fold chooses for all: the choice matters little, and a fit is dear.
    const FoldData first = foldData(features(0), score, folds, 0);
    MixtureOptions best = kMixtures[0];
    double least = std::numeric_limits<double>::infinity();
    for (const MixtureOptions& tried : kMixtures) {
        ClassMixture mixture = fitted(first, tried);
        const Grid said = mixture.predict(first.heldOutFeatures).mean;
        const double loss = logLoss(said, first.heldOutScore);
        if (loss >= least) break;
        least = loss;
        best = tried;
        keep(0, std::move(mixture), said);
    }
    const std::size_t others = folds.count() - 1;
    forEachItem(others, threadCount(options.threads, others), job.stop, [&](std::size_t o) {
        const FoldData data = foldData(features(o + 1), score, folds, o + 1);
        ClassMixture mixture = fitted(data, best);
        const Grid said = mixture.predict(data.heldOutFeatures).mean;
        keep(o + 1, std::move(mixture), said);
    });
    const auto classes = static_cast<double>(result.m_mixtures.front().classes());
    result.m_open = (classes / outcomesOfEach(score)).min(1.0);
    return result;
}

ClassChances MixtureEnsemble::predict(const Matrix& features) const {
    ClassChances mean{Grid::Zero(features.rows(), m_open.size()), {}};
    mean.square = mean.mean;
    for (const ClassMixture& mixture : m_mixtures) {
        const ClassChances said = mixture.predict(features);
        mean.mean += said.mean / static_cast<double>(m_mixtures.size());
        mean.square += said.square / static_cast<double>(m_mixtures.size());
    }
    return mean;
}

Grid MixtureEnsemble::spread(const ClassChances& said) const {
    Grid spread = said.spread();
    spread.rowwise() += m_open;
    return spread.min(1.0);
}

void MixtureEnsemble::write(ByteWriter& out) const {
    out.put(static_cast<std::uint64_t>(m_mixtures.size()));
    for (const ClassMixture& mixture : m_mixtures) mixture.write(out);
    out.putValues(m_open);
}

MixtureEnsemble MixtureEnsemble::read(ByteReader& in) {
    MixtureEnsemble result;
    const auto count = in.get<std::uint64_t>();
    in.require(count <= 64);
    result.m_mixtures.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t m = 0; m < count; ++m) result.m_mixtures.push_back(ClassMixture::read(in));
    result.m_open = in.getValues();
    return result;
}

bool MixtureEnsemble::matches(Eigen::Index dimensions, Eigen::Index models) const {
    return !m_mixtures.empty() && m_open.size() == models &&
           std::all_of(m_mixtures.begin(), m_mixtures.end(), [&](const ClassMixture& mixture) {
               return mixture.dimensions() == dimensions && mixture.models() == models;
           });
}

}  // namespace orl
