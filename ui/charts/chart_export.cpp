#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QFileDialog>
#include <QFontMetrics>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QPainter>
#include <QRegularExpression>
#include <QSvgGenerator>
#include <algorithm>
#include <cmath>

#include "core/support/error.h"
#include "core/support/output_file.h"
#include "ui/charts/chart_panel.h"
#include "ui/charts/copied_table.h"
#include "ui/charts/plot_view.h"

namespace orl {

namespace {

constexpr int kMargin = 10;

void writeWhole(const QString& path, const QByteArray& bytes) {
    writeFile(path.toStdString(),
              std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

}  // namespace

QSize ChartPanel::exportSize() const {
    const auto rows = static_cast<int>(m_legend->entries().size());
    const int legend = m_legend->isHidden() ? 0 : rows * QFontMetrics(m_legend->font()).height();
    const int header = QFontMetrics(m_title->font()).height() * 2 + 3 * kMargin;
    return {std::max(width(), 280), std::max(height(), header + legend)};
}

void ChartPanel::paintWhole(QPainter& painter, QSize size) const {
    painter.fillRect(QRect(QPoint(), size), m_theme.background);
    painter.setPen(m_theme.text);
    painter.setFont(m_title->font());
    const int line = QFontMetrics(m_title->font()).height();
    int top = kMargin / 2;
    painter.drawText(QRect(kMargin, top, size.width() - 2 * kMargin, line),
                     Qt::AlignLeft | Qt::AlignVCenter, title());
    top += line + 2;
    if (!notice().isEmpty()) {
        painter.setFont(m_notice->font());
        painter.setPen(m_warning ? m_theme.warning : m_theme.mutedText);
        const QFontMetrics metrics(m_notice->font());
        const int room = size.width() - 2 * kMargin;
        painter.drawText(QRect(kMargin, top, room, metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(notice(), Qt::ElideRight, room));
        top += metrics.height() + 2;
    }
    if (isEmpty()) return;
    paintBody(painter, QPoint(kMargin, top));
}

/// Plots and legend where they stand on the screen, the legend as long as it is.
void ChartPanel::paintBody(QPainter& painter, QPoint topLeft) const {
    int bottom = 0;
    for (PlotView* plot : m_plots) {
        const QPoint at = plot->viewport()->mapTo(m_body, QPoint());
        plot->paintTo(painter, topLeft + at);
        bottom = std::max(bottom, at.y() + plot->viewport()->height());
    }
    if (m_legend->isHidden()) return;
    const int line = QFontMetrics(m_legend->font()).height();
    const auto rows = static_cast<int>(m_legend->entries().size());
    const QRect legend(m_legend->pos(), QSize(m_legend->width(), std::max(bottom, rows * line)));
    m_legend->paintEntries(painter, legend.translated(topLeft));
}

QImage ChartPanel::image(qreal scale) const {
    const QSize size = exportSize();
    QImage image(size * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    QPainter painter(&image);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    paintWhole(painter, size);
    return image;
}

void ChartPanel::savePng(const QString& path) const {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    image(2.0).save(&buffer, "PNG");
    writeWhole(path, buffer.data());
}

void ChartPanel::saveSvg(const QString& path) const {
    QBuffer buffer;
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    const QSize size = exportSize();
    svg.setSize(size);
    svg.setViewBox(QRect(QPoint(), size));
    svg.setTitle(title());
    svg.setDescription(notice());
    {
        QPainter painter(&svg);
        paintWhole(painter, size);
    }
    writeWhole(path, buffer.data());
}

void ChartPanel::saveCsv(const QString& path) const {
    writeWhole(path, csv().toUtf8());
}

void ChartPanel::copyImage() {
    QApplication::clipboard()->setImage(image(2.0));
}

void ChartPanel::copyData() const {
    QApplication::clipboard()->setMimeData(copiedTable(rowsOfCsv(csv())));
}

void ChartPanel::exportTo(const char* what) {
    const bool isSlide = what == std::string_view("slide");
    const QString kind = isSlide ? QStringLiteral("png") : QString::fromLatin1(what);
    QString name = title().toLower();
    for (QChar& c : name) {
        if (!c.isLetterOrNumber()) c = QLatin1Char('-');
    }
    if (isSlide) name += tr("-slide");
    const QString kinds =
        isSlide ? tr("PNG (*.png);;SVG (*.svg)") : kind.toUpper() + " (*." + kind + ")";
    QString chosen;
    QString path =
        QFileDialog::getSaveFileName(this, tr("Export chart"), name + "." + kind, kinds, &chosen);
    if (path.isEmpty()) return;
    const bool vectors = isSlide && (path.endsWith(".svg", Qt::CaseInsensitive) ||
                                     chosen.startsWith(QLatin1String("SVG")));
    const QString end = vectors ? QStringLiteral(".svg") : "." + kind;
    if (!path.endsWith(end, Qt::CaseInsensitive)) path += end;
    try {
        if (isSlide) {
            saveSlide(path, slideWords());
        } else if (kind == QLatin1String("png")) {
            savePng(path);
        } else if (kind == QLatin1String("svg")) {
            saveSvg(path);
        } else {
            saveCsv(path);
        }
        emit exported({});
    } catch (const Error& error) {
        emit exported(QString::fromUtf8(error.what()));
    }
}

QString csvField(const QString& text) {
    if (!text.contains(QRegularExpression(QStringLiteral("[\",\r\n]")))) return text;
    return "\"" + QString(text).replace("\"", "\"\"") + "\"";
}

QString csvNumber(double value) {
    return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest)
                                : QString();
}

}  // namespace orl
