#pragma once

#include <vector>

#include "core/lab/report/report.h"

namespace orl {

/// The tables after the first page: every router, every level, every model, saved scenarios, and
/// the settings that are not as they usually are.
std::vector<ReportTable> detailsOf(const ReportRequest& request, const ReportFindings& found);

}  // namespace orl
