#pragma once

#include <memory>

#include "core/route/router.h"

namespace orl {

/// "dual": one DualOptimizer kept between routes, so that moving constraints are warm-started.
std::unique_ptr<Router> makeDualRouter(const RoutingProblem& problem);

}  // namespace orl
