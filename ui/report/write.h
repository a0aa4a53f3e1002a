#pragma once

#include <QByteArray>
#include <QString>

#include "core/lab/report/report.h"
#include "core/support/job.h"
#include "ui/report/pdf.h"

namespace orl {

enum class ReportForm { Pdf, Html };

/// Where a report goes, and as what.
struct ReportTarget {
    QString file;
    ReportForm form = ReportForm::Pdf;
    Paper paper = Paper::A4;  ///< of a PDF
};

/// By the end of the file's name: HTML for .html and .htm, else PDF.
ReportForm reportFormOf(const QString& file);
/// A page of HTML that needs nothing else. @throws Error where there is no font to measure by
QByteArray reportHtml(const Report& report);
/// Finds everything out, and writes the file whole or not at all: what was there stays until then.
/// On any thread. @throws Error, Cancelled
void makeReport(const ReportRequest& request, const ReportTarget& target, const Job& job);

}  // namespace orl
