#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "core/data/workspace/workspace.h"
#include "core/lab/views.h"
#include "core/support/job.h"

/// The heavy stages, run on a worker thread: fit and predict.
namespace orl {

/// A workspace that several workers share: hold the mutex while touching it.
struct Store {
    explicit Store(Workspace opened) : workspace(std::move(opened)) {}
    std::mutex mutex;
    Workspace workspace;
};

/// Loads the scenario's data set, fits its predictor and predicts its rows; takes over from
/// `previous` whatever is still right, and keeps fitted predictors in the store.
/// @param store null: the data set is in memory only, in `previous`
/// @param crossed is taken over where the scenario wants just that; may be null
/// @throws Error, Cancelled
std::shared_ptr<const Prepared> prepare(const std::shared_ptr<Store>& store,
                                        const std::shared_ptr<const Prepared>& previous,
                                        Scenario scenario, const Job& job,
                                        std::shared_ptr<const CrossFitted> crossed = nullptr);

/// `known` if it is that of this data and preparation, whatever its folds, else made anew.
/// @param known may be null
/// @throws Error, Cancelled
std::shared_ptr<const CrossFitted> crossFitFor(std::shared_ptr<const CrossFitted> known,
                                               const std::shared_ptr<const Dataset>& data,
                                               Preparation preparation, const Job& job);

/// Its predictor as kept in the store, else fitted and kept there.
/// @param store null: it is not kept
/// @throws Error, Cancelled
std::shared_ptr<const Predictor> predictorFor(const std::shared_ptr<Store>& store,
                                              const Dataset& data, const Preparation& preparation,
                                              const Job& job);

}  // namespace orl
