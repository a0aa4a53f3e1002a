#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <memory>
#include <optional>

#include "core/lab/goals.h"
#include "core/lab/guarantee_engine.h"
#include "ui/session/worker.h"

namespace orl {

class Session;

/// The goals that are asked for, answered in the background of what the session shows: each on a
/// worker of its own, where a newer question replaces an older one. What was answered stays, as
/// old, until it is answered anew. Lives on the GUI thread.
class GoalAnswers : public QObject {
    Q_OBJECT
  public:
    /// What a goal was asked of.
    struct Question {
        std::shared_ptr<const SolveView> solve;  ///< null: nothing is asked
        double first = kMissing;                 ///< accuracy, budget per 1,000 or step
        double second = kMissing;                ///< confidence
    };
    struct Guaranteed {
        std::shared_ptr<const GuaranteeView> view;
        std::optional<GuaranteeGoal> goal;  ///< nothing: the view's path says why
    };
    template <typename Answer>
    struct Goal {
        Question asked;
        std::shared_ptr<const Answer> answer;  ///< null: not known yet
        bool fresh = false;                    ///< of what is asked
        QString failure;                       ///< why there is none
        std::unique_ptr<Worker> worker;
    };

    explicit GoalAnswers(Session& session, QObject* parent = nullptr);
    ~GoalAnswers() override;

    /// Nothing is solved while nobody looks.
    void setActive(bool active);
    void askGuarantee(double accuracy, double confidence);
    void askBudget(double per1000);
    void askLimits(double step);

    const Goal<Guaranteed>& guarantee() const { return m_guarantee; }
    const Goal<BudgetGoal>& budget() const { return m_budget; }
    const Goal<LimitRanking>& limits() const { return m_limits; }
    bool isBusy() const;

  signals:
    void changed();

  private:
    template <typename Answer>
    void connectWorker(Goal<Answer>& goal);
    template <typename Answer, typename Find>
    void ask(Goal<Answer>& goal, Question question, Find find);
    void follow();
    void request();

    Session& m_session;
    bool m_active = false;
    double m_accuracy = kMissing;
    double m_confidence = kMissing;
    double m_per1000 = kMissing;
    double m_step = kMissing;
    std::optional<GuaranteeBasis> m_basis;  ///< of the newest question
    std::shared_ptr<GuaranteeEngine> m_engine = std::make_shared<GuaranteeEngine>();
    QTimer m_rest;
    Goal<Guaranteed> m_guarantee;
    Goal<BudgetGoal> m_budget;
    Goal<LimitRanking> m_limits;
};

}  // namespace orl
