#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/dataset.h"
#include "core/support/job.h"

namespace orl {

/// A vector as a cell holds it.
struct CellVector {
    std::vector<float> values;  ///< finite; empty: the cell is blank, or bad
    std::string problem;        ///< not empty: why there is no vector
};

/// A JSON array of finite numbers, or what Python prints of a tensor or NumPy array of one row;
/// blank cells and null are blank.
CellVector readVector(std::string_view text);
/// The same for a JSON value; strings are read as text.
CellVector vectorOf(const nlohmann::json& value);

/// Reads the rows of a table of numbers as they stand, NaN and infinities included: a NumPy file
/// (.npy of version 1 to 3, floats of 16 to 64 bits or integers, two-dimensional, in C order), or
/// else raw little-endian float32 numbers, `dimension` a row.
/// @param dimension of raw files; 0: not known
/// @throws Error on anything else, a file that breaks off or goes on, more than kMaxEmbeddingBytes;
/// Cancelled
Embeddings readVectorFile(const std::filesystem::path& file, std::size_t dimension,
                          const Job& job = {});

}  // namespace orl
