#include "core/predict/fold_regressions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/support/thread_pool.h"

namespace orl {
namespace {

/// C of the logistic regressions that are tried, rising.
constexpr double kStrengths[] = {1.5, 4.0, 10.0};

}  // namespace

Regressions::Regressions(const PerModel& base)
    : m_weight(Matrix(0, base.size())), m_bias(base), m_base(base) {}

Regressions::Regressions(const LogisticModels& models, const PerModel& base)
    : m_weight(models.weight), m_bias(models.bias), m_base(base) {}

PerModel Regressions::deviation(std::span<const SparseRows::Entry> row) const {
    return m_weight.times(row).cast<double>().array() + m_bias - m_base;
}

void Regressions::write(ByteWriter& out) const {
    out.putMatrix(m_weight.matrix());
    out.putValues(m_bias);
}

Regressions Regressions::read(ByteReader& in, const PerModel& base) {
    Regressions result(base);
    result.m_weight = PaddedRows(in.getMatrix());
    result.m_bias = in.getValues();
    in.require(result.m_bias.size() == base.size() && result.m_weight.cols() == base.size());
    return result;
}

Regressions Regressions::meanOf(std::span<const Regressions> all, const PerModel& base) {
    const auto count = static_cast<float>(all.size());
    Matrix weight = all.front().m_weight.matrix() / count;
    PerModel bias = all.front().m_bias / static_cast<double>(count);
    for (const Regressions& one : all.subspan(1)) {
        weight += one.m_weight.matrix() / count;
        bias += one.m_bias / static_cast<double>(count);
    }
    return {LogisticModels{std::move(weight), std::move(bias)}, base};
}

FoldRegressions::FoldRegressions(const SparseRows& rows, Labels label, const PerModel& base,
                                 const Folds& folds)
    : m_rows(rows), m_trainer(rows), m_label(std::move(label)), m_base(base), m_folds(folds) {}

Regressions FoldRegressions::fitted(std::span<const std::size_t> rows, double strength,
                                    const Job& job) const {
    return {m_trainer.fit(rows, m_label, m_base, strength, job), m_base};
}

double FoldRegressions::heldOutLoss(const Regressions& regressions, std::size_t fold,
                                    const Grid& score) const {
    double loss = 0.0;
    for (const std::size_t i : m_folds.heldOut[fold]) {
        const PerModel odds = m_base + regressions.deviation(m_rows.row(i));
        for (Eigen::Index j = 0; j < odds.size(); ++j) {
            const double recorded = score(static_cast<Eigen::Index>(i), j);
            if (std::isnan(recorded) || std::isnan(odds(j))) continue;
            loss += std::log1p(std::exp(-std::abs(odds(j)))) + std::max(odds(j), 0.0) -
                    recorded * odds(j);
        }
    }
    return loss;
}

void FoldRegressions::fit(const Grid& score, const PredictorOptions& options, const Job& job) {
    m_fitted.resize(m_folds.count());
    m_strength = options.regularization;
    std::size_t done = 0;
    if (!(m_strength > 0.0)) {
        double least = std::numeric_limits<double>::infinity();
        for (const double strength : kStrengths) {
            Regressions tried = fitted(m_folds.seen[0], strength, job);
            const double loss = heldOutLoss(tried, 0, score);
            if (loss >= least) break;  // convex in practice: greater ones only overfit more
            least = loss;
            m_strength = strength;
            m_fitted[0] = std::move(tried);
        }
        done = 1;
    }
    const std::size_t others = m_folds.count() - done;
    forEachItem(others, threadCount(options.threads, others), job.stop, [&](std::size_t o) {
        m_fitted[done + o] = fitted(m_folds.seen[done + o], m_strength, job);
    });
}

Grid FoldRegressions::outOfFold() const {
    Grid result(static_cast<Eigen::Index>(m_rows.rowCount()), m_base.size());
    for (std::size_t f = 0; f < m_folds.count(); ++f) {
        for (const std::size_t i : m_folds.heldOut[f]) {
            result.row(static_cast<Eigen::Index>(i)) = m_fitted[f].deviation(m_rows.row(i));
        }
    }
    return result;
}

Grid FoldRegressions::asTheFoldSees(std::size_t fold, std::uint64_t seed, const Job& job) const {
    Grid result(static_cast<Eigen::Index>(m_rows.rowCount()), m_base.size());
    for (const std::size_t i : m_folds.heldOut[fold]) {
        result.row(static_cast<Eigen::Index>(i)) = m_fitted[fold].deviation(m_rows.row(i));
    }
    const std::vector<std::size_t>& seen = m_folds.seen[fold];
    const Folds halves = Folds::dealt(seen.size(), 2, seed + 1 + fold);
    for (std::size_t half = 0; half < 2; ++half) {
        std::vector<std::size_t> rows;
        rows.reserve(halves.seen[half].size());
        for (const std::size_t place : halves.seen[half]) rows.push_back(seen[place]);
        const Regressions regressions = fitted(rows, m_strength, job);
        for (const std::size_t place : halves.heldOut[half]) {
            const std::size_t i = seen[place];
            result.row(static_cast<Eigen::Index>(i)) = regressions.deviation(m_rows.row(i));
        }
    }
    return result;
}

}  // namespace orl
