#pragma once

#include <QObject>
#include <QTimer>
#include <utility>

namespace orl {

/// Turns a burst of calls into at most one a frame: the first at once, the others when the frame is
/// over, the last one always. Whoever listens reads the current value when it fires, so updates
/// keep coming during a drag and none is stale.
class Throttle : public QObject {
    Q_OBJECT
  public:
    explicit Throttle(QObject* parent = nullptr, int intervalMs = 16) : QObject(parent) {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(intervalMs);
        connect(&m_timer, &QTimer::timeout, this, &Throttle::next);
    }

    void call() {
        if (m_timer.isActive()) {
            m_waiting = true;
        } else {
            m_timer.start();
            emit fired();
        }
    }
    /// A waiting call happens now: at the end of a drag.
    void flush() {
        m_timer.stop();
        if (std::exchange(m_waiting, false)) emit fired();
    }

  signals:
    void fired();

  private:
    void next() {
        if (!std::exchange(m_waiting, false)) return;
        m_timer.start();
        emit fired();
    }

    QTimer m_timer;
    bool m_waiting = false;
};

}  // namespace orl
