#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "core/data/dataset.h"

namespace orl {

enum class PriceListLayout {
    Own,      ///< USD per million tokens, with source and date; read by readPriceList()
    LiteLlm,  ///< as LiteLLM's model_prices_and_context_window.json: USD per token
};

/// The known prices, tiers included. A model without any is left out, and a price that is not known
/// is left out of its model: never zero.
/// @param date ISO; empty: none is written
void writePriceList(std::ostream& out, const std::vector<ModelInfo>& models,
                    const std::string& source, const std::string& date, PriceListLayout layout);

}  // namespace orl
