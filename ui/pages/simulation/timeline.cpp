#include "ui/pages/simulation/timeline.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/pages/simulation/words.h"

namespace orl {

namespace {

constexpr double kGripReach = 5.0;      // pixels beside an edge
constexpr double kNewBandShare = 0.08;  // of the axis
constexpr double kLeastBandShare = 0.005;
constexpr double kArrowShare = 0.01;
constexpr double kShiftArrowShare = 0.1;

}  // namespace

TimelineView::TimelineView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Timeline: queries waiting"));
}

void TimelineView::setContent(std::vector<Track> tracks, std::vector<Band> bands, double length) {
    m_tracks = std::move(tracks);
    m_bands = std::move(bands);
    m_length = length > 0.0 ? length : 1.0;
    m_chosen = std::min(m_chosen, int(m_bands.size()) - 1);
    m_held = {};
    std::uint32_t most = 0;
    for (const Track& track : m_tracks) most = std::max(most, track.replay->mostWaiting());
    m_most = std::max(4.0, double(most) * 1.08);
    m_strong = m_faint = {};
    update();
}

void TimelineView::setTime(double time) {
    if (time == m_time) return;
    m_time = time;
    update();
}

void TimelineView::setNewBand(std::size_t model, const QString& name) {
    m_newModel = model;
    m_newName = name;
}

double TimelineView::xOf(double time) const {
    const QRectF area = plot();
    return area.left() + std::clamp(time / m_length, 0.0, 1.0) * area.width();
}

double TimelineView::timeAt(double x) const {
    const QRectF area = plot();
    return std::clamp((x - area.left()) / std::max(1.0, area.width()), 0.0, 1.0) * m_length;
}

TimelineView::Held TimelineView::gripAt(QPointF at) const {
    if (at.x() > plot().right() + kGripReach) return {};
    for (int k = int(m_bands.size()) - 1; m_editable && k >= 0; --k) {
        const Band& band = m_bands[std::size_t(k)];
        const double from = xOf(band.from);
        const double until = xOf(std::min(band.until, m_length));
        // Where both edges are under the hand, the side that it is on decides.
        const bool nearFrom = std::abs(at.x() - from) <= kGripReach;
        const bool nearUntil = std::abs(at.x() - until) <= kGripReach;
        if (nearUntil && (!nearFrom || at.x() > 0.5 * (from + until))) {
            return {Grip::Until, k, 0.0, false};
        }
        if (nearFrom) return {Grip::From, k, 0.0, false};
        // The label above the plot moves the whole of it.
        if (at.y() < plot().top() && at.x() > from && at.x() < until) {
            return {Grip::Whole, k, timeAt(at.x()) - band.from, false};
        }
    }
    return {Grip::Cursor, -1, 0.0, false};
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    m_held = gripAt(event->position());
    m_chosen = m_held.band;
    if (m_held.grip == Grip::Cursor) {
        const double time = timeAt(event->position().x());
        for (std::size_t k = 0; k < m_bands.size(); ++k) {
            if (time >= m_bands[k].from && time < m_bands[k].until) m_chosen = int(k);
        }
        emit timeAsked(time);
    }
    update();
}

void TimelineView::moveBand(double time) {
    Band& band = m_bands[std::size_t(m_held.band)];
    const double least = kLeastBandShare * m_length;
    switch (m_held.grip) {
        case Grip::From:
            band.from = std::clamp(time, 0.0, band.until - least);
            break;
        case Grip::Until:
            band.until = std::max(time, band.from + least);
            break;
        case Grip::Whole: {
            const double lasts = std::min(band.until, m_length) - band.from;
            band.from = std::clamp(time - m_held.offset, 0.0, std::max(0.0, m_length - lasts));
            band.until = band.from + lasts;
            break;
        }
        case Grip::Cursor:
        case Grip::None:
            return;
    }
    m_held.moved = true;
    update();
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
    const double time = timeAt(event->position().x());
    if (m_held.grip == Grip::Cursor) {
        emit timeAsked(time);
        return;
    }
    if (m_held.grip != Grip::None) {
        moveBand(time);
        return;
    }
    const Grip grip = gripAt(event->position()).grip;
    setCursor(grip == Grip::From || grip == Grip::Until ? Qt::SizeHorCursor
              : grip == Grip::Whole                     ? Qt::OpenHandCursor
                                                        : Qt::ArrowCursor);
}

void TimelineView::drop() {
    const bool moved = m_held.moved;
    m_held = {};
    if (moved) emit bandsEdited(m_bands);
}

void TimelineView::mouseReleaseEvent(QMouseEvent*) {
    drop();
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (!m_editable || !plot().adjusted(0, -kGripReach, 0, 0).contains(event->position()) ||
        m_newName.isEmpty()) {
        return;
    }
    m_held = {};
    const double from = timeAt(event->position().x());
    Band band{m_newModel, m_newName, from, from + kNewBandShare * m_length};
    m_bands.push_back(std::move(band));
    m_chosen = int(m_bands.size()) - 1;
    update();
    emit bandsEdited(m_bands);
}

void TimelineView::removeChosen() {
    if (!m_editable || m_chosen < 0 || m_chosen >= int(m_bands.size())) return;
    m_bands.erase(m_bands.begin() + m_chosen);
    m_chosen = -1;
    update();
    emit bandsEdited(m_bands);
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
    const bool far = event->modifiers().testFlag(Qt::ShiftModifier);
    const double step = (far ? kShiftArrowShare : kArrowShare) * m_length;
    switch (event->key()) {
        case Qt::Key_Left:
            emit timeAsked(std::max(0.0, m_time - step));
            break;
        case Qt::Key_Right:
            emit timeAsked(std::min(m_length, m_time + step));
            break;
        case Qt::Key_Home:
            emit timeAsked(0.0);
            break;
        case Qt::Key_End:
            emit timeAsked(m_length);
            break;
        case Qt::Key_Delete:
        case Qt::Key_Backspace:
            removeChosen();
            break;
        case Qt::Key_Up:
        case Qt::Key_Down:
            if (m_bands.empty()) break;
            m_chosen = (m_chosen + (event->key() == Qt::Key_Down ? 1 : int(m_bands.size()))) %
                       int(m_bands.size());
            update();
            break;
        default:
            QWidget::keyPressEvent(event);
            return;
    }
    event->accept();
}

std::uint32_t TimelineView::waitingAt(const Track& track, double time) const {
    const auto& steps = track.replay->waiting();
    const auto after =
        std::upper_bound(steps.begin(), steps.end(), time,
                         [](double moment, const WaitingStep& step) { return moment < step.time; });
    return after == steps.begin() ? 0U : std::prev(after)->waiting;
}

bool TimelineView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const double time = timeAt(help->pos().x());
        QStringList lines{clockText(time, m_length)};
        for (const Track& track : m_tracks) {
            lines << tr("%1: %2 waiting").arg(track.name).arg(waitingAt(track, time));
        }
        for (const Band& band : m_bands) {
            if (time >= band.from && time < band.until) {
                lines << (band.isOut() ? tr("%1 is out; drag its edges, Delete takes it away")
                                       : tr("%1 is slow; drag its edges, Delete takes it away"))
                             .arg(band.name);
            }
        }
        QToolTip::showText(help->globalPos(), lines.join('\n'), this);
        return true;
    }
    return QWidget::event(event);
}

void TimelineView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_strong = m_faint = {};
}

void TimelineView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_strong = m_faint = {};
        update();
    }
    QWidget::changeEvent(event);
}

}  // namespace orl
