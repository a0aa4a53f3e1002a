#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/predict/predictor.h"

namespace orl {

/// Queries laid out in a square, like ones near each other.
struct QueryMap {
    /// One each for every row asked for, in [0,1]; NaN for a row that has no vector to go by.
    std::vector<float> x, y;
    std::string of;           ///< what the two directions are of, in words
    std::string explanation;  ///< why there is no map, as a sentence; else empty, as x and y are
    std::size_t missing = 0;  ///< rows without coordinates

    bool isKnown() const { return explanation.empty(); }
};

/// Two coordinates a query: the directions in which the fit's latent vectors differ most once what
/// follows from the length of the text is taken away (each coordinate regressed on 1, l, l² with
/// l = ln(1 + bytes)), in the order of their variance. The directions are learned on at most 10,000
/// rows, evenly spread; so time is linear in the rows. Their signs are such that the largest weight
/// is positive.
///
/// Where the fit goes by the data's own vectors, or reads no text while the data have vectors, the
/// map is of those. Each axis is then stretched towards its quantiles, so that crowds open. Texts
/// that are the same, and all texts without a known n-gram and of one length, share a point. Same
/// rows, same bytes, whatever the number of threads.
/// @throws Error for a row that the data does not have; Cancelled
QueryMap mapQueries(const Predictor& predictor, const Dataset& data,
                    std::span<const std::size_t> rows, const Job& job = {});

}  // namespace orl
