#include "ui/report/pdf.h"

#include <QBuffer>
#include <QFontMetricsF>
#include <QPageLayout>
#include <QPdfWriter>
#include <algorithm>

#include "ui/report/first_page.h"
#include "ui/report/letters_there.h"
#include "ui/report/sheet.h"
#include "ui/session/label_text.h"
#include "ui/style/fonts.h"

namespace orl {

namespace {

using namespace sheet;

constexpr qreal kTop = pt(33);
constexpr qreal kFoot = pt(34);  ///< from the lower edge to the last line of the text
constexpr qreal kCellPad = pt(3);
constexpr qreal kWidth = pt(519);  // the same on every paper

QSizeF sizeOf(Paper paper) {
    return paper == Paper::Letter ? QSizeF(pt(612), pt(792)) : QSizeF(pt(595), pt(842));
}

/// Pages after each other, with head and foot.
class Pages {
  public:
    Pages(QPdfWriter& writer, const Report& report, Paper paper, int total)
        : m_writer(writer), m_report(report), m_size(sizeOf(paper)), m_total(total) {
        m_painter.begin(&writer);
        m_painter.scale(writer.width() / m_size.width(), writer.height() / m_size.height());
        paintFoot();
    }
    QPainter& painter() { return m_painter; }
    int count() const { return m_number; }
    QRectF room() const {
        return {(m_size.width() - kWidth) / 2, kTop, kWidth, m_size.height() - kTop - kFoot};
    }
    void next() {
        m_writer.newPage();
        ++m_number;
        paintFoot();
        const QRectF head(room().left(), kTop, kWidth, lineHeight(letters(kSmall)));
        const Theme& theme = Theme::light();
        writeLine(m_painter, QRectF(head.left(), head.top(), kWidth * 0.34, head.height()),
                  labelText(m_report.title), letters(kSmall, true), theme.accent);
        writeLine(m_painter, head.adjusted(kWidth * 0.36, 0, 0, 0), labelText(m_report.heading),
                  letters(kSmall), theme.mutedText, Qt::AlignRight);
        y = head.bottom() + pt(14);
    }
    /// Room below y for that much, on this page or the next. @return whether a page was turned
    bool need(qreal height) {
        if (y + height <= room().bottom()) return false;
        next();
        return true;
    }

    qreal y = 0.0;

  private:
    void paintFoot() {
        const Theme& theme = Theme::light();
        const QFont font = letters(kSmall);
        const QRectF foot(room().left(), m_size.height() - pt(26), kWidth, lineHeight(font));
        writeLine(m_painter, foot, QStringLiteral("OmniRouter Lab"), font, theme.mutedText);
        const QString end =
            m_number == 1 && m_total > 1 ? QStringLiteral(" · details follow") : QString();
        writeLine(m_painter, foot,
                  QStringLiteral("page %1 of %2%3").arg(m_number).arg(m_total).arg(end), font,
                  theme.mutedText, Qt::AlignRight);
    }

    QPdfWriter& m_writer;
    const Report& m_report;
    QSizeF m_size;
    int m_total;
    int m_number = 1;
    QPainter m_painter;
};

/// A table of text over as many pages as it takes, its head on each.
class DetailTable {
  public:
    explicit DetailTable(const ReportTable& table) : m_table(table), m_font(letters(kSmall)) {
        setWidths();
    }

    void paint(Pages& pages, const Job& job) {
        const Row head = rowOf(m_table.cells.head);
        // A title never stands alone at the end of a page.
        pages.need(lineHeight(m_font) * 4 + head.height + pt(24));
        const QRectF room = pages.room();
        pages.y = writeHead(pages.painter(), {room.left(), pages.y}, room.width(),
                            labelText(m_table.title), {});
        const QStringList remark = wrapped(labelText(m_table.remark), m_font, room.width());
        pages.y = write(pages.painter(), {room.left(), pages.y}, room.width(), remark, m_font,
                        Theme::light().mutedText) +
                  pt(3);
        paintHead(pages, head);
        for (const auto& cells : m_table.cells.rows) {
            job.check();
            const Row row = rowOf(cells);
            if (pages.need(row.height)) paintHead(pages, head);
            paintRow(pages, row, Theme::light().text);
        }
        pages.y += pt(14);
    }

  private:
    struct Row {
        std::vector<QStringList> cells;
        qreal height = 0.0;
    };

    /// Wide columns for words, narrow ones for figures, as the texts ask for it.
    void setWidths() {
        const std::size_t columns = m_table.cells.head.size();
        const QFontMetricsF metrics(m_font);
        std::vector<qreal> wanted(columns, 0.0);
        for (std::size_t k = 0; k < columns; ++k) {
            // Heads may break at words.
            for (const QString& word : labelText(m_table.cells.head[k]).split(QLatin1Char(' '))) {
                wanted[k] = std::max(wanted[k], metrics.horizontalAdvance(word));
            }
            for (const auto& row : m_table.cells.rows) {
                wanted[k] = std::max(wanted[k], metrics.horizontalAdvance(labelText(row[k])));
            }
            wanted[k] += 2 * kCellPad + pt(2);
        }
        // Columns within a fair part keep what they want; the others share what is left.
        std::vector<bool> kept(columns, false);
        qreal rest = kWidth;
        std::size_t open = columns;
        for (bool changed = true; changed && open > 0;) {
            changed = false;
            const qreal fair = rest / qreal(open);
            for (std::size_t k = 0; k < columns; ++k) {
                if (kept[k] || wanted[k] > fair) continue;
                kept[k] = true;
                rest -= wanted[k];
                --open;
                changed = true;
            }
        }
        for (std::size_t k = 0; k < columns; ++k) {
            if (!kept[k]) wanted[k] = rest / qreal(open);
        }
        // Nothing wants more: the first takes what is left.
        if (open == 0 && columns > 0) wanted.front() += rest;
        m_widths = wanted;
    }

    Row rowOf(const std::vector<std::string>& texts) const {
        Row row;
        row.cells.reserve(m_widths.size());
        qsizetype lines = 1;
        for (std::size_t k = 0; k < m_widths.size(); ++k) {
            row.cells.push_back(
                wrapped(labelLines(texts[k]), m_font, m_widths[k] - 2 * kCellPad, kMostLines));
            lines = std::max(lines, row.cells.back().size());
        }
        row.height = qreal(lines) * lineHeight(m_font) + 2 * pt(2);
        return row;
    }

    void paintHead(Pages& pages, const Row& head) const {
        pages.painter().fillRect(QRectF(pages.room().left(), pages.y, kWidth, head.height),
                                 Theme::light().window);
        paintRow(pages, head, Theme::light().mutedText);
    }

    void paintRow(Pages& pages, const Row& row, const QColor& color) const {
        QPainter& painter = pages.painter();
        qreal left = pages.room().left();
        for (std::size_t k = 0; k < m_widths.size(); ++k) {
            write(painter, {left + kCellPad, pages.y + pt(2)}, m_widths[k] - 2 * kCellPad,
                  row.cells[k], m_font, color, k < m_table.words ? Qt::AlignLeft : Qt::AlignRight);
            left += m_widths[k];
        }
        pages.y += row.height;
        painter.setPen(QPen(Theme::light().grid, pt(0.6)));
        painter.drawLine(QPointF(pages.room().left(), pages.y),
                         QPointF(pages.room().left() + kWidth, pages.y));
    }

    static constexpr int kMostLines = 40;
    const ReportTable& m_table;
    QFont m_font;
    std::vector<qreal> m_widths;
};

void paintCommand(Pages& pages, const Report& report) {
    if (report.commandLine.empty()) return;
    const QFont fixed = fixedLetters(kSmall);
    const QRectF room = pages.room();
    const QStringList lines = commandText(report.commandLine, fixed, room.width());
    pages.need(qMin(room.height() * 0.5, qreal(lines.size() + 2) * lineHeight(fixed)));
    pages.y = writeHead(pages.painter(), {room.left(), pages.y}, room.width(),
                        QStringLiteral("The whole command"), labelText(report.origin)) +
              pt(2);
    for (const QString& line : lines) {
        pages.need(lineHeight(fixed));
        pages.y = write(pages.painter(), {room.left(), pages.y}, room.width(), {line}, fixed,
                        Theme::light().text);
    }
}

/// What the first page had no room for; without rows: nothing.
ReportTable inFull(const Report& report) {
    ReportTable table;
    table.title = "In full";
    table.remark = "what the first page has no room for";
    table.words = 2;
    table.cells.head = {"", ""};
    for (ReportParagraph& each : cutOnFirstPage(report, kWidth)) {
        table.cells.rows.push_back({std::move(each.head), std::move(each.text)});
    }
    return table;
}

/// Every name and word that is not the program's own.
QString namesIn(const Report& report) {
    QString text = labelText(report.title + report.heading + report.question + report.note);
    for (const std::string& name : report.shares.models) text += labelText(name);
    for (const std::string& name : report.shares.levels) text += labelText(name);
    for (const ReportTable& table : report.details) {
        for (const auto& row : table.cells.rows) text += labelText(row.front());
    }
    return text;
}

/// With a sentence about letters that this machine cannot write.
Report withMissingLetters(Report report) {
    QStringList missing = missingLetters(namesIn(report));
    if (missing.isEmpty() || report.foundations.empty()) return report;
    constexpr qsizetype kMost = 6;
    if (missing.size() > kMost) missing = missing.mid(0, kMost) << QStringLiteral("…");
    std::string& text = report.foundations.front().text;
    text = "No font here has the letters " + missing.join(QStringLiteral(", ")).toStdString() +
           ": they stand as boxes. " + text;
    return report;
}

/// @return how many pages it took
int paintAll(QIODevice& device, const Report& report, Paper paper, int total, const Job& job) {
    QPdfWriter writer(&device);
    writer.setPageSize(QPageSize(paper == Paper::Letter ? QPageSize::Letter : QPageSize::A4));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(1200);
    writer.setTitle(labelText(report.question));
    writer.setCreator(QStringLiteral("OmniRouter Lab ") + labelText(report.program));
    Pages pages(writer, report, paper, total);
    paintFirstPage(pages.painter(), pages.room(), report);
    pages.next();
    const ReportTable whole = inFull(report);
    if (!whole.cells.rows.empty()) DetailTable(whole).paint(pages, job);
    for (const ReportTable& table : report.details) DetailTable(table).paint(pages, job);
    paintCommand(pages, report);
    return pages.count();
}

}  // namespace

QByteArray reportPdf(const Report& report, Paper paper, const Job& job) {
    requireFonts();
    const Report written = withMissingLetters(report);
    // How many pages there are stands on each of them: known once all were laid out.
    QBuffer unused;
    unused.open(QIODevice::WriteOnly);
    const int total = paintAll(unused, written, paper, 1, job);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    paintAll(buffer, written, paper, total, job);
    return buffer.data();
}

}  // namespace orl
