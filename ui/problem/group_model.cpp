#include "ui/problem/group_model.h"

#include <QApplication>
#include <QColor>
#include <QFont>
#include <algorithm>
#include <cmath>

#include "ui/session/label_text.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {
constexpr double kMet = 1e-9;  // as the routing is judged
}

void GroupModel::setSolve(std::shared_ptr<const SolveView> solve) {
    m_solve = std::move(solve);
    regroup();
}

void GroupModel::setScenario(const Scenario& scenario) {
    m_scenario = scenario;
    regroup();
}

void GroupModel::setCapsOf(const std::string& model) {
    m_capsOf = model;
    regroup();
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

/// Other queries or another kind of group are other rows; else only the figures move.
void GroupModel::regroup() {
    const auto experiment = m_solve ? m_solve->experiment : nullptr;
    const std::string& by = m_scenario.constraints.groups.by;
    if (experiment != m_groupsOf || by != m_by) {
        beginResetModel();
        m_groupsOf = experiment;
        m_by = by;
        m_groups = experiment && !by.empty() ? groupsOf(*experiment, by) : QueryGroups();
        measure();
        endResetModel();
        return;
    }
    measure();
    if (rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void GroupModel::measure() {
    m_states.assign(m_groups.names.size(), {});
    if (m_states.empty()) return;
    const Experiment& experiment = *m_groupsOf;
    const auto& assignment = m_solve->assignment;
    const auto found = std::ranges::find(experiment.models, m_capsOf);
    const auto model = found - experiment.models.begin();
    const bool routed = assignment && !assignment->empty();
    std::vector<double> sum(m_states.size(), 0.0);
    std::vector<double> taken(m_states.size(), 0.0);
    for (std::size_t i = 0; i < m_groups.of.size(); ++i) {
        const auto g = std::size_t(m_groups.of[i]);
        ++m_states[g].queries;
        if (!routed || (*assignment)[i] < 0) continue;
        const auto j = std::size_t((*assignment)[i]);
        sum[g] += experiment.problem.quality(i, j);
        if (std::ptrdiff_t(j) == model) taken[g] += 1.0;
    }
    const SolveResult* prices = m_solve->certificate.get();
    const std::size_t models = experiment.models.size();
    for (std::size_t g = 0; g < m_states.size(); ++g) {
        State& state = m_states[g];
        if (routed && state.queries > 0) {
            state.quality = sum[g] / double(state.queries);
            state.share = taken[g] / double(state.queries);
        }
        // Prices are of the constraints that were solved, which may be of other groups still.
        if (!prices || m_solve->scenario.constraints.groups.by != m_by) continue;
        if (g < prices->groupPrice.size()) state.floorPrice = prices->groupPrice[g];
        const std::size_t at = g * models + std::size_t(model);
        if (std::size_t(model) < models && at < prices->groupCapacityPrice.size()) {
            state.slotPrice = prices->groupCapacityPrice[at];
        }
    }
}

int GroupModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_groups.names.size());
}

int GroupModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

double GroupModel::asked(int row) const {
    const GroupSettings& groups = m_scenario.constraints.groups;
    const std::string& name = m_groups.names[std::size_t(row)];
    if (m_capsOf.empty()) {
        const auto floor = groups.floor.find(name);
        return floor == groups.floor.end() ? kMissing : floor->second;
    }
    const auto caps = groups.cap.find(name);
    if (caps == groups.cap.end()) return kMissing;
    const auto cap = caps->second.find(m_capsOf);
    return cap == caps->second.end() ? kMissing : cap->second;
}

bool GroupModel::violated(int row) const {
    const State& state = m_states[std::size_t(row)];
    const double limit = asked(row);
    if (m_capsOf.empty()) return limit - state.quality > kMet;
    // A share is rounded down to whole queries.
    const double most = double(slotsOfShare(std::min(limit, 1.0), state.queries));
    return !std::isnan(limit) && state.share * double(state.queries) > most + kMet;
}

int GroupModel::violations() const {
    int count = 0;
    for (int row = 0; row < rowCount(); ++row) count += violated(row) ? 1 : 0;
    return count;
}

QVariant GroupModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int row = index.row();
    const State& state = m_states[std::size_t(row)];
    const double limit = asked(row);
    const double price = m_capsOf.empty() ? state.floorPrice : state.slotPrice;
    if (role == Qt::ToolTipRole) return tip(row);
    if (role == Qt::TextAlignmentRole) {
        return QVariant((index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) |
                        Qt::AlignVCenter);
    }
    if (role == Qt::EditRole && index.column() == Asked) {
        return std::isnan(limit) ? QVariant() : QVariant(limit * 100.0);
    }
    if (role == Qt::FontRole && index.column() == Now && (violated(row) || price > 0.0)) {
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    if (role == Qt::ForegroundRole && index.column() == Now && violated(row)) {
        return Theme::of(QApplication::palette()).warning;
    }
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case Name:
            return labelText(m_groups.names[std::size_t(row)]);
        case Asked:
            return std::isnan(limit) ? QStringLiteral("–") : percent(limit, 0);
        case Now:
            return percent(m_capsOf.empty() ? state.quality : state.share);
        default:
            return std::isnan(price) || price == 0.0 ? QString() : usd(price * 1000.0);
    }
}

QString GroupModel::tip(int row) const {
    const State& state = m_states[std::size_t(row)];
    const QString name = labelText(m_groups.names[std::size_t(row)]);
    const QString size = tr("%1: %2 queries").arg(name, count(std::int64_t(state.queries)));
    const double price = m_capsOf.empty() ? state.floorPrice : state.slotPrice;
    const QString unit = m_capsOf.empty()
                             ? tr("λ of the group, on top of α's: %1 per 1,000 right answers")
                             : tr("μ of the group, on top of L's: %1 per 1,000 slots");
    const QString miss = violated(row) ? tr("; what is asked is not met") : QString();
    return size + miss +
           (price > 0.0 ? "\n" + unit.arg(usd(price * 1000.0))
                        : tr("\nType a number to set a limit; Delete takes it away"));
}

QVariant GroupModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    const bool floors = m_capsOf.empty();
    if (role == Qt::ToolTipRole && section == Price) {
        return floors ? tr("λ of the group: USD per 1,000 right answers")
                      : tr("μ of the group on the model: USD per 1,000 slots");
    }
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case Name:
            return m_by == "level" ? tr("Level") : tr("Task");
        case Asked:
            return floors ? tr("α") : tr("L");
        case Now:
            return tr("Now");
        default:
            return floors ? tr("λ") : tr("μ");
    }
}

Qt::ItemFlags GroupModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == Asked) flags |= Qt::ItemIsEditable;
    return flags;
}

bool GroupModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole ||
        index.column() != Asked) {
        return false;
    }
    bool isNumber = false;
    const double typed = value.toDouble(&isNumber);
    if (!isNumber || !(typed >= 0.0 && typed <= 100.0)) return false;
    Scenario next = m_scenario;
    const std::string& name = m_groups.names[std::size_t(index.row())];
    if (m_capsOf.empty()) {
        next.constraints.groups.floor[name] = typed / 100.0;
        emit edited(next, tr("floor of %1").arg(labelText(name)));
    } else {
        next.constraints.groups.cap[name][m_capsOf] = typed / 100.0;
        emit edited(next, tr("cap of %1").arg(labelText(name)));
    }
    return true;
}

void GroupModel::reset(const QModelIndex& index) {
    if (!index.isValid() || std::isnan(asked(index.row()))) return;
    Scenario next = m_scenario;
    const std::string& name = m_groups.names[std::size_t(index.row())];
    GroupSettings& groups = next.constraints.groups;
    if (m_capsOf.empty()) {
        groups.floor.erase(name);
    } else {
        groups.cap[name].erase(m_capsOf);
        if (groups.cap[name].empty()) groups.cap.erase(name);
    }
    emit edited(next, tr("no limit for %1").arg(labelText(name)));
}

}  // namespace orl
