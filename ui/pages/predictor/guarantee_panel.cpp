#include "ui/pages/predictor/guarantee_panel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "core/evaluate/guarantee.h"
#include "core/lab/guarantee_engine.h"
#include "ui/charts/floor_chart.h"
#include "ui/pages/predictor/data.h"
#include "ui/session/label_text.h"
#include "ui/session/predictor_study.h"
#include "ui/session/session.h"
#include "ui/session/undo.h"
#include "ui/widgets/confidence_choice.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

GuaranteePanel::GuaranteePanel(Session& session, QWidget* parent)
    : QFrame(parent),
      m_session(session),
      m_chart(new FloorChart),
      m_accuracy(new QDoubleSpinBox),
      m_confidence(new ConfidenceChoice),
      m_basis(new QComboBox),
      m_cancel(new QToolButton),
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
    connect(&session, &Session::scenarioChanged, this, &GuaranteePanel::showScenario);
    connect(&session, &Session::solvedChanged, this, &GuaranteePanel::showChart);
    connect(&session, &Session::sweepChanged, this, [this](SweepOver over) {
        if (over == SweepOver::Alpha) showChart();
    });
    connect(&session, &Session::workspaceChanged, this, [this] { m_follows = true; });
    connect(&session, &Session::preparedChanged, this, &GuaranteePanel::showBases);
    connect(&session.study(), &PredictorStudy::floorChanged, this, &GuaranteePanel::showChart);
    connect(&session.study(), &PredictorStudy::floorProgress, this, &GuaranteePanel::showProgress);
    connect(m_chart, &FloorChart::dragStarted, this, [this] { m_gesture = newGesture(); });
    connect(m_chart, &FloorChart::alphaChosen, this, &GuaranteePanel::chooseAlpha);
    showScenario();
}

QWidget* GuaranteePanel::buildControls() {
    m_accuracy->setRange(0.0, 100.0);
    m_accuracy->setDecimals(1);
    m_accuracy->setSingleStep(0.5);
    m_accuracy->setSuffix(tr(" %"));
    m_accuracy->setKeyboardTracking(false);
    m_accuracy->setAccessibleName(tr("Guaranteed accuracy"));
    m_accuracy->setToolTip(tr("Realized accuracy that the batch is to reach"));
    m_route->setToolTip(
        tr("Make it the goal: route at the floor on predictions that keeps the guarantee, whatever "
           "else is changed"));
    // Inside a panel of the base colour labels would take the text colour instead of their own.
    m_text->setForegroundRole(QPalette::WindowText);
    m_text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_text->setFixedHeight(3 * m_text->fontMetrics().lineSpacing() + 2);
    auto* label = new QLabel(tr("&Guarantee"));
    label->setBuddy(m_accuracy);
    auto* controls = new QWidget;
    auto* column = new QVBoxLayout(controls);
    column->setContentsMargins(8, 0, 6, 0);
    column->setSpacing(3);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(label);
    row->addWidget(m_accuracy);
    row->addWidget(m_confidence);
    row->addWidget(m_route);
    row->addStretch(1);
    buildBasis();
    auto* basisLabel = new QLabel(tr("Cali&brated on"));
    basisLabel->setBuddy(m_basis);
    auto* basisRow = new QHBoxLayout;
    basisRow->setSpacing(6);
    basisRow->addWidget(basisLabel);
    basisRow->addWidget(m_basis, 1);
    basisRow->addWidget(m_cancel);
    column->addLayout(row);
    column->addLayout(basisRow);
    column->addWidget(m_text);
    connect(m_accuracy, &QDoubleSpinBox::valueChanged, this, &GuaranteePanel::chooseAccuracy);
    connect(m_confidence, &ConfidenceChoice::chosen, this, [this](double confidence) {
        Scenario next = m_session.scenario();
        next.constraints.guarantee.confidence = confidence;
        m_session.edit(next, tr("change of the confidence"));
    });
    connect(m_route, &QPushButton::clicked, this, &GuaranteePanel::routeAtIt);
    return controls;
}

void GuaranteePanel::buildBasis() {
    const auto add = [this](GuaranteeBasis basis, const QString& text, const QString& tip) {
        m_basis->addItem(text, static_cast<int>(basis));
        m_basis->setItemData(m_basis->count() - 1, tip, Qt::ToolTipRole);
    };
    add(GuaranteeBasis::Split, tr("split \"calibration\""),
        tr("Queries kept apart, neither learned from nor routed. The guarantee is about this "
           "batch"));
    add(GuaranteeBasis::CrossFit, tr("training queries, cross-fitted"),
        tr("Ten fits, each without two fifths of the training queries: every one of these is "
           "predicted by fits that have not seen it. The guarantee is about this batch, when it is "
           "predicted by the mean of the ten"));
    add(GuaranteeBasis::Batch, tr("routed queries"),
        tr("The recorded outcomes of this very batch. The guarantee is about another batch like "
           "it"));
    m_basis->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_basis->setMinimumContentsLength(8);
    m_basis->setAccessibleName(tr("Calibrated on"));
    m_basis->setToolTip(
        tr("Queries with outcomes, unseen by their predictor, that the guarantee "
           "rests on"));
    m_basis->setEnabled(false);
    m_cancel->setText(tr("Cancel"));
    m_cancel->setToolTip(tr("Stop the cross-fitting"));
    m_cancel->hide();
    connect(m_basis, &QComboBox::activated, this, &GuaranteePanel::chooseBasis);
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        m_progress.clear();
        m_session.study().cancelCrossFit();
        showBases();
    });
}

void GuaranteePanel::showBases() {
    const auto& prepared = m_session.prepared();
    m_basis->setEnabled(prepared != nullptr);
    if (!prepared) return;
    const QSignalBlocker quiet(m_basis);
    auto* items = qobject_cast<QStandardItemModel*>(m_basis->model());
    items->item(m_basis->findData(static_cast<int>(GuaranteeBasis::Split)))
        ->setEnabled(hasCalibrationSplit(*prepared));
    m_basis->setCurrentIndex(m_basis->findData(static_cast<int>(m_session.study().basis())));
}

void GuaranteePanel::chooseBasis() {
    const auto basis = static_cast<GuaranteeBasis>(m_basis->currentData().toInt());
    m_progress.clear();
    m_session.study().setBasis(basis);
    if (basis == GuaranteeBasis::CrossFit || m_session.scenario().preparation.folds == 0) return;
    // Any other guarantee is about the predictions of one fit.
    Scenario next = m_session.scenario();
    next.preparation.folds = 0;
    m_session.edit(next, tr("predictions of one fit"));
}

void GuaranteePanel::routeAtIt() {
    m_follows = false;
    Scenario next = m_session.scenario();
    next.constraints.mode = RoutingMode::CostUnderFloor;
    next.constraints.qualityFloor = m_internal;
    next.constraints.guarantee.asked = true;
    next.constraints.guarantee.accuracy = m_accuracy->value() / 100.0;
    if (const auto& crossed = m_session.study().floor()->crossed) {
        m_session.offer(crossed);
        next.preparation.folds = crossed->preparation.folds;
    }
    m_session.edit(next, tr("guaranteed floor"));
}

void GuaranteePanel::showProgress(double share, const QString& stage) {
    if (m_session.study().floor() || !m_session.prepared() ||
        m_session.study().basis() != GuaranteeBasis::CrossFit) {
        return;
    }
    // The share is of all fits, but within each its stages begin anew.
    m_progressShare = m_progress.isEmpty() ? share : std::max(m_progressShare, share);
    m_progress = m_progressShare < 0.0
                     ? tr("Cross-fitting: %1…").arg(stage)
                     : tr("Cross-fitting: %1, %2…").arg(stage, percent(m_progressShare, 0));
    showGuarantee(nullptr);
}

QString GuaranteePanel::text() const {
    return m_text->text();
}

void GuaranteePanel::chooseAccuracy(double percent) {
    m_follows = false;
    Scenario next = m_session.scenario();
    if (next.constraints.guarantee.asked) {
        next.constraints.guarantee.accuracy = percent / 100.0;
        m_session.edit(next, tr("change of the guarantee"));
    }
    showChart();
}

void GuaranteePanel::showScenario() {
    const ConstraintSettings& asked = m_session.scenario().constraints;
    m_confidence->show(asked.guarantee.confidence);
    if (asked.guarantee.asked || m_follows) {
        const QSignalBlocker quiet(m_accuracy);
        m_accuracy->setValue(
            (asked.guarantee.asked ? asked.guarantee.accuracy : asked.qualityFloor) * 100.0);
    }
    showChart();
}

void GuaranteePanel::showChart() {
    const auto& solve = m_session.solved();
    const auto& sweep = m_session.sweep(SweepOver::Alpha);
    const auto& floor = m_session.study().floor();
    if (!solve) {
        m_chart->setData({});
        showGuarantee(nullptr);
        return;
    }
    FloorData shown = floorData(*solve, sweep.get(), m_session.scenario());
    const QString shortfall = shortfallText(shown, *solve);
    if (floor && !floor->path.points.empty()) {
        const Guarantee guarantee = guaranteedFloor(floor->path, m_accuracy->value() / 100.0);
        addBounds(shown, floor->path, guarantee);
        m_chart->setData(std::move(shown));
        showGuarantee(&guarantee);
    } else {
        m_chart->setData(std::move(shown));
        showGuarantee(nullptr);
    }
    m_chart->setNotice(shortfall);
}

void GuaranteePanel::showGuarantee(const Guarantee* guarantee) {
    const auto& floor = m_session.study().floor();
    m_internal = guarantee && guarantee->reachable ? guarantee->point.floor : kMissing;
    const bool kept = std::isfinite(m_internal);
    const Scenario& scenario = m_session.scenario();
    const int folds = floor && floor->crossed ? floor->crossed->preparation.folds : 0;
    m_route->setEnabled(kept && (!scenario.constraints.guarantee.asked ||
                                 scenario.constraints.qualityFloor != m_internal ||
                                 scenario.preparation.folds != folds));
    if (floor || !m_session.prepared()) m_progress.clear();
    m_cancel->setVisible(!m_progress.isEmpty());
    if (!guarantee) {
        m_text->setText(floor                  ? labelText(floor->path.explanation)
                        : m_progress.isEmpty() ? tr("Calibrating the guarantee…")
                                               : m_progress);
        return;
    }
    m_text->setText(guaranteeText(*guarantee, *floor),
                    kept ? NoteLabel::Tone::Quiet : NoteLabel::Tone::Warning);
    m_text->setToolTip(labelText(guarantee->explanation));
}

void GuaranteePanel::chooseAlpha(double value) {
    Scenario next = m_session.scenario();
    next.constraints.mode = RoutingMode::CostUnderFloor;
    next.constraints.qualityFloor = std::round(value * 1000.0) / 1000.0;
    m_session.edit(next, tr("change of α"), m_gesture);
}

}  // namespace orl
