#pragma once

#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/import/import.h"
#include "core/scenario.h"

namespace orl {

/// What a price list would change about one model of the pool, USD per million tokens.
struct PriceChange {
    ModelInfo model;     ///< as the data have it
    std::string listed;  ///< its name in the list; empty: it is not there
    double inputNow = kMissing;
    double outputNow = kMissing;
    double input = kMissing;  ///< by the list; NaN: it does not say, and nothing changes
    double output = kMissing;
    bool otherUnit = false;  ///< about a thousand times off: the unit is likely another

    bool changes() const;
};

/// By the model's name, else by the one name of the list that ends in it after a slash, as in
/// "openai/gpt-4o", or that it ends in so.
std::vector<PriceChange> priceChanges(const std::vector<ModelInfo>& models,
                                      const Scenario& scenario, const PriceList& list);
/// Takes the prices over as the operator's own, and where they come from.
void applyPrices(Scenario& scenario, const std::vector<PriceChange>& changes,
                 const std::string& source);

}  // namespace orl
