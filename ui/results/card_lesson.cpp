// What the cards say during a lesson: of its few queries, in ¢, and how far the learner is.
#include <cmath>

#include "core/lab/lessons/lesson.h"
#include "core/lab/solving.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr double kCentsPerDollar = 100.0;

QString lessonText(double value) {
    constexpr double kShown = 1e4;  // what binary fractions add is no part of the number
    return QString::fromStdString(lessonNumber(std::round(value * kShown) / kShown));
}

QString centsOf(double dollars) {
    return CardStrip::tr("%1 ¢").arg(lessonText(dollars * kCentsPerDollar));
}

QString percentText(double share) {
    return CardStrip::tr("%1 %").arg(lessonText(share * 100.0));
}

/// "+20" as it stands beside other figures.
QString signedNumber(double value) {
    return (value > 0.0 ? QStringLiteral("+") : QString()) + lessonText(value);
}

/// Each query in its turn takes the best model that is free.
Evaluation greedyOf(const SolveView& view) {
    RouteRequest asked;
    asked.constraints = view.constraints;
    return routeOnce(*view.experiment, "quality-only", std::move(asked)).evaluation;
}

}  // namespace

void CardStrip::setLesson(std::optional<LessonCards> lesson) {
    m_lesson = std::move(lesson);
    showSolve();
    showComparison();
}

bool CardStrip::showsLesson() const {
    return m_lesson && m_session.isVisiting() && !m_session.part() &&
           m_session.scenario().preparation.dataset == m_lesson->dataset;
}

void CardStrip::showLesson(const SolveView& view, const QString& wrong) {
    const Evaluation& chosen = view.chosen;
    const auto queries = std::int64_t(view.experiment->problem.queryCount());
    const bool budget = view.constraints.mode == RoutingMode::QualityUnderBudget;
    const QString asked = budget ? tr("budget %1").arg(centsOf(view.constraints.budget))
                                 : tr("floor %1").arg(percentText(view.constraints.qualityFloor));
    m_cost->setTitle(queries == 1   ? tr("Cost of the query")
                     : queries == 2 ? tr("Cost of the two")
                                    : tr("Cost of the %1").arg(count(queries)));
    m_cost->setToolTip(tr("What the solver's routing of the lesson's queries costs"));
    m_accuracy->setTitle(tr("Accuracy, expected"));
    if (!chosen.servesAll()) {
        for (ResultCard* card : {m_cost, m_accuracy}) {
            card->show(QStringLiteral("–"), servedText(chosen), wrong);
        }
        m_gap->show(QStringLiteral("–"), {});
        return;
    }
    m_cost->show(centsOf(chosen.cost),
                 !chosen.feasible ? QString()
                 : budget         ? tr("of a budget of %1").arg(centsOf(view.constraints.budget))
                                  : tr("floor met at the least cost"),
                 budget ? wrong : QString());
    m_accuracy->show(
        percentText(chosen.predictedAccuracy),
        tr("%1 of %2 right · %3")
            .arg(lessonText(chosen.predictedAccuracy * double(queries)), count(queries), asked),
        budget ? QString() : wrong);
    if (std::isnan(chosen.gap)) {
        m_gap->show(
            QStringLiteral("–"),
            chosen.feasible ? tr("%1 gives no bound").arg(routerTitle(chosen.router)) : QString());
        return;
    }
    const double of = budget ? chosen.predictedAccuracy * double(queries) : chosen.cost;
    const QString relation = chosen.optimal ? QStringLiteral("=") : budget ? "≥" : "≤";
    m_gap->show(gapText(chosen.gap),
                budget
                    ? tr("bound %1 %2 %3 right")
                          .arg(lessonText(chosen.bound * double(queries)), relation, lessonText(of))
                    : tr("bound %1 %2 cost %3").arg(centsOf(chosen.bound), relation, centsOf(of)));
}

void CardStrip::showLessonGreedy(const SolveView& view) {
    m_saving->setTitle(tr("Against greedy"));
    m_saving->setToolTip(
        tr("Greedy serves each query as it arrives by the best model that is still free"));
    const Evaluation greedy = greedyOf(view);
    if (!view.chosen.servesAll() || !greedy.servesAll()) {
        m_saving->show(QStringLiteral("–"),
                       greedy.servesAll() ? QString() : tr("greedy: %1").arg(servedText(greedy)));
        return;
    }
    const double points = (view.chosen.predictedAccuracy - greedy.predictedAccuracy) * 100.0;
    const double dearer = (view.chosen.cost - greedy.cost) * kCentsPerDollar;
    constexpr double kNothing = 1e-6;
    const QString more = tr("%1 points").arg(signedNumber(points));
    const QString cost = tr("%1 ¢").arg(signedNumber(dearer));
    const bool sameCost = std::abs(dearer) < kNothing;
    const bool samePoints = std::abs(points) < kNothing;
    const QString value = sameCost && samePoints ? tr("the same")
                          : samePoints           ? cost
                          : sameCost             ? more
                                                 : QStringLiteral("%1, %2").arg(more, cost);
    m_saving->show(
        value,
        tr("greedy: %1, %2").arg(centsOf(greedy.cost), percentText(greedy.predictedAccuracy)));
}

}  // namespace orl
