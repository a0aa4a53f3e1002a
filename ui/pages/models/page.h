#pragma once

#include "core/data/dataset.h"
#include "core/lab/pool_edit.h"
#include "ui/pages/page.h"

class QLabel;
class QPushButton;

namespace orl {

class EditNotice;
class ModelTableModel;
class PoolView;
class Session;

/// The pool, edited in place and solved again at once.
class ModelsPage : public Page {
    Q_OBJECT
  public:
    explicit ModelsPage(Session& session, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("models"); }
    QString title() const override { return tr("&Models"); }
    /// Sorts again what was frozen during a drag.
    void settle() override;

    PoolView* table() const { return m_table; }
    ModelTableModel* model() const { return m_model; }
    EditNotice* notice() const { return m_notice; }
    QLabel* source() const { return m_source; }
    QLabel* foot() const { return m_foot; }
    QPushButton* pricesButton() const { return m_prices; }
    /// @throws Error when the file cannot be written
    void saveCsv(const QString& path) const;

  signals:
    void pricesAsked();

  private:
    void build();
    QWidget* buildBar();
    void connectParts();
    void followPrepared();
    void followSolve();
    void showBar();
    void askUnit(int row, PoolField field, double typed, double other);
    void exportTable();

    Session& m_session;
    bool m_sorted = false;  ///< since there is something to sort by
    QLabel* m_source = nullptr;
    QPushButton* m_prices = nullptr;
    QPushButton* m_export = nullptr;
    EditNotice* m_notice = nullptr;
    ModelTableModel* m_model = nullptr;
    PoolView* m_table = nullptr;
    QLabel* m_foot = nullptr;
};

}  // namespace orl
