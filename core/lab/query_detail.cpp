#include "core/lab/query_detail.h"

#include <algorithm>

namespace orl {

namespace {

std::string noteOf(const Prepared& prepared) {
    switch (prepared.predictor->options().kind) {
        case PredictorKind::Prior:
            return "Each model's mean over the training queries: the text is not read.";
        case PredictorKind::Recorded:
            return "The recorded scores themselves, as perfect foresight: nothing is predicted.";
        case PredictorKind::Hybrid:
        case PredictorKind::Knn:
        case PredictorKind::Trained:
            break;
    }
    return prepared.crossed
               ? "The prediction is the mean over the fits of cross-fitting; the parts "
                 "and neighbours are those of one fit on all training queries."
               : "";
}

}  // namespace

QueryDetail detailOf(const Prepared& prepared, std::size_t row) {
    QueryDetail detail;
    detail.row = row;
    if (!prepared.predictor) return detail;
    const Predictor& predictor = *prepared.predictor;
    detail.note = noteOf(prepared);
    detail.parts = predictor.parts(*prepared.data, row);
    const auto learned = prepared.data->rowsOfSplit(prepared.scenario.preparation.trainSplit);
    const auto near = predictor.neighbours(*prepared.data, row, predictor.options().neighbours);
    detail.neighbours.reserve(near.size());
    for (const Neighbour& each : near) {
        detail.neighbours.push_back({learned[each.trainingRow], each.similarity});
    }
    return detail;
}

std::size_t positionOf(const Prepared& prepared, std::size_t row) {
    const auto found = std::ranges::lower_bound(prepared.rows, row);
    const bool there = found != prepared.rows.end() && *found == row;
    return there ? static_cast<std::size_t>(found - prepared.rows.begin()) : prepared.rows.size();
}

}  // namespace orl
