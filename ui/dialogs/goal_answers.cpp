#include "ui/dialogs/goal_answers.h"

#include <utility>

#include "ui/session/predictor_study.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr int kGoalRests = 150;  // milliseconds without a change before anything is solved

/// What a goal leaves out of the settings: it sets them itself.
ConstraintSettings withoutGoal(ConstraintSettings settings) {
    const ConstraintSettings fresh;
    settings.mode = fresh.mode;
    settings.qualityFloor = fresh.qualityFloor;
    settings.budgetPer1000 = fresh.budgetPer1000;
    settings.guarantee = fresh.guarantee;
    return settings;
}

/// Both ask the same of the same queries.
bool isSame(const GoalAnswers::Question& one, const GoalAnswers::Question& other, bool ofAll) {
    if (!one.solve || !other.solve || one.first != other.first) return false;
    if (one.second != other.second && one.second == one.second) return false;
    if (one.solve->experiment != other.solve->experiment) return false;
    const ConstraintSettings& a = one.solve->scenario.constraints;
    const ConstraintSettings& b = other.solve->scenario.constraints;
    return ofAll ? a == b : withoutGoal(a) == withoutGoal(b);
}

}  // namespace

GoalAnswers::GoalAnswers(Session& session, QObject* parent) : QObject(parent), m_session(session) {
    m_rest.setSingleShot(true);
    m_rest.setInterval(kGoalRests);
    connect(&m_rest, &QTimer::timeout, this, &GoalAnswers::request);
    connectWorker(m_guarantee);
    connectWorker(m_budget);
    connectWorker(m_limits);
    connect(&session, &Session::solvedChanged, this, &GoalAnswers::follow);
}

GoalAnswers::~GoalAnswers() = default;

template <typename Answer>
void GoalAnswers::connectWorker(Goal<Answer>& goal) {
    goal.worker = std::make_unique<Worker>(Worker::Priority::Low);
    connect(goal.worker.get(), &Worker::becameIdle, this, &GoalAnswers::changed);
    connect(goal.worker.get(), &Worker::failed, this, [this, &goal](const Error& error) {
        goal.failure = sentence(error);
        emit changed();
    });
}

bool GoalAnswers::isBusy() const {
    return m_rest.isActive() || !m_guarantee.worker->idle() || !m_budget.worker->idle() ||
           !m_limits.worker->idle();
}

void GoalAnswers::setActive(bool active) {
    m_active = active;
    follow();
}

void GoalAnswers::askGuarantee(double accuracy, double confidence) {
    m_accuracy = accuracy;
    m_confidence = confidence;
    follow();
}

void GoalAnswers::askBudget(double per1000) {
    m_per1000 = per1000;
    follow();
}

void GoalAnswers::askLimits(double step) {
    m_step = step;
    follow();
}

void GoalAnswers::follow() {
    if (!m_active) {
        m_rest.stop();
        return;
    }
    m_rest.start();
    if (!m_session.solved()) request();
}

template <typename Answer, typename Find>
void GoalAnswers::ask(Goal<Answer>& goal, Question question, Find find) {
    goal.asked = std::move(question);
    goal.fresh = false;
    goal.failure.clear();
    goal.worker->discard();
    if (!goal.asked.solve) {
        goal.answer.reset();
        return;
    }
    goal.worker->submit(
        [this, &goal, asked = goal.asked, find](const Worker::Context& context) {
            auto found = std::make_shared<const Answer>(find(asked, context.job));
            context.show([this, &goal, asked, found = std::move(found)] {
                if (asked.solve != goal.asked.solve) return;
                goal.answer = found;
                goal.fresh = true;
                emit changed();
            });
        },
        Worker::Running::Stop);
}

void GoalAnswers::request() {
    const auto& solve = m_session.solved();
    const auto& prepared = m_session.solvedFrom();
    const auto current = prepared ? solve : nullptr;
    const auto basis =
        current ? std::optional(m_session.study().basis()) : std::optional<GuaranteeBasis>();
    const Question guarantee{current, m_accuracy, m_confidence};
    if (!isSame(guarantee, m_guarantee.asked, false) || basis != m_basis) {
        m_basis = basis;
        ask(m_guarantee, guarantee,
            [prepared, basis, engine = m_engine](const Question& asked, const Job& job) {
                Guaranteed found;
                found.view = engine->calibrate(prepared, asked.solve, *basis, asked.second, job);
                if (found.view->path.points.empty()) return found;
                found.goal =
                    cheapestGuaranteed(*found.view->batch, asked.solve->scenario.constraints,
                                       found.view->path, asked.first, job);
                return found;
            });
    }
    const Question budget{current, m_per1000, kMissing};
    if (!isSame(budget, m_budget.asked, false)) {
        ask(m_budget, budget, [](const Question& asked, const Job& job) {
            return bestForBudget(*asked.solve->experiment, asked.solve->scenario.constraints,
                                 asked.first, job);
        });
    }
    const Question limits{current, m_step, kMissing};
    if (!isSame(limits, m_limits.asked, true)) {
        ask(m_limits, limits, [](const Question& asked, const Job& job) {
            return relaxEach(*asked.solve->experiment, asked.solve->scenario.constraints,
                             asked.first, job);
        });
    }
    emit changed();
}

}  // namespace orl
