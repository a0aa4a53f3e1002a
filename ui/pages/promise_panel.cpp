#include "ui/pages/promise_panel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <algorithm>
#include <cmath>

#include "core/evaluate/guarantee.h"
#include "ui/charts/floor_chart.h"
#include "ui/pages/predictor_data.h"
#include "ui/session/floor_engine.h"
#include "ui/session/predictor_study.h"
#include "ui/session/session.h"
#include "ui/session/undo.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

PromisePanel::PromisePanel(Session& session, QWidget* parent)
    : QFrame(parent),
      m_session(session),
      m_chart(new FloorChart),
      m_promise(new QDoubleSpinBox),
      m_confidence(new QComboBox),
      m_route(new QPushButton(tr("Route at it"))),
      m_text(new NoteLabel) {
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_chart->setEmptyText(tr("Needs recorded outcomes and a finished sweep of α"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 4);
    column->setSpacing(2);
    column->addWidget(m_chart, 1);
    column->addWidget(buildControls());
    connect(&session, &Session::scenarioChanged, this, &PromisePanel::showScenario);
    connect(&session, &Session::solvedChanged, this, &PromisePanel::showChart);
    connect(&session, &Session::sweepChanged, this, [this](SweepOver over) {
        if (over == SweepOver::Alpha) showChart();
    });
    connect(&session, &Session::workspaceChanged, this, [this] { m_follows = true; });
    connect(&session.study(), &PredictorStudy::floorChanged, this, &PromisePanel::showChart);
    connect(m_chart, &FloorChart::dragStarted, this, [this] { m_gesture = newGesture(); });
    connect(m_chart, &FloorChart::alphaChosen, this, &PromisePanel::chooseAlpha);
    showScenario();
}

QWidget* PromisePanel::buildControls() {
    m_promise->setRange(0.0, 100.0);
    m_promise->setDecimals(1);
    m_promise->setSingleStep(0.5);
    m_promise->setSuffix(tr(" %"));
    m_promise->setKeyboardTracking(false);
    m_promise->setAccessibleName(tr("Promised accuracy"));
    m_promise->setToolTip(tr("Realized accuracy that the batch is to reach"));
    for (const double confidence : {0.8, 0.9, 0.95, 0.99}) {
        m_confidence->addItem(percent(confidence, 0), confidence);
    }
    m_confidence->setCurrentIndex(1);
    m_confidence->setAccessibleName(tr("Confidence of the promise"));
    m_confidence->setToolTip(tr("How often such a promise is to be kept"));
    m_route->setToolTip(
        tr("Set the accuracy floor α to the internal floor that keeps the promise"));
    // Inside a panel of the base colour labels would take the text colour instead of their own.
    m_text->setForegroundRole(QPalette::WindowText);
    m_text->setMinimumHeight(2 * m_text->fontMetrics().height());
    auto* label = new QLabel(tr("Pr&omise"));
    label->setBuddy(m_promise);
    auto* controls = new QWidget;
    auto* column = new QVBoxLayout(controls);
    column->setContentsMargins(8, 0, 6, 0);
    column->setSpacing(3);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(label);
    row->addWidget(m_promise);
    row->addWidget(m_confidence);
    row->addWidget(m_route);
    row->addStretch(1);
    column->addLayout(row);
    column->addWidget(m_text);
    connect(m_promise, &QDoubleSpinBox::valueChanged, this, [this] {
        m_follows = false;
        showChart();
    });
    connect(m_confidence, &QComboBox::currentIndexChanged, this,
            [this] { m_session.study().setConfidence(m_confidence->currentData().toDouble()); });
    connect(m_route, &QPushButton::clicked, this, [this] {
        m_follows = false;
        Scenario next = m_session.scenario();
        next.mode = RoutingMode::CostUnderFloor;
        next.qualityFloor = m_internal;
        m_session.edit(next, tr("guaranteed floor"));
    });
    return controls;
}

QString PromisePanel::text() const {
    return m_text->text();
}

void PromisePanel::showScenario() {
    if (m_follows) {
        const QSignalBlocker quiet(m_promise);
        m_promise->setValue(m_session.scenario().qualityFloor * 100.0);
    }
    showChart();
}

void PromisePanel::showChart() {
    const auto& solve = m_session.solved();
    const auto& sweep = m_session.sweep(SweepOver::Alpha);
    const auto& floor = m_session.study().floor();
    if (!solve) {
        m_chart->setData({});
        showPromise(nullptr);
        return;
    }
    FloorData shown = floorData(*solve, sweep.get(), m_session.scenario());
    const QString shortfall = shortfallText(shown, *solve);
    if (floor && !floor->path.points.empty()) {
        const Guarantee guarantee = guaranteedFloor(floor->path, m_promise->value() / 100.0);
        addBounds(shown, floor->path, guarantee);
        m_chart->setData(std::move(shown));
        showPromise(&guarantee);
    } else {
        m_chart->setData(std::move(shown));
        showPromise(nullptr);
    }
    m_chart->setNotice(shortfall);
}

void PromisePanel::showPromise(const Guarantee* guarantee) {
    const auto& floor = m_session.study().floor();
    m_internal = guarantee && guarantee->reachable ? guarantee->point.floor : kMissing;
    const bool kept = std::isfinite(m_internal);
    m_route->setEnabled(kept && m_session.scenario().qualityFloor != m_internal);
    if (!guarantee) {
        m_text->setText(floor ? QString::fromStdString(floor->path.explanation)
                              : tr("Calibrating the promise…"));
        return;
    }
    m_text->setText(promiseText(*guarantee, *floor),
                    kept ? NoteLabel::Tone::Quiet : NoteLabel::Tone::Warning);
    m_text->setToolTip(QString::fromStdString(guarantee->explanation));
}

void PromisePanel::chooseAlpha(double value) {
    Scenario next = m_session.scenario();
    next.mode = RoutingMode::CostUnderFloor;
    next.qualityFloor = std::round(value * 1000.0) / 1000.0;
    m_session.edit(next, tr("change of α"), m_gesture);
}

}  // namespace orl
