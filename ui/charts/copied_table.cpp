#include "ui/charts/copied_table.h"

#include <QMimeData>
#include <QRegularExpression>

namespace orl {

namespace {

/// A cell is one field of one line.
QString fieldOf(QString cell) {
    static const QRegularExpression breaks(QStringLiteral("[\\t\\r\\n]+"));
    return cell.replace(breaks, QStringLiteral(" "));
}

bool looksLikeNumber(const QString& cell) {
    static const QRegularExpression number(
        QStringLiteral("^[+−-]?\\$?[0-9][0-9,.]*(e[+-]?[0-9]+)?[ \u00a0]?(%|ms|s)?$"));
    return number.match(cell).hasMatch();
}

QString htmlRow(const QStringList& row, const char* tag) {
    const QString name = QString::fromLatin1(tag);
    QString html = QStringLiteral("<tr>");
    for (const QString& cell : row) {
        const char* const side = looksLikeNumber(cell) ? " align=\"right\"" : "";
        html += QStringLiteral("<%1 dir=\"auto\"%2>").arg(name, QLatin1String(side)) +
                cell.toHtmlEscaped() + QStringLiteral("</%1>").arg(name);
    }
    return html + QStringLiteral("</tr>\n");
}

}  // namespace

QMimeData* copiedTable(const CellRows& rows) {
    constexpr qsizetype kMostOfADocument = 5000;  // more no document takes in a moment
    QString text;
    QString html = QStringLiteral("<table>\n");
    for (qsizetype k = 0; k < rows.size(); ++k) {
        QStringList fields;
        fields.reserve(rows[k].size());
        for (const QString& cell : rows[k]) fields << fieldOf(cell);
        text += fields.join(QLatin1Char('\t')) + QLatin1Char('\n');
        if (rows.size() <= kMostOfADocument) html += htmlRow(rows[k], k == 0 ? "th" : "td");
    }
    auto* const copied = new QMimeData;
    copied->setText(text);
    if (rows.size() <= kMostOfADocument) copied->setHtml(html + QStringLiteral("</table>\n"));
    return copied;
}

CellRows rowsOfCsv(const QString& csv) {
    CellRows rows;
    QStringList row;
    QString cell;
    bool quoted = false;
    for (qsizetype at = 0; at < csv.size(); ++at) {
        const QChar c = csv[at];
        if (c == QLatin1Char('"')) {
            // Twice within quotes it means itself.
            const bool itself = quoted && at + 1 < csv.size() && csv[at + 1] == QLatin1Char('"');
            if (itself) cell += csv[++at];
            if (!itself) quoted = !quoted;
        } else if (!quoted && (c == QLatin1Char(',') || c == QLatin1Char('\n'))) {
            row << cell;
            cell.clear();
            if (c == QLatin1Char('\n')) {
                rows << row;
                row.clear();
            }
        } else {
            cell += c;
        }
    }
    if (!row.isEmpty() || !cell.isEmpty()) rows << (row << cell);
    return rows;
}

}  // namespace orl
