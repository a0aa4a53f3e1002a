#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <optional>
#include <ostream>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/groups.h"
#include "app/cli/matrix.h"
#include "app/cli/output.h"
#include "app/numbers.h"
#include "core/optimize/optimize.h"
#include "core/optimize/prices/cost_curve.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

struct SolveArguments {
    std::filesystem::path costs;
    std::filesystem::path quality;
    std::optional<double> alpha;
    std::optional<double> budget;
    std::vector<std::int64_t> capacity;
    std::filesystem::path groups;
    GroupArguments group;
    double gapTarget = SolveOptions{}.gapTarget;
    EffortArguments effort;
    std::filesystem::path out;
    std::filesystem::path curve;
    bool sensitivity = false;
    bool json = false;
};

/// Line of a row in the file, where no cell holds a line break.
std::string cellPlace(const std::filesystem::path& file, Eigen::Index row,
                      const std::string& column) {
    return fmt::format("{}, row {} ({})", file.string(), row + 1, column);
}

RoutingProblem problemOf(const SolveArguments& arguments, const Matrix& costs,
                         const Matrix& quality) {
    if (costs.columns != quality.columns) {
        throw Error(arguments.quality.string(),
                    fmt::format("Its models ({}) are not those of {} ({})", joined(quality.columns),
                                arguments.costs.string(), joined(costs.columns)),
                    "Give both files the same header row");
    }
    if (costs.values.rows() != quality.values.rows()) {
        throw Error(arguments.quality.string(),
                    fmt::format("It has {} queries, {} has {}", quality.values.rows(),
                                arguments.costs.string(), costs.values.rows()),
                    "Give both files one row for each query");
    }
    RoutingProblem problem(static_cast<std::size_t>(costs.values.rows()), costs.columns.size());
    for (Eigen::Index i = 0; i < costs.values.rows(); ++i) {
        for (std::size_t j = 0; j < costs.columns.size(); ++j) {
            const auto column = static_cast<Eigen::Index>(j);
            const double cost = costs.values(i, column);
            const double chance = quality.values(i, column);
            if (cost < 0.0) {
                throw Error(cellPlace(arguments.costs, i, costs.columns[j]),
                            fmt::format("The cost {} is negative", cost),
                            "Write a cost of 0 or more");
            }
            if (chance < 0.0 || chance > 1.0) {
                throw Error(cellPlace(arguments.quality, i, quality.columns[j]),
                            fmt::format("The quality {} is not between 0 and 1", chance),
                            "Write the chance of a right answer");
            }
            problem.set(static_cast<std::size_t>(i), j, cost, chance);
        }
    }
    return problem;
}

Constraints constraintsOf(const SolveArguments& arguments, std::size_t models) {
    Constraints constraints;
    if (arguments.budget) {
        constraints.mode = RoutingMode::QualityUnderBudget;
        constraints.budget = *arguments.budget;
    } else {
        constraints.qualityFloor = *arguments.alpha;
    }
    constraints.capacity = arguments.capacity;
    if (!arguments.capacity.empty() && arguments.capacity.size() != models) {
        throw Error("--capacity",
                    fmt::format("{} capacities for {} models", arguments.capacity.size(), models),
                    "Give one number for each model, in the order of the columns");
    }
    return constraints;
}

const char* proofName(Proof proof) {
    switch (proof) {
        case Proof::NotSought:
            return "not sought";
        case Proof::Optimal:
            return "optimal";
        case Proof::LimitReached:
            return "limit reached";
    }
    return "";
}

Json resultJson(const SolveResult& result, const std::vector<std::string>& models,
                std::size_t queries, bool withAssignment) {
    const bool solved = result.solved();
    const auto known = [&](double value) { return solved ? Json(value) : Json(nullptr); };
    Json json = {{"feasible", solved},
                 {"explanation", result.explanation},
                 {"limit", result.limit},
                 {"queries", queries},
                 {"models", models},
                 {"cost", known(result.cost)},
                 {"quality", known(result.quality)},
                 {"bound", known(result.bound)},
                 {"gap", known(result.gap)},
                 {"proof", solved ? Json(proofName(result.proof)) : Json(nullptr)},
                 {"lambda", known(result.qualityPrice)},
                 {"mu", result.capacityPrice},
                 {"load", result.load},
                 {"iterations", result.iterations},
                 {"solve_ms", result.milliseconds}};
    if (withAssignment) json["assignment"] = result.assignment;
    return json;
}

/// Infinite and undefined ends, where a unit cannot be taken away or had, are null.
void addPriceRanges(const Sensitivity& prices, Json& json) {
    const auto ends = [](const std::vector<PriceRange>& ranges, double PriceRange::*end) {
        Json list = Json::array();
        for (const PriceRange& range : ranges) list.push_back(range.*end);
        return list;
    };
    const PriceRange& lambda = prices.qualityPrice;
    json["lambda_range"] = prices.solved() ? Json{lambda.less, lambda.more} : Json(nullptr);
    json["mu_more"] = ends(prices.capacityPrice, &PriceRange::more);
    json["mu_less"] = ends(prices.capacityPrice, &PriceRange::less);
    if (prices.capacityAnswers.empty()) return;
    json["answers_more"] = ends(prices.capacityAnswers, &PriceRange::more);
    json["answers_less"] = ends(prices.capacityAnswers, &PriceRange::less);
}

void addPriceRanges(const Sensitivity& prices, const std::vector<std::string>& models,
                    std::vector<std::vector<std::string>>& rows) {
    const auto row = [&](const std::string& what, double usd) {
        rows.push_back({what, std::isnan(usd) ? "–" : fmt::format("{}", usd)});
    };
    row("one right answer less saves (USD)", prices.qualityPrice.less);
    row("one right answer more costs (USD)", prices.qualityPrice.more);
    for (std::size_t j = 0; j < models.size(); ++j) {
        row("one slot more on " + models[j] + " saves (USD)", prices.capacityPrice[j].more);
        row("one slot less on " + models[j] + " costs (USD)", prices.capacityPrice[j].less);
    }
}

void writeCurve(const std::filesystem::path& file, const CostCurve& curve) {
    writeFile(file, [&](std::ostream& out) {
        out << "alpha,cost,lambda\n";
        for (const CostCurve::Point& point : curve.points()) {
            out << csvCell(point.quality) << ',' << csvCell(point.cost) << ','
                << csvCell(point.qualityPrice) << '\n';
        }
    });
}

int runSolve(const SolveArguments& arguments, const Job& job) {
    arguments.group.check(!arguments.groups.empty());
    checkOutputs({{"--out", arguments.out}, {"--curve", arguments.curve}},
                 {{"the input --costs", arguments.costs},
                  {"the input --quality", arguments.quality},
                  {"the input --groups", arguments.groups}});
    const Matrix costs = readMatrix(arguments.costs, false, job);
    const Matrix quality = readMatrix(arguments.quality, true, job);
    const RoutingProblem problem = problemOf(arguments, costs, quality);
    Constraints constraints = constraintsOf(arguments, problem.modelCount());
    if (!arguments.groups.empty()) {
        arguments.group.applyTo(
            constraints, readGroups(arguments.groups, problem.queryCount(), job), costs.columns);
    }

    SolveOptions options;
    options.gapTarget = arguments.gapTarget;
    options.budget = arguments.effort.budget();
    options.stop = job.stop;
    DualOptimizer optimizer(problem, 0);
    const SolveResult result = optimizer.solve(constraints, options);
    std::optional<Sensitivity> prices;
    if (arguments.sensitivity) prices = optimizer.sensitivity(constraints, options);
    if (!arguments.curve.empty()) writeCurve(arguments.curve, CostCurve(problem, job.stop));

    if (!arguments.out.empty() && result.solved()) {
        writeFile(arguments.out, [&](std::ostream& out) {
            out << "query,model\n";
            for (std::size_t i = 0; i < result.assignment.size(); ++i) {
                out << i << ','
                    << csvCell(costs.columns[static_cast<std::size_t>(result.assignment[i])])
                    << '\n';
            }
        });
    }
    if (!result.solved()) {
        const bool open = result.status == SolveStatus::NothingFound;
        note((open ? "not solved: " : "infeasible: ") + result.explanation);
    }
    if (arguments.json) {
        Json json = resultJson(result, costs.columns, problem.queryCount(), !arguments.out.empty());
        if (prices) addPriceRanges(*prices, json);
        if (!constraints.group.empty())
            json["groups"] = groupsJson(problem, constraints, result.assignment, &result);
        printJson(json);
    } else if (result.solved()) {
        std::vector<std::vector<std::string>> rows = {
            {"cost (USD)", fmt::format("{}", result.cost)},
            {"mean quality", fmt::format("{}", result.quality)},
            {"bound", fmt::format("{}", result.bound)},
            {"gap", fmt::format("{:.3g}", result.gap)},
            {"proof of optimality", proofName(result.proof)},
            {"lambda (USD per right answer)", fmt::format("{}", result.qualityPrice)},
            {"evaluations", std::to_string(result.iterations)},
            {"time (ms)", digits(result.milliseconds, 2)}};
        for (std::size_t j = 0; j < result.load.size(); ++j) {
            rows.push_back({"queries on " + costs.columns[j], std::to_string(result.load[j])});
        }
        if (prices) addPriceRanges(*prices, costs.columns, rows);
        const auto more = groupRows(problem, constraints, result.assignment, &result);
        rows.insert(rows.end(), more.begin(), more.end());
        printText(table(rows));
    }
    return result.solved() ? kDone : kFailed;
}

}  // namespace

void addSolve(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<SolveArguments>();
    CLI::App* command = app.add_subcommand(
        "solve", "Solve a routing problem given as plain tables of costs and qualities");
    command
        ->add_option("--costs", arguments->costs, "CSV: header of model names, a row a query, USD")
        ->required();
    command
        ->add_option("--quality", arguments->quality,
                     "CSV of the same layout: chances of a right answer, 0 to 1")
        ->required();
    CLI::Option_group* goal = command->add_option_group("Goal");
    goal->add_option("--alpha", arguments->alpha, "Floor on the mean quality")
        ->check(numberBetween(0.0, 1.0));
    goal->add_option("--budget", arguments->budget, "Ceiling on the total cost, USD")
        ->check(nonNegative());
    goal->require_option(1);
    CLI::Option* capacity =
        command
            ->add_option("--capacity", arguments->capacity,
                         "Most queries of each model, in the order of the columns")
            ->delimiter(',')
            ->check(nonNegative())
            ->type_name("N,N,...");
    CLI::Option* groups =
        command->add_option("--groups", arguments->groups,
                            "File with the name or number of each query's group, one a line");
    arguments->group.addTo(*command);
    command->add_option("--gap", arguments->gapTarget, "Stop at this relative gap")
        ->capture_default_str()
        ->check(nonNegative());
    arguments->effort.addTo(*command);
    command->add_option("--out", arguments->out,
                        "CSV of the assignment; with --json it is also part of that");
    CLI::Option* ranges =
        command->add_flag("--sensitivity", arguments->sensitivity,
                          "Also print what one unit more and one less of each constraint is worth");
    ranges->excludes(groups);
    command
        ->add_option("--curve", arguments->curve,
                     "CSV of the exact least cost of every floor: alpha,cost,lambda")
        ->excludes(capacity)
        ->excludes(groups);
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runSolve(*arguments, job); };
    });
}

}  // namespace orl::cli
