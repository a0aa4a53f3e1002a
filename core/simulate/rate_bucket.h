#pragma once

#include <algorithm>
#include <limits>

namespace orl {

/// A limit per minute as a bucket that is full at the start, holds a minute's worth and refills
/// evenly.
class RateBucket {
  public:
    RateBucket() = default;
    /// @param perMinute >= 0; +∞: no limit
    /// @param least     what the bucket holds at least, so that one request of a limit below one a
    ///                  minute passes in the end
    RateBucket(double perMinute, double least)
        : m_perSecond(perMinute / 60.0),
          m_capacity(perMinute > 0.0 ? std::max(perMinute, least) : 0.0),
          m_level(m_capacity) {}

    bool limited() const { return m_perSecond < std::numeric_limits<double>::infinity(); }
    /// Whether so much can ever pass at once.
    bool holds(double amount) const { return amount <= m_capacity; }
    bool admits(double amount, double now) {
        if (!limited()) return true;
        refill(now);
        return amount <= m_level + kSlack;
    }
    void take(double amount, double now) {
        if (!limited()) return;
        refill(now);
        m_level = std::max(0.0, m_level - amount);
    }
    /// When so much will be there; `now` if it is. The bucket must hold it.
    double readyAt(double amount, double now) {
        if (admits(amount, now)) return now;
        return now + (amount - m_level) / m_perSecond;
    }

  private:
    /// Rounding of a refill must not leave a waiting query a hair short for ever.
    static constexpr double kSlack = 1e-9;

    void refill(double now) {
        m_level = std::min(m_capacity, m_level + (now - m_last) * m_perSecond);
        m_last = now;
    }

    double m_perSecond = std::numeric_limits<double>::infinity();
    double m_capacity = std::numeric_limits<double>::infinity();
    double m_level = 0.0;
    double m_last = 0.0;
};

}  // namespace orl
