#pragma once

#include "core/lab/slot_sweep.h"
#include "ui/charts/slot_sweep_chart.h"

namespace orl {

/// @param realized accuracy as recorded, where anything is
SlotSweepData slotSweepData(const SlotSweepView& view, bool realized);
/// Under which load that is.
QString slotSweepNotice(const SlotSweepView& view);

}  // namespace orl
