#include "ui/charts/legend_list.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <algorithm>
#include <utility>

#include "ui/charts/marker.h"

namespace orl {

namespace {

constexpr int kLineSwatch = 18;
constexpr int kBoxSwatch = 12;
constexpr int kGap = 6;
constexpr int kWidest = 190;

}  // namespace

class LegendDelegate : public QStyledItemDelegate {
  public:
    explicit LegendDelegate(LegendList* list) : QStyledItemDelegate(list), m_list(list) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const auto row = static_cast<std::size_t>(index.row());
        if (row >= m_list->m_entries.size()) return;
        const LegendEntry& entry = m_list->m_entries[row];
        painter->save();
        if (index.row() == m_list->m_highlightedRow ||
            (m_list->hasFocus() && m_list->currentRow() == index.row())) {
            painter->fillRect(option.rect, m_list->m_theme.grid);
        }
        m_list->paintEntry(*painter, option.rect, entry, m_list->m_hidden.contains(entry.key));
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {20, m_list->rowHeight()};
    }

  private:
    LegendList* m_list;
};

LegendList::LegendList(QWidget* parent) : QListWidget(parent), m_theme(Theme::of(palette())) {
    setFrameShape(QFrame::NoFrame);
    setItemDelegate(new LegendDelegate(this));
    setSelectionMode(QAbstractItemView::NoSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setAccessibleName(tr("Legend"));
    QFont smaller = font();
    smaller.setPointSizeF(std::max(6.5, smaller.pointSizeF() * 0.88));
    setFont(smaller);
}

void LegendList::setEntries(std::vector<LegendEntry> entries, const QStringList& hidden) {
    if (entries == m_entries && hidden == m_hidden) return;
    m_hidden = hidden;
    const bool sameRows = entries.size() == m_entries.size() &&
                          std::equal(entries.begin(), entries.end(), m_entries.begin(),
                                     [](const LegendEntry& a, const LegendEntry& b) {
                                         return a.key == b.key && a.label == b.label;
                                     });
    m_entries = std::move(entries);
    int noteWidth = sameRows ? m_noteWidth : 0;
    for (const LegendEntry& entry : m_entries) {
        if (entry.note.isEmpty()) continue;
        noteWidth = std::max(noteWidth, fontMetrics().horizontalAdvance(entry.note) + kGap);
    }
    if (std::exchange(m_noteWidth, noteWidth) != noteWidth) updateGeometry();
    if (!sameRows) {
        clear();
        m_highlightedRow = -1;
        for (const LegendEntry& entry : m_entries) {
            auto* const item = new QListWidgetItem(entry.label, this);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            item->setToolTip(entry.label);
        }
        updateGeometry();
    }
    viewport()->update();
}

void LegendList::setTheme(const Theme& theme) {
    m_theme = theme;
    viewport()->update();
}

int LegendList::rowHeight() const {
    const int line = QFontMetrics(font()).height();
    const int roomy = line + 5;
    if (m_entries.empty()) return roomy;
    const int share = viewport()->height() / static_cast<int>(m_entries.size());
    return std::clamp(share, line - 1, roomy);
}

void LegendList::setPanelWidth(int pixels) {
    if (std::exchange(m_panelWidth, pixels) != pixels) updateGeometry();
}

QSize LegendList::sizeHint() const {
    const QFontMetrics metrics(font());
    int widest = 0;
    for (const LegendEntry& entry : m_entries) {
        widest = std::max(widest, metrics.horizontalAdvance(entry.label));
    }
    // A third of the panel at most: the plot comes first.
    const int most = std::clamp(m_panelWidth / 3, 70, kWidest);
    return {std::min(most, swatchWidth() + 2 * kGap + widest + m_noteWidth + 4), 100};
}

QSize LegendList::minimumSizeHint() const {
    return {40, 30};
}

void LegendList::paintEntry(QPainter& painter, const QRect& row, const LegendEntry& entry,
                            bool hidden) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    QColor color = entry.color;
    if (hidden) color.setAlphaF(0.25F);
    const double middle = row.top() + row.height() / 2.0;
    const double left = row.left() + 3;
    const int swatch = swatchWidth();
    switch (entry.swatch) {
        case LegendEntry::Swatch::Box: {
            const double side = std::min(10.0, row.height() - 3.0);
            painter.fillRect(QRectF(left + (swatch - side) / 2, middle - side / 2, side, side),
                             color);
            break;
        }
        case LegendEntry::Swatch::Line: {
            QPen pen(color, entry.width);
            pen.setCapStyle(Qt::FlatCap);
            if (!entry.dashes.isEmpty()) pen.setDashPattern(entry.dashes);
            painter.setPen(pen);
            painter.drawLine(QPointF(left, middle), QPointF(left + swatch, middle));
            break;
        }
        case LegendEntry::Swatch::Marker:
            paintMarker(painter, QPointF(left + swatch / 2.0, middle), 4.0, entry.marker, color,
                        true, m_theme.background);
            break;
    }
    const int noteWidth = entry.note.isEmpty() ? 0 : m_noteWidth;
    const QRect room = row.adjusted(swatch + kGap + 1, 0, -2 - noteWidth, 0);
    if (noteWidth > 0) {
        painter.setPen(m_theme.mutedText);
        painter.drawText(row.adjusted(0, 0, -2, 0), Qt::AlignRight | Qt::AlignVCenter, entry.note);
    }
    painter.setPen(hidden ? m_theme.axis : m_theme.text);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, fitted(entry, room.width()));
}

// A model's name may lose its vendor first, then its middle: the end ("-8x7b-chat") tells models
// apart, and routers too ("Quality only", "Cost only").
QString LegendList::fitted(const LegendEntry& entry, int room) const {
    const QFontMetrics metrics(font());
    if (metrics.horizontalAdvance(entry.label) <= room) return entry.label;
    const QString name = entry.label.contains(' ') ? entry.label : entry.label.section('/', -1);
    return metrics.elidedText(name, Qt::ElideMiddle, room);
}

int LegendList::swatchWidth() const {
    const bool lines = std::any_of(m_entries.begin(), m_entries.end(), [](const auto& entry) {
        return entry.swatch == LegendEntry::Swatch::Line;
    });
    return lines ? kLineSwatch : kBoxSwatch;
}

void LegendList::paintEntries(QPainter& painter, const QRect& area) const {
    if (m_entries.empty()) return;
    const int line = QFontMetrics(font()).height();
    const int height =
        std::clamp(area.height() / static_cast<int>(m_entries.size()), line - 1, line + 5);
    int top = area.top();
    for (const LegendEntry& entry : m_entries) {
        if (!m_hidden.contains(entry.key)) {
            paintEntry(painter, QRect(area.left(), top, area.width(), height), entry, false);
            top += height;
        }
    }
}

void LegendList::highlightRow(int row) {
    if (row == m_highlightedRow) return;
    m_highlightedRow = row;
    viewport()->update();
    const auto index = static_cast<std::size_t>(row);
    const QString key = row >= 0 && index < m_entries.size() ? m_entries[index].key : QString();
    emit highlighted(key);
}

void LegendList::toggleRow(int row) {
    // A copy: receivers replace the entries while they still read the key.
    const QString key = m_entries[static_cast<std::size_t>(row)].key;
    emit toggled(key);
}

void LegendList::mouseReleaseEvent(QMouseEvent* event) {
    QListWidget::mouseReleaseEvent(event);
    if (event->button() != Qt::LeftButton) return;
    const int row = indexAt(event->position().toPoint()).row();
    if (row >= 0) toggleRow(row);
}

void LegendList::mouseMoveEvent(QMouseEvent* event) {
    QListWidget::mouseMoveEvent(event);
    highlightRow(indexAt(event->position().toPoint()).row());
}

void LegendList::leaveEvent(QEvent* event) {
    QListWidget::leaveEvent(event);
    highlightRow(-1);
}

void LegendList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && currentRow() >= 0) {
        toggleRow(currentRow());
        return;
    }
    QListWidget::keyPressEvent(event);
}

void LegendList::resizeEvent(QResizeEvent* event) {
    QListWidget::resizeEvent(event);
    scheduleDelayedItemsLayout();  // rows share the new height
}

}  // namespace orl
