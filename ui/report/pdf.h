#pragma once

#include <QByteArray>

#include "core/lab/report/report.h"
#include "core/support/job.h"

namespace orl {

enum class Paper { A4, Letter };

/// The report as a PDF of vectors: the page of conclusion, then the details, in light colours.
/// @throws Error where there is no font to write with; Cancelled
QByteArray reportPdf(const Report& report, Paper paper, const Job& job = {});

}  // namespace orl
