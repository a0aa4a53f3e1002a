#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/problem.h"

namespace orl {

/// Where an own router sends the queries of one experiment, and what of it could not be matched:
/// counted, never guessed.
struct OwnPlan {
    std::string id;     ///< as routers are named everywhere: "own:NAME", or a rule as it was typed
    std::string title;  ///< for people
    std::string rule;   ///< in one sentence
    Assignment assignment;        ///< per query; -1: one of the three below
    std::size_t unmatched = 0;    ///< queries that the rule names no model for
    std::size_t ambiguous = 0;    ///< queries that the file chooses several models for
    std::size_t unavailable = 0;  ///< queries whose model is not in the pool, is off or has no cost
    /// Queries by the name of such a model, as the router has it.
    std::map<std::string, std::size_t> unavailableModels;
    std::size_t elsewhere = 0;  ///< choices of a file that are of no query here
    std::size_t otherRows = 0;  ///< of these: row numbers that are of other queries here
    /// What people should know of it, in a sentence each.
    std::vector<std::string> remarks;
};

}  // namespace orl
