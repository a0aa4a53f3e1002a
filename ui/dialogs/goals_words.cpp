// What the goals' dialog says: each answer in a sentence, with what the prices promise beside it.
#include <QLayout>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/dialogs/goal_answers.h"
#include "ui/dialogs/goals_dialog.h"
#include "ui/session/label_text.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"
#include "ui/widgets/money.h"

namespace orl {

namespace {

QString pointsText(double accuracy) {
    return GoalsDialog::tr("%1 points").arg(QLocale::c().toString(accuracy * 100.0, 'f', 2));
}

QString accuracyText(const Routed& routed) {
    const Evaluation& found = routed.evaluation;
    return std::isnan(found.realizedAccuracy)
               ? GoalsDialog::tr("predicted %1").arg(percent(found.predictedAccuracy))
               : GoalsDialog::tr("predicted %1, realized %2")
                     .arg(percent(found.predictedAccuracy), percent(found.realizedAccuracy));
}

QString calibratedText(const GuaranteeView& view) {
    const QString queries = count(std::int64_t(view.path.calibrationQueries));
    switch (view.basis) {
        case GuaranteeBasis::Split:
            return GoalsDialog::tr("for this batch, from %1 calibration queries").arg(queries);
        case GuaranteeBasis::CrossFit:
            return GoalsDialog::tr("for this batch, from %1 cross-fitted queries").arg(queries);
        case GuaranteeBasis::Batch:
            break;
    }
    return GoalsDialog::tr("for another batch like these %1 queries").arg(queries);
}

QString proofText(const Routed& routed) {
    const Evaluation& found = routed.evaluation;
    return found.optimal ? GoalsDialog::tr("proven")
                         : GoalsDialog::tr("within %1 of the best").arg(gapText(found.gap));
}

QString limitName(const RelaxedLimit& step) {
    const QString model = labelText(step.model);
    const QString group = labelText(step.group);
    switch (step.kind) {
        case RelaxedKind::Floor:
            return GoalsDialog::tr("The floor α");
        case RelaxedKind::Budget:
            return GoalsDialog::tr("The budget");
        case RelaxedKind::CommonCapacity:
            return GoalsDialog::tr("The common L");
        case RelaxedKind::ModelCapacity:
            return GoalsDialog::tr("L of %1").arg(model);
        case RelaxedKind::GroupFloor:
            return GoalsDialog::tr("The floor of %1").arg(group);
        case RelaxedKind::GroupCap:
            return GoalsDialog::tr("%1's share of %2").arg(model, group);
    }
    return {};
}

QString limitRange(const RelaxedLimit& step) {
    const auto text = [&](double value) {
        return step.kind == RelaxedKind::Budget ? usd(value) : percent(value);
    };
    return GoalsDialog::tr("%1 → %2").arg(text(step.from), text(step.to));
}

bool gainsAnything(const RelaxedLimit& step, bool budget) {
    constexpr double kLeastUsd = 1e-7;  // per 1,000, and accuracy
    return step.reachable && (std::isnan(step.gain) || step.gain > (budget ? 1e-7 : kLeastUsd));
}

}  // namespace

/// "$1.25 per 1,000, $1,247 a month".
QString GoalsDialog::priced(double usdPer1000) const {
    return tr("%1 per 1,000, %2 a month")
        .arg(usd(usdPer1000), moneyText(m_session.book(), usdPer1000 * m_queries / 1000.0));
}

void GoalsDialog::showAnswers() {
    if (!isVisible()) return;
    showGuarantee();
    showBudget();
    showLimits();
    // Longer sentences get their room; it is not taken back, so that buttons stay where they are.
    const int needed = layout()->totalHeightForWidth(width());
    if (needed > height()) resize(width(), needed);
}

void GoalsDialog::showGuarantee() {
    const auto& of = m_answers->guarantee();
    if (!of.answer) {
        m_guarantee->show(of.failure.isEmpty()
                              ? of.asked.solve ? tr("calibrating…") : tr("Nothing is routed yet.")
                              : of.failure,
                          !of.failure.isEmpty(), false, {});
        return;
    }
    if (!of.answer->goal) {
        m_guarantee->show(labelText(of.answer->view->path.explanation), true, !of.fresh, {});
        return;
    }
    const GuaranteeGoal& goal = *of.answer->goal;
    const Guarantee& found = goal.guarantee;
    if (!goal.at.evaluation.feasible) {
        m_guarantee->show(
            labelText(goal.at.result.explanation.empty() ? found.explanation
                                                         : goal.at.result.explanation),
            true, !of.fresh, {});
        return;
    }
    const QString price = priced(goal.at.evaluation.costPer1000());
    const QString answer = found.reachable
                               ? price
                               : tr("Out of reach. At most %1 can be guaranteed, for %2")
                                     .arg(percentBelow(found.largestGuarantee()), price);
    const FloorPoint& point = found.reachable ? found.point : found.largest;
    QString text = tr("By a floor of %1 on predictions, %2; %3, %4.")
                       .arg(percentAbove(point.floor), calibratedText(*of.answer->view),
                            accuracyText(goal.at), proofText(goal.at));
    if (!std::isnan(goal.nextPointCosts)) {
        text += ' ' + tr("A point more costs %1 per 1,000 (by its price λ: %2).")
                          .arg(usd(std::max(0.0, goal.nextPointCosts)),
                               usd(std::max(0.0, goal.nextPointByPrice)));
    }
    const ConstraintSettings& now = m_session.scenario().constraints;
    const bool inForce =
        now.mode == RoutingMode::CostUnderFloor && now.guarantee == goal.taken.guarantee;
    m_guarantee->show(
        answer, !found.reachable, !of.fresh,
        {{text,
          inForce           ? tr("In force")
          : found.reachable ? tr("Set it")
                            : tr("Set %1").arg(percentBelow(found.largestGuarantee())),
          !inForce, [this, taken = goal.taken] {
              ConstraintSettings next = m_session.scenario().constraints;
              next.mode = taken.mode;
              next.guarantee = taken.guarantee;
              next.qualityFloor = taken.qualityFloor;
              take(next, tr("cheapest for the goal"));
          }}});
}

void GoalsDialog::showBudget() {
    const auto& of = m_answers->budget();
    if (!of.answer) {
        m_budget->show(of.failure.isEmpty()
                           ? of.asked.solve ? tr("solving…") : tr("Nothing is routed yet.")
                           : of.failure,
                       !of.failure.isEmpty(), false, {});
        return;
    }
    const BudgetGoal& goal = *of.answer;
    if (!goal.at.evaluation.feasible) {
        m_budget->show(labelText(goal.at.result.explanation), true, !of.fresh, {});
        return;
    }
    QString answer =
        tr("%1, for %2").arg(accuracyText(goal.at), priced(goal.at.evaluation.costPer1000()));
    answer.front() = answer.front().toUpper();
    if (!goal.reachable) {
        answer =
            tr("Too little: %1 is the least, %2").arg(priced(goal.enough), accuracyText(goal.at));
    }
    QStringList said;
    if (goal.reachable) {
        constexpr double kSame = 1e-6;
        said << (goal.enough < goal.budget * (1.0 - kSame)
                     ? tr("As good from %1 on.").arg(priced(goal.enough))
                     : tr("Less money would be worse."));
        if (!std::isnan(goal.percentGains)) {
            said << (goal.percentGains > 0.0 || goal.percentByPrice > 0.0
                         ? tr("1 % more gains %1 (by its price λ: %2); %3.")
                               .arg(pointsText(goal.percentGains),
                                    pointsText(std::max(0.0, goal.percentByPrice)),
                                    proofText(goal.at))
                         : tr("More money gains nothing; %1.").arg(proofText(goal.at)));
        }
    } else {
        said << tr("Nothing is routed for less under these limits.");
    }
    const ConstraintSettings& now = m_session.scenario().constraints;
    const bool inForce = now.mode == RoutingMode::QualityUnderBudget &&
                         now.budgetPer1000 == goal.taken.budgetPer1000;
    m_budget->show(answer, !goal.reachable, !of.fresh,
                   {{said.join(' '),
                     inForce          ? tr("In force")
                     : goal.reachable ? tr("Set it")
                                      : tr("Set %1").arg(usdAbove(goal.enough)),
                     !inForce, [this, taken = goal.taken] {
                         ConstraintSettings next = m_session.scenario().constraints;
                         next.mode = taken.mode;
                         next.budgetPer1000 = taken.budgetPer1000;
                         next.guarantee.asked = false;
                         take(next, tr("best for the money"));
                     }}});
}

void GoalsDialog::showLimits() {
    const auto& of = m_answers->limits();
    if (!of.answer) {
        m_limits->show(of.failure.isEmpty()
                           ? of.asked.solve ? tr("solving…") : tr("Nothing is routed yet.")
                           : of.failure,
                       !of.failure.isEmpty(), false, {});
        return;
    }
    const LimitRanking& ranking = *of.answer;
    const bool budget =
        of.asked.solve->scenario.constraints.mode == RoutingMode::QualityUnderBudget;
    const bool reached = ranking.now.evaluation.feasible;
    std::vector<GoalPanel::Line> lines;
    constexpr std::size_t kLines = 4;  // one more says how many are left out
    std::size_t useful = 0;
    for (const RelaxedLimit& step : ranking.steps) {
        if (!gainsAnything(step, budget) || ++useful > kLines) continue;
        QString gain;
        if (!reached) {
            gain =
                tr("makes it reachable, %1 for %2").arg(percent(step.accuracy), priced(step.cost));
        } else if (budget) {
            gain = tr("gains %1 (by its price: %2)")
                       .arg(pointsText(step.gain), pointsText(std::max(0.0, step.byPrice)));
        } else {
            gain = tr("saves %1 (by its price: %2)")
                       .arg(priced(step.gain), usd(std::max(0.0, step.byPrice)));
        }
        lines.push_back({tr("%1, %2, %3.").arg(limitName(step), limitRange(step), gain),
                         tr("Lift it"), true,
                         [this, relaxed = step.relaxed] { take(relaxed, tr("lifting a limit")); }});
    }
    QString answer = useful == 0 ? ranking.steps.empty()
                                       ? tr("No limit is set that could be lifted.")
                                       : tr("No limit gains anything by one step.")
                                 : limitName(ranking.steps.front());
    if (!reached) {
        answer = useful == 0 ? tr("No single step makes it reachable.")
                             : tr("Not reachable now; first: %1").arg(answer);
    }
    const std::size_t rest = ranking.steps.size() - std::min(useful, kLines);
    QStringList notes;
    if (rest > 0 && useful > 0) {
        notes << (useful > kLines ? tr("%1 more gain less or nothing.").arg(rest)
                                  : tr("%1 more gain nothing.").arg(rest));
    }
    if (of.asked.solve->scenario.constraints.guarantee.asked) {
        notes << tr("What a point of the guarantee costs is said above.");
    }
    lines.push_back({notes.join(' '), {}});
    m_limits->show(answer, !reached, !of.fresh, lines);
}

}  // namespace orl
