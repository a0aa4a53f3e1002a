#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/predict/bytes.h"
#include "core/predict/shared_prefixes.h"
#include "core/predict/sparse_rows.h"
#include "core/predict/text_ngrams.h"
#include "core/support/job.h"

namespace orl {

struct TfidfOptions {
    NgramRule ngrams;
    int minDocuments = 3;              ///< n-grams of fewer training texts are dropped
    std::size_t maxFeatures = 60'000;  ///< of the rest the most frequent are kept
    /// Of the squared length of a vector: what word n-grams, character n-grams, shapes and edges
    /// (FormHashes) get. Sums to 1.
    std::array<double, 4> share = {0.25, 0.25, 0.25, 0.25};
};

/// Texts to sparse vectors of four families of n-grams (words, characters, shapes, edges):
/// (1 + ln tf) · idf with idf = ln((1 + n) / (1 + df)) + 1, each family of fixed length, the whole
/// of length 1 where all families are known (0 for a text without any known n-gram).
///
/// An n-gram is known by the upper bits of its hash; n-grams that share them
/// share a feature.
class Tfidf {
  public:
    Tfidf() = default;
    /// Learns vocabulary and idf from these texts alone.
    static Tfidf fit(std::span<const std::string_view> texts, const TfidfOptions& options,
                     const Job& job = {});

    std::size_t featureCount() const { return m_bucket.size(); }
    SparseRows transform(std::span<const std::string_view> texts, std::size_t threads = 1,
                         const Job& job = {}) const;

    void write(ByteWriter& out) const;
    /// @throws Error on damaged bytes
    static Tfidf read(ByteReader& in);

  private:
    class Counter;
    void index();

    SharedPrefixes m_prefixes;
    NgramRule m_ngrams;
    std::array<float, 4> m_length{};      ///< of each family's part of a vector
    std::vector<std::uint32_t> m_bucket;  ///< of each feature, ascending
    std::vector<float> m_idf;
    /// For 64 buckets: which of them are features, and how many features come before. Small enough
    /// for the second-level cache, unlike a number for each bucket.
    struct Buckets {
        std::uint64_t known = 0;
        std::uint32_t before = 0;
    };
    std::vector<Buckets> m_buckets;

    bool isKnown(std::uint32_t bucket) const {
        return (m_buckets[bucket / 64].known >> (bucket % 64) & 1U) != 0;
    }
    /// Only of a known one.
    std::uint32_t featureOf(std::uint32_t bucket) const {
        const Buckets& buckets = m_buckets[bucket / 64];
        const std::uint64_t below = (std::uint64_t{1} << (bucket % 64)) - 1;
        return buckets.before + ones(buckets.known & below);
    }
    /// std::popcount is a call where the processor is not known to count bits.
    static std::uint32_t ones(std::uint64_t bits) {
        bits -= (bits >> 1U) & 0x5555'5555'5555'5555ULL;
        bits = (bits & 0x3333'3333'3333'3333ULL) + ((bits >> 2U) & 0x3333'3333'3333'3333ULL);
        bits = (bits + (bits >> 4U)) & 0x0F0F'0F0F'0F0F'0F0FULL;
        return static_cast<std::uint32_t>((bits * 0x0101'0101'0101'0101ULL) >> 56U);
    }
};

}  // namespace orl
