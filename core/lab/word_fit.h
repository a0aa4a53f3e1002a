#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "core/data/workspace/workspace.h"
#include "core/predict/text_vectors.h"
#include "core/support/job.h"

/// A file of word vectors in place of an embedding server.
namespace orl {

/// What a file gave a data set.
struct GivenWords {
    std::shared_ptr<const TextVectors> words;
    std::string format;
    std::size_t fileWords = 0, duplicates = 0, pieces = 0;
    WordCoverage training;    ///< of the training texts
    std::size_t vectors = 0;  ///< queries of the data set that have a vector now
};

/// Of words that the data do not have, so many are kept from the beginning of the file, for texts
/// that are asked about later.
inline constexpr std::size_t kCommonestWords = 10'000;

/// Gives the queries of a data set the vectors that their words make, in memory and in the
/// workspace: all that uses the data's own vectors then goes by them.
/// @param learned rows whose texts weigh the words
/// @throws Error on a damaged file, when nothing of it is in the texts, or where the data have
/// vectors from elsewhere; Cancelled
GivenWords giveWordVectors(Workspace& workspace, Dataset& data,
                           std::span<const std::size_t> learned, const std::filesystem::path& file,
                           const Job& job);

}  // namespace orl
