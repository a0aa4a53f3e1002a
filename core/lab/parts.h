#pragma once

#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/workspace/workspace.h"

/// Data sets named "NAME[:split]", and which of their rows may be used together.
namespace orl {

/// Rows of this name are kept apart to calibrate a guarantee on, unless others are named.
inline constexpr const char* kCalibrationSplit = "calibration";

/// Reads "NAME[:split]". Without a split: the usual one ("train", "test") if the data set has it,
/// else all rows. @throws Error naming what there is
DatasetPart datasetPartOf(const Workspace& workspace, const std::string& text,
                          const std::string& usualSplit);
/// @throws Error when that split has no query
std::vector<std::size_t> rowsOf(const Dataset& data, const DatasetPart& part);
/// They can have rows in common.
bool overlap(const DatasetPart& one, const DatasetPart& other);

}  // namespace orl
