#include "ui/pages/compare/loss_panel.h"

#include <QComboBox>

#include "ui/session/session.h"
#include "ui/widgets/format.h"

namespace orl {

LossPanel::LossPanel(Session& session, QWidget* parent)
    : WaterfallChart(tr("What is lost against hindsight"), parent),
      m_session(session),
      m_what(new QComboBox),
      m_worker(Worker::Priority::Low) {
    m_what->addItem(tr("Cost"));
    m_what->addItem(tr("Accuracy"));
    m_what->setAccessibleName(tr("Loss in"));
    m_what->setToolTip(tr("Cost at the accuracy realized, or accuracy at the cost realized"));
    addHeaderWidget(m_what);
    connect(m_what, &QComboBox::currentIndexChanged, this, &LossPanel::show);
    connect(&session, &Session::solvedChanged, this, &LossPanel::follow);
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) {
        m_explanation.reset();
        setEmptyText(sentence(error));
        show();
    });
    follow();
}

void LossPanel::showEvent(QShowEvent* event) {
    WaterfallChart::showEvent(event);
    follow();
}

void LossPanel::follow() {
    const auto& solved = m_session.solved();
    if (!solved || !solved->assignment || solved->assignment->empty()) {
        m_worker.discard();
        m_of.reset();
        m_explanation.reset();
        setEmptyText(solved ? tr("Nothing is routed: the constraints cannot be met.")
                            : tr("Nothing is routed yet."));
        show();
        return;
    }
    if (!isVisible() || m_of == solved) return;
    if (!m_explanation) setEmptyText(tr("Computing…"));
    m_of = solved;
    m_worker.submit([this, solved](const Worker::Context& context) {
        auto found = explainError(*solved->experiment, solved->constraints, *solved->assignment,
                                  context.job);
        context.show([this, solved, found] {
            m_explanation = found;
            m_queries = double(solved->experiment->rows.size());
            show();
        });
    });
}

void LossPanel::show() {
    if (!m_explanation) {
        setNotice({});
        setData({});
        return;
    }
    const bool cost = m_what->currentIndex() == 0;
    const ErrorParts& parts = cost ? m_explanation->cost : m_explanation->accuracy;
    // Costs as everywhere per 1,000 queries; a loss of accuracy takes away.
    const double scale = cost ? 1000.0 / m_queries : -1.0;
    WaterfallData data;
    data.from = tr("hindsight");
    data.to = tr("realized");
    data.start = cost ? m_explanation->hindsightCost * scale : m_explanation->hindsightAccuracy;
    data.unit = cost ? Unit::Usd : Unit::Percent;
    data.axis = cost ? tr("cost, USD per 1,000 queries") : tr("accuracy, %");
    data.moreIsWorse = cost;
    data.parts = {{tr("headroom"), parts.headroom * scale,
                   tr("each outcome had been known: no router with these predictions gets it")},
                  {tr("calibration"), parts.calibration * scale,
                   tr("costs and chances had been known right")},
                  {tr("forecast"), parts.forecast * scale,
                   tr("the chosen pairs came out otherwise than predicted")},
                  {tr("optimality"), parts.optimality * scale,
                   tr("a better optimizer on the same predictions")}};
    const std::size_t unknown = m_explanation->unknownOutcomes;
    setNotice(unknown > 0 ? tr("%1 answers are not recorded: their calibrated chance stands in")
                                .arg(count(std::int64_t(unknown)))
              : cost ? tr("at the accuracy realized")
                     : tr("at the cost realized"));
    setData(std::move(data));
}

}  // namespace orl
