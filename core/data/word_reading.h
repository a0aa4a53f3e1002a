#pragma once

#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/data/word_vectors.h"
#include "core/support/hash.h"
#include "core/support/job.h"

/// What the readers of the formats share.
namespace orl {

/// Takes the words of a file one by one, and keeps those that are wanted.
class WordCollector {
  public:
    WordCollector(const std::filesystem::path& file, const KeepWord& keep, std::size_t dimension);

    /// The next word of the file. @return whether its vector is wanted. @throws Error on too many
    bool wants(std::string_view word);
    /// The vector of the word that was wanted last. @param where it stands, for messages
    void add(std::string_view word, std::span<const float> vector, const std::string& where);
    void countPiece() { ++m_kept.pieces; }

    std::size_t words() const { return m_kept.fileWords; }
    std::size_t dimension() const { return m_dimension; }
    /// @param hash of the content. @throws Error when the file had no word
    WordVectors finish(const std::string& format, const Fingerprint& hash);

  private:
    const std::filesystem::path& m_file;
    const KeepWord& m_keep;
    std::size_t m_dimension;
    WordVectors m_kept;
    std::vector<float> m_numbers;
    std::unordered_set<std::string> m_known;
};

/// @throws Error unless 1 to kMaxWordDimension
void checkWordDimension(const std::string& where, std::uint64_t dimension);

WordVectors readWord2vecBinary(std::ifstream& stream, const std::filesystem::path& file,
                               std::uint64_t words, std::uint64_t dimension, const KeepWord& keep,
                               const Job& job);
WordVectors readSafetensors(std::ifstream& stream, const std::filesystem::path& file,
                            const KeepWord& keep, const Job& job);

}  // namespace orl
