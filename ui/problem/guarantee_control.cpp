#include "ui/problem/guarantee_control.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/lab/guarantee_engine.h"
#include "ui/session/guarantee_keeper.h"
#include "ui/session/label_text.h"
#include "ui/session/predictor_study.h"
#include "ui/session/session.h"
#include "ui/widgets/confidence_choice.h"
#include "ui/widgets/format.h"
#include "ui/widgets/value_control.h"

namespace orl {

namespace {

constexpr double kPoint = 0.01;

ValueControl::Options accuracyOptions() {
    ValueControl::Options accuracy;
    accuracy.label = GuaranteeControl::tr("&Accuracy, realized");
    accuracy.name = GuaranteeControl::tr("Guaranteed accuracy");
    accuracy.tooltip = GuaranteeControl::tr(
        "Realized accuracy that the routing is to reach with the confidence below; the floor on "
        "predictions that this needs is found, and follows whatever else changes");
    accuracy.suffix = GuaranteeControl::tr(" %");
    accuracy.step = 0.005;
    accuracy.decimals = 1;
    accuracy.shownFactor = 100.0;
    accuracy.hasNote = true;
    accuracy.hasStep = true;
    return accuracy;
}

QString keeperText(const GuaranteeKeeper& keeper, bool anotherBatch) {
    const Guarantee& guarantee = keeper.guarantee();
    switch (keeper.state()) {
        case GuaranteeKeeper::State::NotAsked:
            return {};
        case GuaranteeKeeper::State::Sought:
            return GuaranteeControl::tr("calibrating…");
        case GuaranteeKeeper::State::Unknown:
            return labelText(keeper.why());
        case GuaranteeKeeper::State::OutOfReach: {
            const double most = guarantee.largestGuarantee();
            return std::isnan(most) ? GuaranteeControl::tr("too few outcomes to guarantee anything")
                                    : GuaranteeControl::tr("at most %1 can be guaranteed")
                                          .arg(percentBelow(most));
        }
        case GuaranteeKeeper::State::Kept:
            break;
    }
    const QString whose =
        anotherBatch ? GuaranteeControl::tr("a batch like it") : GuaranteeControl::tr("this batch");
    return GuaranteeControl::tr("predicted %1, for %2")
        .arg(percentAbove(guarantee.point.floor), whose);
}

}  // namespace

GuaranteeControl::GuaranteeControl(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_accuracy(new ValueControl(accuracyOptions())),
      m_confidence(new ConfidenceChoice) {
    build();
    connect(m_accuracy, &ValueControl::edited, this,
            [this](int gesture) { setAccuracy(m_accuracy->value(), gesture); });
    connect(m_accuracy, &ValueControl::stepAsked, this, [this] {
        setAccuracy(m_session.scenario().constraints.guarantee.accuracy + kPoint, 0);
    });
    connect(m_accuracy, &ValueControl::dragFinished, this, &GuaranteeControl::dragFinished);
    connect(m_confidence, &ConfidenceChoice::chosen, this, [this](double confidence) {
        Scenario next = m_session.scenario();
        next.constraints.guarantee.confidence = confidence;
        m_session.edit(next, tr("change of the confidence"));
    });
    connect(&session, &Session::scenarioChanged, this, &GuaranteeControl::showScenario);
    connect(&session.guarantee(), &GuaranteeKeeper::changed, this,
            &GuaranteeControl::showGuarantee);
    showScenario();
}

void GuaranteeControl::build() {
    auto* label = new QLabel(tr("&Confidence"));
    label->setBuddy(m_confidence);
    auto* row = new QHBoxLayout;
    row->addWidget(label);
    row->addStretch(1);
    row->addWidget(m_confidence);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_accuracy);
    column->addLayout(row);
}

void GuaranteeControl::setAccuracy(double accuracy, int gesture) {
    Scenario next = m_session.scenario();
    next.constraints.guarantee.accuracy = std::min(1.0, accuracy);
    m_session.edit(next, tr("change of the guarantee"), gesture);
}

void GuaranteeControl::showScenario() {
    const GuaranteeSettings& asked = m_session.scenario().constraints.guarantee;
    m_accuracy->setValue(asked.accuracy);
    m_confidence->show(asked.confidence);
    showGuarantee();
}

void GuaranteeControl::showGuarantee() {
    const GuaranteeKeeper& keeper = m_session.guarantee();
    const double most = keeper.guarantee().largestGuarantee();
    m_accuracy->setReachable(0.0, std::isnan(most) ? 1.0 : std::clamp(most, 0.0, 1.0));
    const bool another = m_session.prepared() && m_session.study().basis() == GuaranteeBasis::Batch;
    const bool wrong = keeper.state() == GuaranteeKeeper::State::OutOfReach ||
                       keeper.state() == GuaranteeKeeper::State::Unknown;
    m_accuracy->setNote(keeperText(keeper, another), wrong);
    const double costs = keeper.nextPointCosts();
    m_accuracy->setStep(std::isnan(costs)
                            ? QString()
                            : tr("+1 point costs %1 per 1,000").arg(usd(std::max(0.0, costs))),
                        tr("Predicted, of the floor that guarantees it. Click to take it."));
}

}  // namespace orl
