#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/data/word_vectors.h"
#include "core/predict/bytes.h"
#include "core/predict/predictor.h"
#include "core/support/job.h"

/// Vectors of texts from those of their words.
namespace orl {

/// The words of these texts as they are written, and in small letters (ASCII) where that differs.
std::unordered_set<std::string> wordsIn(std::span<const std::string_view> texts);

/// How much of some texts is known.
struct WordCoverage {
    std::size_t words = 0, found = 0;                ///< different words
    std::size_t runningWords = 0, runningFound = 0;  ///< words as often as they occur
};

/// The smooth inverse frequency weighting of Arora, Liang and Ma ("A Simple but Tough-to-Beat
/// Baseline for Sentence Embeddings", 2017): the mean over a text's known words w of
/// a / (a + p(w)) times the word's vector, a = 0.001, p(w) the share of w among the running words
/// of the training texts; less its part along the first principal direction of the training
/// texts' vectors (not centred); scaled to length 1.
class TextVectors {
  public:
    TextVectors() = default;
    TextVectors(TextVectors&&) = default;
    TextVectors& operator=(TextVectors&&) = default;
    // The table of words points into the words.
    TextVectors(const TextVectors&) = delete;
    TextVectors& operator=(const TextVectors&) = delete;
    /// @param texts of the training rows
    /// @throws Error when they have no word of it; Cancelled
    static TextVectors fit(const WordVectors& words, std::span<const std::string_view> texts,
                           const Job& job = {});

    /// Texts × dimensions, of length 1; 0 where a text has no known word, or nothing but what all
    /// have in common.
    Matrix of(std::span<const std::string_view> texts) const;
    /// The same as a data set has them: of NaN where a text has none. @throws Cancelled
    Embeddings vectorsOf(std::span<const std::string_view> texts, const Job& job = {}) const;
    WordCoverage coverage(std::span<const std::string_view> texts) const;

    /// Of the texts that it was fitted on.
    const WordCoverage& trained() const { return m_trained; }

    bool empty() const { return m_words.empty(); }
    Eigen::Index dimensions() const { return m_vector.cols(); }

    void write(ByteWriter& out) const;
    static TextVectors read(ByteReader& in);

  private:
    /// Row of the word, as it is written or in small letters; −1: unknown.
    std::ptrdiff_t find(std::string_view word) const;
    /// The weighted mean alone, 1 × dimensions; 0 without a known word.
    Eigen::RowVectorXd meanOf(std::string_view text) const;
    void index();

    std::vector<std::string> m_words;
    std::vector<double> m_weight;  ///< a / (a + p)
    Matrix m_vector;               ///< words × dimensions
    Eigen::RowVectorXd m_common;   ///< first principal direction, of length 1
    WordCoverage m_trained;
    std::unordered_map<std::string_view, std::ptrdiff_t> m_row;  ///< into m_words
};

/// Those that the fit keeps; null: it knows none.
const TextVectors* wordsOf(const Predictor& fit);

/// The fit for texts that bring no vector: they, and all others, get the one that their words make.
/// @param fit on vectors of the data's own that these words made
/// @throws Error when it uses no such vectors
Predictor withWords(const Predictor& fit, std::shared_ptr<const TextVectors> words);

}  // namespace orl
