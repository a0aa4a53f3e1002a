#include "core/route/router.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/own_router.h"
#include "core/route/baselines.h"
#include "core/route/optimizer_routers.h"
#include "core/support/error.h"

namespace orl {
namespace {

constexpr std::array kCatalogue{
    RouterInfo{"dual", "Dual optimizer",
               "Solves the Lagrangian dual of the whole batch and recovers a feasible assignment "
               "with a certified gap",
               "", false, false},
    RouterInfo{"dual-paper", "Dual, as in the paper",
               "Projected supergradient with a diminishing, adaptive step on the same dual, with "
               "the same recovery; kept for teaching and measuring",
               "", false, false},
    RouterInfo{"random", "Random", "A model drawn uniformly for every query", "", true, false},
    RouterInfo{"round-robin", "Round robin", "The models in turn", "", true, false},
    RouterInfo{"cheapest", "Cheapest model", "The one model with the least mean predicted cost", "",
               true, false},
    RouterInfo{"best-single", "Best single model",
               "The one model with the highest mean predicted quality", "", true, false},
    RouterInfo{"cost-only", "Cost only", "The model with the least predicted cost for the query",
               "", true, false},
    RouterInfo{"quality-only", "Quality only",
               "The model with the highest predicted quality for the query", "", true, false},
    RouterInfo{"threshold", "Threshold",
               "The cheapest model whose predicted quality is at least τ, else the ablest; τ = α "
               "unless set, under a budget the τ of highest predicted quality that meets it",
               "τ", true, false},
    RouterInfo{"willingness", "Willingness to pay",
               "The model with the greatest w · quality − cost; unless set, w (USD per correct "
               "answer) is the mean spread of costs over the mean spread of qualities, under a "
               "budget the w of highest predicted quality that meets it",
               "w", true, false},
    RouterInfo{"balance-aware", "Balance-aware",
               "Among the models whose predicted quality is at least τ, the least loaded relative "
               "to its capacity, else the ablest; τ as for the threshold",
               "τ", true, false},
    RouterInfo{"oracle", "Oracle",
               "Knows the truth: the cheapest model with a recorded score of at least 0.5, else "
               "the cheapest; an upper line, not a competitor",
               "", false, true},
};

constexpr RouterInfo kOwn{
    "own", "Own router", "A rule or choices of one's own, compared where they stand",
    "",    true,         false};

}  // namespace

std::span<const RouterInfo> routerCatalogue() {
    return kCatalogue;
}

std::vector<std::string> baselineIds() {
    std::vector<std::string> ids;
    for (const RouterInfo& info : routerCatalogue()) {
        if (info.isBaseline) ids.emplace_back(info.id);
    }
    return ids;
}

const RouterInfo& routerInfo(std::string_view id) {
    if (isOwnRouter(id)) return kOwn;
    const auto found = std::find_if(kCatalogue.begin(), kCatalogue.end(),
                                    [&](const RouterInfo& info) { return info.id == id; });
    if (found != kCatalogue.end()) return *found;
    std::string known;
    for (const RouterInfo& info : kCatalogue) {
        if (!known.empty()) known += ", ";
        known += info.id;
    }
    throw Error("router", fmt::format("\"{}\" is none", id),
                fmt::format("Choose one of {}", known));
}

std::unique_ptr<Router> makeRouter(std::string_view id, const RoutingProblem& problem) {
    const RouterInfo& info = routerInfo(id);
    if (isOwnRouter(id)) {
        throw Error("router", fmt::format("\"{}\" is not among the own routers here", id),
                    "Add it to the workspace, or choose another router");
    }
    if (info.id == "dual") return makeDualRouter(problem);
    if (info.id == "dual-paper") return makePaperRouter(problem);
    return makeBaselineRouter(info.id, problem);
}

}  // namespace orl
