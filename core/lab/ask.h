#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/lab/query_detail.h"
#include "core/lab/why.h"
#include "core/support/job.h"

/// A query that is in no data set: what the predictor says of it, and where it would go at the
/// prices of a batch that was routed.
namespace orl {

struct AskInputs {
    std::shared_ptr<const Dataset> data;  ///< that was learned from
    std::shared_ptr<const Predictor> predictor;
    std::vector<std::size_t> learned;         ///< rows that it was fitted on
    std::shared_ptr<const SolveView> prices;  ///< pool, λ and μ; of the same models

    /// Of what the window shows. @param solved what was solved from `prepared`
    static AskInputs of(const Prepared& prepared, std::shared_ptr<const SolveView> solved);
};

struct Asked {
    std::string text;
    /// The query as a batch of one at the batch's prices: no slot is taken, no constraint solved.
    std::shared_ptr<const SolveView> view;
    Why why;                           ///< of query 0 of it
    std::vector<double> sigma;         ///< per model; NaN unknown
    std::vector<double> outputTokens;  ///< per model; NaN unknown
    double inputTokens = kMissing;     ///< estimated from the text's length
    PredictionParts parts;
    std::vector<SimilarQuery> neighbours;
    bool withoutVector = false;      ///< the fit goes by vectors and the text has none
    std::vector<std::string> notes;  ///< what to know of it, a sentence each
};

/// Longest text that is asked about, bytes.
inline constexpr std::size_t kLongestAsked = std::size_t{1} << 20U;

/// @throws Error on an empty or too long text, a predictor that reads no text, or where no model
/// may take it; Cancelled
Asked askText(const AskInputs& inputs, std::string text, const Job& job);

}  // namespace orl
