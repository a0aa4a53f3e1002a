#pragma once

#include <optional>
#include <vector>

#include "ui/charts/bound_chart.h"
#include "ui/charts/price_bands.h"
#include "ui/charts/price_map_chart.h"
#include "ui/charts/query_plane.h"

/// From what the hand knows to what is painted: λ for 1,000 right answers, μ for 1,000 slots, costs
/// per 1,000 queries.
namespace orl {

class PriceHand;
class Session;

/// @pre all of them: the hand has a batch; those of the hand's answer: it has a view
BoundGround boundGround(const PriceHand& hand);
BoundHand boundHand(const PriceHand& hand);
QueryPlaneData planeOf(const PriceHand& hand, const Session& session, std::uint32_t query);
PriceMapData mapOf(const PriceHand& hand);
struct MapMarks {
    QPointF held;
    QPointF optimal;  ///< NaN: unknown
    std::vector<QPointF> path;
};
MapMarks mapMarks(const PriceHand& hand);
/// Texts and bands of the chosen strips.
std::vector<PriceBands::Row> bandRows(const PriceHand& hand, const Session& session, bool dark);
/// Winners and what they pay at the prices held, and where the slots' prices are held the bands
/// too.
std::vector<PriceBands::Row> partRows(const PriceHand& hand,
                                      const std::vector<std::uint32_t>& queries,
                                      std::optional<std::uint32_t> marked, bool dark);

}  // namespace orl
