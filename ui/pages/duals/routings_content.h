#pragma once

#include <QString>
#include <vector>

#include "core/lab/duals/routings.h"
#include "core/lab/duals/slackness.h"
#include "ui/charts/routing_board.h"
#include "ui/charts/routing_plane.h"
#include "ui/charts/trace_plot.h"
#include "ui/charts/waterfall_chart.h"

/// From the routings of a few queries to what the panel shows. Costs in USD per 1,000 such batches.
namespace orl {

/// "$7.56" for 1,000 batches like this one.
QString batchCost(double usdOfBatch);

using RoutingPoints = std::shared_ptr<const std::vector<RoutingPlane::Point>>;
RoutingPoints planePoints(const RoutingCloud& cloud);
/// @param points of the view's cloud
RoutingPlane::Content planeContent(const RoutingsView& view, RoutingPoints points,
                                   const Assignment& onBoard, const QString& boardName,
                                   const Theme& theme);
/// Title of the picture: how many routings, all or a sample.
QString planeTitle(const RoutingsView& view);

/// One condition of complementary slackness, in words.
QString conditionTitle(const RoutingsView& view, const SlacknessItem& item);
QString conditionDetail(const RoutingsView& view, const SlacknessItem& item);
/// What a condition costs, as shown: USD per 1,000 batches, or expected right answers.
QString paysText(const RoutingsView& view, double pays);
WaterfallData waterfallOf(const RoutingsView& view, const Slackness& slack);

std::vector<RoutingBoard::Column> boardColumns(const RoutingsView& view, bool dark);
/// @param names of the drawn queries
std::vector<RoutingBoard::Card> boardCards(const RoutingsView& view, const Assignment& onBoard,
                                           const std::vector<QString>& names);
/// Cost, accuracy, violations and distance from the best, as rich text made here alone.
QString figuresText(const RoutingsView& view, const Assignment& onBoard, const Theme& theme);

TracePlot::Content gapContent(const std::vector<GapPoint>& gaps, std::size_t most,
                              const Theme& theme);

}  // namespace orl
