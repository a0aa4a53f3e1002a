#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/problem.h"
#include "core/scenario.h"

/// Along what a sweep goes, as a value: the window and the command line name the same by the same
/// words.
namespace orl {

enum class AxisKind {
    Alpha,          ///< α; the cost is least under it
    Capacity,       ///< a common limit of every model, share of N in [0,1]
    ModelCapacity,  ///< one model's limit, share of N in [0,1]; the others keep theirs
    Budget,         ///< B, USD for the batch; the quality is greatest under it
    Price,          ///< factor on whatever one model's answers cost, in [0, kMostMultiplier]
    InputPrice,     ///< one model's, USD per million tokens, in [0, kMostPrice]
    OutputPrice,    ///< one model's, USD per million tokens, in [0, kMostPrice]
    SecondPrice,    ///< ω, USD per second; needs speeds
    SecondsCap,     ///< most mean seconds of an answer; needs speeds
    /// Queries a month, above 0, of which the batch is a fair sample: cost a month is cost a query
    /// times volume, and limits, which are shares, grow with it. Nothing is routed otherwise, but
    /// where so much money a month is asked for: then the budget of a query is money / volume.
    Volume,
};

/// Most cells of one router's sweep.
inline constexpr std::size_t kMostCells = 10'000;

/// One parameter and the values it takes.
struct SweepAxis {
    AxisKind kind = AxisKind::Alpha;
    std::string model;           ///< of ModelCapacity and the prices; else empty
    std::vector<double> values;  ///< ascending

    bool operator==(const SweepAxis&) const = default;
};

bool hasModel(AxisKind kind);
/// Values of it change the costs of answers, not what has to be kept.
bool changesPool(AxisKind kind);
/// "alpha", "capacity:gpt-4o", "second-price": what the command line calls it, and tables in a
/// column `over`.
std::string axisName(const SweepAxis& axis);
/// The kind by the word before a colon; "capacity" is ModelCapacity where a model follows.
std::optional<AxisKind> axisKindOf(std::string_view word, bool withModel);

/// @throws Error naming the axis: no value, one that is none, out of range, or not above the one
/// before
void checkValues(const SweepAxis& axis);
/// @throws Error as checkValues; also more than kMostCells values, a model that is not there, or
/// seconds of a pool without speeds
void checkAxis(const SweepAxis& axis, const Experiment& experiment);
/// @param money whether so much a month is asked for
/// @throws Error as checkAxis; also where both say the same thing or set two goals, and on more
/// than kMostCells cells
void checkAxes(const SweepAxis& x, const SweepAxis* y, bool money, const Experiment& experiment);

/// The pool at a value; unchanged for an axis that changes none.
void applyTo(PoolSettings& pool, const SweepAxis& axis, double value);
/// What has to be kept at a value; unchanged for an axis of the pool and for Volume.
void applyTo(Constraints& constraints, const SweepAxis& axis, double value,
             const Experiment& experiment);
/// The same as a setting, so that the scenario's routing is the cell's. @param queries N
void applyTo(Scenario& scenario, const SweepAxis& axis, double value, std::size_t queries);
/// What the scenario has of it; NaN where it has none (a floor while there is a budget, a volume).
/// @param data for prices that are not set, N as above
double valueOf(const Scenario& scenario, const SweepAxis& axis, const Dataset& data,
               std::size_t queries);

/// Values in equal steps or equal ratios, both ends included where a step reaches them.
struct AxisRange {
    double low = 0.0;
    double high = 1.0;
    double step = 0.1;   ///< above 0; as a ratio above 1
    bool ratio = false;  ///< each value is the one before times `step`

    bool operator==(const AxisRange&) const = default;
};
/// Rounded to twelve decimals (ratios: digits), so that 0.6 + 3 × 0.1 is 0.9.
/// @throws Error on ends and steps that make no sense, or more than kMostCells values
std::vector<double> valuesOf(const AxisRange& range);
/// "0.6:0.9:0.05" or "0.5:4:x2". @throws Error where the text is neither
AxisRange axisRangeOf(std::string_view text);
std::string toString(const AxisRange& range);

}  // namespace orl
