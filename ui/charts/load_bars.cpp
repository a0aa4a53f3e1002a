#include "ui/charts/load_bars.h"

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace orl {

namespace {
constexpr double kBarGap = 3.0;
constexpr double kLoadColumn = 96.0;  // "1,484  +484"
constexpr double kNameShare = 0.26;

QString grouped(std::int64_t number) {
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(qlonglong(number));
}
}  // namespace

LoadBars::LoadBars(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void LoadBars::setRows(std::vector<Row> rows, std::int64_t most) {
    if (rows == m_rows && most == m_most) return;
    const bool resized = rows.size() != m_rows.size();
    m_rows = std::move(rows);
    m_most = std::max<std::int64_t>(1, most);
    if (resized) updateGeometry();
    update();
}

void LoadBars::setChosen(int row) {
    m_chosen = row;
    update();
}

double LoadBars::rowHeight() const {
    const double wanted = fontMetrics().height() + 1.0;
    return m_rows.empty() ? wanted : std::min(wanted, double(height()) / double(m_rows.size()));
}

QSize LoadBars::sizeHint() const {
    return {360, int(m_rows.size()) * (fontMetrics().height() + 1)};
}

QSize LoadBars::minimumSizeHint() const {
    constexpr int kLeastRow = 11;
    return {200, int(m_rows.size()) * kLeastRow};
}

double LoadBars::nameWidth() const {
    return std::clamp(width() * kNameShare, 60.0, 160.0);
}

double LoadBars::xOf(std::int64_t load) const {
    const double left = nameWidth() + 6.0;
    const double right = std::max(left + 1.0, width() - kLoadColumn);
    return left + std::min(1.0, double(load) / double(m_most)) * (right - left);
}

void LoadBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& theme = Theme::of(palette());
    for (std::size_t k = 0; k < m_rows.size(); ++k) paintRow(painter, theme, k);
}

void LoadBars::paintRow(QPainter& painter, const Theme& theme, std::size_t k) const {
    const Row& row = m_rows[k];
    const double high = rowHeight();
    const QRectF line(0.0, double(k) * high, width(), high);
    QFont text = type::note(font());
    text.setBold(int(k) == m_chosen);
    painter.setFont(text);
    painter.setPen(theme.text);
    painter.drawText(QRectF(0.0, line.top(), nameWidth(), high), Qt::AlignRight | Qt::AlignVCenter,
                     QFontMetricsF(text).elidedText(row.name, Qt::ElideMiddle, nameWidth()));
    const double start = xOf(0);
    const bool over = row.limit >= 0 && row.load > row.limit;
    const std::int64_t held = over ? row.limit : row.load;
    const auto bar = [&](std::int64_t from, std::int64_t to) {
        return QRectF(QPointF(xOf(from), line.top() + kBarGap / 2.0),
                      QPointF(xOf(to), line.bottom() - kBarGap / 2.0));
    };
    painter.fillRect(bar(0, held), row.color);
    if (over) {
        painter.setPen(theme.warning);
        painter.setBrush(QBrush(theme.warning, Qt::BDiagPattern));
        painter.drawRect(bar(held, row.load));
    }
    if (row.limit >= 0 && row.limit <= m_most) {
        painter.setPen(QPen(theme.warning, 1.0, Qt::DashLine));
        painter.drawLine(QPointF(xOf(row.limit), line.top()),
                         QPointF(xOf(row.limit), line.bottom()));
    }
    if (row.tick >= 0) {
        painter.setPen(QPen(theme.text, 2.0));
        painter.drawLine(QPointF(xOf(row.tick), line.top() + 1.0),
                         QPointF(xOf(row.tick), line.bottom() - 1.0));
    }
    painter.setPen(theme.axis);
    painter.drawLine(QPointF(start, line.top()), QPointF(start, line.bottom()));
    QString load = grouped(row.load);
    if (over) {
        load += QStringLiteral("  +") + grouped(row.load - row.limit);
    }
    painter.setPen(over ? theme.warning : theme.text);
    painter.drawText(QRectF(width() - kLoadColumn, line.top(), kLoadColumn, high),
                     Qt::AlignRight | Qt::AlignVCenter, load);
}

void LoadBars::mousePressEvent(QMouseEvent* event) {
    const auto row = int(event->position().y() / std::max(1.0, rowHeight()));
    if (row >= 0 && row < int(m_rows.size())) emit chosen(row);
}

}  // namespace orl
