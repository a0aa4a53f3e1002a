#pragma once

#include <QTableView>

namespace orl {

class PoolModel;

/// The pool as a compact table: fits its rows without scrolling up to twelve models; Delete resets
/// a cell.
class PoolTable : public QTableView {
    Q_OBJECT
  public:
    explicit PoolTable(PoolModel* model, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    PoolModel* m_pool;
};

}  // namespace orl
