#include "core/lab/ask.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/experiment/pricing.h"
#include "core/lab/reduced_cost.h"
#include "core/predict/text_vectors.h"
#include "core/support/error.h"

namespace orl {

namespace {

constexpr double kCharactersPerToken = 4.0;  // as importers estimate lengths

void checkAsked(const AskInputs& inputs, const std::string& text) {
    if (std::ranges::all_of(text, [](unsigned char c) { return c <= ' '; })) {
        throw Error("ask", "there is no text", "Type the query");
    }
    if (text.size() > kLongestAsked) {
        throw Error("ask", fmt::format("the text has {} bytes", text.size()),
                    fmt::format("Ask about at most {}", kLongestAsked));
    }
    if (inputs.predictor->options().kind == PredictorKind::Recorded) {
        throw Error("ask", "recorded outcomes say nothing of a text that is not among them",
                    "Choose the hybrid predictor");
    }
}

/// The text among the models of the data, nothing recorded.
Dataset batchOf(const Dataset& data, const std::string& text) {
    Dataset batch;
    batch.name = data.name;
    batch.models = data.models;
    Query query;
    query.text = text;
    // Every byte but those that continue a character begins one.
    const auto characters =
        std::ranges::count_if(text, [](unsigned char c) { return (c & 0xC0U) != 0x80U; });
    query.inputTokens = std::max(1.0, std::ceil(double(characters) / kCharactersPerToken));
    query.inputTokensEstimated = true;
    batch.queries.push_back(std::move(query));
    batch.score = Grid::Constant(1, Eigen::Index(data.modelCount()), kMissing);
    batch.cost = batch.score;
    batch.outputTokens = batch.score;
    return batch;
}

/// Priced as the batch is: what its records say of a model's prices holds for the text as well.
std::shared_ptr<Experiment> experimentOf(const AskInputs& inputs, const Dataset& batch,
                                         const Predictions& predictions) {
    const PoolSettings& pool = inputs.prices->scenario.pool;
    const Pricing pricing(*inputs.data, pool);
    auto experiment = std::make_shared<Experiment>();
    const std::size_t models = batch.modelCount();
    experiment->problem = RoutingProblem(1, models);
    bool any = false;
    for (std::size_t j = 0; j < models; ++j) {
        const auto column = Eigen::Index(j);
        const double input = predictions.inputTokens.size() > 0 ? predictions.inputTokens(0, column)
                                                                : batch.queries[0].inputTokens;
        const double quality = predictions.quality(0, column);
        const double cost = pricing.predicted(0, j, input, predictions.outputTokens(0, column),
                                              predictions.cost(0, column));
        const std::string& name = batch.models[j].name;
        experiment->models.push_back(name);
        if (std::isnan(quality) || std::isnan(cost) ||
            std::ranges::find(pool.disabled, name) != pool.disabled.end()) {
            experiment->problem.forbid(0, j);
            continue;
        }
        experiment->problem.set(0, j, cost, std::clamp(quality, 0.0, 1.0));
        any = true;
    }
    if (!any) {
        throw Error("ask", "no model has both a predicted quality and a cost for it",
                    "Switch a model on, or give prices");
    }
    experiment->rows = {0};
    experiment->task = {""};
    experiment->level = {0};
    experiment->levelNames = {"unknown"};
    experiment->truth.outcome = experiment->truth.realizedCost =
        Grid::Constant(1, Eigen::Index(models), kMissing);
    return experiment;
}

/// λ and μ of the batch, without those of its groups: the text is of none.
std::shared_ptr<const SolveResult> pricesOf(const SolveView& batch) {
    if (!batch.certificate) return nullptr;
    auto prices = std::make_shared<SolveResult>(*batch.certificate);
    prices->groupPrice.clear();
    prices->groupCapacityPrice.clear();
    return prices;
}

/// The least reduced cost; where λ has no end the best. −1 where there are no prices.
std::int32_t chosenAt(const SolveView& view) {
    const ReducedCosts costs(view);
    if (!costs.known()) return -1;
    const RoutingProblem& problem = view.experiment->problem;
    const bool endless = !std::isfinite(costs.qualityPrice(0));
    std::int32_t best = -1;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        if (!problem.allowed(0, j)) continue;
        const double paid = endless ? -problem.quality(0, j) : costs.of(0, j);
        if (best >= 0 && !(paid < least)) continue;
        least = paid;
        best = std::int32_t(j);
    }
    return best;
}

std::vector<std::string> notesOf(const AskInputs& inputs, const Asked& asked) {
    std::vector<std::string> notes;
    const Predictor& predictor = *inputs.predictor;
    const bool byWords = wordsOf(predictor) != nullptr;
    if (byWords && asked.withoutVector) {
        notes.emplace_back(
            "None of its words has a vector: it is looked up by its text as it is written.");
    } else if (!byWords && predictor.options().vectors == VectorSource::Data) {
        notes.push_back(
            fmt::format("The data have vectors of their own ({}), the text has none: it "
                        "is looked up by its words.",
                        predictor.embeddingSource()));
    }
    if (predictor.options().kind == PredictorKind::Prior) {
        notes.emplace_back("The predictor is each model's mean: it does not read the text.");
    } else if (const std::size_t copies = predictor.copiesOf(asked.text); copies > 0) {
        notes.push_back(copies == 1
                            ? std::string("A query that was learned from has this very text: its "
                                          "outcome counts as seen.")
                            : fmt::format("{} queries that were learned from have this very text: "
                                          "their outcomes count as seen.",
                                          copies));
    } else if (asked.neighbours.empty() || asked.neighbours.front().similarity <= 0.0) {
        notes.emplace_back(
            "Nothing that was learned from is like it: these are the models' means.");
    }
    if (!asked.why.chosen) {
        notes.emplace_back(
            "There are no prices to choose by: the batch is not routed by the dual "
            "optimizer, or its constraints cannot be met.");
    }
    return notes;
}

}  // namespace

AskInputs AskInputs::of(const Prepared& prepared, std::shared_ptr<const SolveView> solved) {
    return {prepared.data, prepared.predictor,
            prepared.data->rowsOfSplit(prepared.scenario.preparation.trainSplit),
            std::move(solved)};
}

Asked askText(const AskInputs& inputs, std::string text, const Job& job) {
    checkAsked(inputs, text);
    const Dataset batch = batchOf(*inputs.data, text);
    constexpr std::size_t row = 0;
    const Predictions predictions =
        inputs.predictor->predict(batch, std::span(&row, 1), Job{job.stop, {}});
    job.check();
    Asked asked;
    asked.text = std::move(text);
    asked.withoutVector = predictions.withoutVector > 0;
    asked.inputTokens = batch.queries[0].inputTokens;
    auto view = std::make_shared<SolveView>();
    view->scenario = inputs.prices->scenario;
    view->constraints.mode = inputs.prices->constraints.mode;
    view->experiment = experimentOf(inputs, batch, predictions);
    view->certificate = pricesOf(*inputs.prices);
    view->status = inputs.prices->status;
    const std::int32_t chosen = chosenAt(*view);
    view->assignment =
        std::make_shared<const Assignment>(chosen < 0 ? Assignment{} : Assignment{chosen});
    asked.view = view;
    asked.why = whyOf(*view, 0);
    for (Eigen::Index j = 0; j < predictions.quality.cols(); ++j) {
        asked.sigma.push_back(predictions.uncertainty.size() > 0 ? predictions.uncertainty(0, j)
                                                                 : kMissing);
        asked.outputTokens.push_back(predictions.outputTokens(0, j));
    }
    asked.parts = inputs.predictor->parts(batch, 0);
    const int count = inputs.predictor->options().neighbours;
    for (const Neighbour& each : inputs.predictor->neighbours(batch, 0, count)) {
        asked.neighbours.push_back({inputs.learned[each.trainingRow], each.similarity});
    }
    asked.notes = notesOf(inputs, asked);
    return asked;
}

}  // namespace orl
