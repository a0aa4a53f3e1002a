#include "ui/pages/learn/routing_lane.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <utility>

#include "ui/session/label_text.h"

namespace orl {

RoutingLane::RoutingLane(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void RoutingLane::setContent(Content content) {
    m_content = std::move(content);
    m_refusal.clear();
    m_full.reset();
    describe();
    updateGeometry();
    update();
}

void RoutingLane::setEditable(bool editable) {
    m_editable = editable;
    setFocusPolicy(editable ? Qt::StrongFocus : Qt::NoFocus);
    setToolTip(editable ? tr("Drag a query onto a slot, or type its number and then the letter of "
                             "a model")
                        : QString());
    update();
}

void RoutingLane::setShown(std::optional<std::size_t> arrivals) {
    m_shown = arrivals;
    describe();
    update();
}

bool RoutingLane::isShown(std::size_t query) const {
    return !m_content.concealed && (!m_shown || query < *m_shown);
}

/// What is painted, for those who hear it.
void RoutingLane::describe() {
    QStringList parts = {m_content.title};
    for (std::size_t i = 0; i < m_content.routing.size(); ++i) {
        const std::int32_t model = m_content.routing[i];
        if (!isShown(i) || model < 0) continue;
        parts << tr("%1 to %2")
                     .arg(labelText(m_content.instance.queries[i].name),
                          labelText(m_content.instance.models[std::size_t(model)].name));
    }
    setAccessibleName(parts.join(QStringLiteral(", ")));
}

std::size_t RoutingLane::slotsShown(std::size_t model) const {
    const auto load =
        std::size_t(std::ranges::count(m_content.routing, static_cast<std::int32_t>(model)));
    const auto queries = std::int64_t(m_content.instance.queryCount());
    const auto slotCount = std::min(m_content.instance.models[model].capacity, queries);
    return std::min<std::size_t>(kMostSlots, std::max<std::size_t>(std::size_t(slotCount), load));
}

QSize RoutingLane::minimumSizeHint() const {
    int models = 0;
    for (std::size_t j = 0; j < m_content.instance.modelCount(); ++j) {
        models += 34 + int(slotsShown(j)) * kSlot;
    }
    const int queries = int(m_content.instance.queryCount()) * 34;
    return {190, kTitle + std::max(models, queries) + kFoot + 8};
}

QSize RoutingLane::sizeHint() const {
    return minimumSizeHint();
}

/// Below the models, where there is more room than they need.
int RoutingLane::footTop() const {
    const int models = int(m_content.instance.modelCount());
    const int below = models > 0 ? modelRect(std::size_t(models - 1)).bottom() : kTitle;
    const int queries = int(m_content.instance.queryCount()) * kQueryRoom + kTitle;
    return std::min(height() - kFoot, std::max(below, queries) + 12);
}

QRect RoutingLane::queryRect(std::size_t query) const {
    const int count = std::max(1, int(m_content.instance.queryCount()));
    const int room = std::min(kQueryRoom, (footTop() - kTitle - 8) / count);
    const int gap = std::min(room / 4, 20);
    const int high = room - gap;
    return {0, kTitle + int(query) * (high + gap), int(width() * 0.36), high};
}

QRect RoutingLane::modelRect(std::size_t model) const {
    int top = kTitle;
    for (std::size_t j = 0; j < model; ++j) top += 34 + int(slotsShown(j)) * kSlot;
    const int left = int(width() * 0.54);
    return {left, top, width() - left, 26 + int(slotsShown(model)) * kSlot};
}

QRect RoutingLane::slotRect(std::size_t model, std::size_t slot) const {
    const QRect box = modelRect(model);
    return {box.left() + 8, box.top() + 24 + int(slot) * kSlot, box.width() - 16, kSlot - 3};
}

void RoutingLane::place(std::size_t query, std::size_t model) {
    const auto load = std::ranges::count(m_content.routing, static_cast<std::int32_t>(model));
    const bool there = m_content.routing[query] == static_cast<std::int32_t>(model);
    if (!there && load >= m_content.instance.models[model].capacity) {
        m_full = model;
        m_refusal = tr("%1 is full: take a query off it first.")
                        .arg(labelText(m_content.instance.models[model].name));
        setAccessibleDescription(m_refusal);
        update();
        return;
    }
    m_full.reset();
    m_refusal.clear();
    emit placed(query, model);
}

void RoutingLane::mousePressEvent(QMouseEvent* event) {
    if (!m_editable || event->button() != Qt::LeftButton) return;
    setFocus(Qt::MouseFocusReason);
    for (std::size_t i = 0; i < m_content.instance.queryCount(); ++i) {
        if (!queryRect(i).contains(event->pos())) continue;
        m_held = i;
        m_dragging = true;
        m_hand = event->pos();
        update();
        return;
    }
}

void RoutingLane::mouseMoveEvent(QMouseEvent* event) {
    if (!m_dragging) return;
    m_hand = event->pos();
    update();
}

void RoutingLane::mouseReleaseEvent(QMouseEvent* event) {
    if (!std::exchange(m_dragging, false)) return;
    const std::size_t query = *std::exchange(m_held, std::nullopt);
    for (std::size_t j = 0; j < m_content.instance.modelCount(); ++j) {
        if (modelRect(j).contains(event->pos())) {
            place(query, j);
            break;
        }
    }
    update();
}

void RoutingLane::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    const auto queries = int(m_content.instance.queryCount());
    const auto models = int(m_content.instance.modelCount());
    if (m_editable && key >= Qt::Key_1 && key < Qt::Key_1 + std::min(queries, 9)) {
        m_held = std::size_t(key - Qt::Key_1);
        update();
    } else if (m_editable && m_held && key >= Qt::Key_A && key < Qt::Key_A + models) {
        const std::size_t query = *std::exchange(m_held, std::nullopt);
        place(query, std::size_t(key - Qt::Key_A));
        update();
    } else {
        QWidget::keyPressEvent(event);
    }
}

}  // namespace orl
