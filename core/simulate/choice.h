#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/support/grid.h"

namespace orl {

/// Decides at arrival even where the others decide in windows.
inline constexpr std::string_view kOnlineDual = "online-dual";

/// Which router, and with which parameter. Apart from policy.h, whose room has a word that is
/// another in the window (`slots` is a macro of Qt).
struct PolicyChoice {
    std::string router = "dual";      ///< id of policyIds()
    std::optional<double> parameter;  ///< τ or w; unset: the router's default
};

/// Prices by which a router decides: what it makes least is cost − λ quality + Σ π_j seconds on j.
struct RunPrices {
    double time = 0.0;
    double qualityPrice = kMissing;      ///< λ, USD per expected correct answer
    std::vector<double> slotPrice = {};  ///< π_j, USD per second of a slot of model j
};

/// Ids that a run takes: those of the routers' catalogue but "dual-paper", and "online-dual".
/// "dual" decides in the plan's windows, and at arrival where there are none.
std::vector<std::string_view> policyIds();
/// "τ", "w" or empty. @throws Error on an unknown id
std::string_view policyParameter(std::string_view id);

}  // namespace orl
