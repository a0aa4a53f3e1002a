#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/prediction_arguments.h"
#include "core/lab/ask.h"
#include "core/lab/solving.h"

namespace orl::cli {
namespace {

struct AskArguments {
    std::filesystem::path workspace;
    std::string train;
    std::string test;
    std::string predictor;
    ConstraintArguments constraints;
    PoolArguments pool;
    EffortArguments effort;
    std::string text;
    bool json = false;
};

/// The batch whose λ and μ the text is asked at, routed by the optimizer.
std::shared_ptr<const SolveView> pricesOf(const AskArguments& arguments, const Predicted& batch,
                                          const Job& job) {
    auto view = std::make_shared<SolveView>();
    view->scenario.pool = arguments.pool.settings(batch.data);
    view->experiment =
        std::make_shared<const Experiment>(orl::experimentOf(batch, view->scenario.pool));
    RouteRequest request;
    ConstraintArguments goal = arguments.constraints;
    if (!goal.alpha && !goal.budget) goal.alpha = ConstraintSettings{}.qualityFloor;
    request.constraints = goal.constraints(*view->experiment);
    request.budget = arguments.effort.budget();
    request.stop = job.stop;
    view->constraints = request.constraints;
    Routed routed = routeOnce(*view->experiment, "dual", request);
    view->status = routed.result.solve->status;
    view->certificate = std::make_shared<const SolveResult>(std::move(*routed.result.solve));
    view->chosen = std::move(routed.evaluation);
    return view;
}

Json neighboursJson(const Asked& asked, const Dataset& data) {
    Json list = Json::array();
    for (const SimilarQuery& near : asked.neighbours) {
        Json scores = Json::object();
        for (std::size_t j = 0; j < data.modelCount(); ++j) {
            scores[data.models[j].name] = data.score(Eigen::Index(near.row), Eigen::Index(j));
        }
        list.push_back({{"query", near.row},
                        {"similarity", near.similarity},
                        {"text", data.queries[near.row].text},
                        {"scores", scores}});
    }
    return list;
}

Json askJson(const Asked& asked, const Dataset& data) {
    const std::vector<std::string>& names = asked.view->experiment->models;
    Json models = Json::object();
    for (std::size_t j = 0; j < names.size(); ++j) {
        const ModelReason& reason = *asked.why.of(j);
        models[names[j]] = {{"quality", reason.quality},
                            {"sigma", asked.sigma[j]},
                            {"cost", reason.cost},
                            {"output_tokens", asked.outputTokens[j]},
                            {"reduced_cost", reason.reducedCost},
                            {"slot_price", reason.slotPrice},
                            {"seconds", reason.seconds},
                            {"seconds_price", reason.secondsPrice}};
    }
    const auto nameOr = [&](std::optional<std::size_t> model) {
        return model ? Json(names[*model]) : Json(nullptr);
    };
    return {{"text", asked.text},
            {"models", models},
            {"chosen", nameOr(asked.why.chosen)},
            {"runner_up", nameOr(asked.why.runnerUp)},
            {"verdict", asked.why.verdict},
            {"lambda", asked.why.qualityPrice},
            {"input_tokens", asked.inputTokens},
            {"neighbours", neighboursJson(asked, data)},
            {"notes", asked.notes}};
}

std::string askTable(const Asked& asked) {
    std::vector<std::vector<std::string>> rows{
        {"model", "quality", "sigma", "USD/1,000", "tokens", "reduced"}};
    for (const ModelReason& reason : asked.why.models) {
        const std::string& name = asked.view->experiment->models[reason.model];
        rows.push_back({name, percent(reason.quality), percent(asked.sigma[reason.model]),
                        usd(reason.cost * 1000.0), digits(asked.outputTokens[reason.model], 0),
                        usd(reason.reducedCost * 1000.0)});
    }
    std::string text = table(rows);
    if (asked.why.chosen) {
        text += fmt::format("\nwould go to {}\n{}\n",
                            asked.view->experiment->models[*asked.why.chosen], asked.why.verdict);
    }
    return text;
}

PredictionRequest requestOf(const AskArguments& arguments) {
    PredictionRequest request;
    request.workspace = arguments.workspace;
    request.train = arguments.train;
    request.predictor = arguments.predictor;
    request.test = arguments.test;
    if (request.test.empty()) {
        const auto workspace = Workspace::open(arguments.workspace, Workspace::Access::ReadOnly);
        request.test = datasetPartOf(workspace, arguments.train, "train").dataset;
    }
    return request;
}

/// The fit is on the data set whose prices hold, and on the split that was named, if one was.
void checkParts(const AskArguments& arguments, const Predicted& batch) {
    if (batch.part.dataset != batch.training.dataset) {
        throw UsageError("--test is to be a split of the data set that was learned from: " +
                         batch.training.dataset);
    }
    const bool named = arguments.train != batch.training.dataset;
    if (named && arguments.train != batch.training.shown()) {
        throw UsageError(fmt::format("the latest fit is on {}, not on {}", batch.training.shown(),
                                     arguments.train));
    }
}

int runAsk(const AskArguments& arguments, const Job& job) {
    Predicted batch = predictPart(requestOf(arguments), job);
    checkParts(arguments, batch);
    AskInputs inputs;
    inputs.prices = pricesOf(arguments, batch, job);
    if (!inputs.prices->certificate->solved()) {
        note("infeasible: " + inputs.prices->certificate->explanation);
    }
    inputs.predictor = std::make_shared<const Predictor>(*batch.predictor);
    inputs.learned = rowsOf(batch.data, batch.training);
    inputs.data = std::make_shared<const Dataset>(std::move(batch.data));
    const Asked asked = askText(inputs, arguments.text, job);
    for (const std::string& one : asked.notes) note(one);
    if (arguments.json) {
        printJson(askJson(asked, *inputs.data));
    } else {
        printText(askTable(asked));
    }
    return asked.why.chosen ? kDone : kFailed;
}

}  // namespace

void addAsk(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<AskArguments>();
    CLI::App* command = app.add_subcommand(
        "ask",
        "What the predictor says of any text, and the model it would go to at the prices of a "
        "routed batch. Exit code 1 when the batch's constraints cannot be met.");
    command->add_option("--workspace", arguments->workspace, "The workspace file")->required();
    command->add_option("--train", arguments->train, "Data set whose latest fit is asked")
        ->required()
        ->type_name("D[:split]");
    command
        ->add_option("--test", arguments->test,
                     "Batch whose prices λ and μ hold, at --alpha (0.8 unless given); the data "
                     "set's split \"test\" unless named")
        ->type_name("D[:split]");
    command
        ->add_option("--predictor", arguments->predictor,
                     "The latest fit of this kind; of any kind unless named")
        ->check(CLI::IsMember({"hybrid", "knn", "trained", "prior"}));
    arguments->constraints.addTo(*command, false);
    arguments->pool.addTo(*command);
    arguments->effort.addTo(*command);
    command->add_option("text", arguments->text, "The query")->required();
    command->add_flag("--json", arguments->json, "Print as JSON");
    command->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runAsk(*arguments, job); };
    });
}

}  // namespace orl::cli
