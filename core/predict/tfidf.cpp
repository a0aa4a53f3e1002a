#include "core/predict/tfidf.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "core/predict/text_form.h"
#include "core/support/thread_pool.h"

namespace orl {

constexpr std::uint32_t kFamilies = 4;

/// The hashes of one text, by family.
struct TextHashes {
    std::u32string normalised;
    NgramHashes ngrams;
    FormHashes form;
    std::array<const std::vector<std::uint32_t>*, kFamilies> families() const {
        return {&ngrams.words, &ngrams.chars, &form.shapes, &form.edges};
    }
};

namespace {

constexpr unsigned kBucketBits = 20;
constexpr std::size_t kBuckets = std::size_t{1} << kBucketBits;
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// The families take turns by the last bits, so that each feature is of one family.
std::uint32_t bucketOf(std::uint32_t hash, std::uint32_t family) {
    return ((hash >> (32U - kBucketBits)) & ~(kFamilies - 1U)) | family;
}

/// The n-grams of what follows the shared beginning, which counts as one word
/// of its own.
void hashText(const SharedPrefixes& prefixes, const NgramRule& rule, std::string_view text,
              TextHashes& out) {
    const SharedPrefixes::Parts parts = prefixes.split(text);
    normaliseText(parts.rest, rule, out.normalised);
    hashNgrams(out.normalised, rule, out.ngrams);
    hashForm(parts.rest, out.form);
    if (parts.prefix >= 0) {
        out.ngrams.words.push_back(0x9E3779B9U * static_cast<std::uint32_t>(parts.prefix + 1));
    }
}

/// 1 + ln(count); nearly all counts are small.
float dampened(std::uint32_t count) {
    constexpr std::uint32_t kSmall = 64;
    static const std::array<float, kSmall> kTable = [] {
        std::array<float, kSmall> table{};
        for (std::uint32_t i = 1; i < kSmall; ++i) {
            table[i] = 1.0F + std::log(static_cast<float>(i));
        }
        return table;
    }();
    return count < kSmall ? kTable[count] : 1.0F + std::log(static_cast<float>(count));
}

}  // namespace

/// Counts one text at a time in scratch memory of its own.
class Tfidf::Counter {
  public:
    explicit Counter(const Tfidf& owner) : m_owner(owner), m_count(owner.featureCount(), 0) {}

    void append(std::string_view text, std::vector<SparseRows::Entry>& entries) {
        hashText(m_owner.m_prefixes, m_owner.m_ngrams, text, m_hashes);
        for (std::uint32_t family = 0; family < kFamilies; ++family) {
            part(*m_hashes.families()[family], family, entries);
        }
    }

  private:
    void part(const std::vector<std::uint32_t>& hashes, std::uint32_t family,
              std::vector<SparseRows::Entry>& entries) {
        const float length = m_owner.m_length[family];
        if (length <= 0.0F) return;
        // Which n-grams are known and which are seen again follows no pattern, so nothing branches
        // on it: what does not count is overwritten.
        m_touched.resize(hashes.size());
        std::size_t known = 0;
        for (const std::uint32_t hash : hashes) {
            const std::uint32_t bucket = bucketOf(hash, family);
            m_touched[known] = bucket;
            known += m_owner.isKnown(bucket) ? 1U : 0U;
        }
        std::size_t distinct = 0;
        for (std::size_t i = 0; i < known; ++i) {
            const std::uint32_t feature = m_owner.featureOf(m_touched[i]);
            m_touched[distinct] = feature;
            distinct += m_count[feature]++ == 0 ? 1U : 0U;
        }
        m_touched.resize(distinct);
        double squares = 0.0;
        const std::size_t first = entries.size();
        entries.resize(first + m_touched.size());
        for (std::size_t i = 0; i < m_touched.size(); ++i) {
            const std::uint32_t feature = m_touched[i];
            const float value = dampened(m_count[feature]) * m_owner.m_idf[feature];
            squares += static_cast<double>(value) * value;
            entries[first + i] = {feature, value};
            m_count[feature] = 0;
        }
        const float scale = squares > 0.0 ? length / static_cast<float>(std::sqrt(squares)) : 0.0F;
        for (std::size_t i = first; i < entries.size(); ++i) entries[i].value *= scale;
    }

    const Tfidf& m_owner;
    std::vector<std::uint32_t> m_count;
    std::vector<std::uint32_t> m_touched;
    TextHashes m_hashes;
};

Tfidf Tfidf::fit(std::span<const std::string_view> texts, const TfidfOptions& options,
                 const Job& job) {
    ProgressMeter meter(job, "vocabulary");
    std::vector<std::uint32_t> documents(kBuckets, 0);
    std::vector<std::uint32_t> lastText(kBuckets, kNone);
    TextHashes hashes;
    Tfidf result;
    result.m_ngrams = options.ngrams;
    for (std::uint32_t family = 0; family < kFamilies; ++family) {
        result.m_length[family] = static_cast<float>(std::sqrt(options.share[family]));
    }
    result.m_prefixes = SharedPrefixes::find({texts.begin(), texts.end()});
    for (std::size_t i = 0; i < texts.size(); ++i) {
        meter.update(static_cast<double>(i) / static_cast<double>(texts.size()));
        hashText(result.m_prefixes, options.ngrams, texts[i], hashes);
        const auto see = [&](std::uint32_t bucket) {
            if (lastText[bucket] == i) return;
            lastText[bucket] = static_cast<std::uint32_t>(i);
            ++documents[bucket];
        };
        for (std::uint32_t family = 0; family < kFamilies; ++family) {
            if (result.m_length[family] <= 0.0F) continue;
            for (const std::uint32_t hash : *hashes.families()[family]) see(bucketOf(hash, family));
        }
    }

    // A handful of texts has no n-gram that three of them share.
    const auto least = static_cast<std::uint32_t>(std::clamp<std::size_t>(
        texts.size() / 20, 1, static_cast<std::size_t>(options.minDocuments)));
    for (std::uint32_t bucket = 0; bucket < kBuckets; ++bucket) {
        if (documents[bucket] >= least) result.m_bucket.push_back(bucket);
    }
    if (result.m_bucket.size() > options.maxFeatures) {
        std::stable_sort(
            result.m_bucket.begin(), result.m_bucket.end(),
            [&](std::uint32_t a, std::uint32_t b) { return documents[a] > documents[b]; });
        result.m_bucket.resize(options.maxFeatures);
        std::sort(result.m_bucket.begin(), result.m_bucket.end());
    }
    const double n = static_cast<double>(texts.size());
    for (const std::uint32_t bucket : result.m_bucket) {
        result.m_idf.push_back(
            static_cast<float>(std::log((1.0 + n) / (1.0 + documents[bucket])) + 1.0));
    }
    result.index();
    return result;
}

void Tfidf::index() {
    m_buckets.assign(kBuckets / 64, {});
    for (const std::uint32_t bucket : m_bucket) {
        m_buckets[bucket / 64].known |= std::uint64_t{1} << (bucket % 64);
    }
    std::uint32_t before = 0;
    for (Buckets& buckets : m_buckets) {
        buckets.before = before;
        before += ones(buckets.known);
    }
}

SparseRows Tfidf::transform(std::span<const std::string_view> texts, std::size_t threads,
                            const Job& job) const {
    constexpr std::size_t kChunk = 256;
    const std::size_t chunks = (texts.size() + kChunk - 1) / kChunk;
    std::vector<SparseRows> part(chunks);
    forEachItem(chunks, threads, job.stop, [&](std::size_t c) {
        Counter counter(*this);
        for (std::size_t i = c * kChunk; i < std::min(texts.size(), (c + 1) * kChunk); ++i) {
            counter.append(texts[i], part[c].entries);
            part[c].start.push_back(part[c].entries.size());
        }
    });
    SparseRows all;
    all.columnCount = featureCount();
    std::size_t total = 0;
    for (const SparseRows& rows : part) total += rows.entries.size();
    all.entries.reserve(total);
    all.start.reserve(texts.size() + 1);
    for (const SparseRows& rows : part) {
        const std::size_t base = all.entries.size();
        for (std::size_t i = 1; i < rows.start.size(); ++i)
            all.start.push_back(base + rows.start[i]);
        all.entries.insert(all.entries.end(), rows.entries.begin(), rows.entries.end());
    }
    return all;
}

void Tfidf::write(ByteWriter& out) const {
    for (const int value :
         {m_ngrams.maxWords, m_ngrams.minChars, m_ngrams.maxChars, m_ngrams.maxLength}) {
        out.put(static_cast<std::int32_t>(value));
    }
    m_prefixes.write(out);
    for (const float length : m_length) out.put(length);
    out.putAll(std::span<const std::uint32_t>(m_bucket));
    out.putAll(std::span<const float>(m_idf));
}

Tfidf Tfidf::read(ByteReader& in) {
    Tfidf result;
    for (int* value : {&result.m_ngrams.maxWords, &result.m_ngrams.minChars,
                       &result.m_ngrams.maxChars, &result.m_ngrams.maxLength}) {
        *value = in.get<std::int32_t>();
        in.require(*value >= 0 && *value <= 1'000'000);
    }
    result.m_prefixes = SharedPrefixes::read(in);
    for (float& length : result.m_length) length = in.get<float>();
    result.m_bucket = in.getAll<std::uint32_t>();
    result.m_idf = in.getAll<float>();
    in.require(result.m_idf.size() == result.m_bucket.size());
    in.require(std::all_of(result.m_bucket.begin(), result.m_bucket.end(),
                           [](std::uint32_t bucket) { return bucket < kBuckets; }));
    // A feature's number is its place among them.
    in.require(std::adjacent_find(result.m_bucket.begin(), result.m_bucket.end(),
                                  std::greater_equal<>()) == result.m_bucket.end());
    result.index();
    return result;
}

}  // namespace orl
