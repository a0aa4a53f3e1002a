#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/data/dataset.h"
#include "core/support/job.h"

namespace orl {

/// Which training rows a fit learns its weights from, as ascending positions in `rows`: all of them
/// while there are at most `most`; else about so many, drawn with this seed, each task with its
/// share. A model of which the sample would know fewer than most / 40 scores, costs or lengths
/// brings more rows along, as many as it takes or there are.
/// @throws Cancelled
std::vector<std::size_t> learningSample(const Dataset& data, std::span<const std::size_t> rows,
                                        std::size_t most, std::uint64_t seed, const Job& job = {});

/// Those rows as numbers of rows of a grid; of none, all of its rows.
std::vector<Eigen::Index> learnedRows(std::span<const std::size_t> learned, Eigen::Index all);

}  // namespace orl
