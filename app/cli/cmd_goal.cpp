#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/scenario_arguments.h"
#include "app/numbers.h"
#include "core/evaluate/report_json.h"
#include "core/lab/goals.h"
#include "core/lab/guarantee_engine.h"
#include "core/lab/prepare.h"
#include "core/lab/settings.h"

namespace orl::cli {
namespace {

struct GoalArguments {
    std::filesystem::path workspace;
    ScenarioArguments scenario;
    std::string test;
    std::string predictor = Preparation().predictor;
    PoolArguments pool;
    ConstraintArguments constraints;
    std::optional<double> accuracy;
    double confidence = GuaranteeSettings().confidence;
    std::optional<double> money;
    double volume = 1000.0;
    bool limits = false;
    double step = 0.01;
    bool json = false;

    void check() const {
        if (!scenario.given() && test.empty()) {
            throw UsageError("--scenario is required, or --test");
        }
        if (!accuracy && !money && !limits) {
            throw UsageError("name a goal: --accuracy, --money or --limits");
        }
        if (limits && !scenario.given() && !constraints.alpha && !constraints.budget) {
            throw UsageError("--limits needs what is kept now: --scenario, --alpha or --budget");
        }
    }
};

/// Options as the window would hold them: shares of N in place of numbers.
ConstraintSettings settingsOf(const ConstraintArguments& arguments, const Experiment& experiment) {
    const Constraints asked = arguments.constraints(experiment);
    const std::vector<std::string>& models = experiment.models;
    const std::size_t queries = experiment.problem.queryCount();
    ConstraintSettings settings;
    settings.mode = asked.mode;
    settings.qualityFloor = asked.qualityFloor;
    settings.secondsCap = asked.secondsCap;
    if (arguments.budget) {
        settings.budgetPer1000 = asked.budget / static_cast<double>(queries) * 1000.0;
    }
    const auto shareOf = [&](std::int64_t slots) {
        const auto all = static_cast<double>(queries);
        return slots == kUnlimited ? 1.0 : std::min(1.0, static_cast<double>(slots) / all);
    };
    if (asked.capacity.empty()) return settings;
    if (std::ranges::adjacent_find(asked.capacity, std::ranges::not_equal_to()) ==
        asked.capacity.end()) {
        settings.commonCapacity = shareOf(asked.capacity.front());
        return settings;
    }
    for (std::size_t j = 0; j < models.size(); ++j) {
        settings.capacityShare[models[j]] = shareOf(asked.capacity[j]);
    }
    return settings;
}

/// What is asked about, as the window would show it.
struct GoalBatch {
    std::shared_ptr<const Prepared> prepared;
    std::shared_ptr<const SolveView> view;
    const Experiment& experiment() const { return *view->experiment; }
    const ConstraintSettings& asked() const { return view->scenario.constraints; }
};

std::shared_ptr<const Prepared> preparedOf(const GoalArguments& arguments, Scenario& scenario,
                                           const Job& job) {
    if (arguments.scenario.given()) {
        auto prepared = prepareScenario(arguments.scenario, arguments.workspace, job);
        scenario = prepared->scenario;
        return prepared;
    }
    auto store =
        std::make_shared<Store>(Workspace::open(arguments.workspace, Workspace::Access::ReadOnly));
    const DatasetPart part = datasetPartOf(store->workspace, arguments.test, "test");
    scenario.preparation.dataset = part.dataset;
    scenario.preparation.testSplit = part.split;
    scenario.preparation.predictor = arguments.predictor;
    auto prepared = prepare(store, nullptr, scenario, job);
    scenario.preparation = prepared->scenario.preparation;
    scenario.pool = arguments.pool.settings(*prepared->data);
    const Experiment batch = experimentOf(*prepared, *prepared->predictions, scenario.pool);
    scenario.constraints = settingsOf(arguments.constraints, batch);
    return prepared;
}

GoalBatch batchOf(const GoalArguments& arguments, const Job& job) {
    GoalBatch batch;
    Scenario scenario;
    batch.prepared = preparedOf(arguments, scenario, job);
    batch.view = SolveEngine().solve(batch.prepared, scenario, {}, job.stop);
    return batch;
}

/// Small differences of accuracy.
std::string points(double accuracy) {
    constexpr double hundred = 100.0;
    return digits(accuracy * hundred, 3) + " points";
}

/// Answers as text and as JSON; whatever is out of reach is explained on stderr.
class GoalAnswers {
  public:
    GoalAnswers(const GoalArguments& arguments, GoalBatch batch)
        : m_arguments(arguments), m_batch(std::move(batch)) {}

    void guarantee(const Job& job) {
        GuaranteeEngine engine;
        const auto view = engine.calibrate(m_batch.prepared, m_batch.view,
                                           usableBasis(*m_batch.prepared, std::nullopt),
                                           m_arguments.confidence, job);
        if (view->path.points.empty()) {
            refuse(view->path.explanation);
            m_json["guarantee"] = {{"reachable", false}, {"explanation", view->path.explanation}};
            return;
        }
        const GuaranteeGoal goal = cheapestGuaranteed(*view->batch, m_batch.asked(), view->path,
                                                      *m_arguments.accuracy, job);
        if (!goal.guarantee.reachable) refuse(goal.guarantee.explanation);
        const FloorPoint& point =
            goal.guarantee.reachable ? goal.guarantee.point : goal.guarantee.largest;
        m_json["guarantee"] = {{"accuracy", *m_arguments.accuracy},
                               {"confidence", m_arguments.confidence},
                               {"reachable", goal.guarantee.reachable},
                               {"explanation", goal.guarantee.explanation},
                               {"floor", point.floor},
                               {"bound", point.bound()},
                               {"this_batch", view->basis != GuaranteeBasis::Batch},
                               {"next_point_costs", goal.nextPointCosts},
                               {"next_point_by_price", goal.nextPointByPrice},
                               {"month", month(goal.at)},
                               {"routing", routing(goal.at, goal.taken)}};
        say(fmt::format("Cheapest for {} realized with {} confidence{}",
                        percent(goal.guarantee.reachable ? *m_arguments.accuracy : point.bound()),
                        percent(m_arguments.confidence),
                        goal.guarantee.reachable ? "" : ", the most that can be guaranteed"),
            goal.at,
            {{"  floor on predictions", percent(point.floor)},
             {"  a point more costs", usd(goal.nextPointCosts)},
             {"  the same by its price", usd(goal.nextPointByPrice)}});
    }

    void money(const Job& job) {
        const double budget = *m_arguments.money / m_arguments.volume * 1000.0;
        const BudgetGoal goal = bestForBudget(m_batch.experiment(), m_batch.asked(), budget, job);
        if (!goal.reachable) {
            refuse(goal.at.result.explanation.empty()
                       ? fmt::format("{} per 1,000 queries is too little: {} is the least there is",
                                     usd(budget), usd(goal.enough))
                       : goal.at.result.explanation);
        }
        m_json["money"] = {{"money", *m_arguments.money},
                           {"volume", m_arguments.volume},
                           {"budget_per_1000", budget},
                           {"reachable", goal.reachable},
                           {"enough_per_1000", goal.enough},
                           {"percent_more_gains", goal.percentGains},
                           {"percent_more_by_price", goal.percentByPrice},
                           {"month", month(goal.at)},
                           {"routing", routing(goal.at, goal.taken)}};
        say(fmt::format("Best for {} ({} per 1,000 queries)",
                        usd(goal.reachable ? *m_arguments.money
                                           : goal.enough * m_arguments.volume / 1000.0),
                        usd(goal.reachable ? budget : goal.enough)),
            goal.at,
            {{"  as good from, per 1,000", usd(goal.enough)},
             {"  1 % more money gains", points(goal.percentGains)},
             {"  the same by its price", points(goal.percentByPrice)}});
    }

    void limits(const Job& job) {
        const LimitRanking ranking =
            relaxEach(m_batch.experiment(), m_batch.asked(), m_arguments.step, job);
        if (!ranking.now.evaluation.feasible) refuse(ranking.now.evaluation.explanation);
        Json steps = Json::array();
        std::vector<std::vector<std::string>> rows = {
            {"limit", "from", "to", "cost / 1,000", "predicted", "gain", "by its price"}};
        const bool budget = m_batch.asked().mode == RoutingMode::QualityUnderBudget;
        for (const RelaxedLimit& each : ranking.steps) {
            steps.push_back({{"limit", nameOf(each)},
                             {"model", each.model},
                             {"group", each.group},
                             {"from", each.from},
                             {"to", each.to},
                             {"reachable", each.reachable},
                             {"cost_per_1000", each.cost},
                             {"predicted_accuracy", each.accuracy},
                             {"gain", each.gain},
                             {"by_price", each.byPrice},
                             {"proven", each.proven}});
            const auto number = [&](double value) {
                return each.kind == RelaxedKind::Budget    ? usd(value)
                       : each.kind == RelaxedKind::Seconds ? digits(value, 3)
                                                           : percent(value);
            };
            const auto gain = [&](double value) { return budget ? points(value) : usd(value); };
            std::string name = nameOf(each);
            for (const std::string& part : {each.group, each.model}) {
                if (!part.empty()) name += " " + part;
            }
            rows.push_back({name, number(each.from), number(each.to), usd(each.cost),
                            percent(each.accuracy), gain(each.gain), gain(each.byPrice)});
        }
        m_json["limits"] = {{"step", m_arguments.step},
                            {"mode", budget ? "budget" : "cost"},
                            {"routing", routing(ranking.now, m_batch.asked())},
                            {"steps", steps}};
        m_text += "Which limit first?\n" + table(rows);
    }

    int finish() {
        if (m_arguments.json) {
            m_json["dataset"] = m_batch.view->scenario.preparation.dataset;
            m_json["split"] = m_batch.view->scenario.preparation.testSplit;
            printJson(m_json);
        } else {
            printText(m_text);
        }
        return m_reached ? kDone : kFailed;
    }

  private:
    static const char* nameOf(const RelaxedLimit& step) {
        switch (step.kind) {
            case RelaxedKind::Floor:
                return "alpha";
            case RelaxedKind::Budget:
                return "budget";
            case RelaxedKind::CommonCapacity:
                return "capacity of all";
            case RelaxedKind::ModelCapacity:
                return "capacity";
            case RelaxedKind::Seconds:
                return "mean seconds";
            case RelaxedKind::GroupFloor:
                return "floor of";
            case RelaxedKind::GroupCap:
                return "cap of";
        }
        return "";
    }

    void refuse(const std::string& why) {
        m_reached = false;
        note("infeasible: " + why);
    }

    double month(const Routed& routed) const {
        return routed.evaluation.costPer1000() * m_arguments.volume / 1000.0;
    }

    Json routing(const Routed& routed, const ConstraintSettings& asked) const {
        return evaluationJson(m_batch.experiment(), routed.evaluation,
                              constraintsOf(asked, m_batch.experiment()));
    }

    void say(const std::string& head, const Routed& routed,
             const std::vector<std::vector<std::string>>& more) {
        const Evaluation& found = routed.evaluation;
        std::vector<std::vector<std::string>> rows = {
            {"  predicted cost per 1,000 (USD)", usd(found.costPer1000())},
            {fmt::format("  for {} queries (USD)", digits(m_arguments.volume, 0)),
             usd(month(routed))},
            {"  predicted accuracy", percent(found.predictedAccuracy)},
            {"  realized accuracy", percent(found.realizedAccuracy)}};
        rows.insert(rows.end(), more.begin(), more.end());
        m_text += head + '\n' + table(rows) + '\n';
    }

    const GoalArguments& m_arguments;
    GoalBatch m_batch;
    bool m_reached = true;
    Json m_json;
    std::string m_text;
};

int runGoal(const GoalArguments& arguments, const Job& job) {
    arguments.check();
    GoalAnswers answers(arguments, batchOf(arguments, job));
    if (arguments.accuracy) answers.guarantee(job);
    if (arguments.money) answers.money(job);
    if (arguments.limits) answers.limits(job);
    return answers.finish();
}

}  // namespace

void addGoal(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<GoalArguments>();
    CLI::App* command = app.add_subcommand(
        "goal",
        "Ask for the goal: the cheapest routing for an accuracy that is realized with confidence, "
        "the best one for so much money, or which limit to lift first; every answer is solved. "
        "Exit code 1 when a goal is out of reach, with what is reachable.");
    command->add_option("--workspace", arguments->workspace, "The workspace file")->required();
    arguments->scenario.addTo(*command);
    command->add_option("--test", arguments->test, "Data set and split, where no scenario is given")
        ->type_name("D[:split]");
    command->add_option("--predictor", arguments->predictor, "What predicts")
        ->capture_default_str()
        ->check(CLI::IsMember({"hybrid", "knn", "trained", "prior", "recorded"}));
    arguments->pool.addTo(*command);
    arguments->constraints.addTo(*command, false);
    command
        ->add_option("--accuracy", arguments->accuracy,
                     "Cheapest for this realized accuracy, with --confidence")
        ->check(numberBetween(0.0, 1.0));
    command->add_option("--confidence", arguments->confidence, "How often it is to be kept")
        ->capture_default_str()
        ->check(numberBetween(0.5, 0.999));
    command->add_option("--money", arguments->money, "Best for so many USD for --volume queries")
        ->check(numberBetween(0.0, 1e12));
    command
        ->add_option("--volume", arguments->volume, "Queries that the money is for, as in a month")
        ->capture_default_str()
        ->check(numberBetween(1.0, 1e15));
    command->add_flag("--limits", arguments->limits,
                      "Relax every limit by one --step and rank them by what that gains");
    command
        ->add_option("--step", arguments->step,
                     "Of accuracy, of the queries, and of budget and seconds themselves")
        ->capture_default_str()
        ->check(numberBetween(1e-6, 1.0));
    command->add_flag("--json", arguments->json, "Print as JSON");
    CLI::Option* scenario = command->get_option("--scenario");
    for (const char* part :
         {"--test", "--predictor", "--alpha", "--budget", "--capacity", "--price-multiplier",
          "--input-price", "--output-price", "--disable", "--hypothetical", "--first-token",
          "--tokens-per-second", "--second-price", "--seconds-cap"}) {
        scenario->excludes(command->get_option(part));
    }
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runGoal(*arguments, job); };
    });
}

}  // namespace orl::cli
