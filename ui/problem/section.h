#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace orl {

/// A titled group of the Problem dock, without a box: a strong line of text and its controls.
class Section : public QWidget {
    Q_OBJECT
  public:
    explicit Section(const QString& title, QWidget* parent = nullptr);

  protected:
    QVBoxLayout* column() const { return m_column; }
    /// Adds "label: widget" in one row, with the label as the widget's buddy.
    void addRow(const QString& label, QWidget* widget, const QString& tooltip);
    /// Adds another labelled widget to the row added last.
    void addToRow(const QString& label, QWidget* widget, const QString& tooltip);

  private:
    QLabel* describe(const QString& label, QWidget* widget, const QString& tooltip);

    QVBoxLayout* m_column;
    QHBoxLayout* m_row = nullptr;
};

}  // namespace orl
