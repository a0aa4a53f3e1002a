#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/output.h"
#include "app/cli/prediction_arguments.h"
#include "core/evaluate/bootstrap.h"
#include "core/evaluate/error_parts.h"
#include "core/lab/guarantee.h"

/// How sure `route` is of its figures: the guaranteed floor, bands of the realized figures, caution
/// towards unsure predictions, and where a routing loses against hindsight.
namespace orl::cli {

struct CertaintyArguments {
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

/// What is said of a finished routing.
struct Certainty {
    std::optional<GuaranteeReport> guarantee;
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
Certainty certaintyOf(const CertaintyArguments& arguments, std::optional<GuaranteeReport> guarantee,
                      const Experiment& experiment, const Constraints& constraints,
                      const Assignment& assignment, std::uint64_t seed, const Job& job);

}  // namespace orl::cli
