#include "core/predict/complete_scores.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/predict/learning_sample.h"

namespace orl {
namespace {

/// Outcomes' worth of "no shift", of the pool's slope, and of "no model is special".
constexpr double kShiftOutcomes = 4.0;
constexpr double kSlopeOutcomes = 2.0;
constexpr double kOwnOutcomes = 10.0;

/// What the others say about one query, seen from model j: 1, the mean deviation of the other
/// models, and each one's distance from it. False if no other model has an outcome there.
bool othersOn(const Grid& deviation, Eigen::Index row, Eigen::Index j,
              Eigen::Ref<Eigen::VectorXd> features) {
    const Eigen::Index models = deviation.cols();
    double sum = 0.0;
    double count = 0.0;
    for (Eigen::Index k = 0; k < models; ++k) {
        if (k == j || std::isnan(deviation(row, k))) continue;
        sum += deviation(row, k);
        count += 1.0;
    }
    if (count == 0.0) return false;
    const double mean = sum / count;
    features.setZero();
    features(0) = 1.0;
    features(1) = mean;
    for (Eigen::Index k = 0; k < models; ++k) {
        if (k != j && !std::isnan(deviation(row, k))) features(k + 2) = deviation(row, k) - mean;
    }
    return true;
}

/// Slope of a model's deviation on the mean one of the others, over all models.
double poolSlope(const Grid& deviation, std::span<const Eigen::Index> learned) {
    Eigen::VectorXd features(deviation.cols() + 2);
    double products = 0.0;
    double squares = 1e-9;
    for (const Eigen::Index i : learned) {
        for (Eigen::Index j = 0; j < deviation.cols(); ++j) {
            if (std::isnan(deviation(i, j)) || !othersOn(deviation, i, j, features)) continue;
            products += features(1) * deviation(i, j);
            squares += features(1) * features(1);
        }
    }
    return std::max(products / squares, 0.0);
}

}  // namespace

Grid completeScores(const Grid& score, const PerModel& prior, std::span<const std::size_t> learned,
                    const Job& job) {
    constexpr Eigen::Index kRowsBetweenChecks = 16'384;
    const Eigen::Index models = score.cols();
    Grid complete =
        score.unaryExpr([](double s) { return std::isnan(s) ? s : std::clamp(s, 0.0, 1.0); });
    if (!score.isNaN().any()) return complete;
    const Grid deviation = complete.rowwise() - prior;
    const std::vector<Eigen::Index> learnt = learnedRows(learned, score.rows());
    const double slope = poolSlope(deviation, learnt);
    Eigen::VectorXd features(models + 2);
    for (Eigen::Index j = 0; j < models; ++j) {
        if (std::isnan(prior(j)) || !score.col(j).isNaN().any()) continue;
        Eigen::VectorXd anchor = Eigen::VectorXd::Zero(models + 2);
        anchor(1) = slope;
        // Penalties relative to the spread of a feature: that of an outcome about 1/4, squared.
        Eigen::VectorXd penalty = Eigen::VectorXd::Constant(models + 2, kOwnOutcomes * 0.25);
        penalty(0) = kShiftOutcomes;
        penalty(1) = kSlopeOutcomes * 0.25;
        Eigen::MatrixXd normal = penalty.asDiagonal();
        Eigen::VectorXd right = penalty.cwiseProduct(anchor);
        job.check();
        for (const Eigen::Index i : learnt) {
            if (std::isnan(score(i, j)) || !othersOn(deviation, i, j, features)) continue;
            normal.selfadjointView<Eigen::Lower>().rankUpdate(features);
            right += deviation(i, j) * features;
        }
        const Eigen::VectorXd weight = normal.selfadjointView<Eigen::Lower>().ldlt().solve(right);
        for (Eigen::Index i = 0; i < score.rows(); ++i) {
            if (i % kRowsBetweenChecks == 0) job.check();
            if (!std::isnan(score(i, j))) continue;
            const double expected =
                othersOn(deviation, i, j, features) ? weight.dot(features) : weight(0);
            complete(i, j) = std::clamp(prior(j) + expected, 0.0, 1.0);
        }
    }
    return complete;
}

}  // namespace orl
