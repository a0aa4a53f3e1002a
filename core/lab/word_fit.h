#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "core/data/workspace/workspace.h"
#include "core/predict/text_vectors.h"
#include "core/support/job.h"

/// A file of word vectors in place of an embedding server.
namespace orl {

/// What a file has for a data set. Nothing of it is kept yet.
struct FoundWords {
    std::string source;  ///< Dataset::embeddingSource of the vectors that they make
    std::string format;
    std::size_t fileWords = 0, duplicates = 0, pieces = 0;
    std::size_t vectors = 0;  ///< queries that have one by them
    std::shared_ptr<const TextVectors> words;

    const WordCoverage& training() const { return words->trained(); }
};

/// Of words that the data do not have, so many are kept from the beginning of the file, for texts
/// that are asked about later.
inline constexpr std::size_t kCommonestWords = 10'000;

/// Reads a file for a data set.
/// @param learned rows whose texts weigh the words
/// @throws Error on a damaged file, when nothing of it is in the texts, or where the data have
/// vectors from elsewhere; Cancelled
FoundWords findWords(const Dataset& data, std::span<const std::size_t> learned,
                     const std::filesystem::path& file, const Job& job);

/// Gives a data set the vectors that its words make, in memory and in the workspace, and keeps the
/// words there: all that uses the data's own vectors then goes by them.
/// @throws Error, also where the data have vectors from elsewhere; Cancelled
void giveWords(Workspace& workspace, Dataset& data, const FoundWords& found, const Job& job);

/// Takes the vectors of words away again, and the words.
/// @throws Error where the data set has none, or vectors from elsewhere; Cancelled
void takeWords(Workspace& workspace, const std::string& dataset, const Job& job);

/// The file's name in the source of vectors of words.
std::string wordsFile(const std::string& source);

}  // namespace orl
