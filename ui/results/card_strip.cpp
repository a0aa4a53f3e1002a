#include "ui/results/card_strip.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <array>
#include <cmath>

#include "ui/results/advice.h"
#include "ui/results/result_card.h"
#include "ui/results/view_data.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr double kFloorTolerance = 1e-9;  // as the routing is judged

/// Why the constraints are not met, short enough for a card; empty if they are.
QString violation(const SolveView& view) {
    if (const auto advice = adviceFor(view)) return advice->problem;
    return QString::fromStdString(view.chosen.explanation);
}

}  // namespace

CardStrip::CardStrip(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_upper(new QHBoxLayout),
      m_lower(new QHBoxLayout),
      m_cost(new ResultCard(tr("Cost per 1,000 queries"),
                            tr("Predicted cost of the chosen routing, in US dollars"))),
      m_accuracy(new ResultCard(
          tr("Accuracy, realized"),
          tr("Share of right answers in the recorded data; predicted is what the optimizer saw"))),
      m_saving(new ResultCard(
          tr("Saving at matched accuracy"),
          tr("Cost saved against the best greedy router tuned to the same accuracy. Willingness to "
             "pay with its price tuned in hindsight is the optimizer's own rule without "
             "capacities"))),
      m_gap(new ResultCard(tr("Certified gap"),
                           tr("No assignment can be better than this one by more than the gap"))),
      m_time(new ResultCard(tr("Solve time"), tr("Time of the last solve on this machine"))) {
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    for (QHBoxLayout* row : {m_upper, m_lower}) {
        row->setSpacing(6);
        rows->addLayout(row);
    }
    arrange(false);
    connect(&session, &Session::solvedChanged, this, [this] {
        showSolve();
        showComparison();
    });
    connect(&session, &Session::comparisonChanged, this, &CardStrip::showComparison);
    showNothing();
}

/// In one row, or where that would cut what they say, three above two.
void CardStrip::arrange(bool narrow) {
    m_narrow = narrow;
    const std::array cards = {m_cost, m_accuracy, m_saving, m_gap, m_time};
    for (std::size_t k = 0; k < cards.size(); ++k) {
        ResultCard* card = cards[k];
        m_upper->removeWidget(card);
        m_lower->removeWidget(card);
        const bool upper = k < 3;
        (narrow && !upper ? m_lower : m_upper)->addWidget(card, narrow ? 1 : 0);
        card->setCompact(narrow);
        // Above stand what sentences belong to.
        card->setDetailLines(!narrow ? 2 : upper ? 3 : 1);
    }
}

void CardStrip::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    constexpr int kWideCard = 24;  // of a letter's mean width
    const bool narrow = width() / 5 < kWideCard * fontMetrics().averageCharWidth();
    if (narrow != m_narrow) arrange(narrow);
}

void CardStrip::showNothing() {
    for (ResultCard* card : {m_cost, m_accuracy, m_saving, m_gap, m_time}) {
        card->show(QStringLiteral("–"), {});
    }
}

void CardStrip::showSolve() {
    const auto& view = m_session.solved();
    if (!view) {
        showNothing();
        return;
    }
    const Evaluation& chosen = view->chosen;
    const QString wrong = violation(*view);
    const bool budget = view->constraints.mode == RoutingMode::QualityUnderBudget;
    const bool costWrong =
        !wrong.isEmpty() && (budget || view->status == SolveStatus::CapacityShort);
    // Beside the figure, for as long as it rests on them.
    const auto& prepared = m_session.prepared();
    const bool assumed = prepared && !prepared->assumptions.empty();
    m_cost->setTitle(assumed ? tr("Cost per 1,000, lengths assumed")
                             : tr("Cost per 1,000 queries"));
    const bool whole = chosen.servesAll();
    m_cost->show(whole ? usd(chosen.costPer1000()) : QStringLiteral("–"),
                 std::isnan(chosen.cost) ? QString()
                 : !whole                ? servedText(chosen)
                                         : tr("%1 for %2 queries, realized %3")
                                .arg(usd(chosen.cost), count(std::int64_t(chosen.queries)),
                                     usd(chosen.realizedCost)),
                 costWrong ? wrong : QString());
    const bool known = view->experiment->hasOutcomes;
    m_accuracy->show(percent(known ? chosen.realizedAccuracy : chosen.predictedAccuracy),
                     std::isnan(chosen.predictedAccuracy) ? QString()
                     : known
                         ? tr("predicted %1")
                               .arg(percentAgainst(
                                   chosen.predictedAccuracy,
                                   budget ? 0.0 : view->constraints.qualityFloor - kFloorTolerance))
                         : tr("predicted: these data record no outcomes"),
                     costWrong ? QString() : wrong);
    if (std::isnan(chosen.gap)) {
        m_gap->show(
            QStringLiteral("–"),
            chosen.feasible ? tr("%1 gives no bound").arg(routerTitle(chosen.router)) : QString());
    } else {
        const QString bound =
            budget ? percent(chosen.bound, 3) : usd(chosen.bound / double(chosen.queries) * 1000.0);
        const QString limit = budget ? tr("at most %1 predicted accuracy").arg(bound)
                                     : tr("at least %1 per 1,000").arg(bound);
        const QString proven =
            budget ? tr("proven: none is more accurate") : tr("proven: no routing costs less");
        m_gap->show(gapText(chosen.gap), chosen.optimal ? proven : limit);
    }
    m_time->show(duration(chosen.milliseconds),
                 tr("%1 queries × %2 models")
                     .arg(count(std::int64_t(view->experiment->problem.queryCount())))
                     .arg(view->experiment->models.size()));
}

void CardStrip::showComparison() {
    const auto& view = m_session.comparison();
    const auto& solve = m_session.solved();
    if (!solve || !solve->chosen.feasible) {
        m_saving->show(QStringLiteral("–"), {});
        return;
    }
    if (!m_session.isComparisonCurrent()) {
        const auto& error = m_session.comparisonError();
        m_saving->show(error ? QStringLiteral("–") : QStringLiteral("…"),
                       error ? tr("not known: %1").arg(sentence(*error))
                             : tr("being computed for these constraints"));
        return;
    }
    const MatchedComparison* best = view->bestGreedy();
    if (!best) {
        m_saving->show(QStringLiteral("–"), tr("no greedy router reaches this accuracy"));
        return;
    }
    QString detail = tr("against %1").arg(routerTitle(best->router));
    if (const MatchedComparison* priced = view->willingness()) {
        // On a line of its own, short enough for the narrowest card; the tooltip explains it.
        detail += '\n' + tr("tuned willingness: %1").arg(percent(priced->saving));
    }
    m_saving->show(percent(best->saving), detail);
}

}  // namespace orl
