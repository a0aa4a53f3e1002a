#pragma once

#include <QString>

#include "core/lab/query_fields.h"
#include "ui/charts/query_map.h"

namespace orl {

/// By what the points of the query map are coloured.
enum class MapColouring { Chosen, Level, Right, Task, Margin, Uncertainty };
inline constexpr int kMapColourings = int(MapColouring::Uncertainty) + 1;

QString titleOf(MapColouring by);

/// Why the queries cannot be coloured so, as a sentence; empty where they can.
QString whyNot(MapColouring by, const QueryFields& fields);

/// Classes of these queries. Models have their colours; what is ordered goes from the accent to
/// amber, in five classes of equal size where it is a quantity.
/// @param data of the fields, for the models' colours
MapColours coloursOf(MapColouring by, const QueryFields& fields, const Theme& theme);

}  // namespace orl
