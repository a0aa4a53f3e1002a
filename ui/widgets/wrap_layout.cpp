#include "ui/widgets/wrap_layout.h"

#include <algorithm>

namespace orl {

WrapLayout::WrapLayout(QWidget* parent) : QLayout(parent) {}

WrapLayout::~WrapLayout() = default;

void WrapLayout::addItem(QLayoutItem* item) {
    m_items.emplace_back(item);
}

QLayoutItem* WrapLayout::itemAt(int index) const {
    return index >= 0 && index < count() ? m_items[std::size_t(index)].get() : nullptr;
}

QLayoutItem* WrapLayout::takeAt(int index) {
    if (index < 0 || index >= count()) return nullptr;
    QLayoutItem* item = m_items[std::size_t(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

int WrapLayout::gap() const {
    return std::max(0, spacing());
}

std::vector<WrapLayout::Row> WrapLayout::rows(int width) const {
    std::vector<Row> found;
    for (int k = 0; k < count(); ++k) {
        QLayoutItem* item = itemAt(k);
        if (item->isEmpty()) continue;
        const QSize size = k == m_growing ? item->minimumSize() : item->sizeHint();
        const bool fits = !found.empty() && found.back().width + gap() + size.width() <= width;
        if (!fits) found.push_back({k, 0, -gap(), 0});
        Row& row = found.back();
        row.count = k - row.first + 1;
        row.width += gap() + size.width();
        row.height = std::max(row.height, item->sizeHint().height());
    }
    return found;
}

int WrapLayout::heightForWidth(int width) const {
    const QMargins around = contentsMargins();
    int height = around.top() + around.bottom() - gap();
    for (const Row& row : rows(width - around.left() - around.right()))
        height += row.height + gap();
    return std::max(height, 0);
}

QSize WrapLayout::sizeHint() const {
    const QMargins around = contentsMargins();
    int width = -gap();
    int height = 0;
    for (const auto& item : m_items) {
        if (item->isEmpty()) continue;
        width += item->sizeHint().width() + gap();
        height = std::max(height, item->sizeHint().height());
    }
    return {std::max(0, width) + around.left() + around.right(),
            height + around.top() + around.bottom()};
}

QSize WrapLayout::minimumSize() const {
    const QMargins around = contentsMargins();
    QSize least;
    for (const auto& item : m_items) least = least.expandedTo(item->minimumSize());
    return least + QSize(around.left() + around.right(), around.top() + around.bottom());
}

void WrapLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    const QRect inside = rect.marginsRemoved(contentsMargins());
    const std::vector<Row> lines = rows(inside.width());
    int top = inside.top();
    for (const Row& row : lines) {
        int left = inside.left();
        const int spare = std::max(0, inside.width() - row.width);
        for (int k = row.first; k < row.first + row.count; ++k) {
            QLayoutItem* item = itemAt(k);
            if (item->isEmpty()) continue;
            const bool grows = k == m_growing;
            if (k == m_stretchBefore && lines.size() == 1) left += spare;
            QSize size = grows ? item->minimumSize() : item->sizeHint();
            if (grows) size.rwidth() += spare;
            item->setGeometry(
                QRect(QPoint(left, top + (row.height - item->sizeHint().height()) / 2),
                      QSize(size.width(), item->sizeHint().height())));
            left += size.width() + gap();
        }
        top += row.height + gap();
    }
}

}  // namespace orl
