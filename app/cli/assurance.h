#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/fitted.h"
#include "app/cli/output.h"
#include "core/evaluate/bootstrap.h"
#include "core/evaluate/error_parts.h"
#include "core/evaluate/guarantee.h"

/// How sure `route` is of its figures: the guaranteed floor, bands of the realized figures, caution
/// towards unsure predictions, and where a routing loses against hindsight.
namespace orl::cli {

struct AssuranceArguments {
    std::optional<double> guarantee;  ///< confidence
    std::string calibrate;            ///< "D[:split]"; empty: see calibrationFor
    int bootstrap = 0;                ///< resamples; 0: no bands
    double robust = 0.0;              ///< κ
    bool explainError = false;

    void addTo(CLI::App& command);
    /// @throws UsageError where the guarantee meets something that it does not cover
    void check(const ConstraintArguments& constraints, const std::string& router,
               bool grouped) const;
};

/// Queries with outcomes that their predictions have not seen.
struct Calibration {
    Experiment experiment;
    std::string on;
    int folds = 0;  ///< of the cross-fitting; 0: queries that were kept apart
};

/// On the named queries; else on the split "calibration" of the routed data set; else on the
/// predictor's own training queries by cross-fitting, and then the batch is predicted anew by the
/// same predictors.
/// @throws Error when calibration, training and routed queries overlap; Cancelled
Calibration calibrationFor(const AssuranceArguments& arguments,
                           const PredictionArguments& prediction, Predicted& predicted,
                           const Job& job);

struct Promise {
    Guarantee guarantee;
    double confidence = 0.9;
    std::string calibratedOn;
    int folds = 0;

    Json json() const;
};

/// That the batch realizes the constraints' floor. @throws Error, Cancelled
Promise promiseOf(double confidence, const Calibration& calibration, const Experiment& batch,
                  const Constraints& constraints, const Job& job);

/// What is said of a finished routing.
struct Assurance {
    std::optional<Promise> promise;
    int resamples = 0;
    std::optional<RealizedBands> bands;
    double robust = 0.0;
    std::optional<ErrorExplanation> loss;

    /// Sets the keys guarantee, bands, robust and explained_error, each where it was asked for.
    void addTo(Json& json) const;
    /// The same for people: rows of the summary, and a table of its own for the loss.
    std::vector<std::vector<std::string>> rows() const;
    std::string lossTable() const;
};

/// Bands and explanation as asked for.
Assurance assuranceOf(const AssuranceArguments& arguments, std::optional<Promise> promise,
                      const Experiment& experiment, const Constraints& constraints,
                      const Assignment& assignment, std::uint64_t seed, const Job& job);

}  // namespace orl::cli
