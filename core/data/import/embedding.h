#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "core/data/import/builder.h"
#include "core/data/import/format.h"

/// Vectors of queries beside their outcomes: a column that no format needs to know, or files.
namespace orl {

/// Finds the column or key of the vectors and takes it out of the head.
/// @param name of the column or key; empty: "embedding" and the like, if JSON arrays stand there
/// @throws Error when a name is given and there is none of it
void takeEmbedding(const std::string& file, const std::string& name, FileHead& head);

/// Gives every query its row of the files taken together: they have as many rows as there are
/// queries, or as records were read. Rows with numbers that are not finite are refused, rows of NaN
/// alone are queries without a vector. Replaces vectors that the data have of their own.
/// @throws Error when files disagree or the count of rows is another; Cancelled
void readEmbeddingFiles(std::span<const std::filesystem::path> files, std::size_t dimension,
                        DatasetBuilder::Built& built, Remarks& remarks, const Job& job);

}  // namespace orl
