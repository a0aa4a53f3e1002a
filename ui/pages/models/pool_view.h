#pragma once

#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QTableView>

namespace orl {

class ModelTableModel;

/// Head of two lines under a line of group titles with a rule each.
class GroupHeader : public QHeaderView {
    Q_OBJECT
  public:
    explicit GroupHeader(QWidget* parent = nullptr);
    QSize sizeHint() const override;

  protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    void paintEvent(QPaintEvent* event) override;

  private:
    int groupHeight() const;
};

/// Bars of shares, a corner on the operator's own values, and plain text fields to type in: what is
/// no number is refused by the model, in words.
class PoolCellDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model,
                      const QModelIndex& index) const override;

  protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

/// The pool: F2, a double click or typing edits, Space switches, Delete resets a cell and
/// Shift+Delete a row. Rows keep their order while a cell is edited.
class PoolView : public QTableView {
    Q_OBJECT
  public:
    explicit PoolView(ModelTableModel* model, QWidget* parent = nullptr);
    bool isEditing() const { return state() == EditingState; }
    /// −1: none.
    int currentModelRow() const;
    void setCurrentModelRow(int row);
    /// Sorts anew by what it is sorted by; not under an open editor.
    void sortAgain();
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  signals:
    void currentModelChanged(int row);
    void editingEnded();

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void resizeEvent(QResizeEvent* event) override;
    void closeEditor(QWidget* editor, QAbstractItemDelegate::EndEditHint hint) override;

  private:
    void askMenu(const QPoint& at);
    void fitColumns();
    void fitWidth();

    ModelTableModel* m_pool;
};

}  // namespace orl
