#pragma once

#include <QAbstractTableModel>
#include <memory>
#include <string>
#include <vector>

#include "core/lab/settings.h"
#include "core/lab/views.h"

namespace orl {

/// Tasks or levels of the routed queries with what is asked of each: a floor on its predicted
/// accuracy, or the most that one model may take of it; what it gets now, and the price of that.
class GroupModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Name, Asked, Now, Price, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    /// Null: no groups.
    void setSolve(std::shared_ptr<const SolveView> solve);
    void setScenario(const Scenario& scenario);
    /// Whose caps are shown; empty: floors are.
    void setCapsOf(const std::string& model);
    const std::string& capsOf() const { return m_capsOf; }
    /// How many groups miss what is asked of them.
    int violations() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    /// Asks nothing of that group any more.
    void reset(const QModelIndex& index);

  signals:
    /// The user changed a floor or a cap.
    void edited(const orl::Scenario& next, const QString& text);

  private:
    /// Of one group under the present solve; NaN unknown.
    struct State {
        std::size_t queries = 0;
        double quality = kMissing;     ///< mean predicted, as the floor is measured
        double share = kMissing;       ///< of its queries, to the model whose caps are shown
        double floorPrice = kMissing;  ///< λ_g, USD per right answer
        double slotPrice = kMissing;   ///< μ_gj, USD per slot
    };
    void regroup();
    void measure();
    double asked(int row) const;
    bool violated(int row) const;
    QString tip(int row) const;

    Scenario m_scenario;
    std::shared_ptr<const SolveView> m_solve;
    std::string m_capsOf;
    std::shared_ptr<const Experiment> m_groupsOf;
    std::string m_by;
    QueryGroups m_groups;
    std::vector<State> m_states;
};

}  // namespace orl
