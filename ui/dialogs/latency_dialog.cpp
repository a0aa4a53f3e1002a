#include "ui/dialogs/latency_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>
#include <cmath>

#include "ui/charts/latency_chart.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {
constexpr int kFrontierPoints = 24;
}

LatencyDialog::LatencyDialog(Session& session, QWidget* parent)
    : QDialog(parent),
      m_session(session),
      m_chart(new LatencyChart),
      m_sentence(new QLabel),
      m_worker(Worker::Priority::Low) {
    setWindowTitle(tr("Cost against seconds"));
    resize(640, 460);
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_chart, 1);
    column->addWidget(m_sentence);
    column->addWidget(buttons);
    connect(m_chart, &LatencyChart::priceChosen, this, [this](double secondPrice) {
        Scenario next = m_session.scenario();
        next.pool.secondPrice = secondPrice / 1000.0;
        m_session.edit(next, tr("change of the price of a second"));
    });
    connect(&session, &Session::solvedChanged, this, &LatencyDialog::ask);
}

void LatencyDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    ask();
}

void LatencyDialog::hideEvent(QHideEvent* event) {
    QDialog::hideEvent(event);
    m_worker.discard();
}

void LatencyDialog::ask() {
    if (!isVisible()) return;
    const auto& solved = m_session.solved();
    if (!solved) {
        m_worker.discard();
        m_chart->setData({});
        m_sentence->clear();
        return;
    }
    m_worker.submit(
        [this, solved](const Worker::Context& context) {
            auto points = latencyFrontier(*solved, kFrontierPoints, context.job);
            context.show([this, solved, points = std::move(points)] {
                if (solved == m_session.solved()) showFrontier(*solved, points);
            });
        },
        Worker::Running::Stop);
}

void LatencyDialog::showFrontier(const SolveView& solve, const std::vector<LatencyPoint>& points) {
    LatencyData shown;
    for (const LatencyPoint& each : points) {
        shown.points.push_back({each.seconds, each.cost, each.secondPrice * 1000.0, each.realized});
    }
    shown.now = {solve.chosen.meanSeconds, solve.chosen.costPer1000(),
                 solve.experiment->secondPrice * 1000.0, solve.chosen.realizedAccuracy};
    m_chart->setData(std::move(shown));
    say(solve, points);
}

void LatencyDialog::say(const SolveView& solve, const std::vector<LatencyPoint>& points) {
    if (points.empty()) {
        m_sentence->setText(
            !solve.experiment->seconds
                ? tr("No model's speed is known: give times to the first token and tokens per "
                     "second on the Models page.")
            : solve.constraints.mode == RoutingMode::QualityUnderBudget
                ? tr("Cost against seconds is drawn at an accuracy floor; now a budget is asked "
                     "for.")
                : tr("The floor cannot be reached, or all answers take the same time."));
        return;
    }
    const LatencyPoint& slow = points.front();
    const LatencyPoint& fast = points.back();
    m_sentence->setText(
        tr("At %1 accuracy the cheapest routing costs %2 per 1,000 and takes %3 s on average, the "
           "fastest %4 and %5 s. Every point is solved; between them mixtures lie on the line.")
            .arg(percent(solve.constraints.qualityFloor), usd(slow.cost),
                 QString::number(slow.seconds, 'f', 2), usd(fast.cost),
                 QString::number(fast.seconds, 'f', 2)));
}

}  // namespace orl
