#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "app/cli/output.h"
#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/optimize/optimize.h"
#include "core/support/job.h"

namespace orl::cli {

/// Which group each query is in.
struct Groups {
    std::vector<std::int32_t> of;  ///< per query, index into names; empty: no groups
    std::vector<std::string> names;
};

/// One name or number per query, a query a line without a header; groups in order of appearance.
/// @throws Error on another number of lines; Cancelled
Groups readGroups(const std::filesystem::path& file, std::size_t queryCount, const Job& job);
/// By "task" (in order of appearance) or "level" (easiest first) of the routed queries.
Groups groupsBy(const std::string& what, const Dataset& data, const Experiment& experiment);

/// Floors and caps of groups.
struct GroupArguments {
    std::vector<std::string> floor;  ///< NAME=α
    std::vector<std::string> cap;    ///< GROUP:MODEL=N or a share of the group

    void addTo(CLI::App& command);
    /// @throws UsageError where floors or caps are given without groups
    void check(bool grouped) const;
    /// @throws UsageError on malformed texts, Error on an unknown group or model
    void applyTo(Constraints& constraints, Groups groups,
                 const std::vector<std::string>& models) const;
};

/// Floors and caps of the tasks or difficulty levels that a data set has.
struct GroupByArguments {
    std::string by;  ///< "task" or "level"; empty: no groups
    GroupArguments group;

    void addTo(CLI::App& command);
    /// @throws as GroupArguments::check()
    void check() const { group.check(!by.empty()); }
    /// @throws as GroupArguments::applyTo()
    void applyTo(Constraints& constraints, const Dataset& data, const Experiment& experiment) const;
    /// The same of queries drawn from the data: what is asked of a task that none of them has is
    /// left out.
    void applyToDrawn(Constraints& constraints, const Dataset& data,
                      const Experiment& experiment) const;
};

/// For each group its name, size, quality and floor, queries per model, and where it was solved by
/// the optimizer the prices λ_g and μ_gj; null where there is none.
Json groupsJson(const RoutingProblem& problem, const Constraints& constraints,
                const Assignment& assignment, const SolveResult* solve);
/// The same in short as rows of a table for people.
std::vector<std::vector<std::string>> groupRows(const RoutingProblem& problem,
                                                const Constraints& constraints,
                                                const Assignment& assignment,
                                                const SolveResult* solve);

}  // namespace orl::cli
