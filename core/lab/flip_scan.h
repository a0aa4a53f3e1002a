#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/lab/flips.h"
#include "core/optimize/optimize.h"
#include "core/optimize/prices/cost_curve.h"

namespace orl {

/// What rounding of a sum may leave of a whole number of steps.
inline constexpr double kStepRounding = 1e-9;

/// What the control of the axis shows now.
/// @param subject column of the model whose price or own capacity is moved; −1: none
double flipValueNow(const SolveView& view, FlipAxis axis, std::int32_t subject);

/// One axis of one batch: its values, and the routings that are known along it.
struct FlipScan {
    std::shared_ptr<const Experiment> experiment;
    FlipAxis axis = FlipAxis::Constraint;
    std::int32_t subject = -1;
    ConstraintSettings settings;  ///< without what is moved
    Constraints constraints;
    double multiplier = 1.0;  ///< the subject's, that the problem is of
    std::vector<double> values;
    /// Per value, the first one that asks the same: shares that are the same number of slots.
    std::vector<std::size_t> same;
    std::size_t stride = 1;
    std::map<std::size_t, Assignment> known;
    std::unique_ptr<DualOptimizer> optimizer;
    std::unique_ptr<CostCurve> curve;

    bool serves(const FlipScan& other) const {
        return experiment == other.experiment && subject == other.subject &&
               settings == other.settings && values == other.values;
    }
    /// Model of the query there. @throws Cancelled
    std::int32_t at(std::size_t index, std::size_t query, const std::stop_token& stop);
    const Assignment& routing(std::size_t index, const std::stop_token& stop);
    /// Every stride-th value and the last. @throws Cancelled
    void solveCoarsely(const Job& job);
    /// Adds the places between two known ones at which the query changes.
    void refine(std::size_t low, std::size_t high, std::size_t query,
                std::map<std::size_t, std::int32_t>& models, const std::stop_token& stop);
    bool isCoarse(std::size_t index) const {
        return index % stride == 0 || index + 1 == values.size();
    }

  private:
    Assignment solve(double value, const std::stop_token& stop);
    /// The problem with the subject's costs in proportion to that multiplier.
    RoutingProblem pricedAt(double value) const;
    Assignment m_last;
    std::size_t m_lastIndex = 0;
};

/// An axis of what the view shows, nothing solved yet. @param fullWork as of FlipEngine
FlipScan flipScanOf(const SolveView& view, FlipAxis axis, std::int32_t subject, double fullWork);

}  // namespace orl
