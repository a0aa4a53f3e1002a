#pragma once

#include "ui/widgets/column_info.h"

namespace orl {

/// Title, explanation and direction of a ComparisonModel::Column, to be translated by the model.
const ColumnInfo& comparisonColumn(int column);

}  // namespace orl
