#pragma once

#include <QFrame>
#include <QStringList>
#include <memory>

#include "core/lab/ask.h"
#include "ui/session/worker.h"

class QDialog;
class QLabel;
class QLineEdit;
class QToolButton;

namespace orl {

class Session;
class StripsChart;

/// A line in which any text is typed: where it would go at the present prices, and with "All
/// models…" why. What was asked is kept in the workspace.
class AskLine : public QFrame {
    Q_OBJECT
  public:
    explicit AskLine(Session& session, QWidget* parent = nullptr);
    /// Writes what is still to be kept.
    ~AskLine() override;

    bool isBusy() const { return !m_asker.idle(); }
    /// Null: nothing was asked of these data yet.
    const std::shared_ptr<const Asked>& answer() const { return m_answer; }
    /// Asked earlier, the latest first.
    const QStringList& asked() const { return m_asked; }
    QLineEdit* line() const { return m_line; }
    QLabel* said() const { return m_said; }
    QToolButton* allModels() const { return m_all; }
    QToolButton* earlier() const { return m_earlier; }
    void ask(const QString& text);
    /// The strips of every model in a dialog of their own; nothing while there is no answer.
    QDialog* showAll();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void build();
    void followSolve();
    void followData();
    void accept(std::shared_ptr<const Asked> answer);
    void showAnswer();
    void remember(const QString& text);
    void fillEarlier();
    void submit();

    class Unkept;

    Session& m_session;
    std::shared_ptr<Unkept> m_unkept;  ///< shared with the jobs that keep it
    QString m_text;                    ///< that is asked about; empty: none
    std::shared_ptr<const Asked> m_answer;
    QStringList m_asked;
    QString m_of;  ///< workspace and data set that m_asked is of
    QLineEdit* m_line = nullptr;
    QLabel* m_said = nullptr;
    QToolButton* m_all = nullptr;
    QToolButton* m_earlier = nullptr;
    Worker m_keeper;
    Worker m_asker;  ///< last, so that it ends first
};

}  // namespace orl
