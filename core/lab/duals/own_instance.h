#pragma once

#include <cstddef>
#include <string>

#include "core/data/dataset.h"
#include "core/lab/duals/small_batch.h"
#include "core/scenario.h"

/// A few queries and models of one's own making, as a data set of given numbers: predicted is what
/// is written, so that the routing problem has just these costs and qualities.
namespace orl {

/// Name of the data set; it is in no workspace.
inline constexpr const char* kOwnInstance = "An instance of your own";
inline constexpr std::size_t kMostOwnQueries = 12;
inline constexpr std::size_t kMostOwnModels = 6;

bool isOwnInstance(const Dataset& data);

/// Two queries and two models that greedy routers fall for.
Dataset textbookInstance();
/// The same with the floor and slots that make it one.
Scenario textbookScenario();
/// Queries of a batch with their predictions. @param texts short names of its queries
Dataset instanceOf(const SmallBatch& batch, const std::vector<std::string>& texts);
/// The goal and the slots of that batch.
Scenario scenarioOf(const SmallBatch& batch);

/// Cost in USD, at least 0; quality is kept to [0,1]. @pre they exist
void setPair(Dataset& instance, std::size_t query, std::size_t model, double cost, double quality);
/// Like the last query (model), so that there is something to change. Nothing happens at the limit.
void addQuery(Dataset& instance);
void addModel(Dataset& instance);
/// Nothing happens to the last one.
void removeQuery(Dataset& instance, std::size_t query);
void removeModel(Dataset& instance, std::size_t model);

}  // namespace orl
