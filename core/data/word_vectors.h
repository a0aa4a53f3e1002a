#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/dataset.h"
#include "core/support/job.h"

/// Files of word vectors, such as GloVe's and word2vec's.
namespace orl {

/// Dataset::embeddingSource of vectors that were made of words begins so, before
/// WordVectors::source.
inline constexpr std::string_view kWordsOf = "words of ";
inline bool isOfWords(std::string_view embeddingSource) {
    return embeddingSource.starts_with(kWordsOf);
}

/// What is kept of such a file.
struct WordVectors {
    std::vector<std::string> words;  ///< different ones, in the order of the file
    Embeddings vectors;              ///< words × dimensions, finite
    /// What it is of: file name, words × dimensions, and a hash of its content.
    std::string source;
    std::string format;         ///< "GloVe text", "word2vec text", "word2vec binary", "safetensors"
    std::size_t fileWords = 0;  ///< words in the file
    std::size_t duplicates = 0;  ///< kept words that came again; the first vector stands
    std::size_t pieces = 0;      ///< tokens of a table that are no whole words
};

/// Whether a word is kept. @param rank its place in the file, from 0: files begin with the
/// commonest
using KeepWord = std::function<bool(std::string_view word, std::size_t rank)>;

inline constexpr std::size_t kMaxWordDimension = 8192;
inline constexpr std::size_t kMaxWords = 20'000'000;
inline constexpr std::size_t kMaxWordVectorBytes = std::size_t{1} << 30U;  ///< that are kept

/// Recognises the format by content:
/// - GloVe: "word n1 … nd" a line, no header. A word may hold blanks: the last d fields of a line
///   are its numbers, d being what most of the first lines have.
/// - word2vec text: the same below a line "words dimensions".
/// - word2vec binary: that line, then per word its name, a blank and d little-endian float32.
/// - safetensors: one matrix of F32 or F16, tokens × dimensions, whose tokens are the vocabulary of
///   the tokenizer.json beside it (as model2vec writes them). Tokens that are pieces of words are
///   left out.
/// Reads the numbers of kept words alone. Memory goes with what is kept.
/// @throws Error naming file and line or word on what is damaged: another number of values, numbers
/// that are not finite, an end in the middle, a header that disagrees, nothing in it; Cancelled
WordVectors readWordVectors(const std::filesystem::path& file, const KeepWord& keep,
                            const Job& job = {});

}  // namespace orl
