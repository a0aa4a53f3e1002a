#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/optimize/optimize.h"
#include "core/problem.h"
#include "core/support/grid.h"
#include "core/truth.h"

namespace orl {

struct RouteRequest {
    Constraints constraints;
    /// τ of threshold and balance-aware, w of willingness; unset: the router's default (τ = α;
    /// w from the data's scale, documented with the router).
    std::optional<double> parameter;
    std::uint64_t seed = 1;        ///< random router
    const Truth* truth = nullptr;  ///< oracle only; stays as it is as long as the router is used
    std::stop_token stop;
    SolveBudget budget = kQuickBudget;  ///< of `dual`, which searches for a proof
};

struct RouteResult {
    Assignment assignment;            ///< empty if the optimizer found the constraints infeasible
    bool feasible = false;            ///< complete, floor or budget met on predictions, no overload
    std::string explanation;          ///< why not feasible, with numbers; else empty
    std::optional<double> parameter;  ///< τ or w used
    std::optional<SolveResult>
        solve;  ///< of dual routers: bound, gap, multipliers (assignment moved out)
    double milliseconds = 0.0;
};

struct RouterInfo {
    std::string_view id;             ///< "dual", "threshold", …
    std::string_view title;          ///< for people
    std::string_view description;    ///< one sentence with the rule
    std::string_view parameterName;  ///< "τ", "w" or empty
    bool isBaseline;                 ///< a competitor (not the optimizer, not the oracle)
    bool needsTruth;
};

/// All routers, in the order in which tables show them.
std::span<const RouterInfo> routerCatalogue();
/// In the catalogue's order.
std::vector<std::string> baselineIds();
/// Of an own router (isOwnRouter) what all of them share: a baseline without a parameter.
/// @throws Error naming the known ids when id is none of them
const RouterInfo& routerInfo(std::string_view id);

/// A routing rule over one problem. Baselines take queries in arrival order (row order) and pass a
/// query whose model is full on to their next choice.
class Router {
  public:
    virtual ~Router() = default;
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;
    /// @throws Error on senseless constraints; Cancelled
    virtual RouteResult route(const RouteRequest& request) = 0;

  protected:
    Router() = default;
};

/// The problem must outlive the router. Own routers are made by makeRouter of core/evaluate.
std::unique_ptr<Router> makeRouter(std::string_view id, const RoutingProblem& problem);

}  // namespace orl
