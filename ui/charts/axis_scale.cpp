#include "ui/charts/axis_scale.h"

#include <algorithm>
#include <cmath>

namespace orl {

namespace {

constexpr double kShrinkBelow = 0.5;  // share of the axis that data must fill to keep it
constexpr std::size_t kFewTicks = 4;
constexpr double kLogMargin = 0.04;    // so that data at a nice number do not flip the range
constexpr double kCoarse = 5.0;        // steps across the data to which a moving range snaps
constexpr double kFine = 10.0;         // and a settled one
constexpr double kTightMargin = 0.03;  // above data whose axis need not end at a nice number
constexpr double kLooseMargin = 0.12;  // and while they move
constexpr double kGreatest = 1e150;    // beyond it spans overflow; no chart means such numbers

/// The 1-2-5 number nearest above.
double niceStep(double rough) {
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough * (1.0 - 1e-9)) return factor * power;
    }
    return 10.0 * power;
}

double nextStep(double step) {
    return niceStep(step * 1.5);
}

double logFloor(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    double best = power;
    for (const double factor : {2.0, 5.0, 10.0}) {
        if (factor * power <= value * (1.0 + 1e-9)) best = factor * power;
    }
    return best;
}

double logCeil(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= value * (1.0 - 1e-9)) return factor * power;
    }
    return 10.0 * power;
}

int decimalsFor(double step) {
    return std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 9);
}

}  // namespace

QString valueText(double value, Unit unit) {
    if (!std::isfinite(value)) return QStringLiteral("–");
    if (unit == Unit::Percent) {
        const QString size = QString::number(std::abs(value) * 100.0, 'f', 1);
        const bool negative = value < 0.0 && size.toDouble() > 0.0;
        return (negative ? QStringLiteral("−") : QString()) + size + QStringLiteral(" %");
    }
    const double size = std::abs(value);
    const int digits = size == 0.0 ? 0
                                   : std::clamp(2 - static_cast<int>(std::floor(std::log10(size))),
                                                unit == Unit::Usd ? 2 : 0, 9);
    const QString text = QString::number(size, 'f', digits);
    const QString sign = value < 0.0 ? QStringLiteral("−") : QString();
    return sign + (unit == Unit::Usd ? QStringLiteral("$") : QString()) + text;
}

void AxisScale::setLimits(double least, double greatest) {
    m_least = least;
    m_greatest = greatest;
}

AxisScale::Range AxisScale::snapped(double least, double greatest, bool log, double steps) const {
    if (log) return {logFloor(least * (1.0 - kLogMargin)), logCeil(greatest * (1.0 + kLogMargin))};
    double span = greatest - least;
    if (!(span > 1e-9 * std::max(std::abs(least), std::abs(greatest)))) {
        span = greatest == 0.0 ? 1.0 : std::abs(greatest) * 0.2;
        if (m_unit == Unit::Percent) span = 0.1;
        least -= span / 2;
        greatest += span / 2;
    }
    const double margin = span * 0.04;
    const double step = niceStep(span / steps);
    double lo = std::floor((least - margin) / step) * step;
    double hi = m_snapped ? std::ceil((greatest + margin) / step) * step
                          : greatest + span * (steps < kFine ? kLooseMargin : kTightMargin);
    lo = std::max(lo, m_least);
    hi = std::min(hi, m_greatest);
    if (!(hi > lo)) hi = lo + step;
    return {lo, hi};
}

bool AxisScale::fit(double least, double greatest) {
    if (!(greatest >= least) || !(std::max(std::abs(least), std::abs(greatest)) < kGreatest)) {
        return false;
    }
    m_dataLo = least;
    m_dataHi = greatest;
    if (!m_set) return settle();

    const bool log = m_logWanted && least > 0.0;
    if (log != m_log) return settle();
    const double from = map(std::clamp(least, m_least, m_greatest));
    const double to = map(std::clamp(greatest, m_least, m_greatest));
    const double width = map(m_hi) - map(m_lo);
    if (from >= map(m_lo) && to <= map(m_hi) && to - from >= kShrinkBelow * width) return false;

    Range next = snapped(least, greatest, log, kCoarse);
    const bool shrinks = to - from < kShrinkBelow * width;
    if (!shrinks) {
        next.lo = std::min(next.lo, m_lo);
        next.hi = std::max(next.hi, m_hi);
    }
    if (next.lo == m_lo && next.hi == m_hi) return false;
    m_lo = next.lo;
    m_hi = next.hi;
    return true;
}

bool AxisScale::settle() {
    if (!std::isfinite(m_dataLo)) return false;
    const bool log = m_logWanted && m_dataLo > 0.0;
    const Range next = snapped(m_dataLo, m_dataHi, log, kFine);
    const bool changed = !m_set || log != m_log || next.lo != m_lo || next.hi != m_hi;
    m_set = true;
    m_log = log;
    m_lo = next.lo;
    m_hi = next.hi;
    return changed;
}

void AxisScale::set(double lo, double hi) {
    m_set = true;
    m_log = m_logWanted && lo > 0.0;
    m_lo = lo;
    m_hi = hi;
    m_dataLo = std::numeric_limits<double>::quiet_NaN();
}

double AxisScale::map(double value) const {
    return m_log ? std::log10(value) : value;
}

double AxisScale::unmap(double position) const {
    return m_log ? std::pow(10.0, position) : position;
}

QString AxisScale::label(double value, double step) const {
    if (m_unit == Unit::Percent) {
        return QString::number(value * 100.0, 'f', decimalsFor(step * 100.0));
    }
    if (std::abs(value) < step * 1e-6) value = 0.0;
    if (std::abs(value) >= 1e5 || step >= 1e5) return QString::number(value, 'g', 4);
    return QString::number(value, 'f', decimalsFor(step));
}

std::vector<AxisScale::Tick> AxisScale::linearTicks(double step) const {
    std::vector<Tick> ticks;
    const double first = std::ceil(m_lo / step - 1e-6);
    for (int k = 0; k < 200; ++k) {
        const double value = (first + k) * step;
        if (value > m_hi + step * 1e-6) break;
        ticks.push_back({value, label(value, step)});
    }
    return ticks;
}

/// density 0: 1-2-5 in every decade; 1: 1 and 3; n >= 2: every (n-1)th decade.
std::vector<AxisScale::Tick> AxisScale::logTicks(int density) const {
    std::vector<Tick> ticks;
    const int first = static_cast<int>(std::floor(std::log10(m_lo) + 1e-9));
    const int last = static_cast<int>(std::ceil(std::log10(m_hi) - 1e-9));
    const std::vector<double> factors = density == 0   ? std::vector<double>{1.0, 2.0, 5.0}
                                        : density == 1 ? std::vector<double>{1.0, 3.0}
                                                       : std::vector<double>{1.0};
    const int stride = std::max(1, density - 1);
    for (int decade = first; decade <= last; ++decade) {
        if (density >= 2 && (decade - first) % stride != 0) continue;
        for (const double factor : factors) {
            const double power = std::pow(10.0, decade);
            const double value = factor * power;
            if (value < m_lo * (1.0 - 1e-9) || value > m_hi * (1.0 + 1e-9)) continue;
            ticks.push_back({value, label(value, power)});
        }
    }
    return ticks;
}

std::vector<AxisScale::Tick> AxisScale::finestLinear(const Fits& fits) const {
    for (double step = niceStep((m_hi - m_lo) / 12.0); step <= m_hi - m_lo; step = nextStep(step)) {
        std::vector<Tick> ticks = linearTicks(step);
        if (fits(ticks)) return ticks;
    }
    return {};
}

std::vector<AxisScale::Tick> AxisScale::finestLog(const Fits& fits) const {
    std::vector<Tick> found;
    for (int density = 0; density < 12 && found.empty(); ++density) {
        std::vector<Tick> ticks = logTicks(density);
        if (ticks.size() >= 2 && fits(ticks)) found = std::move(ticks);
    }
    if (found.size() >= kFewTicks || m_hi > 10.0 * m_lo) return found;
    // Within one decade even steps say more than 1, 2 and 5.
    std::vector<Tick> even = finestLinear(fits);
    return even.size() > found.size() ? even : found;
}

std::vector<AxisScale::Tick> AxisScale::ticks(double pixels,
                                              const std::function<double(const QString&)>& extent,
                                              double gap) const {
    const double width = map(m_hi) - map(m_lo);
    const auto fits = [&](const std::vector<Tick>& ticks) {
        for (std::size_t k = 1; k < ticks.size(); ++k) {
            const double apart = (map(ticks[k].value) - map(ticks[k - 1].value)) / width * pixels;
            if (apart < (extent(ticks[k].label) + extent(ticks[k - 1].label)) / 2 + gap) {
                return false;
            }
        }
        return true;
    };
    if (!(width > 0.0) || !(pixels > 0.0)) return {};
    const std::vector<Tick> found = m_log ? finestLog(fits) : finestLinear(fits);
    if (!found.empty()) return found;
    const double step = niceStep((m_hi - m_lo) / 2.0);
    return {{m_hi, label(m_hi, std::min(step, niceStep(std::abs(m_hi) / 20.0 + 1e-9)))}};
}

}  // namespace orl
