#pragma once

#include <QString>
#include <array>
#include <string>
#include <vector>

#include "core/lab/guarantee_engine.h"
#include "ui/charts/floor_chart.h"
#include "ui/charts/reliability_chart.h"
#include "ui/pages/predictor/score_model.h"
#include "ui/session/predictor_study.h"

/// From what the study published to what the Predictor page shows.
namespace orl {

/// The kinds that one hybrid fit can be used as, in the order of the page.
inline constexpr std::array<PredictorKind, 4> kPredictorKinds = {
    PredictorKind::Hybrid, PredictorKind::Knn, PredictorKind::Trained, PredictorKind::Prior};

/// For people: "hybrid", "retrieval", "trained", "prior", "recorded".
QString kindTitle(PredictorKind kind);
/// The scenario's kind as far as there is something to judge: hybrid in place of recorded.
PredictorKind usableKind(const std::string& predictor);

/// @param used the scenario's predictor: its row is set in bold
/// @param copies count: else the scores are without them, where there are others
std::vector<ScoreRow> kindRows(const PredictorView& view, const std::string& used,
                               bool copies = true);
/// With the queries that repeat a training query, or without.
const JudgedScores& scoresOf(const JudgedPredictor& judged, bool copies);
std::vector<ScoreRow> modelRows(const JudgedScores& judged);
std::vector<ScoreRow> groupRows(const std::vector<GroupScore>& groups);
/// Curve of the cells of one group, all models together.
ReliabilityData groupReliability(PredictorKind kind, const GroupScore& group,
                                 const std::vector<ReliabilityBin>& curve);
/// @param curve position in JudgedScores::reliability
ReliabilityData reliabilityData(PredictorKind kind, const JudgedScores& judged, std::size_t curve);
/// @param sweep over α; may be null
FloorData floorData(const SolveView& solve, const SweepView* sweep, const Scenario& scenario);

/// How much realized accuracy falls short of the predicted one at the present constraints.
QString shortfallText(const FloorData& data, const SolveView& solve);
/// Adds what calibration says to the chart.
void addBounds(FloorData& data, const FloorPath& path, const Guarantee& guarantee);
/// The guarantee in one sentence: its internal floor, or the largest guarantee there is.
QString guaranteeText(const Guarantee& guarantee, const GuaranteeView& view);
/// Tasks whose predictions are off, by the kind in use; empty: none.
QString offText(const PredictorView& view);
/// What the scores were measured on.
QString noteText(const PredictorView& view);

}  // namespace orl
