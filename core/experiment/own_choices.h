#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/own_router.h"
#include "core/support/job.h"

namespace orl {

/// What an own router does with the queries of an experiment.
///
/// ByTask and ByLevel go by the experiment's tasks and difficulty levels; ByLength by the text, or
/// by the data's input tokens (unknown: unmatched). Shares are exact by the largest remainder,
/// dealt by a permutation of the queries that the seed alone decides. Choices are matched by the
/// query's id first, else by its text (see choiceTextKey), else by its row where what stands beside
/// the row is that of the file; queries of one text all get its choice. An id that queries of
/// different texts share names none of them alone. A query that has several choices is ambiguous. A
/// model that is not in the pool, is switched off or has no cost for a query takes none.
/// @param id under which it is known
/// @throws Cancelled
OwnPlan ownPlan(const OwnRouter& router, const std::string& id, const Dataset& data,
                const Experiment& experiment, const Job& job = {});

/// The experiment with what the routers that a workspace keeps do, as "own:NAME", in place of those
/// that it had. @throws Cancelled
void setOwnPlans(Experiment& experiment, std::span<const OwnRouter> routers, const Dataset& data,
                 const Job& job = {});

}  // namespace orl
