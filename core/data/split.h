#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/dataset.h"

namespace orl {

/// The split of queries whose data name none.
inline constexpr const char* kDefaultSplit = "all";

/// How queries get their split.
struct SplitRule {
    enum class Kind {
        Keep,    ///< from the data's own column; a query without one gets kDefaultSplit
        Fixed,   ///< every query of these files into `fixed`
        Shares,  ///< seeded shares, stratified by task
    };
    struct Share {
        std::string split;
        double share = 0.0;
    };

    Kind kind = Kind::Keep;
    std::string fixed;
    std::vector<Share> shares;  ///< positive; normalised to sum 1
    std::uint64_t seed = 1;
    /// Shares deal only the queries without a split of their own: a test split that a publisher
    /// keeps apart is not learned from.
    bool keepOwn = false;
};

/// "train=0.7,test=0.3" (shares, normalised to sum 1), "train" (all queries), "keep", or
/// "keep,train=0.7,test=0.3" (shares of the queries without a split of their own).
/// @throws Error on an empty or repeated name or a share that is not a positive number
SplitRule splitRuleFrom(const std::string& text, std::uint64_t seed);

/// Sets the split of every query. Same queries, rule and seed give the same splits, in whatever
/// order the queries come (equal texts of one task are told apart by their order).
///
/// Shares: within each task every share is met to within one query, by largest remainder. Tasks so
/// small that the least share is below one whole query take turns instead, so that many tiny tasks
/// do not all fall into the largest split; the shares of the whole are then met as well.
/// @throws Error when the rule has no usable shares
/// @return how many queries kept a split of their own that shares would else have changed
std::size_t applySplit(Dataset& data, const SplitRule& rule);

/// How many queries have the text of a query in another split (blanks around it aside): held-out
/// figures are too good by them.
std::size_t sharedAcrossSplits(const Dataset& data);

}  // namespace orl
