#include "core/lab/guarantee.h"

#include <optional>

#include "core/predict/cross_fit.h"
#include "core/support/error.h"

namespace orl {

namespace {

/// Where to calibrate unless told: nothing if there is no split for it.
std::optional<DatasetPart> partFor(const Workspace& workspace, const std::string& named,
                                   const std::string& dataset) {
    if (!named.empty()) return datasetPartOf(workspace, named, kCalibrationSplit);
    const DatasetPart usual = datasetPartOf(workspace, dataset, kCalibrationSplit);
    return usual.split.empty() ? std::nullopt : std::optional(usual);
}

/// @param calibration none: the training queries by cross-fitting
void checkApart(const std::optional<DatasetPart>& calibration, const DatasetPart& training,
                const DatasetPart& routed) {
    if (overlap(routed, training)) {
        throw Error(routed.shown(), "It holds queries that the predictor was fitted on",
                    "Route another split, or fit on another one");
    }
    if (calibration && (overlap(*calibration, training) || overlap(*calibration, routed))) {
        throw Error(calibration->shown(),
                    "It holds queries that are routed, or that the predictor was fitted on",
                    "Calibrate on a split of its own, or leave it out to cross-fit");
    }
}

}  // namespace

Calibration calibrationFor(const CalibrationRequest& request, Predicted& predicted,
                           const Job& job) {
    const auto workspace =
        Workspace::open(request.prediction.workspace, Workspace::Access::ReadOnly);
    const std::optional<DatasetPart> apart = partFor(workspace, request.on, predicted.part.dataset);
    checkApart(apart, predicted.training, predicted.part);

    const DatasetPart part = apart.value_or(predicted.training);
    const Dataset data = workspace.loadDataset(part.dataset, job);
    const std::vector<std::size_t> rows = rowsOf(data, part);
    PredictedRows heldOut;
    if (apart) {
        heldOut = heldOutOf(rows, predicted.predictor->predict(data, rows, job));
        if (heldOut.rows.empty()) {
            throw Error(part.shown(), "Each of its queries repeats one that was learned from",
                        "Calibrate on others, or leave it out to cross-fit");
        }
    } else {
        CrossFit crossed = crossFit(data, rows, predicted.predictor->options(), kCrossFitFolds,
                                    predicted.data, predicted.rows, job);
        heldOut = {rows, std::move(crossed.outOfFold)};
        predicted.predictions = std::move(crossed.batch);
    }
    return {makeExperiment(data, heldOut.rows, heldOut.predictions, request.pool), part.shown(),
            apart ? 0 : kCrossFitFolds, rows.size() - heldOut.rows.size()};
}

GuaranteeReport guaranteeOn(double confidence, const Calibration& calibration,
                            const Experiment& batch, const Constraints& constraints,
                            const Job& job) {
    GuaranteeOptions options;
    options.confidence = confidence;
    const FloorPath path = floorPath(batch, calibration.experiment, constraints, options, job);
    return {guaranteedFloor(path, constraints.qualityFloor), confidence, calibration.on,
            calibration.folds, calibration.copies};
}

}  // namespace orl
