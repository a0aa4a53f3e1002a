#pragma once

#include <QAbstractTableModel>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/lab/pool_edit.h"
#include "core/lab/views.h"
#include "ui/pages/models/worth_keeper.h"

namespace orl {

/// The pool as a table that is edited in place: a row a model, in the order of the data. Whatever
/// is typed is either a step of the scenario, a question, or a refusal that says why.
class ModelTableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column {
        Name,
        Provider,
        Input,
        Output,
        Multiplier,
        Capacity,
        FirstToken,
        Speed,
        Accuracy,
        Alone,
        Share,
        Spend,
        Extra,  ///< what the goal costs more without it
        BreakFactor,
        BreakPrice,
        Enough,
        ColumnCount
    };
    /// Share in [0,1] that a bar shows, in the colour of kColorRole; of Extra the number itself.
    static constexpr int kBarRole = Qt::UserRole + 10;
    /// The cell holds a value of the operator's own.
    static constexpr int kOwnRole = Qt::UserRole + 11;
    static constexpr int kColorRole = Qt::UserRole + 13;
    /// Of a head: the title of the group that begins there.
    static constexpr int kGroupRole = Qt::UserRole + 12;
    explicit ModelTableModel(QObject* parent = nullptr);

    void setModels(std::vector<ModelInfo> models);
    void setScenario(const Scenario& scenario);
    /// @param solve null: nothing is known; of the same models in the same order
    void setSolve(std::shared_ptr<const SolveView> solve);
    /// @param keeper outlives this; tells of changes by worthChanged()
    void setWorth(const WorthKeeper* keeper) { m_worth = keeper; }
    void worthChanged();

    const std::vector<ModelInfo>& models() const { return m_models; }
    const ModelInfo& model(int row) const { return m_models[std::size_t(row)]; }
    int rowOf(const std::string& model) const;
    bool isRowOn(int row) const { return isOn(m_scenario.pool, model(row).name); }
    /// Of the pool as it is: models with both prices.
    int pricedCount() const;
    static std::optional<PoolField> fieldOf(int column);

    void toggle(int row);
    void reset(int row, int column);
    void resetRow(int row);
    /// Sets the value without asking whether it was meant.
    void accept(int row, PoolField field, double value);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

  signals:
    /// The user changed the pool; the model itself only changes when setScenario() follows.
    void edited(const orl::Scenario& next, const QString& text);
    void refused(const QString& why);
    /// It was done, and may be more than was meant.
    void remarked(const QString& what);
    /// The price is about a thousand times off its list: was it meant in another unit?
    void unitAsked(int row, orl::PoolField field, double typed, double inOtherUnit);

  private:
    QString group(int column) const;
    double number(int row, int column) const;
    double worthNumber(const WorthKeeper::Row& known, int row, int column) const;
    QString worthText(int row, int column) const;
    QVariant worthTone(int row, int column) const;
    QString worthTip(int row, int column) const;
    const WorthKeeper::Row* worthOf(int row) const;
    bool isShort(int row) const;
    double sortKey(int row, int column) const;
    QVariant display(int row, int column) const;
    QVariant swatch(int row) const;
    QVariant tone(int row, int column) const;
    QVariant font(int row, int column) const;
    QString tip(int row, int column) const;
    bool atLimit(int row) const;
    /// Of a cell what decides how it is painted and where its row is sorted.
    struct Look {
        QVariant text, tone, font;
        double number = 0.0;
        bool on = false, own = false, hypothetical = false;
    };
    Look look(int row, int column) const;
    void changed();

    std::vector<ModelInfo> m_models;
    std::vector<Look> m_looks;  ///< as last told of, row by row
    Scenario m_scenario;
    std::shared_ptr<const SolveView> m_solve;
    const WorthKeeper* m_worth = nullptr;
};

}  // namespace orl
