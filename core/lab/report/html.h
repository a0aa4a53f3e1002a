#pragma once

#include <string>

#include "core/lab/report/report.h"

namespace orl {

/// Charts of a report as SVG elements, without an XML declaration; empty where there is none.
struct ReportPictures {
    std::string plane;
    std::string shares;
};

/// One page that needs nothing else: no script, no font, no picture from anywhere. Every text is
/// escaped, every name stands in its own direction of writing, and it prints as it is read.
/// Well-formed XML as well.
std::string toHtml(const Report& report, const ReportPictures& pictures);

}  // namespace orl
