#include "ui/pages/compare/scenario_model.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/lab/scenarios.h"
#include "ui/charts/chart_panel.h"
#include "ui/session/label_text.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"

namespace orl {

namespace {

enum class Kind { Usd, Share, Seconds, Count, None };
enum class Better { Less, More, Neither };

struct MetricInfo {
    const char* group;  ///< empty: that of the row above
    const char* label;
    const char* tip;
    Kind kind;
    Better better;
};

const MetricInfo& infoOf(int metric) {
    static const std::array<MetricInfo, ScenarioModel::MetricCount> infos = {{
        {QT_TR_NOOP("Asked"), QT_TR_NOOP("accuracy floor α, or budget"),
         QT_TR_NOOP("What the scenario asks for"), Kind::Share, Better::Neither},
        {"", QT_TR_NOOP("capacity L, changes"),
         QT_TR_NOOP(
             "Common capacity as a share of the queries, and what is changed about the pool"),
         Kind::Share, Better::Neither},
        {QT_TR_NOOP("Cost"), QT_TR_NOOP("USD per 1,000 queries"),
         QT_TR_NOOP("Predicted cost of the routing"), Kind::Usd, Better::Less},
        {"", QT_TR_NOOP("%2 a month at %1"), QT_TR_NOOP("Predicted cost of that many queries"),
         Kind::Usd, Better::Less},
        {"", QT_TR_NOOP("realized, USD per 1,000"), QT_TR_NOOP("By the recorded costs"), Kind::Usd,
         Better::Less},
        {"", QT_TR_NOOP("saving against Threshold"),
         QT_TR_NOOP("Against threshold routing tuned in hindsight to the same accuracy"),
         Kind::Share, Better::More},
        {QT_TR_NOOP("Accuracy"), QT_TR_NOOP("realized"),
         QT_TR_NOOP("Share of right answers in the recorded data"), Kind::Share, Better::More},
        {"", QT_TR_NOOP("95 % band, realized"),
         QT_TR_NOOP("What another batch like this one would come to, in 95 of 100 cases"),
         Kind::None, Better::Neither},
        {QT_TR_NOOP("Time"), QT_TR_NOOP("mean seconds of an answer"),
         QT_TR_NOOP("Predicted, by the models' speeds; – where a speed is unknown"), Kind::Seconds,
         Better::Less},
        {QT_TR_NOOP("Under load"), QT_TR_NOOP("95 % wait below"),
         QT_TR_NOOP("Seconds from arrival to the begin of service that 95 % of the queries do not "
                    "exceed, simulated under the load of the Simulation page at one rate for all"),
         Kind::Seconds, Better::Less},
        {"", QT_TR_NOOP("rejected or late"),
         QT_TR_NOOP("Share of the queries without an answer in time, simulated"), Kind::Share,
         Better::Less},
        {"", QT_TR_NOOP("simulated, USD per 1,000"),
         QT_TR_NOOP("Predicted cost of the answers in the simulated run"), Kind::Usd, Better::Less},
        {QT_TR_NOOP("Prices"), QT_TR_NOOP("λ, USD for 1,000 right"),
         QT_TR_NOOP("What 1,000 more expected right answers would cost"), Kind::Usd,
         Better::Neither},
        {"", QT_TR_NOOP("dearest slot, μ × 1,000"),
         QT_TR_NOOP("What 1,000 more slots of the model would save whose slots are worth most"),
         Kind::Usd, Better::Neither},
        {QT_TR_NOOP("Proof"), QT_TR_NOOP("certified gap"),
         QT_TR_NOOP("No routing can be better by more than this"), Kind::None, Better::Neither},
        {QT_TR_NOOP("Routing"), QT_TR_NOOP("queries moved"),
         QT_TR_NOOP("Queries that go to another model than by the base"), Kind::Count,
         Better::Neither},
        {"", QT_TR_NOOP("share per model"), QT_TR_NOOP("Of the queries, in the pool's colours"),
         Kind::None, Better::Neither},
    }};
    return infos[std::size_t(metric)];
}

bool isOfLoad(int metric) {
    return metric == ScenarioModel::LoadWait || metric == ScenarioModel::LoadRejected ||
           metric == ScenarioModel::LoadCost;
}

double loadNumber(int metric, const LoadFigures& load) {
    if (metric == ScenarioModel::LoadWait) return load.waitP95;
    return metric == ScenarioModel::LoadRejected ? load.rejected : load.costPer1000;
}

QString signedText(double difference, const QString& size) {
    if (difference == 0.0) return QStringLiteral("±0");
    return (difference > 0.0 ? QStringLiteral("+") : QStringLiteral("−")) + size;
}

}  // namespace

void ScenarioModel::setColumns(std::vector<ScenarioColumn> columns, int base) {
    const bool same = columns.size() == m_columns.size();
    if (!same) beginResetModel();
    m_columns = std::move(columns);
    m_base = base < int(m_columns.size()) ? base : -1;
    findBest();
    if (!same) {
        endResetModel();
    } else if (!m_columns.empty()) {
        emit dataChanged(index(0, 0), index(MetricCount - 1, columnCount() - 1));
        emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    }
}

void ScenarioModel::setDifference(Difference difference) {
    if (difference == m_difference) return;
    m_difference = difference;
    if (!m_columns.empty()) {
        emit dataChanged(index(0, 0), index(MetricCount - 1, columnCount() - 1));
    }
}

void ScenarioModel::setLoadAsked(bool asked) {
    if (asked == m_loadAsked) return;
    m_loadAsked = asked;
    if (m_columns.empty()) return;
    emit dataChanged(index(LoadWait, 0), index(LoadCost, columnCount() - 1));
}

/// Why there is no figure of a run.
QString ScenarioModel::loadReason(const ScenarioColumn& column) const {
    if (column.load) return labelText(column.load->reason);
    return m_loadAsked ? QString() : tr("Not simulated yet: press Simulate above");
}

void ScenarioModel::setMonth(double queries, const Currency& currency) {
    m_monthly = queries;
    m_currency = currency;
    findBest();
    emit headerDataChanged(Qt::Vertical, 0, MetricCount - 1);
}

int ScenarioModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : MetricCount;
}

int ScenarioModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_columns.size());
}

double ScenarioModel::number(int metric, int column) const {
    const ScenarioColumn& shown = m_columns[std::size_t(column)];
    const ConstraintSettings& asked = shown.scenario.constraints;
    if (metric == Goal) {
        return asked.mode == RoutingMode::QualityUnderBudget ? asked.budgetPer1000
                                                             : asked.qualityFloor;
    }
    if (metric == Capacity) return asked.commonCapacity;
    if (isOfLoad(metric)) return shown.load ? loadNumber(metric, *shown.load) : kMissing;
    if (!shown.answer) return kMissing;
    const ScenarioFigures& figures = shown.answer->figures;
    switch (metric) {
        case Cost:
            return figures.cost;
        case Monthly:
            return m_monthly > 0.0 ? figures.cost * m_monthly / 1000.0 * m_currency.perDollar
                                   : kMissing;
        case RealizedCost:
            return figures.realizedCost;
        case Saving:
            return shown.thresholdSaving.value_or(figures.thresholdSaving);
        case Realized:
            return figures.realized;
        case Seconds:
            return figures.meanSeconds;
        case QualityPrice:
            return figures.qualityPrice * 1000.0;
        case SlotPrice:
            return figures.slotPrice * 1000.0;
        case Gap:
            return figures.gap;
        case Moved:
            return shown.flows && column != m_base && shown.flows->queries > 0
                       ? double(shown.flows->moved)
                       : kMissing;
        default:
            return kMissing;
    }
}

/// In another currency without a sign: the row's head names it.
QString ScenarioModel::amount(int metric, double value) const {
    QString text = usd(value);
    return metric == Monthly && m_currency.label != "USD" ? text.remove('$') : text;
}

QString ScenarioModel::text(int metric, int column) const {
    const ScenarioColumn& shown = m_columns[std::size_t(column)];
    const double value = number(metric, column);
    if (metric == Goal && shown.scenario.constraints.mode == RoutingMode::QualityUnderBudget) {
        return usd(value);
    }
    if (metric == Capacity && value >= 1.0) return tr("no limit");
    if (metric == Goal || metric == Capacity) return percent(value);
    if (isOfLoad(metric) && !m_loadAsked) return {};
    if (isOfLoad(metric) && !shown.load && shown.error.isEmpty()) return QStringLiteral("…");
    // Not known yet; a dash is what cannot be known.
    if (!shown.answer) return shown.error.isEmpty() ? QStringLiteral("…") : QStringLiteral("–");
    const ScenarioFigures& figures = shown.answer->figures;
    if (metric == RealizedBand) {
        constexpr double kBand = 1.96;
        const double half = kBand * figures.realizedError;
        if (std::isnan(figures.realized - half)) return QStringLiteral("–");
        return tr("%1–%2 %")
            .arg(std::max(0.0, figures.realized - half) * 100.0, 0, 'f', 1)
            .arg(std::min(1.0, figures.realized + half) * 100.0, 0, 'f', 1);
    }
    if (metric == Gap) return gapText(value);
    if (metric == Share) return {};
    switch (infoOf(metric).kind) {
        case Kind::Usd:
            return amount(metric, value);
        case Kind::Share:
            return percent(value);
        case Kind::Seconds:
            return std::isnan(value) ? QStringLiteral("–") : tr("%1 s").arg(value, 0, 'f', 2);
        case Kind::Count:
            return std::isnan(value) ? QStringLiteral("–") : count(std::int64_t(value));
        case Kind::None:
            break;
    }
    return {};
}

QString ScenarioModel::beside(int metric, int column) const {
    const ScenarioColumn& shown = m_columns[std::size_t(column)];
    if (metric == Capacity) {
        const auto changes = poolChanges(shown.scenario.pool);
        if (changes.size() > 1) return tr("%1 changes").arg(changes.size());
        return changes.empty() ? QString() : labelText(changes.front());
    }
    const double value = number(metric, column);
    if (metric == Moved) {
        return std::isnan(value) ? QString() : percent(value / double(shown.flows->queries));
    }
    const MetricInfo& info = infoOf(metric);
    if (m_base < 0 || info.kind == Kind::None) return {};
    if (column == m_base) return tr("base");
    const ScenarioColumn& from = m_columns[std::size_t(m_base)];
    if (metric == Goal && from.scenario.constraints.mode != shown.scenario.constraints.mode) {
        return {};
    }
    const double before = number(metric, m_base);
    const double difference = value - before;
    if (!std::isfinite(difference)) return {};
    const bool budget =
        metric == Goal && shown.scenario.constraints.mode == RoutingMode::QualityUnderBudget;
    const bool relative =
        m_difference == Difference::Percent && metric != Goal && metric != Saving && before != 0.0;
    if (relative) {
        const double share = difference / std::abs(before);
        return signedText(share, percent(std::abs(share)));
    }
    if (info.kind == Kind::Seconds) {
        return signedText(difference, tr("%1 s").arg(std::abs(difference), 0, 'f', 2));
    }
    if (info.kind == Kind::Usd || budget) {
        return signedText(difference, amount(metric, std::abs(difference)));
    }
    return signedText(difference, tr("%1 pt").arg(std::abs(difference) * 100.0, 0, 'f', 1));
}

ScenarioModel::Tone ScenarioModel::tone(int metric, int column) const {
    if (metric == Capacity) {
        return poolChanges(m_columns[std::size_t(column)].scenario.pool).empty() ? Tone::None
                                                                                 : Tone::Worse;
    }
    const Better better = infoOf(metric).better;
    if (m_base < 0 || column == m_base || better == Better::Neither) return Tone::None;
    const double difference = number(metric, column) - number(metric, m_base);
    if (!std::isfinite(difference) || difference == 0.0) return Tone::None;
    return (difference > 0.0) == (better == Better::More) ? Tone::Better : Tone::Worse;
}

/// Rivals ask for the same as what is on screen; the base is what they are measured by.
bool ScenarioModel::competes(int column) const {
    const auto now = std::ranges::find(m_columns, ScenarioColumn::Kind::Now, &ScenarioColumn::kind);
    if (now == m_columns.end() || column == m_base) return false;
    const ScenarioColumn& shown = m_columns[std::size_t(column)];
    const ConstraintSettings& asked = shown.scenario.constraints;
    const ConstraintSettings& wanted = now->scenario.constraints;
    const bool floor = wanted.mode == RoutingMode::CostUnderFloor;
    return shown.answer && shown.answer->figures.feasible && asked.mode == wanted.mode &&
           (floor ? asked.qualityFloor == wanted.qualityFloor
                  : asked.budgetPer1000 == wanted.budgetPer1000) &&
           shown.scenario.preparation.dataset == now->scenario.preparation.dataset &&
           shown.scenario.preparation.testSplit == now->scenario.preparation.testSplit;
}

void ScenarioModel::findBest() {
    m_best.assign(MetricCount, kMissing);
    int rivals = 0;
    for (int column = 0; column < columnCount(); ++column) rivals += competes(column) ? 1 : 0;
    if (rivals < 2) return;
    for (int metric = 0; metric < MetricCount; ++metric) {
        const Better better = infoOf(metric).better;
        if (better == Better::Neither) continue;
        double& best = m_best[std::size_t(metric)];
        for (int column = 0; column < columnCount(); ++column) {
            if (!competes(column)) continue;
            const double value = number(metric, column);
            best = better == Better::Less ? std::fmin(best, value) : std::fmax(best, value);
        }
    }
}

bool ScenarioModel::isBest(int metric, int column) const {
    return competes(column) && number(metric, column) == m_best[std::size_t(metric)];
}

QString ScenarioModel::rivals() const {
    if (std::ranges::all_of(m_best, [](double best) { return std::isnan(best); })) return {};
    const auto now = std::ranges::find(m_columns, ScenarioColumn::Kind::Now, &ScenarioColumn::kind);
    const ConstraintSettings& asked = now->scenario.constraints;
    return asked.mode == RoutingMode::CostUnderFloor
               ? tr("tint: best where α = %1").arg(percent(asked.qualityFloor))
               : tr("tint: best where B = %1").arg(usd(asked.budgetPer1000));
}

QString ScenarioModel::group(int metric) {
    return tr(infoOf(metric).group);
}

bool ScenarioModel::startsGroup(int metric) const {
    return infoOf(metric).group[0] != '\0';
}

QString ScenarioModel::label(int metric) const {
    const QString text = tr(infoOf(metric).label);
    return metric == Monthly ? text.arg(count(std::int64_t(m_monthly)), labelText(m_currency.label))
                             : text;
}

QVariant ScenarioModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int metric = index.row();
    const ScenarioColumn& column = m_columns[std::size_t(index.column())];
    if (role == Qt::DisplayRole) return text(metric, index.column());
    if (role == kExportRole) return exactText(metric, index.column());
    if (role == Qt::AccessibleTextRole) {
        const QString more = beside(metric, index.column());
        return text(metric, index.column()) + (more.isEmpty() ? QString() : ", " + more);
    }
    if (role != Qt::ToolTipRole) return {};
    QStringList lines = {tr(infoOf(metric).tip)};
    if (!column.error.isEmpty()) lines << column.error;
    const ScenarioFigures* figures = column.answer ? &column.answer->figures : nullptr;
    if (figures && !figures->feasible) lines << labelText(figures->explanation);
    if (isOfLoad(metric)) {
        const QString reason = loadReason(column);
        if (!reason.isEmpty()) lines << reason;
        if (column.load && std::isfinite(column.load->rate)) {
            lines << tr("%1 queries a second, one run").arg(column.load->rate, 0, 'g', 4);
        }
    }
    if (metric == Capacity) {
        for (const auto& change : poolChanges(column.scenario.pool)) lines << labelText(change);
    }
    if (metric == SlotPrice && figures && !figures->dearest.empty()) {
        lines << labelText(figures->dearest);
    }
    if (metric == Share && figures) {
        for (std::size_t j = 0; j < figures->models.size(); ++j) {
            lines << tr("%1 %2").arg(labelText(figures->models[j]), percent(figures->share[j]));
        }
    }
    if (isBest(metric, index.column())) lines << tr("the best of those that ask for the same");
    return QString(lines.join('\n').toHtmlEscaped().replace('\n', QStringLiteral("<br>")));
}

QVariant ScenarioModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical) {
        if (section < 0 || section >= MetricCount) return {};
        if (role == Qt::DisplayRole) return label(section);
        return role == Qt::ToolTipRole ? QVariant(tr(infoOf(section).tip)) : QVariant();
    }
    if (section < 0 || section >= columnCount()) return {};
    const ScenarioColumn& column = m_columns[std::size_t(section)];
    if (role == Qt::DisplayRole) return column.letter + ' ' + column.name;
    if (role != Qt::ToolTipRole) return {};
    QStringList lines = {column.name, column.note};
    lines << column.remarks;
    if (!column.error.isEmpty()) lines << column.error;
    return QString(lines.join('\n').toHtmlEscaped().replace('\n', QStringLiteral("<br>")));
}

QString ScenarioModel::exactText(int metric, int column) const {
    const auto& answer = m_columns[std::size_t(column)].answer;
    if (metric == RealizedBand) {
        return answer ? csvNumber(answer->figures.realizedError) : QString();
    }
    if (metric == Share) {
        QStringList shares;
        for (std::size_t j = 0; answer && j < answer->figures.models.size(); ++j) {
            shares << QStringLiteral("%1=%2").arg(labelText(answer->figures.models[j]),
                                                  csvNumber(answer->figures.share[j]));
        }
        return shares.join(QStringLiteral("; "));
    }
    return csvNumber(number(metric, column));
}

TextTable ScenarioModel::table(bool exact) const {
    TextTable table;
    table.head = {tr("metric").toStdString()};
    for (int column = 0; column < columnCount(); ++column) {
        const std::string name = m_columns[std::size_t(column)].name.toStdString();
        table.head.push_back(name);
        if (exact && m_base >= 0 && column != m_base) {
            const std::string base = m_columns[std::size_t(m_base)].name.toStdString();
            std::string& head = table.head.emplace_back(name);
            head.append(" − ").append(base);
        }
    }
    QString within;
    for (int metric = 0; metric < MetricCount; ++metric) {
        if (startsGroup(metric)) within = group(metric);
        if (metric == Monthly && !(m_monthly > 0.0)) continue;
        if (isOfLoad(metric) && !m_loadAsked) continue;
        if (metric == Share && !exact) continue;  // a picture
        auto& row = table.rows.emplace_back();
        const bool error = exact && metric == RealizedBand;
        row.push_back((within + ": " + (error ? tr("standard error, realized") : label(metric)))
                          .toStdString());
        for (int column = 0; column < columnCount(); ++column) {
            if (exact) {
                row.push_back(exactText(metric, column).toStdString());
                if (m_base < 0 || column == m_base) continue;
                row.push_back(
                    csvNumber(number(metric, column) - number(metric, m_base)).toStdString());
                continue;
            }
            const QString more = beside(metric, column);
            const bool plain = more.isEmpty() || column == m_base;
            row.push_back(
                (plain ? text(metric, column) : tr("%1 (%2)").arg(text(metric, column), more))
                    .toStdString());
        }
    }
    return table;
}

}  // namespace orl
