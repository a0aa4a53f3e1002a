#include "ui/problem/constraint_section.h"

#include <QComboBox>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/problem/guarantee_control.h"
#include "ui/session/session.h"
#include "ui/session/shadow_prices.h"
#include "ui/widgets/format.h"
#include "ui/widgets/value_control.h"

namespace orl {

namespace {
enum Goal { Floor, Budget, Guaranteed };  // as in the list

constexpr double kNoGain = 1e-9;  // USD per 1,000, or accuracy: rounding
}  // namespace

ConstraintSection::ConstraintSection(Session& session, QWidget* parent)
    : Section(tr("Constraints"), parent), m_session(session) {
    build();
    connect(m_mode, &QComboBox::activated, this, &ConstraintSection::chooseGoal);
    connect(m_guarantee, &GuaranteeControl::dragFinished, this, &ConstraintSection::dragFinished);
    connect(m_alpha, &ValueControl::edited, this, [this](int gesture) {
        Scenario next = m_session.scenario();
        next.constraints.qualityFloor = m_alpha->value();
        m_session.edit(next, tr("change of α"), gesture);
    });
    connect(m_budget, &ValueControl::edited, this, [this](int gesture) {
        Scenario next = m_session.scenario();
        next.constraints.budgetPer1000 = m_budget->value();
        m_session.edit(next, tr("change of the budget"), gesture);
    });
    connect(m_capacity, &ValueControl::edited, this, [this](int gesture) {
        Scenario next = m_session.scenario();
        next.constraints.commonCapacity = m_capacity->value();
        m_session.edit(next, tr("change of L"), gesture);
    });
    for (ValueControl* control : {m_alpha, m_budget, m_capacity}) {
        connect(control, &ValueControl::dragFinished, this, &ConstraintSection::dragFinished);
    }
    connectSteps();
    connect(&session, &Session::scenarioChanged, this, &ConstraintSection::showScenario);
    connect(&session, &Session::solvedChanged, this, &ConstraintSection::showReach);
    connect(&session, &Session::pinChanged, this, &ConstraintSection::showPin);
    connect(&session, &Session::stalenessChanged, this, &ConstraintSection::showReach);
    showScenario();
}

void ConstraintSection::chooseGoal(int index) {
    Scenario next = m_session.scenario();
    ConstraintSettings& constraints = next.constraints;
    const bool asked = index == Guaranteed;
    // Who turns from a floor to a guarantee or back means the same number, to begin with.
    if (asked && !constraints.guarantee.asked) {
        constraints.guarantee.accuracy = constraints.qualityFloor;
    } else if (!asked && constraints.guarantee.asked) {
        constraints.qualityFloor = constraints.guarantee.accuracy;
    }
    constraints.guarantee.asked = asked;
    constraints.mode =
        index == Budget ? RoutingMode::QualityUnderBudget : RoutingMode::CostUnderFloor;
    m_session.edit(next, tr("change of the goal"));
}

/// A click on the line that says what a step would do takes it.
void ConstraintSection::connectSteps() {
    const auto take = [this](ValueControl* control, double NextSteps::*to,
                             double ConstraintSettings::*setting, const QString& text) {
        connect(control, &ValueControl::stepAsked, this, [this, to, setting, text] {
            const auto& steps = m_session.shadowPrices().steps();
            if (!steps || std::isnan((*steps).*to)) return;
            Scenario next = m_session.scenario();
            next.constraints.*setting = (*steps).*to;
            m_session.edit(next, text);
        });
    };
    take(m_alpha, &NextSteps::floorTo, &ConstraintSettings::qualityFloor, tr("change of α"));
    take(m_budget, &NextSteps::budgetTo, &ConstraintSettings::budgetPer1000,
         tr("change of the budget"));
    take(m_capacity, &NextSteps::capacityTo, &ConstraintSettings::commonCapacity,
         tr("change of L"));
    connect(&m_session.shadowPrices(), &ShadowPrices::changed, this, &ConstraintSection::showSteps);
}

void ConstraintSection::showSteps() {
    const auto& steps = m_session.shadowPrices().steps();
    const auto& solve = m_session.solved();
    if (!steps || !solve) {
        for (ValueControl* control : {m_alpha, m_budget, m_capacity}) control->setStep({}, {});
        return;
    }
    const QString solved = tr("Solved for that step, not estimated. Click to take it.");
    const double points = (steps->floorTo - solve->scenario.constraints.qualityFloor) * 100.0;
    m_alpha->setStep(
        std::isnan(steps->floorCosts)
            ? QString()
            : tr("+%1 costs %2 per 1,000")
                  .arg(points > 0.995 ? tr("1 point") : tr("%1 points").arg(points, 0, 'f', 1),
                       usd(std::max(0.0, steps->floorCosts))),
        solved);
    m_budget->setStep(
        std::isnan(steps->budgetGains)
            ? QString()
            : tr("+10 % gains %1 points").arg(std::max(0.0, steps->budgetGains) * 100.0, 0, 'f', 2),
        solved);
    QString capacity;
    if (!std::isnan(steps->capacitySaves)) {
        capacity = steps->capacitySaves > kNoGain
                       ? tr("+1 % of N saves %1 per 1,000").arg(usd(steps->capacitySaves))
                       : tr("+1 % of N saves nothing");
    } else if (!std::isnan(steps->capacityGains)) {
        capacity =
            steps->capacityGains > kNoGain
                ? tr("+1 % of N gains %1 points").arg(steps->capacityGains * 100.0, 0, 'f', 2)
                : tr("+1 % of N gains nothing");
    }
    m_capacity->setStep(capacity, solved);
}

void ConstraintSection::build() {
    m_mode = new QComboBox;
    m_mode->addItem(tr("Least cost above floor α"));
    m_mode->addItem(tr("Best accuracy in budget"));
    m_mode->addItem(tr("Accuracy guaranteed"));
    m_mode->setItemData(
        Guaranteed,
        tr("Least cost at which the realized accuracy is what was asked for, with a confidence"),
        Qt::ToolTipRole);
    m_mode->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_mode->setMinimumContentsLength(8);
    addRow(tr("&Goal"), m_mode, tr("What is minimised or maximised, and what is held"));

    ValueControl::Options alpha;
    alpha.label = tr("&Accuracy floor α");
    alpha.name = tr("Accuracy floor alpha");
    alpha.tooltip = tr("Least mean predicted accuracy that the routing must reach");
    alpha.suffix = tr(" %");
    alpha.step = 0.005;
    alpha.decimals = 1;
    alpha.shownFactor = 100.0;
    alpha.hasNote = true;
    alpha.hasStep = true;
    m_alpha = new ValueControl(alpha);
    column()->addWidget(m_alpha);

    m_guarantee = new GuaranteeControl(m_session);
    column()->addWidget(m_guarantee);

    ValueControl::Options budget;
    budget.label = tr("&Budget");
    budget.name = tr("Budget per 1,000 queries");
    budget.tooltip = tr("Most that 1,000 queries may cost, predicted, in US dollars");
    budget.suffix = tr(" USD / 1,000");
    budget.least = 0.0001;
    budget.greatest = 1000.0;
    budget.decimals = 4;
    budget.logarithmic = true;
    budget.hasNote = true;
    budget.hasStep = true;
    m_budget = new ValueControl(budget);
    column()->addWidget(m_budget);

    ValueControl::Options capacity;
    capacity.label = tr("Common capacity &L");
    capacity.name = tr("Common capacity L");
    capacity.tooltip =
        tr("Most queries that one model may take, as a share of all; 100 % is no limit");
    capacity.suffix = tr(" % of N");
    capacity.step = 0.005;
    capacity.decimals = 1;
    capacity.shownFactor = 100.0;
    capacity.hasNote = true;
    capacity.hasStep = true;
    m_capacity = new ValueControl(capacity);
    column()->addWidget(m_capacity);

    m_goals = new QPushButton(tr("Ask for the goal…"));
    m_goals->setToolTip(
        tr("The cheapest for an accuracy that is realized, the best for so much money a month, or "
           "which limit to lift first (Ctrl+G)"));
    column()->addWidget(m_goals);
    connect(m_goals, &QPushButton::clicked, this, &ConstraintSection::goalsAsked);
}

void ConstraintSection::showScenario() {
    const Scenario& scenario = m_session.scenario();
    const bool floor = scenario.constraints.mode == RoutingMode::CostUnderFloor;
    const bool guaranteed = floor && scenario.constraints.guarantee.asked;
    m_mode->setCurrentIndex(guaranteed ? Guaranteed : floor ? Floor : Budget);
    m_alpha->setVisible(floor && !guaranteed);
    m_guarantee->setVisible(guaranteed);
    m_budget->setVisible(!floor);
    m_alpha->setValue(scenario.constraints.qualityFloor);
    m_budget->setValue(scenario.constraints.budgetPer1000);
    m_capacity->setValue(scenario.constraints.commonCapacity);
}

void ConstraintSection::showPin() {
    const auto& pin = m_session.pinned();
    const ConstraintSettings* was = pin ? &pin->solve->scenario.constraints : nullptr;
    const bool floor = was && was->mode == RoutingMode::CostUnderFloor;
    m_alpha->setPin(floor ? was->qualityFloor : kMissing);
    m_budget->setPin(was && !floor ? was->budgetPer1000 : kMissing);
    m_capacity->setPin(was ? was->commonCapacity : kMissing);
}

void ConstraintSection::showReach() {
    const auto& solve = m_session.solved();
    if (!solve || m_session.showsOtherData()) {
        for (ValueControl* control : {m_alpha, m_budget, m_capacity}) {
            control->setReachable(control->least(), control->greatest());
            control->setNote({}, false);
        }
        return;
    }
    const Reach& reach = solve->reach;
    const auto queries = solve->experiment->problem.queryCount();
    showBudgetRange();
    if (std::isnan(reach.maxQuality)) {
        // Nothing fits: α is not the reason, so its whole range stays open.
        m_alpha->setReachable(0.0, 1.0);
        m_alpha->setNote({}, false);
    } else {
        m_alpha->setReachable(0.0, reach.maxQuality);
        const bool beyond = solve->constraints.qualityFloor > reach.maxQuality;
        m_alpha->setNote(
            tr("reachable up to %1%2")
                .arg(percentBelow(reach.maxQuality), solve->constraints.capacity.empty()
                                                         ? QString()
                                                         : tr(" under these capacities")),
            beyond);
    }
    if (std::isfinite(reach.minCost)) {
        const double least = reach.minCost / double(queries) * 1000.0;
        m_budget->setReachable(least, m_budget->greatest());
        m_budget->setNote(tr("least possible cost: %1 per 1,000").arg(usdAbove(least)),
                          solve->scenario.constraints.budgetPer1000 < least);
    }
    m_capacity->setReachable(reach.leastCommonCapacity, 1.0);
    const bool tooLittle = solve->status == SolveStatus::CapacityShort;
    // In queries as well: a share is rounded down to them.
    const double share = std::min(1.0, solve->scenario.constraints.commonCapacity);
    m_capacity->setNote(tr("%1 of %2 queries; all fit from %3")
                            .arg(count(slotsOfShare(share, queries)), count(std::int64_t(queries)),
                                 percentAbove(reach.leastCommonCapacity)),
                        tooLittle);
}

/// From below the cheapest routing to above the dearest, over the whole pool; does not move while
/// the constraints do.
void ConstraintSection::showBudgetRange() {
    const Experiment* experiment = m_session.solved()->experiment.get();
    if (m_budgetRangeOf == experiment) return;
    m_budgetRangeOf = experiment;
    const RoutingProblem& problem = experiment->problem;
    double cheapest = 0.0;
    double dearest = 0.0;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        double low = RoutingProblem::kForbidden;
        double high = 0.0;
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (!problem.allowed(i, j)) continue;
            low = std::min(low, problem.cost(i, j));
            high = std::max(high, problem.cost(i, j));
        }
        cheapest += low;
        dearest += high;
    }
    const double scale = 1000.0 / double(problem.queryCount());
    m_budget->setLimits(std::max(cheapest * scale * 0.7, 1e-4),
                        std::max(dearest * scale * 1.1, 1e-3));
}

}  // namespace orl
