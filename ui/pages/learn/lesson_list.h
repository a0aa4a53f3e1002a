#pragma once

#include <QAbstractButton>
#include <QFrame>
#include <vector>

#include "ui/pages/learn/shelf.h"

class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace orl {

/// One lesson of the list: number or tick, title, level and minutes, a dash a step.
class LessonRow : public QAbstractButton {
    Q_OBJECT
  public:
    struct Content {
        QString number;
        QString title;
        QString detail;
        std::vector<StepProgress> steps;
        bool done = false;
        bool skipped = false;
        bool faulty = false;  ///< its check fails
    };
    explicit LessonRow(Content content, QWidget* parent = nullptr);
    void setContent(Content content);
    const Content& content() const { return m_content; }
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void paintWords(QPainter& painter) const;

    Content m_content;
};

/// The lessons that there are, with what has been done of them.
class LessonList : public QFrame {
    Q_OBJECT
  public:
    explicit LessonList(QWidget* parent = nullptr);

    void setLessons(const std::vector<ShelvedLesson>& lessons, const LessonProgress& progress,
                    std::size_t current);
    const std::vector<LessonRow*>& rows() const { return m_rows; }
    QPushButton* folderButton() const { return m_folder; }
    QPushButton* makeButton() const { return m_make; }
    QPushButton* restartButton() const { return m_restart; }
    QPushButton* skipButton() const { return m_skip; }
    QPushButton* printButton() const { return m_print; }
    QString summary() const;

  signals:
    void chosen(std::size_t lesson);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void build();

    std::vector<LessonRow*> m_rows;
    QVBoxLayout* m_column = nullptr;
    QLabel* m_done = nullptr;
    QLabel* m_ownTitle = nullptr;
    QPushButton* m_folder = nullptr;
    QPushButton* m_make = nullptr;
    QPushButton* m_restart = nullptr;
    QPushButton* m_skip = nullptr;
    QPushButton* m_print = nullptr;
};

}  // namespace orl
