#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace orl {

class Session;

/// What is selected, in one line above the pages: how it came about and how many queries, what they
/// cost and how they fare, and what can be done with them. Says how to select while nothing is. Its
/// height never changes.
class SelectionRow : public QWidget {
    Q_OBJECT
  public:
    explicit SelectionRow(Session& session, QWidget* parent = nullptr);

    /// What the chip says; empty while nothing is selected.
    QString chipText() const;
    QString figures() const;
    QToolButton* chip() const { return m_chip; }
    QToolButton* invertButton() const { return m_invert; }
    QToolButton* showButton() const { return m_show; }
    QToolButton* restrictButton() const { return m_restrict; }
    /// Which queries are routed alone; hidden while all are. Goes back to all.
    QToolButton* partChip() const { return m_part; }

  signals:
    /// The queries themselves are asked for.
    void queriesAsked();

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void showSelection();
    void showChip();
    void showPart();
    void paintTones();

    Session& m_session;
    QString m_chipText;
    QToolButton* m_part;
    QToolButton* m_chip;
    QLabel* m_figures;
    QToolButton* m_invert;
    QToolButton* m_show;
    QToolButton* m_restrict;
    QLabel* m_hint;
};

}  // namespace orl
