#include "ui/report/write.h"

#include "core/lab/report/html.h"
#include "core/support/output_file.h"
#include "ui/report/charts.h"
#include "ui/report/sheet.h"
#include "ui/style/fonts.h"

namespace orl {

ReportForm reportFormOf(const QString& file) {
    const bool html = file.endsWith(QLatin1String(".html"), Qt::CaseInsensitive) ||
                      file.endsWith(QLatin1String(".htm"), Qt::CaseInsensitive);
    return html ? ReportForm::Html : ReportForm::Pdf;
}

QByteArray reportHtml(const Report& report) {
    requireFonts();
    using namespace sheet;
    constexpr QSizeF kChart(pt(250), pt(200));
    ReportPictures pictures;
    if (!report.plane.frontier.empty() || !report.plane.models.empty()) {
        pictures.plane =
            svgOf(report, kChart, [](QPainter& painter, const QRectF& room, const Report& of) {
                paintPlane(painter, room, of.plane);
            }).toStdString();
    }
    if (!report.shares.levels.empty()) {
        pictures.shares =
            svgOf(report, kChart, [](QPainter& painter, const QRectF& room, const Report& of) {
                paintShares(painter, room, of.shares);
            }).toStdString();
    }
    return QByteArray::fromStdString(toHtml(report, pictures));
}

void makeReport(const ReportRequest& request, const ReportTarget& target, const Job& job) {
    // Nothing is computed for a file that cannot be written.
    checkWritable(target.file.toStdString());
    requireFonts();
    const ReportFindings found = findReport(request, job);
    const Report report = reportOf(request, found);
    const QByteArray bytes =
        target.form == ReportForm::Html ? reportHtml(report) : reportPdf(report, target.paper, job);
    job.check();
    writeFile(target.file.toStdString(),
              std::string_view(bytes.constData(), std::size_t(bytes.size())));
}

}  // namespace orl
