#include <cmath>
#include <ostream>

#include <nlohmann/json.hpp>

#include "core/data/generate/generate.h"
#include "core/data/price_list.h"

namespace orl {
namespace {

using Json = nlohmann::ordered_json;

/// Whole numbers without a decimal point; unknown as null.
Json number(double value) {
    if (std::isnan(value)) return nullptr;
    if (value == std::floor(value) && std::abs(value) < 1e15) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

}  // namespace

void writeOmniRouterLines(std::ostream& out, const Dataset& data, const Job& job) {
    ProgressMeter meter(job, "writing");
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        meter.update(static_cast<double>(i) / static_cast<double>(data.queryCount()));
        const Query& query = data.queries[i];
        Json line;
        line["query"] = query.text;
        line["input_token_length"] = number(query.inputTokens);
        if (!query.task.empty()) line["task"] = query.task;
        if (!query.level.empty()) line["level"] = query.level;
        if (!query.split.empty()) line["split"] = query.split;
        Json& outputs = line["outputs"] = Json::array();
        const auto row = static_cast<Eigen::Index>(i);
        for (std::size_t j = 0; j < data.modelCount(); ++j) {
            const auto column = static_cast<Eigen::Index>(j);
            Json output;
            output["model_name"] = data.models[j].name;
            output["correctness"] = number(data.score(row, column));
            output["output_token_length"] = number(data.outputTokens(row, column));
            outputs.push_back(std::move(output));
        }
        out << line.dump() << '\n';
    }
}

void writePriceList(std::ostream& out, const Dataset& data) {
    std::vector<ModelInfo> priced = data.models;
    std::erase_if(priced, [](const ModelInfo& model) { return !model.priced(); });
    writePriceList(out, priced, kPriceListSource, kPriceListDate, PriceListLayout::Own);
}

}  // namespace orl
