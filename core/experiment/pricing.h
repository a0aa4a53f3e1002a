#pragma once

#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/predict/predictor.h"

namespace orl {

/// What answers cost under the operator's current prices, per model of a data set, and of each
/// hypothetical one after them: by the lengths and records of the one that it is like.
///
/// A model whose own prices reproduce its recorded costs within 5 % in total, or that has no
/// recorded cost, or whose prices the operator replaced, is priced by tokens × price; any other by
/// its recorded costs. The multiplier applies to both. A recorded cost that its prices reproduce
/// follows a new price in proportion, so that nothing jumps; a price that is restated as it was is
/// no new one.
class Pricing {
  public:
    /// @throws Error on a multiplier or price that is negative, NaN or infinite, or that names no
    /// model of the pool; as poolModels()
    Pricing(const Dataset& data, const PoolSettings& pool);

    /// USD of a predicted answer; NaN if neither lengths and prices nor a learned cost are known.
    /// @param inputTokens NaN: what the data say that the model counted, or the query's length
    double predicted(std::size_t row, std::size_t model, double inputTokens, double outputTokens,
                     double learnedCost) const;
    /// USD of the recorded answer at current prices; NaN if unknown.
    double realized(std::size_t row, std::size_t model) const;

    const std::vector<std::string>& warnings() const { return m_warnings; }

  private:
    struct ModelPricing {
        ModelInfo current;       ///< prices in force, the multiplier included
        std::size_t column = 0;  ///< of the data
        double multiplier = 1.0;
        bool replaced = false;
        bool byTokens = true;
        bool reproduced = false;  ///< recorded costs, by the data's own prices
    };

    ModelPricing pricingOf(const ModelInfo& info, std::size_t column, const PoolSettings& pool);

    const Dataset& m_data;
    std::vector<ModelPricing> m_models;
    std::vector<std::string> m_warnings;
};

}  // namespace orl
