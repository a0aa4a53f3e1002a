#include "core/data/split.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <unordered_map>

#include "core/support/blanks.h"
#include "core/support/error.h"
#include "core/support/hash.h"

namespace orl {

namespace {

constexpr const char* kRemedy =
    "Write shares like train=0.7,test=0.3, one split name for all queries, keep, or both: "
    "keep,train=0.7,test=0.3";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

double shareFrom(std::string_view text, const std::string& rule) {
    double share = 0.0;
    const char* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data(), end, share);
    if (code != std::errc{} || stop != end || !std::isfinite(share) || share <= 0.0) {
        throw Error("split \"" + rule + "\"",
                    "\"" + std::string(text) + "\" is no share: it must be a positive number",
                    kRemedy);
    }
    return share;
}

std::vector<double> normalisedShares(const SplitRule& rule) {
    std::set<std::string> names;
    std::vector<double> shares;
    for (const SplitRule::Share& share : rule.shares) {
        if (share.split.empty()) throw Error("split", "a share has no split name", kRemedy);
        if (!names.insert(share.split).second) {
            throw Error("split", "\"" + share.split + "\" is named twice", kRemedy);
        }
        if (!std::isfinite(share.share) || share.share <= 0.0) {
            throw Error("split", "the share of \"" + share.split + "\" is not a positive number",
                        kRemedy);
        }
        shares.push_back(share.share);
    }
    if (shares.empty()) throw Error("split", "there are no shares", kRemedy);
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (double& share : shares) share /= sum;
    return shares;
}

/// Gives out the queries of one task after another.
class Apportioner {
  public:
    explicit Apportioner(std::vector<double> shares)
        : m_shares(std::move(shares)), m_owed(m_shares.size(), 0.0) {}

    /// Queries per split for a task of that many queries; each within one of count × share.
    std::vector<std::size_t> next(std::size_t count) {
        const auto total = static_cast<double>(count);
        const bool tiny = total * *std::min_element(m_shares.begin(), m_shares.end()) < 1.0;
        std::vector<std::size_t> seats(m_shares.size());
        std::vector<double> remainder(m_shares.size());
        std::size_t left = count;
        for (std::size_t s = 0; s < m_shares.size(); ++s) {
            const double quota = total * m_shares[s];
            const double whole = std::floor(quota + kRounding);
            seats[s] = static_cast<std::size_t>(whole);
            remainder[s] = quota - whole;
            left -= std::min(left, seats[s]);
        }
        std::vector<std::size_t> order(m_shares.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto claim = [&](std::size_t s) { return remainder[s] + (tiny ? m_owed[s] : 0.0); };
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            const double difference = claim(a) - claim(b);
            if (std::abs(difference) > kRounding) return difference > 0.0;
            return m_owed[a] > m_owed[b] + kRounding;
        });
        // A split without a remainder already has exactly its quota.
        for (const std::size_t s : order) {
            if (left > 0 && remainder[s] > kRounding) {
                ++seats[s];
                --left;
            }
        }
        for (std::size_t s = 0; s < m_shares.size(); ++s) {
            m_owed[s] += total * m_shares[s] - static_cast<double>(seats[s]);
        }
        return seats;
    }

  private:
    static constexpr double kRounding = 1e-9;
    std::vector<double> m_shares;
    std::vector<double> m_owed;  ///< what each split is short of so far, in queries
};

std::size_t applyShares(Dataset& data, const SplitRule& rule) {
    Apportioner apportioner(normalisedShares(rule));

    struct Entry {
        std::uint64_t key;
        std::size_t row;
    };
    std::map<std::string, std::vector<Entry>> tasks;
    std::size_t kept = 0;
    for (std::size_t row = 0; row < data.queries.size(); ++row) {
        if (rule.keepOwn && !data.queries[row].split.empty()) {
            ++kept;
            continue;
        }
        Fingerprint key;
        key.add(rule.seed);
        key.add(data.queries[row].text);
        tasks[data.queries[row].task].push_back({key.value(), row});
    }
    for (auto& [task, entries] : tasks) {
        std::sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
            if (a.key != b.key) return a.key < b.key;
            const int order = data.queries[a.row].text.compare(data.queries[b.row].text);
            return order != 0 ? order < 0 : a.row < b.row;
        });
        std::size_t at = 0;
        const std::vector<std::size_t> seats = apportioner.next(entries.size());
        for (std::size_t s = 0; s < seats.size(); ++s) {
            for (std::size_t i = 0; i < seats[s]; ++i, ++at) {
                data.queries[entries[at].row].split = rule.shares[s].split;
            }
        }
    }
    return kept;
}

}  // namespace

SplitRule splitRuleFrom(const std::string& text, std::uint64_t seed) {
    SplitRule rule;
    rule.seed = seed;
    const std::string_view all = trimmed(text);
    if (all == "keep") return rule;
    if (all.empty()) throw Error("split", "the rule is empty", kRemedy);
    if (all.find_first_of("=,") == std::string_view::npos) {
        rule.kind = SplitRule::Kind::Fixed;
        rule.fixed = all;
        return rule;
    }
    rule.kind = SplitRule::Kind::Shares;
    constexpr std::string_view own = "keep,";
    rule.keepOwn = all.starts_with(own);
    for (std::size_t begin = rule.keepOwn ? own.size() : 0; begin <= all.size();) {
        const std::size_t end = std::min(all.find(',', begin), all.size());
        const std::string_view part = trimmed(all.substr(begin, end - begin));
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos) {
            throw Error("split \"" + text + "\"", "\"" + std::string(part) + "\" has no share",
                        kRemedy);
        }
        rule.shares.push_back({std::string(trimmed(part.substr(0, equals))),
                               shareFrom(trimmed(part.substr(equals + 1)), text)});
        begin = end + 1;
    }
    normalisedShares(rule);
    return rule;
}

std::size_t applySplit(Dataset& data, const SplitRule& rule) {
    switch (rule.kind) {
        case SplitRule::Kind::Keep:
            for (Query& query : data.queries) {
                if (query.split.empty()) query.split = kDefaultSplit;
            }
            break;
        case SplitRule::Kind::Fixed:
            for (Query& query : data.queries) query.split = rule.fixed;
            break;
        case SplitRule::Kind::Shares:
            return applyShares(data, rule);
    }
    return 0;
}

std::size_t sharedAcrossSplits(const Dataset& data) {
    struct Seen {
        std::string_view split;  ///< of the first
        std::size_t queries = 0;
        bool shared = false;
    };
    std::unordered_map<std::string_view, Seen> texts;
    texts.reserve(data.queryCount());
    for (const Query& query : data.queries) {
        const std::string_view text = stripped(query.text);
        if (text.empty()) continue;
        Seen& seen = texts.try_emplace(text, Seen{query.split}).first->second;
        ++seen.queries;
        seen.shared = seen.shared || seen.split != query.split;
    }
    std::size_t count = 0;
    for (const auto& [text, seen] : texts) count += seen.shared ? seen.queries : 0;
    return count;
}

}  // namespace orl
