// What the cards say of the pinned state and of the selection.
#include <QPushButton>
#include <cmath>

#include "core/lab/query_fields.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

QString signedText(double difference, const QString& size) {
    const bool nothing = difference == 0.0;
    return nothing ? CardStrip::tr("±0")
                   : (difference > 0.0 ? QStringLiteral("+") : QStringLiteral("−")) + size;
}

ResultCard::Change changeOf(double difference, bool moreIsBetter) {
    if (difference == 0.0) return ResultCard::Change::Neither;
    return (difference > 0.0) == moreIsBetter ? ResultCard::Change::Better
                                              : ResultCard::Change::Worse;
}

void showDifference(ResultCard& card, double now, double then, bool moreIsBetter,
                    const QString& pin, QString (*size)(double)) {
    const double difference = now - then;
    if (std::isnan(difference)) {
        card.setDifference({}, ResultCard::Change::Neither);
        return;
    }
    card.setDifference(signedText(difference, size(std::abs(difference))),
                       changeOf(difference, moreIsBetter),
                       CardStrip::tr("Against pin %1").arg(pin));
}

QString points(double share) {
    return CardStrip::tr("%1 pt").arg(share * 100.0, 0, 'f', 1);
}

double savingOf(const ComparisonView* comparison) {
    const MatchedComparison* best = comparison ? comparison->tuned().best() : nullptr;
    return best ? best->saving : kMissing;
}

}  // namespace

void CardStrip::showTime(const SolveView& view) {
    if (showsLesson() && !m_session.pinned()) {
        m_time->setTitle(m_lesson->lesson);
        m_time->show(m_lesson->step, m_lesson->answered);
        return;
    }
    const auto& pin = m_session.pinned();
    const auto queries = std::int64_t(view.experiment->problem.queryCount());
    if (!pin || !m_session.solvedFrom()) {
        m_time->setTitle(tr("Solve time"));
        m_time->show(
            duration(view.chosen.milliseconds),
            tr("%1 queries × %2 models").arg(count(queries)).arg(view.experiment->models.size()));
        return;
    }
    const QueryFields fields(m_session.solvedFrom(), m_session.solved(), pin->solve, {});
    const auto moved = std::int64_t(movedQueries(fields).size());
    m_time->setTitle(tr("Moved since pin %1").arg(pin->name));
    m_time->show(tr("%1 of %2").arg(count(moved), count(queries)),
                 tr("%1 of the queries\n%2")
                     .arg(percent(double(moved) / double(queries)),
                          tr("solved in %1").arg(duration(view.chosen.milliseconds))));
}

void CardStrip::showPin() {
    const auto& pin = m_session.pinned();
    const auto& solved = m_session.solved();
    m_unpin->setVisible(pin && solved);
    if (!pin || !solved) {
        for (ResultCard* card : {m_cost, m_accuracy, m_saving, m_gap, m_time}) {
            card->setDifference({}, ResultCard::Change::Neither);
        }
        return;
    }
    if (showsLesson() && m_lesson->inCents) {
        for (ResultCard* card : {m_cost, m_accuracy, m_saving, m_gap}) {
            card->setDifference({}, ResultCard::Change::Neither);
        }
        return;
    }
    const bool realized = m_realized && solved->experiment->hasOutcomes;
    const Evaluation& now = solved->chosen;
    const Evaluation& then = pin->solve->chosen;
    const auto cost = [realized](const Evaluation& of) {
        return !of.servesAll() ? kMissing : realized ? of.realizedCostPer1000() : of.costPer1000();
    };
    const auto accuracy = [realized](const Evaluation& of) {
        return realized ? of.realizedAccuracy : of.predictedAccuracy;
    };
    showDifference(*m_cost, cost(now), cost(then), false, pin->name, &usd);
    showDifference(*m_accuracy, accuracy(now), accuracy(then), true, pin->name, &points);
    const bool current = m_session.isComparisonCurrent();
    showDifference(*m_saving, current ? savingOf(m_session.comparison().get()) : kMissing,
                   savingOf(pin->comparison.get()), true, pin->name, &points);
}

QString CardStrip::selectionText(bool cost, bool realized) const {
    const PartFigures* part = m_session.selecting().figures();
    if (!part || part->served < part->queries) return {};
    const QString figure =
        cost ? usd(realized ? part->realizedCostPer1000() : part->costPer1000())
             : percent(realized ? part->realizedAccuracy : part->predictedAccuracy);
    return '\n' + tr("selection %1").arg(figure);
}

}  // namespace orl
