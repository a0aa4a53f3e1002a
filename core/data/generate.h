#pragma once

#include <cstdint>

#include "core/data/dataset.h"

namespace orl {

struct GenerateOptions {
    std::size_t queries = 5000;
    std::size_t models = 10;
    std::uint64_t seed = 1;
};

/// A synthetic data set with readable texts: item-response correctness (difficulty × ability with
/// task specialities), lengths that grow with difficulty and verbosity, published list prices.
Dataset generateDataset(const GenerateOptions& options);

/// The two-query, two-model instance of the paper's Figure 1.
Dataset figureOneDataset();

}  // namespace orl
