#pragma once

#include "core/data/dataset.h"
#include "core/lab/pool_edit.h"
#include "ui/pages/page.h"

class QLabel;
class QPushButton;

namespace orl {

class BreakEvenChart;
class EditNotice;
class HypotheticalPanel;
class ModelTableModel;
class PoolView;
class PriceListDialog;
class ModelPriceCurve;
class ModelWorthPanel;
class Session;
class WorthKeeper;

/// The pool, edited in place and solved again at once.
class ModelsPage : public Page {
    Q_OBJECT
  public:
    explicit ModelsPage(Session& session, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("models"); }
    QString title() const override { return tr("&Models"); }
    /// Sorts again what was frozen during a drag.
    void settle() override;

    bool isBusy() const override;
    PoolView* table() const { return m_table; }
    ModelTableModel* model() const { return m_model; }
    EditNotice* notice() const { return m_notice; }
    QLabel* source() const { return m_source; }
    WorthKeeper* worth() const { return m_worth; }
    ModelWorthPanel* worthPanel() const { return m_worthPanel; }
    HypotheticalPanel* hypothetical() const { return m_hypothetical; }
    QPushButton* duplicateButton() const { return m_duplicate; }
    QPushButton* removeButton() const { return m_remove; }
    BreakEvenChart* breakEven() const { return m_breakEven; }
    QLabel* foot() const { return m_foot; }
    QPushButton* pricesButton() const { return m_prices; }
    /// @throws Error when the file cannot be written
    void saveCsv(const QString& path) const;
    /// The prices in force, in the own layout or in LiteLLM's. @throws Error
    void savePrices(const QString& path, bool liteLlm) const;
    /// Shows what a list would change; nothing is changed before it is accepted.
    PriceListDialog* comparePrices();
    QPushButton* compareButton() const { return m_compare; }

  signals:
    void pricesAsked();

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void build();
    QWidget* buildBar();
    void connectParts();
    void followPrepared();
    void followPool();
    void duplicateModel();
    void removeModel();
    void followSolve();
    void followWorth();
    void showBar();
    void showPanels();
    void askCurve();
    void showCurve();
    void showNow();
    void connectPanels();
    void dragPrice(double multiple);
    void askUnit(int row, PoolField field, double typed, double other);
    void exportTable();
    void exportPrices(bool liteLlm);
    QString sourceText() const;

    Session& m_session;
    bool m_sorted = false;  ///< since what it is sorted by is known
    QLabel* m_source = nullptr;
    QPushButton* m_compare = nullptr;
    QPushButton* m_prices = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_new = nullptr;
    QPushButton* m_duplicate = nullptr;
    QPushButton* m_remove = nullptr;
    HypotheticalPanel* m_hypothetical = nullptr;
    EditNotice* m_notice = nullptr;
    ModelTableModel* m_model = nullptr;
    PoolView* m_table = nullptr;
    QLabel* m_foot = nullptr;
    ModelWorthPanel* m_worthPanel = nullptr;
    WorthKeeper* m_worth = nullptr;
    ModelPriceCurve* m_curve = nullptr;
    BreakEvenChart* m_breakEven = nullptr;
    int m_gesture = 0;  ///< of the drag of a price
};

}  // namespace orl
