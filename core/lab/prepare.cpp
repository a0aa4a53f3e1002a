#include "core/lab/prepare.h"

#include <utility>

#include "core/lab/assumptions.h"
#include "core/lab/settings.h"
#include "core/predict/fit_store.h"
#include "core/predict/word_store.h"

namespace orl {

namespace {

std::shared_ptr<const Dataset> dataFor(const std::shared_ptr<Store>& store,
                                       const std::shared_ptr<const Prepared>& previous,
                                       const std::string& name, const Job& job) {
    if (previous && previous->data->name == name) return previous->data;
    if (!store) throw Error(name, "The data set is not there", "Open its workspace");
    const std::lock_guard lock(store->mutex);
    return std::make_shared<const Dataset>(store->workspace.loadDataset(name, job));
}

/// Of very many texts every so many-th says as well what they share.
std::shared_ptr<const SharedPrefixes> sharedBy(const Dataset& data) {
    constexpr std::size_t kEnough = 50'000;
    const std::size_t step = data.queryCount() / kEnough + 1;
    std::vector<std::string_view> texts;
    texts.reserve(data.queryCount() / step + 1);
    for (std::size_t i = 0; i < data.queryCount(); i += step) {
        texts.emplace_back(data.queries[i].text);
    }
    return std::make_shared<const SharedPrefixes>(SharedPrefixes::find(std::move(texts)));
}

/// With damaged words it is still a fit, and of whose words nothing is known, which is said.
Predictor withKeptWords(const Predictor& fit, const Workspace& workspace, const Dataset& data) {
    try {
        return withWordsBehind(fit, workspace, data);
    } catch (const Error&) {
        return fit;
    }
}

std::optional<Predictor> foundFit(const std::shared_ptr<Store>& store, const Dataset& data,
                                  const std::string& split, const PredictorOptions& options) {
    if (!store) return {};
    try {
        const std::lock_guard lock(store->mutex);
        const auto fit = storedFit(store->workspace, data, split, options);
        if (fit) return withKeptWords(*fit, store->workspace, data);
    } catch (const Error&) {
        // A damaged or newer stored predictor is fitted again.
    }
    return {};
}

}  // namespace

std::shared_ptr<const Predictor> predictorFor(const std::shared_ptr<Store>& store,
                                              const Dataset& data, const Preparation& preparation,
                                              const Job& job) {
    const std::string& split = preparation.trainSplit;
    const PredictorOptions options = predictorOptionsOf(preparation);
    if (auto stored = foundFit(store, data, split, options)) {
        return std::make_shared<const Predictor>(std::move(*stored));
    }
    auto fitted = Predictor::fit(data, data.rowsOfSplit(split), options, job);
    if (store) {
        try {
            const std::lock_guard lock(store->mutex);
            fitted = withKeptWords(fitted, store->workspace, data);
            storeFit(store->workspace, data, split, fitted);
        } catch (const Error&) {
            // A read-only workspace: the fit is only kept in memory.
        }
    }
    return std::make_shared<const Predictor>(std::move(fitted));
}

std::shared_ptr<const CrossFitted> crossFitFor(std::shared_ptr<const CrossFitted> known,
                                               const std::shared_ptr<const Dataset>& data,
                                               Preparation preparation, const Job& job) {
    preparation.folds = kCrossFitFolds;
    if (known && known->data == data && known->preparation == preparation) return known;
    CrossFit fit =
        crossFit(*data, data->rowsOfSplit(preparation.trainSplit), predictorOptionsOf(preparation),
                 preparation.folds, *data, data->rowsOfSplit(preparation.testSplit), job);
    return std::make_shared<const CrossFitted>(
        CrossFitted{data, std::move(preparation), std::move(fit)});
}

std::shared_ptr<const Prepared> prepare(const std::shared_ptr<Store>& store,
                                        const std::shared_ptr<const Prepared>& previous,
                                        Scenario scenario, const Job& job,
                                        std::shared_ptr<const CrossFitted> crossed) {
    auto made = std::make_shared<Prepared>();
    if (store) {
        const std::lock_guard lock(store->mutex);
        made->datasets = store->workspace.datasets();
    } else if (previous) {
        made->datasets = previous->datasets;
    }
    adoptNames(scenario.preparation, made->datasets);
    const Preparation wanted = scenario.preparation;
    if (job.progress) job.progress(-1.0, "reading");
    made->data = dataFor(store, previous, wanted.dataset, job);
    const bool sameData = previous && previous->data == made->data;
    made->queryFingerprint = sameData ? previous->queryFingerprint : made->data->queryFingerprint();
    made->beginnings =
        sameData && previous->beginnings ? previous->beginnings : sharedBy(*made->data);
    made->rows = made->data->rowsOfSplit(wanted.testSplit);
    made->assumptions = assumptionsOf(*made->data, made->rows);
    if (sameData && previous->scenario.preparation == wanted) {
        made->predictor = previous->predictor;
        made->predictions = previous->predictions;
        made->crossed = previous->crossed;
    } else {
        if (sameData && sameFit(previous->scenario.preparation, wanted)) {
            const PredictorOptions options = predictorOptionsOf(wanted);
            made->predictor = std::make_shared<const Predictor>(
                previous->predictor->with(options.kind, options.neighbours, options.blend));
        } else {
            if (job.progress) job.progress(-1.0, "fitting");
            made->predictor = predictorFor(store, *made->data, wanted, job);
        }
        if (wanted.folds > 0 && made->predictor->options().kind != PredictorKind::Recorded) {
            made->crossed = crossFitFor(std::move(crossed), made->data, wanted, job);
            made->predictions = {made->crossed, &made->crossed->fit.batch};
        } else {
            if (job.progress) job.progress(-1.0, "predicting");
            made->predictions = std::make_shared<const Predictions>(
                made->predictor->predict(*made->data, made->rows, job));
        }
    }
    made->scenario = std::move(scenario);
    if (sameData) made->part = previous->part;
    return made;
}

}  // namespace orl
