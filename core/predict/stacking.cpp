#include "core/predict/stacking.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace orl {
namespace {

constexpr auto kCount = static_cast<Eigen::Index>(Evidence::kCount);
/// Penalties: the shift of a model is worth about this many outcomes at its
/// mean.
constexpr double kShiftPenalty = 5.0;
constexpr double kCoefficientPenalty = 2.0;
constexpr double kUnused = 1e12;

using Used = Eigen::Array<bool, kCount, 1>;

Used sourcesOf(Stacking::Use use) {
    Used used;
    for (Eigen::Index s = 0; s < kCount; ++s) {
        const bool retrieved = static_cast<std::size_t>(s) / 2 == Evidence::Retrieved;
        used(s) = use == Stacking::Use::Both || retrieved == (use == Stacking::Use::Retrieved);
    }
    return used;
}

/// Models without any outcome (NaN) have no say in the mean.
void splitInto(PerModel& shared, PerModel& own, const PerModel& deviation) {
    double sum = 0.0;
    double count = 0.0;
    for (const double value : deviation) {
        if (std::isnan(value)) continue;
        sum += value;
        count += 1.0;
    }
    const double mean = count > 0.0 ? sum / count : 0.0;
    shared = PerModel::Constant(deviation.size(), mean);
    own = deviation - mean;
}

/// Coefficients and shifts with the least penalised log loss, by Newton's method: convex, a dozen
/// or two of parameters.
Eigen::VectorXd minimise(const std::vector<Evidence>& evidence, const Grid& score,
                         const PerModel& base, const Grid& known, const Used& used, double start,
                         const Job& job) {
    constexpr std::size_t kRowsBetweenChecks = 1'024;
    const Eigen::Index models = base.size();
    const Eigen::Index size = kCount + models;
    Eigen::VectorXd anchor = Eigen::VectorXd::Zero(size);
    Eigen::VectorXd penalty = Eigen::VectorXd::Constant(size, kShiftPenalty);
    anchor.head(kCount) = used.select(Eigen::Array<double, kCount, 1>::Constant(start), 0.0);
    penalty.head(kCount) =
        used.select(Eigen::Array<double, kCount, 1>::Constant(kCoefficientPenalty), kUnused);
    Eigen::VectorXd parameter = anchor;
    constexpr int kIterations = 12;
    for (int iteration = 0; iteration < kIterations; ++iteration) {
        Eigen::VectorXd gradient = penalty.cwiseProduct(parameter - anchor);
        Eigen::MatrixXd hessian = penalty.asDiagonal();
        for (std::size_t i = 0; i < evidence.size(); ++i) {
            if (i % kRowsBetweenChecks == 0) job.check();
            for (Eigen::Index j = 0; j < models; ++j) {
                const double truth = score(static_cast<Eigen::Index>(i), j);
                if (std::isnan(truth) || std::isnan(base(j))) continue;
                Eigen::Matrix<double, kCount, 1> x;
                for (Eigen::Index s = 0; s < kCount; ++s) {
                    x(s) = evidence[i].value[static_cast<std::size_t>(s)](j);
                }
                const double z = base(j) + known(static_cast<Eigen::Index>(i), j) +
                                 parameter(kCount + j) + x.dot(parameter.head<kCount>());
                const double p = 1.0 / (1.0 + std::exp(-z));
                const double slope = p - std::clamp(truth, 0.0, 1.0);
                const double curvature = std::max(p * (1.0 - p), 1e-6);
                gradient.head<kCount>() += slope * x;
                gradient(kCount + j) += slope;
                hessian.topLeftCorner<kCount, kCount>().noalias() += curvature * x * x.transpose();
                hessian.col(kCount + j).head<kCount>() += curvature * x;
                hessian(kCount + j, kCount + j) += curvature;
            }
        }
        hessian.bottomLeftCorner(models, kCount) =
            hessian.topRightCorner(kCount, models).transpose();
        const Eigen::VectorXd step = hessian.ldlt().solve(gradient);
        // Far from the optimum a full step can overshoot; the evidence is of order
        // one.
        const double length = step.norm();
        parameter -= step * std::min(1.0, 2.0 / std::max(length, 1e-12));
        if (length < 1e-6) break;
    }
    return parameter;
}

}  // namespace

void Evidence::set(Part part, const PerModel& deviation) {
    splitInto(value[2 * part], value[2 * part + 1], deviation);
}

Stacking Stacking::fit(const std::vector<Evidence>& evidence, const Grid& score,
                       const PerModel& base, const Grid& known, Use use, const Job& job) {
    Used used = sourcesOf(use);
    // Without held-out rows to say otherwise: the mean of what the parts say.
    const double start = 2.0 / static_cast<double>(used.count());
    Eigen::VectorXd parameter = minimise(evidence, score, base, known, used, start, job);
    // A part may be worth nothing, but not less.
    while ((used && parameter.head<kCount>().array() < 0.0).any()) {
        used = used && parameter.head<kCount>().array() >= 0.0;
        parameter = minimise(evidence, score, base, known, used, start, job);
    }
    Stacking result;
    for (Eigen::Index s = 0; s < kCount; ++s) {
        result.m_coefficient[static_cast<std::size_t>(s)] = used(s) ? parameter(s) : 0.0;
    }
    result.m_shift = parameter.tail(base.size()).transpose().array();
    return result;
}

PerModel Stacking::logOdds(const Evidence& evidence, const PerModel& base) const {
    PerModel sum = base + m_shift;
    for (std::size_t s = 0; s < Evidence::kCount; ++s) {
        if (m_coefficient[s] != 0.0) sum += m_coefficient[s] * evidence.value[s];
    }
    return sum;
}

void Stacking::write(ByteWriter& out) const {
    for (const double value : m_coefficient) out.put(value);
    out.putValues(m_shift);
}

Stacking Stacking::read(ByteReader& in) {
    Stacking result;
    for (double& value : result.m_coefficient) value = in.get<double>();
    result.m_shift = in.getValues();
    return result;
}

}  // namespace orl
