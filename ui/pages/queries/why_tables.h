#pragma once

#include <QStandardItemModel>
#include <vector>

#include "core/lab/query_detail.h"
#include "core/lab/why.h"

/// The tables of a query's detail, filled anew whenever something changes: a row a model, or a
/// neighbour.
namespace orl {

/// Of the predicted query.
struct PredictedRow {
    std::vector<double> sigma;         ///< per model; empty: unknown
    std::vector<double> outputTokens;  ///< per model; NaN unknown
};
/// From the predictions at that position. @param position as of positionOf()
PredictedRow predictedRowOf(const Prepared& prepared, std::size_t position);

/// @param detail null: the parts are not known yet
void fillPredictions(QStandardItemModel& model, const Why& why, const PredictedRow& predicted,
                     const QueryDetail* detail, const std::vector<std::string>& models, bool dark);
/// @param data that was learned from
void fillNeighbours(QStandardItemModel& model, const QueryDetail* detail, const Why& why,
                    const Dataset& data, const SharedPrefixes* beginnings,
                    const std::vector<std::string>& models);
void fillRecorded(QStandardItemModel& model, const Why& why, const std::vector<std::string>& models,
                  bool dark);

}  // namespace orl
