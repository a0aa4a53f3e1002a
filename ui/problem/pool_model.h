#pragma once

#include <QAbstractTableModel>
#include <string>
#include <vector>

#include "core/scenario.h"

namespace orl {

/// The models of the data set with what the operator may change about each: on or off, capacity,
/// price; and the share of the queries that each gets now.
class PoolModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Name, Capacity, Price, Share, ColumnCount };
    explicit PoolModel(QObject* parent = nullptr);

    void setModels(const std::vector<std::string>& models);
    void setScenario(const Scenario& scenario);
    /// Of the queries, by model; empty or NaN: unknown.
    void setShares(const std::vector<double>& shares);
    /// Back to the common capacity and the data's own price.
    void reset(const QModelIndex& index);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

  signals:
    /// The user changed the pool; the model itself only changes when setScenario() follows.
    void edited(const orl::Scenario& next, const QString& text);

  private:
    bool hasOwn(int row, int column) const;
    double number(int row, int column) const;
    QString tip(int row, int column) const;
    bool setOn(int row, bool on);
    bool setNumber(int row, int column, double value);

    std::vector<std::string> m_models;
    std::vector<double> m_shares;
    Scenario m_scenario;
};

}  // namespace orl
