#include "core/predict/logistic.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/support/aligned.h"
#include "core/support/random.h"

namespace orl {
namespace {

using lanes::kLanes;

constexpr Eigen::Index kLeastOfAClass = 3;
/// Passes through all rows end when α has moved by less than this share of C in the mean: what more
/// would change is far below what the data leave open.
constexpr float kTolerance = 0.02F;
constexpr int kMostPasses = 50;

/// Whether there is something to tell apart.
bool hasBoth(const Labels& label, std::span<const std::size_t> rows, Eigen::Index model) {
    Eigen::Index right = 0;
    for (const std::size_t row : rows)
        right += label(static_cast<Eigen::Index>(row), model) ? 1 : 0;
    return std::min(right, static_cast<Eigen::Index>(rows.size()) - right) >= kLeastOfAClass;
}

}  // namespace

LogisticTrainer::LogisticTrainer(const SparseRows& rows) : m_rows(rows) {
    for (std::size_t i = 0; i < rows.rowCount(); ++i) {
        float squares = 1.0F;
        for (const SparseRows::Entry& entry : rows.row(i)) squares += entry.value * entry.value;
        m_squares.push_back(squares);
    }
}

LogisticModels LogisticTrainer::fit(std::span<const std::size_t> rows, const Labels& label,
                                    const PerModel& base, double strength, const Job& job) const {
    const auto features = static_cast<Eigen::Index>(m_rows.columnCount);
    LogisticModels result{Matrix::Zero(features, base.size()), base};
    std::vector<Eigen::Index> learnt;
    for (Eigen::Index j = 0; j < base.size(); ++j) {
        if (!std::isnan(base(j)) && hasBoth(label, rows, j)) learnt.push_back(j);
    }
    for (std::size_t first = 0; first < learnt.size(); first += kLanes) {
        fitLanes(rows, label,
                 std::span(learnt).subspan(first, std::min(kLanes, learnt.size() - first)),
                 static_cast<float>(strength), job, result);
    }
    return result;
}

void LogisticTrainer::fitLanes(std::span<const std::size_t> rows, const Labels& label,
                               std::span<const Eigen::Index> models, float strength, const Job& job,
                               LogisticModels& result) const {
    constexpr std::size_t kRowsBetweenChecks = 4'096;
    float base[kLanes] = {};
    float bias[kLanes] = {};
    AlignedVector<float> weight(m_rows.columnCount * kLanes, 0.0F);
    AlignedVector<float> alpha(rows.size() * kLanes, 0.0F);
    AlignedVector<float> sign(rows.size() * kLanes, 1.0F);
    for (std::size_t lane = 0; lane < models.size(); ++lane) {
        base[lane] = static_cast<float>(result.bias(models[lane]));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const bool right = label(static_cast<Eigen::Index>(rows[i]), models[lane]);
            if (!right) sign[i * kLanes + lane] = -1.0F;
        }
    }
    const lanes::LogisticStep step = lanes::widest().logisticStep;
    float moved[kLanes];
    const lanes::LogisticState state{base, bias, weight.data(), moved, strength};
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    // A new order in every pass: repeating one converges slowly, least of all that of a file, where
    // like stands by like.
    Random random(rows.size());
    for (int pass = 0; pass < kMostPasses; ++pass) {
        job.check();
        std::fill_n(moved, kLanes, 0.0F);
        random.shuffle(std::span(order));
        for (std::size_t k = 0; k < order.size(); ++k) {
            if (k % kRowsBetweenChecks == kRowsBetweenChecks - 1) job.check();
            const std::size_t i = order[k];
            const auto row = m_rows.row(rows[i]);
            step(
                {row.data(), row.size(), m_squares[rows[i]], &sign[i * kLanes], &alpha[i * kLanes]},
                state);
        }
        const float most = *std::max_element(moved, moved + models.size());
        if (most < kTolerance * strength * static_cast<float>(rows.size())) break;
    }
    const Eigen::Map<const Matrix> fitted(weight.data(), result.weight.rows(), kLanes);
    for (std::size_t lane = 0; lane < models.size(); ++lane) {
        result.weight.col(models[lane]) = fitted.col(static_cast<Eigen::Index>(lane));
        result.bias(models[lane]) += static_cast<double>(bias[lane]);
    }
}

}  // namespace orl
