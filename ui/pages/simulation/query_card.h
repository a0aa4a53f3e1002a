#pragma once

#include <QFrame>
#include <memory>
#include <optional>

#include "core/lab/load_query.h"

class QLabel;
class QPushButton;
class QTableWidget;

namespace orl {

struct LoadView;

/// One query of a run, closely: its text, where it is and since when, by which rule it went there,
/// and what its alternatives were then. Stands over the page until it is closed.
class LoadQueryCard : public QFrame {
    Q_OBJECT
  public:
    explicit LoadQueryCard(QWidget* parent);

    /// @param run index of the lane's run; query of its record
    void setQuery(std::shared_ptr<const LoadView> view, std::size_t run, std::uint32_t query);
    /// What is said of the present moves along.
    void setTime(double time);
    /// Beside that point of the parent, wholly within it.
    void openAt(QPoint at);
    /// Row of the data set; none: the query is none of it.
    std::optional<std::size_t> row() const;

    QLabel* text() const { return m_text; }
    QLabel* where() const { return m_where; }
    QLabel* why() const { return m_why; }
    QTableWidget* table() const { return m_table; }
    QPushButton* showButton() const { return m_show; }

  signals:
    /// Somebody wants to see it on the Queries page.
    void queryAsked(std::size_t row);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

  private:
    /// What there is to say at the present moment.
    void ask();
    void fill();

    std::shared_ptr<const LoadView> m_view;
    std::size_t m_run = 0;
    std::uint32_t m_query = 0;
    LoadQuery m_asked;  ///< about its visit at m_time
    double m_time = 0.0;
    QLabel* m_title = nullptr;
    QLabel* m_text = nullptr;
    QLabel* m_where = nullptr;
    QLabel* m_why = nullptr;
    QTableWidget* m_table = nullptr;
    QPushButton* m_show = nullptr;
};

}  // namespace orl
