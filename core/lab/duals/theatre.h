#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/lab/views.h"
#include "core/optimize/result.h"
#include "core/support/job.h"

/// The paper's supergradient method and the optimizer of this program side by side on one batch,
/// look by look. See core/optimize/supergradient.h and optimize.h.
namespace orl {

/// How the paper's method is run.
struct TheatreSettings {
    int looks = 300;         ///< evaluations of the dual function at most
    double firstStep = 1.0;  ///< η₁
    int patience = 10;       ///< looks without gain after which η is halved; 0: never
    bool diminishes = true;  ///< steps are divided by √k
    double startQualityPrice = 0.0;
    std::vector<double> startCapacityPrice;  ///< empty: zeros
    /// The ascent ends where the certified gap is below; 0: it does not.
    double stopGap = 0.0;

    bool operator==(const TheatreSettings&) const = default;
};

/// What one method did. A look is one evaluation of the dual function over the whole batch, the one
/// clock that is fair to both: IterationRecord::evaluations counts them. What the optimizer learns
/// from a sample before its first look is not counted.
struct TheatreLane {
    std::vector<IterationRecord> looks;
    std::string explanation;  ///< why it did not run or find anything; else empty
    bool proven = false;
    bool stoppedEarly = false;  ///< by TheatreSettings::stopGap
    double milliseconds = 0.0;

    /// Index of the last record with at most so many evaluations; 0 where none is so early.
    /// @pre there is a look
    std::size_t at(int evaluations) const;
};

struct TheatreView {
    std::shared_ptr<const SolveView> solve;
    TheatreSettings settings;
    TheatreLane paper;
    TheatreLane fast;
    /// Looks whose minimising assignment was made feasible (see repaired()); fewer than all where
    /// the batch is large.
    int repairs = 0;
};

/// As SolveResult::gap, of the best feasible objective and the best bound; NaN without the former.
double gapAt(const IterationRecord& record);

/// @throws Cancelled
TheatreView theatreOf(std::shared_ptr<const SolveView> solve, const TheatreSettings& settings,
                      const Job& job);
/// The paper's method alone, without making anything feasible: its bound for comparison.
std::vector<IterationRecord> boundsOf(const SolveView& solve, const TheatreSettings& settings,
                                      const Job& job);

}  // namespace orl
