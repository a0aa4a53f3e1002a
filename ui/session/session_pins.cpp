// The states that everything is seen against.
#include <algorithm>

#include "ui/session/session.h"

namespace orl {

namespace {

/// The first letter that no pin has.
QString freeLetter(const std::vector<std::shared_ptr<const Pin>>& pins) {
    for (int k = 0;; ++k) {
        const int round = k / 26;
        QString letter(QChar('A' + k % 26));
        if (round > 0) letter += QString::number(round + 1);
        if (std::ranges::find(pins, letter, [](const auto& pin) { return pin->name; }) ==
            pins.end()) {
            return letter;
        }
    }
}

}  // namespace

void Session::pin() {
    if (!m_pin) {
        pinFurther({});
        return;
    }
    if (!m_solved || !m_solvedFrom) return;
    const auto place = std::ranges::find(m_pins, m_pin);
    m_pin = std::make_shared<const Pin>(
        Pin{m_pin->name, m_solved, isComparisonCurrent() ? m_comparison : nullptr});
    *place = m_pin;
    m_pinnedData = m_solvedFrom->queryFingerprint;
    emit pinChanged();
}

void Session::pinFurther(const QString& title) {
    if (!m_solved || !m_solvedFrom) return;
    m_pin = std::make_shared<const Pin>(
        Pin{freeLetter(m_pins), m_solved, isComparisonCurrent() ? m_comparison : nullptr, title});
    m_pins.push_back(m_pin);
    m_pinnedData = m_solvedFrom->queryFingerprint;
    emit pinChanged();
}

void Session::choosePin(const std::shared_ptr<const Pin>& pin) {
    if (pin == m_pin || std::ranges::find(m_pins, pin) == m_pins.end()) return;
    m_pin = pin;
    emit pinChanged();
}

void Session::unpin() {
    if (!m_pin) return;
    std::erase(m_pins, m_pin);
    m_pin = m_pins.empty() ? nullptr : m_pins.back();
    emit pinChanged();
}

void Session::dropPins() {
    if (!m_pin) return;
    m_pins.clear();
    m_pin.reset();
    emit pinChanged();
}

}  // namespace orl
