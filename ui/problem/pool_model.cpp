#include "ui/problem/pool_model.h"

#include <QApplication>
#include <QFont>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/lab/pool_edit.h"
#include "core/support/error.h"
#include "ui/session/label_text.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

std::optional<PoolField> fieldOf(int column) {
    if (column == PoolModel::Capacity) return PoolField::Capacity;
    if (column == PoolModel::Price) return PoolField::Multiplier;
    return {};
}

}  // namespace

PoolModel::PoolModel(QObject* parent) : QAbstractTableModel(parent) {}

void PoolModel::setModels(const std::vector<std::string>& models) {
    if (models == m_models) return;
    beginResetModel();
    m_models = models;
    m_shares.clear();
    endResetModel();
}

void PoolModel::setScenario(const Scenario& scenario) {
    const bool same =
        scenario.constraints.commonCapacity == m_scenario.constraints.commonCapacity &&
        scenario.constraints.capacityShare == m_scenario.constraints.capacityShare &&
        scenario.pool.priceMultiplier == m_scenario.pool.priceMultiplier &&
        scenario.pool.disabled == m_scenario.pool.disabled;
    m_scenario = scenario;
    if (same || m_models.empty()) return;
    emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void PoolModel::setShares(const std::vector<double>& shares) {
    m_shares = shares;
    if (m_models.empty()) return;
    emit dataChanged(index(0, Share), index(rowCount() - 1, Share));
}

int PoolModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_models.size());
}

int PoolModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

bool PoolModel::hasOwn(int row, int column) const {
    const auto field = fieldOf(column);
    return field && ownValue(m_scenario, m_models[std::size_t(row)], *field);
}

double PoolModel::number(int row, int column) const {
    if (const auto field = fieldOf(column)) {
        return valueInForce(m_scenario, {m_models[std::size_t(row)]}, *field);
    }
    return std::size_t(row) < m_shares.size() ? m_shares[std::size_t(row)]
                                              : std::numeric_limits<double>::quiet_NaN();
}

QVariant PoolModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int row = index.row();
    const int column = index.column();
    const std::string& model = m_models[std::size_t(row)];
    if (role == Qt::ToolTipRole) return tip(row, column);
    if (column == Name) {
        if (role == Qt::DisplayRole) return labelText(model);
        if (role == Qt::CheckStateRole)
            return isOn(m_scenario.pool, model) ? Qt::Checked : Qt::Unchecked;
        if (role == Qt::DecorationRole) {
            return modelColor(row, Theme::of(QApplication::palette()).dark);
        }
        return {};
    }
    const double value = number(row, column);
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::EditRole) return column == Price ? value : value * 100.0;
    if (role == Qt::FontRole && hasOwn(row, column)) {
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    if (role == Qt::DisplayRole) {
        if (column == Price) return QLocale::c().toString(value, 'g', 3) + " ×";
        const bool whole = std::abs(value * 100.0 - std::round(value * 100.0)) < 1e-9;
        return percent(value, whole && column == Capacity ? 0 : 1);
    }
    return {};
}

QString PoolModel::tip(int row, int column) const {
    const QString model = labelText(m_models[std::size_t(row)]);
    switch (column) {
        case Name:
            return tr("%1: clear the box to take the model out of the pool").arg(model);
        case Capacity:
            return hasOwn(row, column)
                       ? tr("Own capacity of %1, share of the queries; Delete returns to the "
                            "common one")
                             .arg(model)
                       : tr("Common capacity; type a number to give %1 its own").arg(model);
        case Price:
            return tr("Factor on the cost of %1; Delete returns to 1").arg(model);
        default:
            return tr("Share of the queries that %1 gets now").arg(model);
    }
}

QVariant PoolModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case Name:
            return tr("Model");
        case Capacity:
            return tr("L");
        case Price:
            return tr("Price");
        default:
            return tr("Now");
    }
}

Qt::ItemFlags PoolModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid()) return flags;
    if (index.column() == Name) flags |= Qt::ItemIsUserCheckable;
    if (index.column() == Capacity || index.column() == Price) flags |= Qt::ItemIsEditable;
    return flags;
}

bool PoolModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
    if (index.column() == Name && role == Qt::CheckStateRole) {
        return setOn(index.row(), value.toInt() == Qt::Checked);
    }
    if (role != Qt::EditRole) return false;
    bool isNumber = false;
    const double typed = value.toDouble(&isNumber);
    return isNumber && setNumber(index.row(), index.column(), typed);
}

bool PoolModel::setOn(int row, bool on) {
    const std::string& model = m_models[std::size_t(row)];
    Scenario next = m_scenario;
    if (!orl::setOn(next.pool, m_models, model, on)) return false;  // one has to stay
    emit edited(next, on ? tr("switch %1 on").arg(labelText(model))
                         : tr("switch %1 off").arg(labelText(model)));
    return true;
}

bool PoolModel::setNumber(int row, int column, double value) {
    const std::string& model = m_models[std::size_t(row)];
    const auto field = fieldOf(column);
    if (!field) return false;
    Scenario next = m_scenario;
    try {
        setValue(next, {model}, *field, column == Capacity ? value / 100.0 : value);
    } catch (const Error&) {
        return false;  // the field of the table offers no such number
    }
    emit edited(next, column == Capacity ? tr("capacity of %1").arg(labelText(model))
                                         : tr("price of %1").arg(labelText(model)));
    return true;
}

void PoolModel::reset(const QModelIndex& index) {
    if (!index.isValid() || !hasOwn(index.row(), index.column())) return;
    const std::string& model = m_models[std::size_t(index.row())];
    Scenario next = m_scenario;
    resetValue(next, model, *fieldOf(index.column()));
    emit edited(next, tr("reset %1").arg(labelText(model)));
}

}  // namespace orl
