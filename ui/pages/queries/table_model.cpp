#include "ui/pages/queries/table_model.h"

#include <QApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/results/query_text.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"

namespace orl {

namespace {

constexpr double kPerThousand = 1000.0;

const QString& unknown() {
    static const QString dash = QStringLiteral("–");
    return dash;
}

bool isModel(QueryField field) {
    return field == QueryField::Chosen || field == QueryField::Pinned ||
           field == QueryField::Router;
}

bool isCost(QueryField field) {
    return field == QueryField::PredictedCost || field == QueryField::RealizedCost ||
           field == QueryField::Regret || field == QueryField::Margin;
}

const Theme& theme() {
    return Theme::of(QApplication::palette());
}

}  // namespace

bool QueryTableModel::isText(QueryField field) {
    return field == QueryField::Text || field == QueryField::Task || isModel(field);
}

QString QueryTableModel::title(QueryField field) {
    switch (field) {
        case QueryField::Text:
            return tr("Query");
        case QueryField::Task:
            return tr("Task");
        case QueryField::Level:
            return tr("Level");
        case QueryField::Chosen:
            return tr("Chosen");
        case QueryField::Pinned:
            return tr("At the pin");
        case QueryField::Router:
            return tr("Other router");
        case QueryField::PredictedQuality:
            return tr("Predicted\nquality");
        case QueryField::PredictedCost:
            return tr("Cost,\n$/1,000");
        case QueryField::Score:
            return tr("Right");
        case QueryField::RealizedCost:
            return tr("Realized,\n$/1,000");
        case QueryField::Regret:
            return tr("Regret,\n$/1,000");
        case QueryField::Margin:
            return tr("Margin,\n$/1,000");
        case QueryField::Uncertainty:
            return tr("Uncer-\ntainty");
    }
    return {};
}

void QueryTableModel::setFields(std::shared_ptr<const QueryFields> fields,
                                const std::shared_ptr<const Prepared>& prepared) {
    const bool same = fields && m_fields && fields->data() == m_fields->data() &&
                      fields->size() == m_fields->size();
    if (!same) beginResetModel();
    m_fields = std::move(fields);
    m_prepared = prepared;
    chooseDecimals();
    if (!same) {
        m_list = std::make_shared<const QueryList>();
        endResetModel();
    } else if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

void QueryTableModel::setList(std::shared_ptr<const QueryList> list) {
    if (!m_fields || *list == *m_list) return;
    const bool sameSize = list->size() == m_list->size();
    if (!sameSize) beginResetModel();
    m_list = std::move(list);
    if (!sameSize) {
        endResetModel();
    } else {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

void QueryTableModel::setSort(const std::vector<QuerySort>& sort) {
    m_sort = sort;
    emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

void QueryTableModel::setNames(const QString& router, const QString& pin) {
    m_router = router;
    m_pin = pin;
    emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

void QueryTableModel::setSelection(std::shared_ptr<const Selection> selection) {
    if (selection == m_selection) return;
    m_selection = std::move(selection);
    if (rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

/// Three digits of the batch's mean cost, and as many after the point for all.
void QueryTableModel::chooseDecimals() {
    if (!m_fields) return;
    const double mean = m_fields->solve().chosen.costPer1000();
    m_decimals = mean > 0.0 ? std::clamp(2 - int(std::floor(std::log10(mean))), 0, 6) : 2;
}

std::size_t QueryTableModel::dataRow(int row) const {
    return m_fields->solve().experiment->rows[query(row)];
}

int QueryTableModel::rowOf(std::size_t dataRow) const {
    if (!m_fields) return -1;
    const auto& rows = m_fields->solve().experiment->rows;
    const auto found = std::ranges::lower_bound(rows, dataRow);
    if (found == rows.end() || *found != dataRow) return -1;
    const auto at = std::ranges::find(*m_list, std::uint32_t(found - rows.begin()));
    return at == m_list->end() ? -1 : int(at - m_list->begin());
}

int QueryTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_fields ? 0 : int(m_list->size());
}

int QueryTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumnCount;
}

std::int32_t QueryTableModel::modelOf(QueryField field, std::uint32_t i) const {
    return field == QueryField::Chosen   ? m_fields->chosen(i)
           : field == QueryField::Pinned ? m_fields->pinned(i)
                                         : m_fields->ofRouter(i);
}

QString QueryTableModel::money(double usd) const {
    if (!std::isfinite(usd)) return unknown();
    const double shown = usd * kPerThousand;
    // What would be rounded to nothing keeps its first digit.
    const int first = shown > 0.0 ? -int(std::floor(std::log10(shown))) : 0;
    constexpr int kMostDecimals = 7;
    const int decimals = std::max(m_decimals, std::min(first, kMostDecimals));
    return QLocale::c().toString(shown, 'f', decimals).replace(QLatin1Char('-'), QChar(0x2212));
}

QVariant QueryTableModel::display(QueryField field, std::uint32_t i) const {
    const Experiment& experiment = *m_fields->solve().experiment;
    if (isModel(field)) {
        const std::int32_t model = modelOf(field, i);
        return model < 0 ? unknown() : labelText(experiment.models[std::size_t(model)]);
    }
    const double value = m_fields->number(field, i);
    if (field == QueryField::Margin && value < 0.0) return tr("tie");
    if (isCost(field)) return money(value);
    switch (field) {
        case QueryField::Text: {
            const QString text = oneLine(m_fields->query(i).text, *m_prepared->beginnings);
            return text.isEmpty() ? tr("(empty text)") : text;
        }
        case QueryField::Task:
            return m_fields->query(i).task.empty() ? unknown() : labelText(m_fields->query(i).task);
        case QueryField::Level:
            return labelText(experiment.levelNames[std::size_t(experiment.level[i])]);
        case QueryField::Score:
            if (std::isnan(value)) return unknown();
            if (value == 1.0) return QStringLiteral("✓");
            if (value == 0.0) return QStringLiteral("✗");
            return QLocale::c().toString(value, 'f', 2);
        case QueryField::Uncertainty:
            return std::isnan(value) ? unknown()
                                     : QLocale::c().toString(value * 100.0, 'f', 1) + tr(" pt");
        default:
            return percent(value);
    }
}

QVariant QueryTableModel::swatch(QueryField field, std::uint32_t i) const {
    if (!isModel(field)) return {};
    const std::int32_t model = modelOf(field, i);
    if (model < 0) return {};
    return modelColor(model, theme().dark);
}

QVariant QueryTableModel::tone(QueryField field, std::uint32_t i) const {
    if (field == QueryField::Score) {
        const double score = m_fields->number(field, i);
        return score >= 0.5 ? theme().accent : theme().warning;
    }
    const bool dash = !isText(field) && std::isnan(m_fields->number(field, i));
    return dash ? QVariant(theme().warning) : QVariant();
}

QString QueryTableModel::tip(QueryField field, std::uint32_t i) const {
    switch (field) {
        case QueryField::Text:
            return tooltipOf(m_fields->query(i).text);
        case QueryField::Regret:
            return tr(
                "What the choice cost more, by the recorded score and cost at the present "
                "prices, than the best choice would have");
        case QueryField::Margin:
            return m_fields->number(field, i) < 0.0
                       ? tr("A tie that the constraints settled: another model has a reduced cost "
                            "that is less by so much")
                       : tr("How far the second choice is behind, in reduced cost");
        case QueryField::Uncertainty:
            return tr("Standard deviation of the estimated quality");
        default:
            return display(field, i).toString();
    }
}

QVariant QueryTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_fields) return {};
    const auto field = QueryField(index.column());
    const std::uint32_t i = query(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return display(field, i);
        case Qt::DecorationRole:
            return swatch(field, i);
        case Qt::ForegroundRole:
            return tone(field, i);
        case Qt::ToolTipRole:
            return tip(field, i);
        case Qt::BackgroundRole:
            if (m_selection && std::ranges::binary_search(m_selection->rows, dataRow(index.row())))
                return theme().tint;
            return {};
        case Qt::TextAlignmentRole:
            return int((isText(field) ? Qt::AlignLeft
                        : field == QueryField::Level || field == QueryField::Score
                            ? Qt::AlignHCenter
                            : Qt::AlignRight) |
                       Qt::AlignVCenter);
        case kExportRole: {
            if (field == QueryField::Text) return QString::fromStdString(m_fields->query(i).text);
            if (isText(field) || field == QueryField::Level) return display(field, i);
            const double value = m_fields->number(field, i) * (isCost(field) ? kPerThousand : 1.0);
            return std::isnan(value) ? QVariant(QString())
                                     : QVariant(QLocale::c().toString(
                                           value, 'g', QLocale::FloatingPointShortest));
        }
        default:
            return {};
    }
}

QVariant QueryTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumnCount) return {};
    const auto field = QueryField(section);
    if (role == Qt::TextAlignmentRole) {
        return int((isText(field) ? Qt::AlignLeft : Qt::AlignHCenter) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != kExportRole) return {};
    QString text = title(field);
    if (field == QueryField::Router && !m_router.isEmpty()) text = m_router;
    if (field == QueryField::Pinned && !m_pin.isEmpty()) text = tr("Pin %1").arg(m_pin);
    if (role == Qt::ToolTipRole) return tr("Click sorts, Shift+click adds a key");
    if (role == kExportRole) return text.replace("-\n", "").replace('\n', ' ');
    const auto key = std::ranges::find(m_sort, field, &QuerySort::field);
    if (key == m_sort.end()) return text;
    text += key->descending ? QStringLiteral(" ▾") : QStringLiteral(" ▴");
    if (m_sort.size() > 1) text += QString::number(key - m_sort.begin() + 1);
    return text;
}

}  // namespace orl
