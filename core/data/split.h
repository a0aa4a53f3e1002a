#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/dataset.h"

namespace orl {

/// How queries get their split.
struct SplitRule {
    enum class Kind {
        Keep,    ///< from the data's own column where there is one, else "all" into defaultSplit
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
};

/// "train=0.7,test=0.3", "train" or "keep". @throws Error
SplitRule splitRuleFrom(const std::string& text, std::uint64_t seed);

/// Same data, rule and seed give the same splits. Within each task the shares are met to within one
/// query (largest remainder).
void applySplit(Dataset& data, const SplitRule& rule);

}  // namespace orl
