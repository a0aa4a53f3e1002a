#pragma once

#include <QWidget>
#include <vector>

#include "core/lab/query_list.h"

class QLabel;
class QLineEdit;
class QMenu;
class QToolButton;

namespace orl {

class Session;

/// What the table of queries shows: a search as one types, and conditions, each in a button that is
/// tinted while it is set. Follows data, selection and pin by itself.
class FilterBar : public QWidget {
    Q_OBJECT
  public:
    explicit FilterBar(Session& session, QWidget* parent = nullptr);

    QueryFilter filter() const;
    /// Id of the router whose choices are compared with; empty: none.
    std::string router() const { return m_router; }
    void clear();
    void setRange(const FieldRange& range);
    void clearRange(QueryField field);
    /// "148 of 2,500".
    void setCount(std::size_t shown, std::size_t all);
    /// From now on only the selection, if there is one.
    void showSelectionOnly(bool only);
    /// What is set, in words: "'xyz' with 2 filters on".
    QString words() const;

    /// What the listed queries are: "law, wrong, with “court”".
    QString reason() const;
    QLineEdit* search() const { return m_search; }
    QLabel* counted() const { return m_count; }
    QToolButton* selectionOnly() const { return m_selectionOnly; }
    QToolButton* movedOnly() const { return m_moved; }
    QMenu* tasks() const { return m_taskMenu; }
    QMenu* levels() const { return m_levelMenu; }
    QMenu* models() const { return m_modelMenu; }
    QMenu* outcomes() const { return m_outcomeMenu; }
    QMenu* routers() const { return m_routerMenu; }

  signals:
    void changed();
    void columnsAsked(const QPoint& at);
    void exportAsked();
    /// What is listed is to be the selection.
    void selectAsked();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    QToolButton* addMenuButton(const QString& text, const QString& tooltip, QMenu*& menu);
    void followData();
    void followRouters();
    void followSelection();
    void followPin();
    void fillOutcomes();
    void changedByUser();
    void showStates();
    void paintTones();

    Session& m_session;
    std::uint64_t m_data = 0;  ///< Prepared::queryFingerprint that the menus are of
    std::string m_router;
    std::vector<FieldRange> m_ranges;
    QLineEdit* m_search;
    QToolButton* m_selectionOnly;
    QToolButton* m_moved;
    QMenu* m_taskMenu = nullptr;
    QMenu* m_levelMenu = nullptr;
    QMenu* m_modelMenu = nullptr;
    QMenu* m_outcomeMenu = nullptr;
    QMenu* m_routerMenu = nullptr;
    std::vector<QToolButton*> m_menuButtons;
    QToolButton* m_clear;
    QLabel* m_count;
};

}  // namespace orl
