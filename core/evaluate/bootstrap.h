#pragma once

#include <cstdint>

#include "core/experiment/experiment.h"
#include "core/problem.h"
#include "core/support/job.h"

namespace orl {

struct BootstrapOptions {
    int resamples = 1000;
    double confidence = 0.95;  ///< of each band, two-sided, in (0,1)
    std::uint64_t seed = 1;
};

/// Between which values a realized figure lies.
struct Band {
    double low = kMissing;
    double high = kMissing;
};

/// How far the realized figures of one routing would move for another batch of such queries.
struct RealizedBands {
    Band accuracy;  ///< as Evaluation::realizedAccuracy
    Band cost;      ///< as Evaluation::realizedCost, USD for the batch
};

/// Percentiles of both figures over batches drawn from these queries with replacement, each query
/// keeping its model (Efron's percentile bootstrap). Missing outcomes and costs are treated as by
/// evaluate(). NaN where nothing is recorded.
/// @throws Error on options that make no sense or an assignment of another length; Cancelled
RealizedBands bootstrapBands(const Experiment& experiment, const Assignment& assignment,
                             const BootstrapOptions& options = {}, const Job& job = {});

/// How far one routing stands from another, for other batches of such queries.
struct PairedBands {
    Band saving;        ///< 1 − cost of the one / cost of the other
    Band accuracyLead;  ///< accuracy of the one − that of the other
};

/// Both are judged on the same draws (paired bootstrap), by recorded scores and costs, as
/// bootstrapBands does. @throws as bootstrapBands
PairedBands bootstrapPair(const Experiment& experiment, const Assignment& assignment,
                          const Assignment& other, const BootstrapOptions& options = {},
                          const Job& job = {});

}  // namespace orl
