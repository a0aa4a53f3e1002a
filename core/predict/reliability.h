#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/predict/predictor.h"

namespace orl {

/// Cells (query, model) with similar predicted quality: what was predicted and what came of it.
struct ReliabilityBin {
    std::size_t cells = 0;
    double predicted = kMissing;  ///< mean a_ij
    double observed = kMissing;   ///< mean recorded score y_ij
    double least = kMissing;      ///< least and greatest a_ij of the bin
    double greatest = kMissing;
    /// Wilson's 95 % interval for the chance behind `observed`. Answers of several models to one
    /// query are not independent: it counts as many independent cells as the variance of the
    /// bin's mean, taken query by query, is worth, never more than there are.
    double low = kMissing;
    double high = kMissing;
};

inline constexpr std::size_t kReliabilityBins = 15;  ///< as many as the expected calibration error

/// Reliability curve of the cells with a prediction and a recorded score, in order of the predicted
/// quality: bins of equal mass, except that cells of equal prediction stay together (so there may
/// be fewer). Without such ties Σ cells |predicted − observed| / Σ cells is the expected
/// calibration error of scorePredictions.
/// @param rows  of the data set, one per row of the predictions
/// @param model column; none: the cells of all models
/// @throws Error when the shapes do not match or there is no such model
std::vector<ReliabilityBin> reliability(const Dataset& data, std::span<const std::size_t> rows,
                                        const Predictions& predictions,
                                        std::optional<std::size_t> model = std::nullopt,
                                        std::size_t bins = kReliabilityBins);

}  // namespace orl
