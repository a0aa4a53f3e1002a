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

/// "$0.829 ± 0.004", "80.4 ± 0.2 %": the error has the digits and the unit of the figure.
QString banded(const QString& figure, double error, QString (*written)(double)) {
    if (!std::isfinite(error)) return figure;
    const QString between = QStringLiteral("\u2009±\u2009");  // thin: the card is narrow
    if (figure.contains(QLatin1Char(':'))) return figure + between + written(error);
    const qsizetype unit = figure.indexOf(QLatin1Char(' '));
    const QString number = unit < 0 ? figure : figure.left(unit);
    const qsizetype point = number.indexOf(QLatin1Char('.'));
    const int decimals = point < 0 ? 0 : int(number.size() - point - 1);
    const double scale = figure.endsWith(QLatin1Char('%')) ? 100.0 : 1.0;
    return number + between + QString::number(error * scale, 'f', decimals) +
           (unit < 0 ? QString() : figure.mid(unit));
}

QString cardCount(double value) {
    return count(std::int64_t(std::llround(value)));
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

QString SimulationCards::titled(const QString& title, const QString& ofOneRun) const {
    if (!repeated()) return ofOneRun.isEmpty() ? title : title + ", " + ofOneRun;
    const auto& values = m_repeats->back().values;
    return tr("%1, %2 runs").arg(title).arg(values.empty() ? 0 : values.front().size());
}

double SimulationCards::figureOf(std::size_t run, std::string_view key, double ofThisRun) const {
    return repeated() ? (*m_repeats)[run].band(key).mean : ofThisRun;
}

QString SimulationCards::figureText(std::size_t run, std::string_view key, double ofThisRun,
                                    Written written) const {
    if (!repeated()) return written(ofThisRun);
    const RunBand band = (*m_repeats)[run].band(key);
    return banded(written(band.mean), band.error, written);
}

QString SimulationCards::besideMean(std::string_view key, double ofThisRun, double theirs,
                                    Written written) const {
    QString text = tr("this run %1").arg(written(ofThisRun));
    if (other() < 0) return text;
    return text + QStringLiteral(" · ") + runName(*m_view, 0) + QLatin1Char(' ') +
           figureText(0, key, theirs, written);
}

void SimulationCards::showCost() {
    m_cost->setTitle(titled(tr("Cost per 1,000"), tr("whole run")));
    m_cost->setDifference({}, ResultCard::Change::Neither);
    if (!m_runs || m_runs->runs.empty()) {
        m_cost->show(QStringLiteral("–"), m_busy);
        return;
    }
    const char* key = "cost_per_1000";
    const std::size_t last = m_runs->runs.size() - 1;
    const double thisRun = m_runs->runs[last].result.measures.costPer1000();
    const double theirRun = m_runs->runs[0].result.measures.costPer1000();
    QString detail;
    if (other() >= 0) {
        const double cost = figureOf(last, key, thisRun);
        const double theirs = figureOf(0, key, theirRun);
        const double difference = cost - theirs;
        m_cost->setDifference(
            std::isnan(difference) ? QString() : signedText(difference, usd(std::abs(difference))),
            change(difference, true), tr("against %1 with the same arrivals").arg(otherTitle()));
        const double apart = std::abs(accuracyOf(*m_runs, last) - accuracyOf(*m_runs, 0));
        detail = tr("%1: %2").arg(otherTitle(), usd(theirs));
        if (apart <= kSameAccuracyAs && theirs > 0.0) {
            const double saved = 1.0 - cost / theirs;
            detail += saved >= 0.0 ? tr(", %1 saved").arg(percent(saved))
                                   : tr(", %1 more").arg(percent(-saved));
        } else if (std::isfinite(apart)) {
            detail += tr(", not at the same accuracy");
        }
    }
    if (repeated()) {
        detail = besideMean(key, thisRun, theirRun, usd);
        m_cost->setDifference({}, ResultCard::Change::Neither);  // the band needs its room
    }
    if (!m_busy.isEmpty()) detail = m_busy;
    m_cost->show(figureText(last, key, thisRun, usd), detail);
}

void SimulationCards::showAccuracy() {
    const bool realized = !m_runs || m_runs->runs.empty() || isRealized(*m_runs);
    m_accuracy->setTitle(repeated() ? titled(realized ? tr("Realized") : tr("Predicted"))
                         : realized ? tr("Accuracy, realized")
                                    : tr("Accuracy, predicted"));
    if (!m_runs || m_runs->runs.empty()) {
        m_accuracy->show(QStringLiteral("–"), {});
        return;
    }
    const char* key = realized ? "realized_accuracy" : "predicted_accuracy";
    const std::size_t last = m_runs->runs.size() - 1;
    const double predicted = figureOf(last, "predicted_accuracy",
                                      m_runs->runs[last].result.measures.predictedAccuracy());
    QString beside;
    QString words = realized ? tr("predicted %1").arg(percent(predicted)) : QString();
    if (repeated()) {
        beside = besideMean(key, accuracyOf(*m_runs, last), accuracyOf(*m_runs, 0), cardPercent);
    } else if (other() >= 0) {
        beside = tr("%1: %2").arg(otherTitle(), percent(accuracyOf(*m_runs, 0)));
    }
    const double floor = m_runs->plan.qualityFloor;
    const bool asked = m_runs->plan.mode == RoutingMode::CostUnderFloor;
    // A shortfall that rounds to nothing is none.
    constexpr double kLeastShortfall = 0.0005;
    const bool isShort = asked && predicted < floor - kLeastShortfall;
    if (isShort) {
        // Two lines: without the parameter, of repeated runs without the other router.
        if (repeated()) {
            beside = tr("this run %1").arg(percent(accuracyOf(*m_runs, last)));
        } else if (other() >= 0) {
            beside = tr("%1 %2").arg(runName(*m_view, 0), percent(accuracyOf(*m_runs, 0)));
        }
        words = tr("predicted %1: %2 short")
                    .arg(percent(predicted), QString::number(100.0 * (floor - predicted), 'f', 1));
    } else if (repeated()) {
        words.clear();  // there is no room for it
    }
    if (!words.isEmpty() && !beside.isEmpty()) words += QStringLiteral(" · ");
    words += beside;
    m_accuracy->show(figureText(last, key, accuracyOf(*m_runs, last), cardPercent), words,
                     isShort ? words : QString());
}

void SimulationCards::showWaiting() {
    m_waiting->setTitle(repeated() ? titled(tr("Wait p95")) : tr("Waiting, 95th percentile"));
    m_waiting->setDifference({}, ResultCard::Change::Neither);
    if (!m_runs || m_runs->runs.empty()) {
        m_waiting->show(QStringLiteral("–"), {});
        return;
    }
    const char* key = "wait_p95";
    const std::size_t last = m_runs->runs.size() - 1;
    const RunMeasures& measures = m_runs->runs[last].result.measures;
    const RunMeasures& theirs = m_runs->runs[0].result.measures;
    const double thisRun = measures.wait.quantile(0.95);
    const double theirRun = theirs.wait.quantile(0.95);
    QString detail = tr("mean %1").arg(secondsText(measures.wait.mean()));
    if (other() >= 0) {
        const double difference = figureOf(last, key, thisRun) - figureOf(0, key, theirRun);
        if (std::isfinite(difference) && difference != 0.0) {
            m_waiting->setDifference(signedText(difference, secondsText(std::abs(difference))),
                                     change(difference, true), tr("against %1").arg(otherTitle()));
        }
        detail = tr("%1: %2 · mean %3 and %4")
                     .arg(otherTitle(), secondsText(theirRun), secondsText(measures.wait.mean()),
                          secondsText(theirs.wait.mean()));
    }
    if (repeated()) {
        detail = besideMean(key, thisRun, theirRun, secondsText);
        m_waiting->setDifference({}, ResultCard::Change::Neither);
    }
    m_waiting->show(figureText(last, key, thisRun, secondsText), detail);
}

void SimulationCards::showServed() {
    m_served->setTitle(titled(tr("Served")));
    if (!m_runs || m_runs->runs.empty()) {
        m_served->show(QStringLiteral("–"), {});
        return;
    }
    const std::size_t last = m_runs->runs.size() - 1;
    const RunMeasures& measures = m_runs->runs[last].result.measures;
    const auto number = [](std::uint64_t value) { return count(std::int64_t(value)); };
    QString value = tr("%1 of %2").arg(number(measures.served), number(measures.arrived));
    QString detail =
        tr("late %1 · rejected %2 · still waiting %3")
            .arg(number(measures.late), number(measures.rejected), number(measures.waiting));
    if (repeated()) {
        const auto served = double(measures.served);
        value = figureText(last, "served", served, cardCount);
        detail =
            besideMean("served", served, double(m_runs->runs[0].result.measures.served), cardCount);
    }
    QString warning;
    for (std::size_t k = 0; k < m_runs->runs.size(); ++k) {
        const RunMeasures& wrong = m_runs->runs[k].result.measures;
        if (wrong.conserved()) continue;
        warning = tr("%1 does not add up: %2 arrived, %3 are accounted for. Please report this run")
                      .arg(runName(*m_view, k), number(wrong.arrived),
                           number(wrong.served + wrong.late + wrong.rejected + wrong.waiting));
    }
    m_served->show(value, detail, warning);
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
    QString held = tr("%1 held up to %2").arg(goal, most);
    const QString caveat = headroomCaveat(plan);
    if (!caveat.isEmpty()) {
        held += QStringLiteral(", ") + caveat;
    } else if (repeated()) {
        held += tr("; planned, no chance in it");
    }
    m_headroomCard->show(tr("%1 of %2").arg(rateShort, most), held,
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
