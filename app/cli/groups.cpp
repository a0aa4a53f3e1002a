#include "app/cli/groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "core/data/text/bytes.h"
#include "core/data/text/csv.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

void addQuery(Groups& groups, const std::string& name) {
    const auto found = std::find(groups.names.begin(), groups.names.end(), name);
    groups.of.push_back(static_cast<std::int32_t>(found - groups.names.begin()));
    if (found == groups.names.end()) groups.names.push_back(name);
}

std::size_t groupNamed(const std::string& name, const std::vector<std::string>& names,
                       const char* option) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
        throw Error(option, fmt::format("There is no group \"{}\"", name),
                    "The groups are " + joined(names));
    }
    return static_cast<std::size_t>(found - names.begin());
}

/// Both names may hold colons: the split is where both sides are known.
std::pair<std::size_t, std::vector<std::size_t>> binsNamed(const std::string& text,
                                                           const Groups& groups,
                                                           const std::vector<std::string>& models) {
    const char* option = "--group-cap";
    if (text.find(':') == std::string::npos)
        throw UsageError(fmt::format("{}: \"{}\" is not GROUP:MODEL", option, text));
    for (auto colon = text.find(':'); colon != std::string::npos;
         colon = text.find(':', colon + 1)) {
        const std::string model = text.substr(colon + 1);
        const auto group =
            std::find(groups.names.begin(), groups.names.end(), text.substr(0, colon));
        if (group == groups.names.end()) continue;
        std::vector<std::size_t> chosen;
        for (std::size_t j = 0; j < models.size(); ++j) {
            if (model == "all" || model == models[j]) chosen.push_back(j);
        }
        if (!chosen.empty())
            return {static_cast<std::size_t>(group - groups.names.begin()), chosen};
    }
    throw Error(option, fmt::format("\"{}\" is no group and model", text),
                fmt::format("The groups are {}; the models are {}, or all", joined(groups.names),
                            joined(models)));
}

struct GroupSums {
    std::vector<std::int64_t> size;
    std::vector<double> quality;     ///< mean predicted; NaN without an assignment
    std::vector<std::int64_t> load;  ///< at g·M + j
};

GroupSums sumsOf(const RoutingProblem& problem, const Constraints& constraints,
                 const Assignment& assignment) {
    const std::size_t groups = constraints.groupNames.size();
    const std::size_t models = problem.modelCount();
    GroupSums sums{std::vector<std::int64_t>(groups, 0), std::vector<double>(groups, 0.0),
                   std::vector<std::int64_t>(groups * models, 0)};
    for (std::size_t i = 0; i < constraints.group.size(); ++i) {
        const auto g = static_cast<std::size_t>(constraints.group[i]);
        ++sums.size[g];
        if (assignment.empty() || assignment[i] < 0) continue;
        const auto j = static_cast<std::size_t>(assignment[i]);
        sums.quality[g] += problem.quality(i, j);
        ++sums.load[g * models + j];
    }
    for (std::size_t g = 0; g < groups; ++g) {
        sums.quality[g] = assignment.empty() ? std::numeric_limits<double>::quiet_NaN()
                                             : sums.quality[g] / static_cast<double>(sums.size[g]);
    }
    return sums;
}

}  // namespace

Groups readGroups(const std::filesystem::path& file, std::size_t queryCount, const Job& job) {
    std::error_code unknown;
    const auto size = std::filesystem::file_size(file, unknown);
    ReadProgress progress(job, unknown ? 0 : size);
    ByteSource source(file, &progress);
    CsvReader reader(source, ',');
    CsvRow row;
    Groups groups;
    while (reader.next(row)) {
        if (!row.problem.empty() || row.fields.size() != 1 || row.fields[0].empty()) {
            throw Error(fmt::format("{}:{}", file.string(), row.line),
                        row.problem.empty() ? "The line holds no single name" : row.problem,
                        "Write the name or number of one group on each line");
        }
        addQuery(groups, std::string(row.fields[0]));
    }
    if (groups.of.size() != queryCount) {
        throw Error(file.string(),
                    fmt::format("It names the groups of {} queries, there are {}", groups.of.size(),
                                queryCount),
                    "Write one line for each query and no header");
    }
    return groups;
}

Groups groupsBy(const std::string& what, const Dataset& data, const Experiment& experiment) {
    Groups groups;
    if (what == "level") {
        groups.names = experiment.levelNames;
        groups.of.assign(experiment.level.begin(), experiment.level.end());
        return groups;
    }
    for (const std::size_t row : experiment.rows) {
        const std::string& task = data.queries[row].task;
        addQuery(groups, task.empty() ? "unknown" : task);
    }
    return groups;
}

void GroupArguments::addTo(CLI::App& command) {
    command
        .add_option("--group-floor", floor,
                    "Floor on the mean predicted quality of one group (repeatable)")
        ->type_name("GROUP=ALPHA");
    command
        .add_option("--group-cap", cap,
                    "Most queries of a group that a model, or each of all, may take: N queries, or "
                    "SHARE% or 0.2 of the group, rounded down (repeatable, later ones win)")
        ->type_name("GROUP:MODEL=N");
}

void GroupArguments::check(bool grouped) const {
    if (!grouped && !(floor.empty() && cap.empty()))
        throw UsageError("--group-floor and --group-cap need to know the groups of the queries");
}

void GroupArguments::applyTo(Constraints& constraints, Groups groups,
                             const std::vector<std::string>& models) const {
    if (groups.of.empty()) return;
    const std::size_t count = groups.names.size();
    constraints.groupFloor.assign(count, std::numeric_limits<double>::quiet_NaN());
    for (const std::string& text : floor) {
        const auto [name, value] = nameAndValue(text, "--group-floor");
        const double alpha = numberOf(value, "--group-floor");
        if (alpha < 0.0 || alpha > 1.0)
            throw UsageError("--group-floor: a floor is between 0 and 1: " + text);
        constraints.groupFloor[groupNamed(name, groups.names, "--group-floor")] = alpha;
    }
    if (!cap.empty()) constraints.groupCapacity.assign(count * models.size(), kUnlimited);
    for (const std::string& text : cap) {
        const auto [name, value] = nameAndValue(text, "--group-cap");
        const Amount amount = amountOf(value, false, "--group-cap");
        const auto [group, chosen] = binsNamed(name, groups, models);
        const std::int64_t most = amount.isShare
                                      ? shareOfGroup(std::min(amount.value, 1.0), groups.of,
                                                     static_cast<std::int32_t>(group))
                                      : static_cast<std::int64_t>(amount.value);
        for (const std::size_t j : chosen)
            constraints.groupCapacity[group * models.size() + j] = most;
    }
    constraints.group = std::move(groups.of);
    constraints.groupNames = std::move(groups.names);
}

void GroupByArguments::addTo(CLI::App& command) {
    command
        .add_option("--group-by", by,
                    "What --group-floor and --group-cap are about: tasks or difficulty levels")
        ->check(CLI::IsMember({"task", "level"}));
    group.addTo(command);
}

void GroupByArguments::applyTo(Constraints& constraints, const Dataset& data,
                               const Experiment& experiment) const {
    if (!by.empty()) group.applyTo(constraints, groupsBy(by, data, experiment), experiment.models);
}

void GroupByArguments::applyToDrawn(Constraints& constraints, const Dataset& data,
                                    const Experiment& experiment) const {
    if (by.empty()) return;
    Groups groups = groupsBy(by, data, experiment);
    GroupByArguments present = *this;
    std::set<std::string> absent;
    if (by == "task") {
        for (const Query& query : data.queries) {
            absent.insert(query.task.empty() ? "unknown" : query.task);
        }
    }
    for (const std::string& name : groups.names) absent.erase(name);
    const auto isOfAbsent = [&](const std::string& asked) {
        return std::ranges::any_of(absent, [&](const std::string& name) {
            return asked.starts_with(name + '=') || asked.starts_with(name + ':');
        });
    };
    std::erase_if(present.group.floor, isOfAbsent);
    std::erase_if(present.group.cap, isOfAbsent);
    present.group.applyTo(constraints, std::move(groups), experiment.models);
}

Json groupsJson(const RoutingProblem& problem, const Constraints& constraints,
                const Assignment& assignment, const SolveResult* solve) {
    const std::size_t models = problem.modelCount();
    const GroupSums sums = sumsOf(problem, constraints, assignment);
    Json list = Json::array();
    for (std::size_t g = 0; g < constraints.groupNames.size(); ++g) {
        const auto part = [&](const auto& values) {
            const auto from = values.begin() + static_cast<std::ptrdiff_t>(g * models);
            return Json(std::vector(from, from + static_cast<std::ptrdiff_t>(models)));
        };
        Json one = {{"name", constraints.groupNames[g]},
                    {"queries", sums.size[g]},
                    {"floor", constraints.groupFloor[g]},
                    {"quality", sums.quality[g]},
                    {"load", part(sums.load)},
                    {"lambda", nullptr},
                    {"mu", nullptr}};
        if (solve != nullptr && !solve->groupPrice.empty()) one["lambda"] = solve->groupPrice[g];
        if (solve != nullptr && !solve->groupCapacityPrice.empty())
            one["mu"] = part(solve->groupCapacityPrice);
        list.push_back(std::move(one));
    }
    return list;
}

std::vector<std::vector<std::string>> groupRows(const RoutingProblem& problem,
                                                const Constraints& constraints,
                                                const Assignment& assignment,
                                                const SolveResult* solve) {
    const GroupSums sums = sumsOf(problem, constraints, assignment);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t g = 0; g < constraints.groupNames.size(); ++g) {
        rows.push_back({"quality of " + constraints.groupNames[g], percent(sums.quality[g])});
        if (solve != nullptr && !solve->groupPrice.empty() && solve->groupPrice[g] > 0.0) {
            rows.push_back({"  its lambda (USD per right answer)",
                            fmt::format("{:.4g}", solve->groupPrice[g])});
        }
    }
    return rows;
}

}  // namespace orl::cli
