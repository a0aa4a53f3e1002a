#include "ui/results/card_strip.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <array>
#include <cmath>

#include "ui/results/advice.h"
#include "ui/results/result_card.h"
#include "ui/results/view_data.h"
#include "ui/session/guarantee_keeper.h"
#include "ui/session/label_text.h"
#include "ui/session/proof_seeker.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"
#include "ui/widgets/money.h"

namespace orl {

namespace {

constexpr double kFloorTolerance = 1e-9;  // as the routing is judged
constexpr double kBandWidth = 1.96;       // standard errors either side that hold 95 %

/// Why the constraints are not met, short enough for a card; empty if they are.
QString violation(const SolveView& view) {
    if (const auto advice = adviceFor(view)) return advice->problem;
    return labelText(view.chosen.explanation);
}

/// Why what is guaranteed is not what was asked for; empty where it is, or nothing was asked.
QString brokenGuarantee(const GuaranteeKeeper& keeper, double asked) {
    if (keeper.state() == GuaranteeKeeper::State::Unknown) {
        return CardStrip::tr("nothing is guaranteed: %1").arg(labelText(keeper.why()));
    }
    if (keeper.state() != GuaranteeKeeper::State::OutOfReach) return {};
    const double most = keeper.guarantee().largestGuarantee();
    return std::isnan(most) ? CardStrip::tr("%1 cannot be guaranteed").arg(percent(asked))
                            : CardStrip::tr("%1 cannot be guaranteed, at most %2")
                                  .arg(percent(asked), percentBelow(most));
}

/// Short enough for a line of the narrowest card beside a band.
QString shortTitle(const std::string& router) {
    if (router == "willingness") return CardStrip::tr("Willingness");
    if (router == "best-single") return CardStrip::tr("Best single");
    return routerTitle(router);
}

QString range(const Band& band, int decimals, bool sign) {
    const auto number = [&](double share) {
        const double scaled = share * 100.0;
        QString size = QLocale::c().toString(std::abs(scaled), 'f', decimals);
        if (size.toDouble() == 0.0) return size;
        return (scaled < 0.0 ? QStringLiteral("−") : sign ? QStringLiteral("+") : QString()) + size;
    };
    return number(band.low) + QStringLiteral("…") + number(band.high);
}

/// "12…19 % vs Threshold": the band of that saving; where outcomes do not decide, the saving.
QString againstText(const MatchedComparison& match) {
    const bool known = match.bands && !std::isnan(match.bands->saving.low);
    const QString share = known ? CardStrip::tr("%1 %").arg(range(match.bands->saving, 0, false))
                                : percent(match.saving, 0);
    return CardStrip::tr("%1 vs %2").arg(share, shortTitle(match.router));
}

/// At which accuracy: tuned on other queries, a baseline can come out more or less accurate here.
QString leadText(const MatchedComparison& match) {
    const bool known = match.bands && !std::isnan(match.bands->accuracyLead.low);
    return known ? CardStrip::tr("accuracy %1 pt").arg(range(match.bands->accuracyLead, 1, true))
                 : QString();
}

/// What the card says and what it leaves out.
QString savingTip(const ComparisonView& view) {
    const QString rule = CardStrip::tr(
        "What the solver's routing costs less than the strongest other router and than threshold. "
        "The ranges hold 95 % of what comes out when the queries are drawn again: a range around 0 "
        "shows no difference. Willingness to pay picks the most w · accuracy − cost: without "
        "capacities, and with w = λ, it is the solver's own rule and ties with it; capacities that "
        "bind part them.");
    const MatchedComparison* hindsight = view.hindsight.best();
    const QString inHindsight =
        hindsight ? CardStrip::tr(
                        "Tuned in hindsight, on the very queries that are routed, which "
                        "favours the others: %1 against %2.")
                        .arg(percent(hindsight->saving), routerTitle(hindsight->router))
                  : QString();
    if (!view.heldOut || !view.heldOut->isKnown()) {
        const QString why = view.heldOut
                                ? CardStrip::tr("They are not tuned on other queries: %1.")
                                      .arg(QString::fromStdString(view.heldOut->explanation))
                                : QString();
        return rule + "\n\n" + inHindsight + ' ' + why;
    }
    return rule + "\n\n" +
           CardStrip::tr(
               "The others are tuned to the solver's accuracy on %1, and the strongest is "
               "chosen there; “accuracy” is how much more accurate the solver then is "
               "here.")
               .arg(QString::fromStdString(view.heldOut->on)) +
           "\n\n" + inHindsight;
}

}  // namespace

CardStrip::CardStrip(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_upper(new QHBoxLayout),
      m_lower(new QHBoxLayout),
      m_cost(new ResultCard(tr("Cost per 1,000 queries"),
                            tr("What the chosen routing costs, in US dollars: by the recorded "
                               "costs, or as predicted (View → Realized accuracy and cost)"))),
      m_accuracy(new ResultCard(
          tr("Accuracy"),
          tr("Share of right answers in the recorded data, or as predicted, which is what the "
             "optimizer sees (View → Realized accuracy and cost)"))),
      m_saving(new ResultCard(tr("Realized saving"),
                              tr("What the solver's routing costs less than other routers"))),
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
    m_unpin = m_time->addButton(tr("Unpin"), tr("Goes back to the pin before, or to none"));
    connect(m_unpin, &QPushButton::clicked, &session, &Session::unpin);
    arrange(false);
    connect(&session, &Session::solvedChanged, this, [this] {
        showSolve();
        showComparison();
    });
    connect(&session, &Session::comparisonChanged, this, [this] {
        showComparison();
        showPin();
    });
    connect(&session, &Session::pinChanged, this, &CardStrip::showSolve);
    connect(&session, &Session::selectionChanged, this, &CardStrip::showSolve);
    connect(&session.book(), &ScenarioBook::changed, this, [this] {
        if (m_session.solved()) showSolve();
    });
    connect(&session.guarantee(), &GuaranteeKeeper::changed, this, [this] {
        if (m_session.solved()) showSolve();
    });
    connect(&session.proof(), &ProofSeeker::seekingChanged, this, [this] {
        if (m_session.solved()) showSolve();
    });
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
        card->setCompact(narrow || m_tight);
        // Above stand what sentences belong to.
        card->setDetailLines(!narrow || upper ? 3 : 1);
    }
}

void CardStrip::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    constexpr int kWideCard = 24;  // of a letter's mean width
    constexpr int kRoomyCard =
        32;  // below that, smaller letters keep a band and its rival in one line
    const int letters = width() / 5 / std::max(1, fontMetrics().averageCharWidth());
    const bool narrow = letters < kWideCard;
    const bool tight = letters < kRoomyCard;
    if (narrow != m_narrow || tight != m_tight) {
        m_tight = tight;
        arrange(narrow);
    }
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
    QString wrong = violation(*view);
    if (wrong.isEmpty()) {
        wrong = brokenGuarantee(m_session.guarantee(),
                                m_session.scenario().constraints.guarantee.accuracy);
    }
    const bool budget = view->constraints.mode == RoutingMode::QualityUnderBudget;
    const bool costWrong =
        !wrong.isEmpty() && (budget || view->status == SolveStatus::CapacityShort);
    // Beside the figure, for as long as it rests on them.
    const auto& prepared = m_session.prepared();
    QStringList assumed;
    if (prepared) {
        for (const std::string& each : prepared->assumptions) {
            assumed << labelText(each);
        }
    }
    if (showsLesson() && m_lesson->inCents) {
        showLesson(*view, wrong);
        showTime(*view);
        showPin();
        return;
    }
    const bool known = m_realized && view->experiment->hasOutcomes;
    showCost(*view, known, assumed, costWrong ? wrong : QString());
    showAccuracy(*view, known, costWrong ? QString() : wrong);
    if (std::isnan(chosen.gap)) {
        m_gap->show(
            QStringLiteral("–"),
            chosen.feasible ? tr("%1 gives no bound").arg(routerTitle(chosen.router)) : QString());
    } else {
        const QString bound =
            budget ? percent(chosen.bound, 3) : usd(chosen.bound / double(chosen.queries) * 1000.0);
        const QString limit = budget ? tr("at most %1 predicted accuracy").arg(bound)
                              : view->experiment->secondPrice > 0.0
                                  ? tr("at least %1 per 1,000, seconds priced").arg(bound)
                                  : tr("at least %1 per 1,000").arg(bound);
        const QString proven = budget ? tr("proven: none is more accurate")
                               : view->experiment->secondPrice > 0.0
                                   ? tr("proven: none costs less, seconds priced")
                                   : tr("proven: no routing costs less");
        const QString open = m_session.proof().seeking() ? tr("seeking a proof…")
                             : view->thorough            ? tr("best known; %1").arg(limit)
                                                         : limit;
        m_gap->show(gapText(chosen.gap), chosen.optimal ? proven : open);
    }
    showTime(*view);
    showPin();
}

void CardStrip::setRealized(bool realized) {
    m_realized = realized;
    if (m_session.solved()) showSolve();
}

void CardStrip::showCost(const SolveView& view, bool realized, const QStringList& assumed,
                         const QString& wrong) {
    const Evaluation& chosen = view.chosen;
    m_cost->setTitle(!assumed.isEmpty() ? tr("Assumed cost per 1,000")
                     : realized         ? tr("Realized cost per 1,000")
                                        : tr("Predicted cost per 1,000"));
    m_cost->setToolTip(
        tr("What the chosen routing costs, in US dollars: by the recorded costs, or as predicted "
           "(View → Realized accuracy and cost)") +
        (view.chosen.servesAll() ? tr("; %1 for the %2 queries of this batch")
                                       .arg(usd(realized ? chosen.realizedCost : chosen.cost),
                                            count(std::int64_t(chosen.queries)))
                                 : QString()) +
        (assumed.isEmpty() ? QString() : tr("; assumes %1").arg(assumed.join("; "))));
    if (std::isnan(chosen.cost)) {
        m_cost->show(QStringLiteral("–"), {}, wrong);
        return;
    }
    if (!chosen.servesAll()) {
        m_cost->show(QStringLiteral("–"), servedText(chosen), wrong);
        return;
    }
    const double per1000 = realized ? chosen.realizedCostPer1000() : chosen.costPer1000();
    const QString batch = usd(realized ? chosen.realizedCost : chosen.cost);
    QString all = monthText(m_session.book(), per1000);
    if (all.isEmpty()) {
        all = tr("%1 for %2 queries").arg(batch, count(std::int64_t(chosen.queries)));
    }
    QString other = realized ? tr("predicted %1").arg(usd(chosen.costPer1000()))
                    : view.experiment->hasOutcomes
                        ? tr("realized %1").arg(usd(chosen.realizedCostPer1000()))
                        : tr("these data record no outcomes");
    if (!std::isnan(chosen.meanSeconds)) {
        other += QStringLiteral(" · ") + tr("%1 s").arg(chosen.meanSeconds, 0, 'f', 2);
    }
    m_cost->show(usd(per1000), all + '\n' + other + selectionText(true, realized), wrong);
}

void CardStrip::showAccuracy(const SolveView& view, bool realized, const QString& wrong) {
    const Evaluation& chosen = view.chosen;
    m_accuracy->setTitle(realized ? tr("Realized accuracy") : tr("Predicted accuracy"));
    const bool budget = view.constraints.mode == RoutingMode::QualityUnderBudget;
    const double floor = budget ? 0.0 : view.constraints.qualityFloor - kFloorTolerance;
    QString other;
    if (!std::isnan(chosen.predictedAccuracy)) {
        other = realized ? tr("predicted %1").arg(percentAgainst(chosen.predictedAccuracy, floor))
                : view.experiment->hasOutcomes
                    ? tr("realized %1").arg(percent(chosen.realizedAccuracy))
                    : tr("these data record no outcomes");
    }
    if (realized && !std::isnan(chosen.realizedAccuracyError)) {
        const double half = kBandWidth * chosen.realizedAccuracyError;
        const Band band{std::max(0.0, chosen.realizedAccuracy - half),
                        std::min(1.0, chosen.realizedAccuracy + half)};
        other += '\n' + tr("95 % band %1 %").arg(range(band, 1, false));
    }
    if (m_session.guarantee().state() == GuaranteeKeeper::State::Kept) {
        const GuaranteeSettings& asked = m_session.scenario().constraints.guarantee;
        other +=
            '\n' +
            tr("guaranteed %1 (%2)").arg(percent(asked.accuracy), percent(asked.confidence, 0));
    }
    m_accuracy->show(realized ? percent(chosen.realizedAccuracy)
                              : percentAgainst(chosen.predictedAccuracy, floor),
                     other + selectionText(false, realized), wrong);
}

void CardStrip::showComparison() {
    const auto& view = m_session.comparison();
    const auto& solve = m_session.solved();
    if (!solve || !solve->chosen.feasible) {
        m_saving->show(QStringLiteral("–"), {});
        return;
    }
    if (showsLesson() && m_lesson->inCents) {
        showLessonGreedy(*solve);
        return;
    }
    if (!m_session.isComparisonCurrent()) {
        const auto& error = m_session.comparisonError();
        m_saving->show(error ? QStringLiteral("–") : QStringLiteral("…"),
                       error ? tr("not known: %1").arg(sentence(*error))
                             : tr("being computed for these constraints"));
        return;
    }
    m_saving->setTitle(view->matchedOn == MatchOn::Predicted       ? tr("Predicted saving")
                       : view->heldOut && view->heldOut->isKnown() ? tr("Realized saving")
                                                                   : tr("Saving in hindsight"));
    m_saving->setToolTip(savingTip(*view));
    const MatchedComparison* best = view->tuned().best();
    if (!best) {
        const bool free = solve->chosen.cost == 0.0 && solve->chosen.realizedCost == 0.0;
        m_saving->show(QStringLiteral("–"), free ? tr("no query costs anything")
                                                 : tr("no other router reaches this accuracy"));
        return;
    }
    QStringList detail = {againstText(*best)};
    if (&view->tuned() != &view->hindsight) detail << leadText(*best);
    const MatchedComparison* threshold = view->tuned().against("threshold");
    // On a line of its own, short enough for the narrowest card; the tooltip explains it.
    if (threshold && threshold != best) detail << againstText(*threshold);
    m_saving->show(percent(best->saving), detail.join('\n'));
}

}  // namespace orl
