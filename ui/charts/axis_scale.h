#pragma once

#include <QString>
#include <functional>
#include <limits>
#include <vector>

namespace orl {

/// What the numbers along an axis are, and so how they are written.
enum class Unit {
    Number,
    Usd,      ///< tick labels without the sign, the title names the unit
    Percent,  ///< values in [0,1], written × 100
};

/// A value with sensible digits and its unit, for people: "$0.331", "79.6 %", "1.25"; "–" for NaN.
QString valueText(double value, Unit unit);

/// Range of an axis that does not jump while data move under it. It snaps to nice numbers, grows
/// as soon as data leave it and shrinks only when they fill less than half of it, or on settle().
/// It is logarithmic where that is wanted, except over data that are not all positive.
class AxisScale {
  public:
    struct Tick {
        double value = 0.0;
        QString label;
    };

    void setUnit(Unit unit) { m_unit = unit; }
    Unit unit() const { return m_unit; }
    /// Takes effect with the next fit() or settle().
    void setLogWanted(bool wanted) { m_logWanted = wanted; }
    bool isLogWanted() const { return m_logWanted; }
    /// Whether the ends are nice numbers; else the upper one is just above the data, as bars want
    /// it.
    void setSnapped(bool snapped) { m_snapped = snapped; }
    /// The range never passes these, whatever the data.
    void setLimits(double least, double greatest);

    /// Takes data between least and greatest; NaN leaves everything as it is.
    /// @return whether the range or the kind of scale changed
    bool fit(double least, double greatest);
    /// Fits the last data afresh, without hysteresis.
    bool settle();
    /// Takes exactly this range.
    void set(double lo, double hi);

    double lo() const { return m_lo; }
    double hi() const { return m_hi; }
    bool isLog() const { return m_log; }
    /// Position of a value on the linear axis that is drawn: itself or its log10.
    double map(double value) const;
    double unmap(double position) const;

    /// As many ticks as fit: neighbours' labels stay `gap` pixels apart on an axis of that length.
    /// @param extent size of a label along the axis, in pixels
    std::vector<Tick> ticks(double pixels, const std::function<double(const QString&)>& extent,
                            double gap) const;

  private:
    struct Range {
        double lo;
        double hi;
    };
    Range snapped(double least, double greatest, bool log, double steps) const;
    QString label(double value, double step) const;
    std::vector<Tick> linearTicks(double step) const;
    std::vector<Tick> logTicks(int density) const;
    using Fits = std::function<bool(const std::vector<Tick>&)>;
    std::vector<Tick> finestLinear(const Fits& fits) const;
    std::vector<Tick> finestLog(const Fits& fits) const;

    Unit m_unit = Unit::Number;
    bool m_logWanted = false;
    bool m_snapped = true;
    bool m_log = false;
    bool m_set = false;
    double m_least = -std::numeric_limits<double>::infinity();
    double m_greatest = std::numeric_limits<double>::infinity();
    double m_lo = 0.0;
    double m_hi = 1.0;
    double m_dataLo = std::numeric_limits<double>::quiet_NaN();
    double m_dataHi = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace orl
