#include "ui/pages/simulation/cards.h"

#include <QResizeEvent>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/lab/load_runs.h"
#include "ui/pages/simulation/panel_data.h"
#include "ui/pages/simulation/panel_words.h"
#include "ui/pages/simulation/runner.h"
#include "ui/pages/simulation/words.h"
#include "ui/results/result_card.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

/// A saving is claimed where accuracies differ by no more.
constexpr double kSameAccuracyAs = 0.005;
constexpr int kNarrowCards = 900;  // pixels of the row
constexpr int kLeastWidth = 320;

QString signedText(double value, const QString& size) {
    return (value < 0.0 ? QStringLiteral("−") : QStringLiteral("+")) + size;
}

ResultCard::Change change(double difference, bool lessIsBetter) {
    if (difference == 0.0 || std::isnan(difference)) return ResultCard::Change::Neither;
    return (difference < 0.0) == lessIsBetter ? ResultCard::Change::Better
                                              : ResultCard::Change::Worse;
}

QString cardPercent(double share) {
    return percent(share);
}

QString plusMinus(const RunBand& band, double factor, QString (*written)(double)) {
    QString text = written(band.mean * factor);
    if (std::isfinite(band.error)) text += QStringLiteral(" ± ") + written(band.error * factor);
    return text;
}

}  // namespace

SimulationCards::SimulationCards(QWidget* parent) : QWidget(parent) {
    // Said here, lest the width of five cards beside each other is taken for the least.
    setMinimumWidth(kLeastWidth);
    m_cost = new ResultCard(tr("Cost per 1,000, whole run"),
                            tr("Predicted USD for 1,000 answers, of the online dual; beside it how "
                               "far that is from the greedy router"));
    m_accuracy = new ResultCard(tr("Accuracy, realized"),
                                tr("Share of right answers by the record; a query without an "
                                   "answer counts as wrong. Amber: the run's mean prediction is "
                                   "below the floor"));
    m_waiting = new ResultCard(tr("Waiting, 95th percentile"),
                               tr("95 of 100 served queries waited no longer before their answer "
                                  "began"));
    m_served = new ResultCard(tr("Served"),
                              tr("Arrived = served + late + rejected + still waiting, checked in "
                                 "every run"));
    m_headroomCard =
        new ResultCard(tr("Headroom"), tr("Load now, and the greatest at which the goal can be "
                                          "planned in the long run"));
    for (ResultCard* card : {m_cost, m_accuracy, m_waiting, m_served, m_headroomCard}) {
        card->setParent(this);
    }
    showAll();
}

void SimulationCards::setRuns(std::shared_ptr<const LoadView> view) {
    if (view != m_view) m_repeats.reset();
    m_view = std::move(view);
    m_runs = m_view ? m_view->runs : nullptr;
    showAll();
}

void SimulationCards::setHeadroom(std::shared_ptr<const Headroom> headroom) {
    m_headroom = std::move(headroom);
    showHeadroom();
}

void SimulationCards::setRepeats(std::shared_ptr<const std::vector<RepeatedRuns>> repeats) {
    m_repeats = std::move(repeats);
    if (m_repeats && (!m_runs || m_repeats->size() != m_runs->runs.size())) m_repeats.reset();
    showAll();
}

void SimulationCards::setBusy(const QString& what) {
    if (what == m_busy) return;
    m_busy = what;
    showCost();
}

/// "Threshold 79 %": what is compared with, with its parameter.
QString SimulationCards::otherTitle() const {
    const PolicyChoice& choice = m_runs->runs[0].choice;
    const QString name = runName(*m_view, 0);
    const bool isShare = choice.parameter && policyParameter(choice.router) == "τ";
    return isShare ? name + QLatin1Char(' ') + floorText(*choice.parameter) : name;
}

int SimulationCards::other() const {
    return m_runs && m_runs->runs.size() > 1 ? 0 : -1;
}

void SimulationCards::showAll() {
    showCost();
    showAccuracy();
    showWaiting();
    showServed();
    showHeadroom();
}

QString SimulationCards::bandText(std::string_view key, double factor,
                                  QString (*written)(double)) const {
    if (!m_repeats || m_repeats->empty()) return {};
    const auto& all = *m_repeats;
    const std::size_t seeds = all.back().values.empty() ? 0 : all.back().values.front().size();
    QString text =
        tr("%1 seeds: %2").arg(seeds).arg(plusMinus(all.back().band(key), factor, written));
    if (other() >= 0) {
        text += QStringLiteral(" · ") + runName(*m_view, 0) + QLatin1Char(' ') +
                plusMinus(all.front().band(key), factor, written);
    }
    return text;
}

void SimulationCards::showCost() {
    if (!m_runs || m_runs->runs.empty()) {
        m_cost->show(QStringLiteral("–"), m_busy);
        m_cost->setDifference({}, ResultCard::Change::Neither);
        return;
    }
    const std::size_t last = m_runs->runs.size() - 1;
    const double cost = m_runs->runs[last].result.measures.costPer1000();
    QString detail = bandText("cost_per_1000", 1.0, usd);
    if (other() < 0) {
        m_cost->setDifference({}, ResultCard::Change::Neither);
    } else {
        const LoadRun& greedy = m_runs->runs[0];
        const double theirs = greedy.result.measures.costPer1000();
        const double difference = cost - theirs;
        m_cost->setDifference(
            std::isnan(difference) ? QString() : signedText(difference, usd(std::abs(difference))),
            change(difference, true), tr("against %1 with the same arrivals").arg(otherTitle()));
        const double apart = std::abs(accuracyOf(*m_runs, last) - accuracyOf(*m_runs, 0));
        if (detail.isEmpty()) {
            detail = tr("%1: %2").arg(otherTitle(), usd(theirs));
            if (apart <= kSameAccuracyAs && theirs > 0.0) {
                const double saved = 1.0 - cost / theirs;
                detail += saved >= 0.0 ? tr(", %1 saved").arg(percent(saved))
                                       : tr(", %1 more").arg(percent(-saved));
            } else if (std::isfinite(apart)) {
                detail += tr(", not at the same accuracy");
            }
        }
    }
    if (!m_busy.isEmpty()) detail = m_busy;
    m_cost->show(usd(cost), detail);
}

void SimulationCards::showAccuracy() {
    if (!m_runs || m_runs->runs.empty()) {
        m_accuracy->show(QStringLiteral("–"), {});
        return;
    }
    const std::size_t last = m_runs->runs.size() - 1;
    const RunMeasures& measures = m_runs->runs[last].result.measures;
    const bool realized = isRealized(*m_runs);
    m_accuracy->setTitle(realized ? tr("Accuracy, realized") : tr("Accuracy, predicted"));
    const double predicted = measures.predictedAccuracy();
    QString theirs;
    if (other() >= 0) {
        theirs = tr("%1: %2").arg(otherTitle(), percent(accuracyOf(*m_runs, 0)));
    }
    QString detail =
        bandText(realized ? "realized_accuracy" : "predicted_accuracy", 1.0, cardPercent);
    if (detail.isEmpty()) {
        detail = realized ? tr("predicted %1").arg(percent(predicted)) : QString();
        if (!detail.isEmpty() && !theirs.isEmpty()) detail += QStringLiteral(" · ");
        detail += theirs;
    }
    QString warning;
    const double floor = m_runs->plan.qualityFloor;
    const bool asked = m_runs->plan.mode == RoutingMode::CostUnderFloor;
    // A shortfall that rounds to nothing is none.
    constexpr double kLeastShortfall = 0.0005;
    if (asked && predicted < floor - kLeastShortfall) {
        warning =
            tr("predicted %1: %2 short")
                .arg(percent(predicted), QString::number(100.0 * (floor - predicted), 'f', 1));
        if (m_repeats) {
            warning += QStringLiteral(" · ") + detail;
        } else if (!theirs.isEmpty()) {
            warning += QStringLiteral(" · ") + theirs;
        }
    }
    m_accuracy->show(percent(accuracyOf(*m_runs, last)), detail, warning);
}

void SimulationCards::showWaiting() {
    if (!m_runs || m_runs->runs.empty()) {
        m_waiting->show(QStringLiteral("–"), {});
        m_waiting->setDifference({}, ResultCard::Change::Neither);
        return;
    }
    const RunMeasures& measures = m_runs->runs.back().result.measures;
    const double p95 = measures.wait.quantile(0.95);
    QString detail = bandText("wait_p95", 1.0, secondsText);
    m_waiting->setDifference({}, ResultCard::Change::Neither);
    if (other() >= 0) {
        const LoadRun& greedy = m_runs->runs[0];
        const double theirs = greedy.result.measures.wait.quantile(0.95);
        const double difference = p95 - theirs;
        if (std::isfinite(difference) && difference != 0.0) {
            m_waiting->setDifference(signedText(difference, secondsText(std::abs(difference))),
                                     change(difference, true), tr("against %1").arg(otherTitle()));
        }
        if (detail.isEmpty()) {
            detail = tr("%1: %2 · mean %3 and %4")
                         .arg(otherTitle(), secondsText(theirs), secondsText(measures.wait.mean()),
                              secondsText(greedy.result.measures.wait.mean()));
        }
    } else if (detail.isEmpty()) {
        detail = tr("mean %1").arg(secondsText(measures.wait.mean()));
    }
    m_waiting->show(secondsText(p95), detail);
}

void SimulationCards::showServed() {
    if (!m_runs || m_runs->runs.empty()) {
        m_served->show(QStringLiteral("–"), {});
        return;
    }
    const RunMeasures& measures = m_runs->runs.back().result.measures;
    const auto number = [](std::uint64_t value) { return count(std::int64_t(value)); };
    QString detail =
        tr("late %1 · rejected %2 · still waiting %3")
            .arg(number(measures.late), number(measures.rejected), number(measures.waiting));
    if (m_repeats) {
        detail = bandText("served", 1.0,
                          [](double value) { return count(std::int64_t(std::llround(value))); });
    }
    QString warning;
    for (std::size_t k = 0; k < m_runs->runs.size(); ++k) {
        const RunMeasures& wrong = m_runs->runs[k].result.measures;
        if (wrong.conserved()) continue;
        warning = tr("%1 does not add up: %2 arrived, %3 are accounted for. Please report this run")
                      .arg(runName(*m_view, k), number(wrong.arrived),
                           number(wrong.served + wrong.late + wrong.rejected + wrong.waiting));
    }
    m_served->show(tr("%1 of %2").arg(number(measures.served), number(measures.arrived)), detail,
                   warning);
}

void SimulationCards::showHeadroom() {
    if (!m_runs || !m_headroom) {
        m_headroomCard->show(QStringLiteral("–"), {});
        return;
    }
    const Headroom& found = *m_headroom;
    const SimulationPlan& plan = m_runs->plan;
    const QString goal =
        plan.mode == RoutingMode::CostUnderFloor ? floorText(plan.qualityFloor) : tr("The budget");
    const QString load = rateText(found.rate);
    if (!(found.largestRate > 0.0)) {
        const QString never = tr("%1 cannot be held at any load").arg(goal);
        m_headroomCard->show(load, never, never);
        return;
    }
    if (std::isinf(found.largestRate)) {
        m_headroomCard->show(load, tr("no slots are limited"));
        return;
    }
    const QString most = rateText(found.largestRate);
    // Of two in one unit the first needs none.
    const bool sameUnit = load.section(QLatin1Char('/'), 1) == most.section(QLatin1Char('/'), 1);
    const QString rateShort = sameUnit ? load.section(QLatin1Char(' '), 0, 0) : load;
    const QString held = tr("%1 can be held up to %2").arg(goal, most);
    m_headroomCard->show(tr("%1 of %2").arg(rateShort, most),
                         m_repeats ? held + tr("; planned, no chance in it") : held,
                         found.planned() ? QString() : held);
}

void SimulationCards::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange(width() < kNarrowCards);
}

/// Five beside each other, or three above two. Placed by hand: a layout that is changed while its
/// parent's is being applied does not always notice.
void SimulationCards::arrange(bool narrow) {
    const std::array cards = {m_cost, m_accuracy, m_waiting, m_served, m_headroomCard};
    int height = 0;
    for (ResultCard* card : cards) {
        if (narrow != m_narrow) card->setCompact(narrow);
        height = std::max(height, card->sizeHint().height());
    }
    m_narrow = narrow;
    const int above = narrow ? 3 : int(cards.size());
    for (int k = 0; k < int(cards.size()); ++k) {
        const bool below = k >= above;
        const int count = below ? int(cards.size()) - above : above;
        const int place = below ? k - above : k;
        const double wide = double(width() + space::kGap) / count;
        const int left = int(std::lround(place * wide));
        const int right = int(std::lround((place + 1) * wide)) - space::kGap;
        cards[std::size_t(k)]->setGeometry(left, below ? height + space::kGap : 0, right - left,
                                           height);
    }
    setFixedHeight(narrow ? 2 * height + space::kGap : height);
}

}  // namespace orl
