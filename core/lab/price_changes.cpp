#include "core/lab/price_changes.h"

#include <algorithm>
#include <cmath>

#include "core/lab/pool_edit.h"

namespace orl {

namespace {

std::string_view afterSlash(std::string_view name) {
    const auto slash = name.rfind('/');
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

/// Two models of one name by other makers are told apart by nobody: then neither.
const ModelInfo* listedAs(const std::string& model, const PriceList& list) {
    const auto exact = list.prices.find(model);
    if (exact != list.prices.end()) return &exact->second;
    const ModelInfo* found = nullptr;
    for (const auto& [name, info] : list.prices) {
        if (afterSlash(name) != afterSlash(model)) continue;
        const bool halves =
            name.find('/') == std::string::npos || model.find('/') == std::string::npos;
        if (!halves) continue;
        if (found) return nullptr;
        found = &info;
    }
    return found;
}

bool differs(double now, double listed) {
    return !std::isnan(listed) && now != listed;
}

bool thousandTimes(double now, double listed) {
    const ModelInfo known{{}, now, now, {}, {}};
    return inOtherUnit(known, PoolField::InputPrice, listed).has_value();
}

}  // namespace

bool PriceChange::changes() const {
    return differs(inputNow, input) || differs(outputNow, output);
}

std::vector<PriceChange> priceChanges(const std::vector<ModelInfo>& models,
                                      const Scenario& scenario, const PriceList& list) {
    std::vector<PriceChange> changes;
    changes.reserve(models.size());
    for (const ModelInfo& model : models) {
        PriceChange& change = changes.emplace_back();
        change.model = model;
        change.inputNow = valueInForce(scenario, model, PoolField::InputPrice);
        change.outputNow = valueInForce(scenario, model, PoolField::OutputPrice);
        if (hypotheticalOf(scenario.pool, model.name)) continue;
        const ModelInfo* listed = listedAs(model.name, list);
        if (!listed) continue;
        change.listed = listed->name;
        change.input = listed->inputPrice;
        change.output = listed->outputPrice;
        change.otherUnit = thousandTimes(change.inputNow, change.input) ||
                           thousandTimes(change.outputNow, change.output);
    }
    return changes;
}

void applyPrices(Scenario& scenario, const std::vector<PriceChange>& changes,
                 const std::string& source) {
    for (const PriceChange& change : changes) {
        if (!std::isnan(change.input)) {
            setValue(scenario, change.model, PoolField::InputPrice, change.input);
        }
        if (!std::isnan(change.output)) {
            setValue(scenario, change.model, PoolField::OutputPrice, change.output);
        }
    }
    const bool any = !scenario.pool.inputPrice.empty() || !scenario.pool.outputPrice.empty();
    scenario.pool.priceList = any ? source : std::string();
}

}  // namespace orl
