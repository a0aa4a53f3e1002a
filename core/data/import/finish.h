#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/data/import/builder.h"

namespace orl {

/// Task names by query text, from files that hold nothing else (LLMRouter's query_train.jsonl).
class TaskList {
  public:
    void add(const std::string& text, const std::string& task);
    bool empty() const { return m_tasks.empty(); }
    /// Sets the task of every query that has none and whose text is listed.
    void apply(Dataset& data, Remarks& remarks) const;

  private:
    std::map<std::uint64_t, std::string> m_tasks;  ///< by fingerprint of the text
    std::uint64_t m_ambiguous = 0;
};

/// Sets prices of all models that the list has by exact name; remarks on those it has not, and on
/// recorded costs that disagree with the prices by more than 5 %.
void applyPrices(Dataset& data, const std::map<std::string, ModelInfo>& prices,
                 const std::string& priceFile, Remarks& remarks);

/// Fills lengths that no file gives: input tokens from the text; output tokens with `assumed`, but
/// only for queries of files without any cost, length or response. Both are flagged and remarked.
void estimateLengths(DatasetBuilder::Built& built, double assumed, Remarks& remarks);

/// Counts of the data set for the report.
void summarize(const Dataset& data, ImportReport& report, Remarks& remarks);

}  // namespace orl
