#pragma once

#include <QFrame>
#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace orl {

/// One goal: a sentence with fields to edit in it, the answer, and lines below it, each with a
/// button that does it.
class GoalPanel : public QFrame {
    Q_OBJECT
  public:
    struct Line {
        QString text;
        QString button;  ///< empty: none
        bool enabled = true;
        std::function<void()> act = {};
    };
    /// @param lines most that there are
    explicit GoalPanel(std::size_t lines, QWidget* parent = nullptr);

    /// What the sentence is made of, in its order.
    void addWords(const QString& words);
    void addField(QWidget* field);
    void endSentence();

    /// @param stale it is of the settings before
    void show(const QString& answer, bool warning, bool stale, const std::vector<Line>& lines);
    using QFrame::show;
    QString answer() const;
    QString text(std::size_t line) const;
    QPushButton* button(std::size_t line) const { return m_rows[line].button; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    struct Row {
        QLabel* text = nullptr;
        QPushButton* button = nullptr;
        std::function<void()> act;
    };
    void applyTone();

    QHBoxLayout* m_sentence;
    QLabel* m_answer;
    std::vector<Row> m_rows;
    bool m_warning = false;
    bool m_stale = false;
};

}  // namespace orl
