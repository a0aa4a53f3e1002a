#pragma once

#include <QFrame>

class QLabel;

class QHBoxLayout;
class QPushButton;

namespace orl {

class NoteLabel;

/// One figure: a title, a big value, a line below. Amber with a sentence when something is wrong.
class ResultCard : public QFrame {
    Q_OBJECT
  public:
    explicit ResultCard(const QString& title, const QString& tooltip, QWidget* parent = nullptr);

    void show(const QString& value, const QString& detail, const QString& warning = {});
    enum class Change { Better, Worse, Neither };
    /// How far the figure is from the pinned one, with its sign, in a pill; empty: none.
    void setDifference(const QString& text, Change change, const QString& tooltip = {});
    QString difference() const;
    /// A button beside the figure, hidden to begin with; the card owns it.
    QPushButton* addButton(const QString& text, const QString& tooltip);
    void setTitle(const QString& title);
    /// Smaller texts and narrower margins.
    void setCompact(bool compact);
    /// Lines of room for the detail.
    void setDetailLines(int lines);
    const QString& title() const { return m_titleText; }
    QString value() const;
    QString detail() const;
    bool isWarning() const { return m_warning; }
    /// Wide enough for the whole title.
    QSize sizeHint() const override;

  protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void showTitle();
    void paintPill();
    QString m_titleText;
    QString m_detailText;
    bool m_warning = false;
    NoteLabel* m_title = nullptr;
    QLabel* m_value = nullptr;
    NoteLabel* m_detail = nullptr;
    QLabel* m_pill = nullptr;
    QHBoxLayout* m_figure = nullptr;
    Change m_change = Change::Neither;
};

}  // namespace orl
