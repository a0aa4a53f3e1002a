#pragma once

#include <span>
#include <string>
#include <string_view>

namespace orl {

/// What the name of a column or key says that it holds.
enum class ColumnRole {
    None,  ///< the name says nothing: maybe a model
    Text,
    Model,
    Score,
    Cost,  ///< USD
    OutputTokens,
    InputTokens,
    Response,
    Task,
    Level,
    Split,
    Id,
    Other,  ///< neither a score nor anything else that an import reads: latency, labels, flags
};

struct ColumnMeaning {
    ColumnRole role = ColumnRole::None;
    std::string
        model;  ///< whose column it is ("gpt-4" of "gpt-4_total_cost"); empty: of none alone
};

/// The meaning of a name, whatever its case. The whole name counts first; else the longest known
/// ending or beginning wins, whichever role it is of: "gpt-4_is_correct" is of gpt-4, not of
/// "gpt-4_is".
ColumnMeaning meaningOf(std::string_view name);

/// The names that stand for a role by themselves, the preferred first.
std::span<const std::string_view> namesOf(ColumnRole role);

}  // namespace orl
