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
    completePins();
}

void Session::pinFurther(const QString& title) {
    if (!m_solved || !m_solvedFrom) return;
    m_pin = std::make_shared<const Pin>(
        Pin{freeLetter(m_pins), m_solved, isComparisonCurrent() ? m_comparison : nullptr, title});
    m_pins.push_back(m_pin);
    m_pinnedData = m_solvedFrom->queryFingerprint;
    emit pinChanged();
    completePins();
}

/// What was not known yet when a state was pinned comes while it is still shown; nothing is
/// computed for it.
void Session::completePins() {
    if (!m_solved) return;
    bool more = false;
    for (auto& pin : m_pins) {
        const SolveView& pinned = *pin->solve;
        if (pinned.experiment != m_solved->experiment || pinned.scenario != m_solved->scenario) {
            continue;
        }
        Pin whole = *pin;
        const bool tuned = whole.comparison && whole.comparison->heldOut;
        if (!tuned && isComparisonCurrent()) whole.comparison = m_comparison;
        for (const SweepOver over : {SweepOver::Alpha, SweepOver::Capacity, SweepOver::Budget}) {
            if (!whole.sweeps.contains(over) && isSweepCurrent(over)) {
                whole.sweeps[over] = sweep(over);
            }
        }
        if (whole.comparison == pin->comparison && whole.sweeps == pin->sweeps) continue;
        const bool current = pin == m_pin;
        pin = std::make_shared<const Pin>(std::move(whole));
        if (current) m_pin = pin;
        more = true;
    }
    if (more) emit pinChanged();
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
