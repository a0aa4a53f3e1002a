#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace orl {

/// The name among `known` that differs in the fewest letters, where that is few; empty: none is
/// near.
std::string nearestName(std::string_view name, const std::vector<std::string>& known);

}  // namespace orl
