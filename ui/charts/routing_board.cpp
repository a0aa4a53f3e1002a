#include "ui/charts/routing_board.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace orl {

namespace {

constexpr double kBoardGap = 8.0;
constexpr double kCardGap = 4.0;
constexpr double kLevelStripe = 4.0;
constexpr double kWideCard = 96.0;
constexpr int kLevels = 5;

/// Light to dark: the harder, the darker.
QColor levelTint(const Theme& theme, int level) {
    return mixed(theme.background, theme.accent,
                 0.25 + 0.75 * std::clamp(level, 0, kLevels - 1) / double(kLevels - 1));
}

}  // namespace

RoutingBoard::RoutingBoard(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Route by hand"));
}

void RoutingBoard::setContent(std::vector<Column> columns, std::vector<Card> cards) {
    if (columns == m_columns && cards == m_cards) return;
    m_columns = std::move(columns);
    m_cards = std::move(cards);
    m_held = m_typed = m_refusing = -1;
    QStringList said;
    for (std::size_t k = 0; k < m_cards.size(); ++k) {
        const int column = m_cards[k].column;
        said << (column < 0
                     ? tr("%1: not routed").arg(m_cards[k].title)
                     : tr("%1: %2").arg(m_cards[k].title, m_columns[std::size_t(column)].name));
    }
    setAccessibleDescription(said.join(QStringLiteral("; ")));
    update();
}

int RoutingBoard::loadOf(int column) const {
    return int(
        std::ranges::count_if(m_cards, [&](const Card& card) { return card.column == column; }));
}

double RoutingBoard::headHeight() const {
    return fontMetrics().height() + 8.0;
}

double RoutingBoard::cardHeight() const {
    return 2.0 * fontMetrics().height() + 6.0;
}

QRectF RoutingBoard::columnRect(int column) const {
    const int count = std::max(1, int(m_columns.size()));
    const double wide = (width() - kBoardGap * (count - 1)) / count;
    return {column * (wide + kBoardGap), 0.0, wide, double(height())};
}

int RoutingBoard::placesAcross() const {
    return std::max(1, int(columnRect(0).width() / kWideCard));
}

QRectF RoutingBoard::placeRect(int column, int place) const {
    const QRectF box = columnRect(column).adjusted(6.0, headHeight(), -6.0, -4.0);
    const int across = placesAcross();
    const double wide = (box.width() - kCardGap * (across - 1)) / across;
    int most = 1;
    for (int j = 0; j < int(m_columns.size()); ++j) {
        most = std::max({most, loadOf(j), m_columns[std::size_t(j)].capacity});
    }
    const int rows = (most + across - 1) / across;
    // All fit: cards get flatter before they get lost.
    const double high =
        std::max(fontMetrics().height() + 2.0,
                 std::min(cardHeight(), (box.height() - kCardGap * (rows - 1)) / rows));
    const int row = place / across;
    return {box.left() + (place % across) * (wide + kCardGap), box.top() + row * (high + kCardGap),
            wide, high};
}

QRectF RoutingBoard::cardRect(int card) const {
    const int column = m_cards[std::size_t(card)].column;
    if (column < 0) return {};
    int place = 0;
    for (int k = 0; k < card; ++k) place += m_cards[std::size_t(k)].column == column;
    return placeRect(column, place);
}

void RoutingBoard::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int j = 0; j < int(m_columns.size()); ++j) paintColumn(painter, theme, j);
    for (int i = 0; i < int(m_cards.size()); ++i) {
        if (i != m_held && m_cards[std::size_t(i)].column >= 0)
            paintCard(painter, theme, i, cardRect(i));
    }
    if (m_held >= 0) {
        const QRectF home = cardRect(m_held);
        paintCard(painter, theme, m_held, home.translated(m_pointer - m_grip));
    }
}

void RoutingBoard::paintColumn(QPainter& painter, const Theme& theme, int column) const {
    const Column& shown = m_columns[std::size_t(column)];
    const QRectF box = columnRect(column).adjusted(0.5, 0.5, -0.5, -0.5);
    const int load = loadOf(column);
    const bool over = shown.capacity >= 0 && load > shown.capacity;
    const bool full = shown.capacity >= 0 && load == shown.capacity;
    const bool target = m_held >= 0 && columnAt(m_pointer) == column;
    painter.setBrush(theme.window);
    painter.setPen(QPen(column == m_refusing || over ? theme.warning
                        : target                     ? theme.accent
                                                     : theme.border,
                        column == m_refusing || target ? 2.0 : 1.0));
    painter.drawRoundedRect(box, space::kRadius, space::kRadius);
    const QRectF head = box.adjusted(8.0, 2.0, -8.0, 0.0);
    const double high = headHeight() - 4.0;
    painter.fillRect(QRectF(head.left(), head.top() + high / 2.0 - 4.0, 8.0, 8.0), shown.color);
    const QString count =
        shown.capacity < 0 ? tr("%1").arg(load) : tr("%1 of %2").arg(load).arg(shown.capacity);
    painter.setFont(type::note(font()));
    const double wide = QFontMetricsF(painter.font()).horizontalAdvance(count) + 4.0;
    painter.setPen(over || full ? theme.warning : theme.mutedText);
    painter.drawText(QRectF(head.right() - wide, head.top(), wide, high),
                     Qt::AlignRight | Qt::AlignVCenter, count);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(theme.text);
    const double room = head.width() - wide - 16.0;
    const QString letter = QString(QChar('A' + column)) + QStringLiteral("  ");
    painter.drawText(QRectF(head.left() + 14.0, head.top(), room, high),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(bold).elidedText(letter + shown.name, Qt::ElideMiddle, room));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.control, 1.0, Qt::DashLine));
    for (int place = load; place < shown.capacity; ++place) {
        const QRectF slot = placeRect(column, place);
        if (slot.bottom() > box.bottom()) break;
        painter.drawRoundedRect(slot.adjusted(0.5, 0.5, -0.5, -0.5), 3.0, 3.0);
    }
}

void RoutingBoard::paintCard(QPainter& painter, const Theme& theme, int card, QRectF place) const {
    const Card& shown = m_cards[std::size_t(card)];
    const Column& column = m_columns[std::size_t(shown.column)];
    const QRectF box = place.adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setBrush(theme.background);
    painter.setPen(QPen(shown.elsewhere ? theme.warning : column.color,
                        shown.elsewhere || card == m_typed ? 2.0 : 1.2));
    painter.drawRoundedRect(box, 3.0, 3.0);
    if (shown.level >= 0) {
        painter.fillRect(
            QRectF(box.left() + 1.0, box.top() + 1.0, kLevelStripe, box.height() - 2.0),
            levelTint(theme, shown.level));
    }
    const QRectF text = box.adjusted(kLevelStripe + 5.0, 1.0, -3.0, -1.0);
    const bool two = box.height() >= cardHeight() - 1.0;
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(two ? text.adjusted(0, 0, 0, -text.height() / 2.0) : text,
                     Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(bold).elidedText(shown.title, Qt::ElideRight, text.width()));
    if (!two) return;
    painter.setFont(type::note(font()));
    painter.setPen(theme.mutedText);
    const QString& detail = shown.details[std::size_t(shown.column)];
    painter.drawText(
        text.adjusted(0, text.height() / 2.0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(detail, Qt::ElideRight, text.width()));
}

int RoutingBoard::columnAt(QPointF pixel) const {
    for (int j = 0; j < int(m_columns.size()); ++j) {
        if (columnRect(j).contains(pixel)) return j;
    }
    return -1;
}

int RoutingBoard::cardAt(QPointF pixel) const {
    for (int i = int(m_cards.size()) - 1; i >= 0; --i) {
        if (m_cards[std::size_t(i)].column >= 0 && cardRect(i).contains(pixel)) return i;
    }
    return -1;
}

void RoutingBoard::ask(int card, int column) {
    m_refusing = -1;
    update();
    const Card& asked = m_cards[std::size_t(card)];
    if (column < 0 || column == asked.column) return;
    const Column& to = m_columns[std::size_t(column)];
    if (asked.details[std::size_t(column)].isEmpty()) {
        m_refusing = column;
        emit refused(tr("%1 may not go to %2.").arg(asked.title, to.name));
    } else if (to.capacity >= 0 && loadOf(column) >= to.capacity) {
        m_refusing = column;
        emit refused(tr("%1 has no free slot: move a query away first.").arg(to.name));
    } else {
        emit moved(card, column);
    }
}

void RoutingBoard::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    m_held = cardAt(event->position());
    m_grip = m_pointer = event->position();
    m_typed = m_held;
    update();
}

void RoutingBoard::mouseMoveEvent(QMouseEvent* event) {
    setCursor(m_held >= 0                      ? Qt::ClosedHandCursor
              : cardAt(event->position()) >= 0 ? Qt::OpenHandCursor
                                               : Qt::ArrowCursor);
    if (m_held < 0) return;
    m_pointer = event->position();
    update();
}

void RoutingBoard::mouseReleaseEvent(QMouseEvent* event) {
    const int card = std::exchange(m_held, -1);
    if (card >= 0) ask(card, columnAt(event->position()));
    update();
}

/// A number chooses a query, a letter then its column.
void RoutingBoard::keyPressEvent(QKeyEvent* event) {
    const QString text = event->text().toUpper();
    if (text.size() == 1 && text[0].isDigit()) {
        const int digit = text[0].digitValue();
        const int longer = (m_typed + 1) * 10 + digit - 1;
        const bool fits = m_typed >= 0 && longer < int(m_cards.size());
        m_typed = fits ? longer : digit - 1;
        if (m_typed >= int(m_cards.size())) m_typed = -1;
        update();
        return;
    }
    const int column = text.size() == 1 ? text[0].unicode() - 'A' : -1;
    if (m_typed >= 0 && column >= 0 && column < int(m_columns.size())) {
        const int card = m_typed;
        m_typed = -1;
        ask(card, column);
        return;
    }
    QWidget::keyPressEvent(event);
}

bool RoutingBoard::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int card = cardAt(help->pos());
        if (card >= 0) {
            const Card& shown = m_cards[std::size_t(card)];
            QStringList lines{shown.title};
            for (std::size_t j = 0; j < m_columns.size(); ++j) {
                if (!shown.details[j].isEmpty())
                    lines << m_columns[j].name + QStringLiteral(": ") + shown.details[j];
            }
            QToolTip::showText(help->globalPos(),
                               lines.join('\n').toHtmlEscaped().replace('\n', "<br>"), this);
            return true;
        }
        QToolTip::hideText();
    }
    return QWidget::event(event);
}

}  // namespace orl
