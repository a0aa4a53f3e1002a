#include "ui/report/first_page_tables.h"

#include <QFontMetricsF>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/lab/report/words.h"
#include "ui/charts/marker.h"
#include "ui/report/sheet.h"
#include "ui/session/label_text.h"
#include "ui/style/palette.h"

namespace orl::sheet {

namespace {

constexpr qreal kRow = pt(14.2);
constexpr qreal kLeverRow = pt(13.0);
constexpr qreal kAfterRules = pt(8);
constexpr std::size_t kMostRules = 7;  // with the plan
constexpr std::size_t kLeastRules = 3;
constexpr std::size_t kLeastLevers = 3;
constexpr int kRemarkLines = 2;

QString toText(const std::string& text) {
    return labelText(text);
}

/// Right edges of the columns, as shares of the width.
struct RuleColumns {
    double accuracy = 0.42;
    double cost = 0.56;
    double month = 0.71;
    double bar = 0.74;  ///< left edge
    double saving = 0.985;
};

}  // namespace

FirstPageTables::FirstPageTables(const Report& report)
    : m_report(report),
      m_rules(std::min(report.rules.size(), kMostRules)),
      m_levers(report.levers.size()) {}

qreal FirstPageTables::rulesHeight() const {
    const qreal head = lineHeight(letters(9.0, true)) + pt(3);
    const qreal line = lineHeight(letters(kSmall));
    if (m_report.rules.empty()) return head + line + kAfterRules;
    return head + kRow * qreal(m_rules + 1) + pt(2) + kRemarkLines * line + kAfterRules;
}

qreal FirstPageTables::leversHeight() const {
    if (m_report.levers.empty()) return 0.0;
    return lineHeight(letters(9.0, true)) + pt(3) + kLeverRow * qreal(m_levers);
}

qreal FirstPageTables::height() const {
    return rulesHeight() + leversHeight();
}

bool FirstPageTables::shorten() {
    // A lever or two go before rules do, which are what the answer rests on.
    const bool rules = m_levers <= kLeastLevers + 2 && m_rules > kLeastRules;
    if (!rules && m_levers <= kLeastLevers) return false;
    --(rules ? m_rules : m_levers);
    return true;
}

void FirstPageTables::paint(QPainter& painter, const QRectF& room) const {
    const qreal top = paintRules(painter, room);
    paintLevers(painter, QRectF(room.left(), top, room.width(), room.bottom() - top));
}

qreal FirstPageTables::paintRules(QPainter& painter, const QRectF& room) const {
    const Theme& theme = Theme::light();
    const QFont small = letters(kSmall);
    qreal top =
        writeHead(painter, room.topLeft(), room.width(), toText(m_report.rulesTitle), {}) + pt(3);
    if (m_report.rules.empty()) {
        return write(painter, {room.left(), top}, room.width(), {toText(m_report.noRules)}, small,
                     theme.text) +
               kAfterRules;
    }
    const RuleColumns columns;
    const QRectF head(room.left(), top, room.width(), kRow);
    painter.fillRect(head, theme.window);
    const auto cell = [&](double right, const QString& text) {
        writeLine(painter, QRectF(room.left(), top, room.width() * right, kRow), text, small,
                  theme.mutedText, Qt::AlignRight);
    };
    writeLine(painter, head.adjusted(pt(5), 0, 0, 0), QStringLiteral("Router"), small,
              theme.mutedText);
    cell(columns.accuracy,
         m_report.plane.realized ? QStringLiteral("realized") : QStringLiteral("predicted"));
    cell(columns.cost, QStringLiteral("USD / 1,000"));
    if (m_report.monthlyQueries > 0.0) cell(columns.month, QStringLiteral("cost a month"));
    cell(columns.saving, QStringLiteral("this plan saves"));
    top += kRow;
    for (std::size_t k = 0; k < m_rules; ++k) {
        paintRule(painter, QRectF(room.left(), top, room.width(), kRow), m_report.rules[k]);
        top += kRow;
    }
    const QString more =
        m_report.rules.size() > m_rules
            ? QStringLiteral("%1 more follow. ").arg(m_report.rules.size() - m_rules)
            : QString();
    const QString remark = (m_report.noRules.empty() ? QString() : toText(m_report.noRules) + " ") +
                           more + toText(m_report.rulesRemark);
    write(painter, {room.left(), top + pt(2)}, room.width(),
          wrapped(remark, small, room.width(), kRemarkLines), small, theme.mutedText);
    return room.top() + rulesHeight();
}

void FirstPageTables::paintRule(QPainter& painter, const QRectF& row,
                                const ReportRule& rule) const {
    const Theme& theme = Theme::light();
    const QFont font = letters(kSmall, rule.isPlan);
    const RuleColumns columns;
    if (rule.isPlan) painter.fillRect(row, theme.tint);
    painter.setPen(QPen(theme.grid, pt(0.6)));
    painter.drawLine(row.bottomLeft(), row.bottomRight());
    const RouterStyle style = routerStyle(QString::fromStdString(rule.router), false);
    paintMarker(painter, QPointF(row.left() + pt(8), row.center().y()), pt(2.6), style.marker,
                style.color, true, theme.background);
    writeLine(painter, row.adjusted(pt(15), 0, -row.width() * (1.0 - columns.accuracy + 0.08), 0),
              toText(rule.title), font, theme.text);
    const auto cell = [&](double right, const std::string& text) {
        writeLine(painter, QRectF(row.left(), row.top(), row.width() * right, row.height()),
                  toText(text), font, theme.text, Qt::AlignRight);
    };
    cell(columns.accuracy, sharePercent(rule.accuracy, 1));
    cell(columns.cost, money(rule.cost));
    if (m_report.monthlyQueries > 0.0) {
        cell(columns.month,
             moneyIn(m_report.currency, rule.cost * m_report.monthlyQueries / 1000.0));
    }
    cell(columns.saving, rule.isPlan ? std::string("–") : sharePercent(rule.saving, 1));
    if (!(std::abs(rule.saving) > 0.0)) return;
    // Amber where the rule is cheaper than the plan; the number has its sign.
    const qreal length = std::min(1.0, std::abs(rule.saving)) * row.width() * 0.13;
    const QColor color = rule.saving > 0.0 ? theme.accent : theme.warning;
    painter.fillRect(
        QRectF(row.left() + row.width() * columns.bar, row.center().y() - pt(2.2), length, pt(4.4)),
        mixed(theme.background, color, 0.45));
}

void FirstPageTables::paintLevers(QPainter& painter, const QRectF& room) const {
    if (m_report.levers.empty()) return;
    const Theme& theme = Theme::light();
    const QFont small = letters(kSmall);
    const QFont bold = letters(kSmall, true);
    qreal top =
        writeHead(painter, room.topLeft(), room.width() * 0.9,
                  QStringLiteral("What would change the answer"), toText(m_report.leversRemark));
    writeLine(painter, QRectF(room.left(), room.top() + pt(0.6), room.width(), top - room.top()),
              QStringLiteral("becomes"), small, theme.mutedText, Qt::AlignRight);
    top += pt(3);
    double most = 0.0;
    for (const ReportLever& lever : m_report.levers) {
        if (!std::isnan(lever.change)) most = std::max(most, std::abs(lever.change));
    }
    const qreal axis = room.left() + room.width() * 0.66;
    const qreal reach = room.width() * 0.13;  // half of the bars, beside which the number stands
    for (std::size_t k = 0; k < m_levers; ++k) {
        const ReportLever& lever = m_report.levers[k];
        const QRectF row(room.left(), top, room.width(), kLeverRow);
        const qreal length =
            most > 0.0 && !std::isnan(lever.change) ? lever.change / most * reach : 0.0;
        const QColor color = lever.better ? theme.accent : theme.warning;
        painter.fillRect(
            QRectF(axis, row.top() + pt(2.2), length, kLeverRow - pt(4.4)).normalized(),
            mixed(theme.background, color, 0.65));
        const bool right = length >= 0.0;
        const QRectF number = right ? QRectF(axis + length + pt(4), row.top(), pt(70), kLeverRow)
                                    : QRectF(axis + length - pt(74), row.top(), pt(70), kLeverRow);
        writeLine(painter, number, toText(lever.changeText), bold, color,
                  right ? Qt::AlignLeft : Qt::AlignRight);
        const qreal wordsEnd =
            right ? axis
                  : axis + length - pt(8) -
                        QFontMetricsF(bold).horizontalAdvance(toText(lever.changeText));
        writeLine(painter,
                  QRectF(row.left() + pt(5), row.top(), wordsEnd - row.left() - pt(9), kLeverRow),
                  toText(lever.words), small, theme.text);
        writeLine(painter, row, toText(lever.becomes), small, theme.text, Qt::AlignRight);
        top += kLeverRow;
    }
    painter.setPen(QPen(theme.text, pt(0.6)));
    painter.drawLine(QPointF(axis, top - kLeverRow * qreal(m_levers)), QPointF(axis, top));
}

}  // namespace orl::sheet
