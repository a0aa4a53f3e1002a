#include "ui/pages/models/table_model.h"

#include <QApplication>
#include <QFont>
#include <QLocale>
#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/support/error.h"
#include "ui/pages/models/worth_panel.h"
#include "ui/session/label_text.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"

namespace orl {

namespace {

QString dash() {
    return QStringLiteral("–");
}

/// As many digits as a price has, two at least.
QString priceText(double price) {
    if (std::isnan(price)) return dash();
    QString text = QLocale::c().toString(price, 'g', 6);
    if (text.contains('e')) return text;
    const auto point = text.indexOf('.');
    if (point < 0) return text + ".00";
    while (text.size() - point < 3) text += '0';
    return text;
}

QString plainNumber(double value) {
    return std::isnan(value) ? QString() : QLocale::c().toString(value, 'g', 12);
}

/// What a person may write around a number. @return nothing where there is none
std::optional<double> numberFrom(const QString& typed) {
    QString text = typed.trimmed();
    for (const QString& around : {QStringLiteral("$"), QStringLiteral("%"), QStringLiteral("×"),
                                  QStringLiteral("USD"), QStringLiteral(" ")}) {
        text.remove(around, Qt::CaseInsensitive);
    }
    text.replace(QChar(0x2212), '-');
    if (!text.contains('.')) text.replace(',', '.');
    bool read = false;
    const double value = QLocale::c().toDouble(text, &read);
    return read ? std::optional(value) : std::nullopt;
}

QString what(PoolField field, const QString& model) {
    switch (field) {
        case PoolField::InputPrice:
            return ModelTableModel::tr("input price of %1").arg(model);
        case PoolField::OutputPrice:
            return ModelTableModel::tr("output price of %1").arg(model);
        case PoolField::Capacity:
            return ModelTableModel::tr("capacity of %1").arg(model);
        case PoolField::FirstToken:
            return ModelTableModel::tr("time to first token of %1").arg(model);
        case PoolField::Speed:
            return ModelTableModel::tr("speed of %1").arg(model);
        case PoolField::Multiplier:
            break;
    }
    return ModelTableModel::tr("price of %1").arg(model);
}

}  // namespace

ModelTableModel::ModelTableModel(QObject* parent) : QAbstractTableModel(parent) {}

void ModelTableModel::setModels(std::vector<ModelInfo> models) {
    const auto same = [](const ModelInfo& one, const ModelInfo& other) {
        return one.name == other.name;
    };
    if (std::ranges::equal(models, m_models, same)) {
        m_models = std::move(models);
        changed();
        return;
    }
    beginResetModel();
    m_models = std::move(models);
    m_looks.clear();
    m_solve.reset();
    endResetModel();
}

void ModelTableModel::setScenario(const Scenario& scenario) {
    const bool same = scenario == m_scenario;
    m_scenario = scenario;
    if (!same) changed();
}

void ModelTableModel::setSolve(std::shared_ptr<const SolveView> solve) {
    const bool fits = solve && solve->experiment->models.size() == m_models.size();
    m_solve = fits ? std::move(solve) : nullptr;
    changed();
}

ModelTableModel::Look ModelTableModel::look(int row, int column) const {
    const auto field = fieldOf(column);
    const bool own = field && ownValue(m_scenario, model(row).name, *field).has_value();
    return {display(row, column),
            tone(row, column),
            font(row, column),
            sortKey(row, column),
            isRowOn(row),
            own,
            hypotheticalOf(m_scenario.pool, model(row).name) != nullptr};
}

/// Tells of the cells that look otherwise than before, each alone: a table paints whatever it is
/// told of, and painting all of it takes longer than solving.
void ModelTableModel::changed() {
    const auto same = [](const Look& one, const Look& other) {
        const bool number =
            one.number == other.number || (std::isnan(one.number) && std::isnan(other.number));
        return number && one.text == other.text && one.tone == other.tone &&
               one.font == other.font && one.on == other.on && one.own == other.own &&
               one.hypothetical == other.hypothetical;
    };
    std::vector<Look> looks;
    looks.reserve(m_models.size() * ColumnCount);
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = 0; column < ColumnCount; ++column) looks.push_back(look(row, column));
    }
    const std::vector<Look> before = std::exchange(m_looks, std::move(looks));
    // Its bars are as long as they are beside each other.
    const auto isExtra = [](std::size_t cell) { return cell % ColumnCount == Extra; };
    bool extra = before.size() != m_looks.size();
    for (std::size_t cell = 0; cell < m_looks.size() && !extra; ++cell) {
        extra = isExtra(cell) && !same(before[cell], m_looks[cell]);
    }
    for (std::size_t cell = 0; cell < m_looks.size(); ++cell) {
        const bool told = before.size() == m_looks.size() && same(before[cell], m_looks[cell]);
        if (told && !(extra && isExtra(cell))) continue;
        const QModelIndex at = index(int(cell / ColumnCount), int(cell % ColumnCount));
        emit dataChanged(at, at);
    }
}

int ModelTableModel::rowOf(const std::string& model) const {
    const auto found = std::ranges::find(m_models, model, &ModelInfo::name);
    return found == m_models.end() ? -1 : int(found - m_models.begin());
}

int ModelTableModel::pricedCount() const {
    int priced = 0;
    for (const ModelInfo& model : m_models) {
        const bool known = !std::isnan(valueInForce(m_scenario, model, PoolField::InputPrice)) &&
                           !std::isnan(valueInForce(m_scenario, model, PoolField::OutputPrice));
        priced += known ? 1 : 0;
    }
    return priced;
}

QString ModelTableModel::group(int column) const {
    switch (column) {
        case Input:
            return tr("Price, USD / 1M tokens");
        case Capacity:
            return tr("Limit");
        case FirstToken:
            return tr("Speed");
        case Accuracy:
            return tr("Measured");
        case Share:
            return tr("Now");
        case Extra:
            return m_solve ? tr("Worth at the same %1").arg(askedText(*m_solve)) : tr("Worth");
        default:
            return {};
    }
}

std::optional<PoolField> ModelTableModel::fieldOf(int column) {
    switch (column) {
        case Input:
            return PoolField::InputPrice;
        case Output:
            return PoolField::OutputPrice;
        case Multiplier:
            return PoolField::Multiplier;
        case Capacity:
            return PoolField::Capacity;
        case FirstToken:
            return PoolField::FirstToken;
        case Speed:
            return PoolField::Speed;
        default:
            return {};
    }
}

int ModelTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_models.size());
}

int ModelTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

/// In the unit of the column; NaN where it is unknown.
double ModelTableModel::number(int row, int column) const {
    if (const auto field = fieldOf(column)) {
        const double value = valueInForce(m_scenario, model(row), *field);
        return *field == PoolField::Capacity ? value * 100.0 : value;
    }
    if (!m_solve) return kMissing;
    const auto j = std::size_t(row);
    if (column >= Extra) {
        const WorthKeeper::Row* known = worthOf(row);
        return known ? worthNumber(*known, row, column) : kMissing;
    }
    const bool routed = !std::isnan(m_solve->chosen.cost) && j < m_solve->chosen.share.size();
    switch (column) {
        case Accuracy:
            return (*m_solve->singleModels)[j].realized.quality;
        case Alone:
            return (*m_solve->singleModels)[j].predicted.cost;
        case Share:
            return routed ? m_solve->chosen.share[j] : kMissing;
        case Spend:
            return routed ? m_solve->chosen.spend[j] / double(m_solve->chosen.queries) * 1000.0
                          : kMissing;
        default:
            return kMissing;
    }
}

QVariant ModelTableModel::display(int row, int column) const {
    const double value = number(row, column);
    if (column == Name) return labelText(model(row).name);
    if (column >= Extra) return worthText(row, column);
    const HypotheticalModel* thought = hypotheticalOf(m_scenario.pool, model(row).name);
    if (column == Provider && thought) return tr("hypothetical");
    if (column == Accuracy && thought) {
        const double points = thought->points * 100.0;
        return (points < 0.0 ? QStringLiteral("−") : QStringLiteral("+")) +
               QLocale::c().toString(std::abs(points), 'f', 1) + tr(" pt");
    }
    if (column == Provider) return labelText(std::string(providerOf(model(row).name)));
    if (std::isnan(value)) return dash();
    switch (column) {
        case Input:
        case Output:
            return priceText(value);
        case Multiplier:
            return QLocale::c().toString(value, 'f', 2);
        case Capacity:
            return QLocale::c().toString(value, 'f', 1);
        case FirstToken:
        case Speed:
            return QLocale::c().toString(value, 'g', 4);
        case Accuracy:
        case Share:
            return percent(value);
        case Spend:
            if (value > 0.0 && value < 0.0005) return QStringLiteral("<0.001");
            [[fallthrough]];
        default:
            return QLocale::c().toString(value, 'f', 3);
    }
}

bool ModelTableModel::atLimit(int row) const {
    const auto j = std::size_t(row);
    return m_solve && j < m_solve->chosen.capacityPrice.size() &&
           m_solve->chosen.capacityPrice[j] > 0.0;
}

QVariant ModelTableModel::tone(int row, int column) const {
    const Theme& theme = Theme::of(QApplication::palette());
    const bool thought = hypotheticalOf(m_scenario.pool, model(row).name);
    if (column == Name && !isRowOn(row)) return theme.mutedText;
    if (column == Accuracy && thought) return theme.accent;
    if (column <= Provider) return column == Provider ? QVariant(theme.mutedText) : QVariant();
    if (column >= Extra) return worthTone(row, column);
    const double value = number(row, column);
    if (std::isnan(value)) return theme.warning;
    if (column == Capacity && atLimit(row)) return theme.warning;
    const auto field = fieldOf(column);
    const bool usual = field && !ownValue(m_scenario, model(row).name, *field) &&
                       (column == Multiplier || column == Capacity);
    const bool nothing = (column == Share || column == Spend) && value == 0.0;
    return !isRowOn(row) || usual || nothing ? QVariant(theme.mutedText) : QVariant();
}

QVariant ModelTableModel::font(int row, int column) const {
    const auto field = fieldOf(column);
    const bool own = field && ownValue(m_scenario, model(row).name, *field);
    const bool bold = own || (column == Capacity && atLimit(row)) ||
                      (column == Enough && isShort(row)) || column == Extra;
    const bool thought = column <= Provider && hypotheticalOf(m_scenario.pool, model(row).name);
    if (!bold && !thought) return {};
    QFont font = QApplication::font("QTableView");
    font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
    font.setItalic(thought);
    return font;
}

/// Of a hypothetical model only the outline.
QVariant ModelTableModel::swatch(int row) const {
    const Theme& theme = Theme::of(QApplication::palette());
    const QColor color = modelColor(row, theme.dark);
    if (!hypotheticalOf(m_scenario.pool, model(row).name)) return color;
    constexpr int size = 10;
    QPixmap picture(size, size);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setPen(QPen(color, 2.0, Qt::DotLine));
    painter.drawRect(1, 1, size - 2, size - 2);
    return picture;
}

/// What cannot be done without is worth most.
double ModelTableModel::sortKey(int row, int column) const {
    const WorthKeeper::Row* known = column == Extra ? worthOf(row) : nullptr;
    if (known && known->worth && known->worth->needed()) {
        return std::numeric_limits<double>::infinity();
    }
    return number(row, column);
}

QVariant ModelTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int row = index.row();
    const int column = index.column();
    switch (role) {
        case Qt::DisplayRole:
            return display(row, column);
        case Qt::EditRole:
            return fieldOf(column) ? plainNumber(number(row, column)) : display(row, column);
        case Qt::ToolTipRole:
            return tip(row, column);
        case Qt::ForegroundRole:
            return tone(row, column);
        case Qt::FontRole:
            return font(row, column);
        case Qt::TextAlignmentRole:
            return QVariant((column <= Provider ? Qt::AlignLeft : Qt::AlignRight) |
                            Qt::AlignVCenter);
        case Qt::CheckStateRole:
            if (column == Name) return isRowOn(row) ? Qt::Checked : Qt::Unchecked;
            return {};
        case Qt::DecorationRole:
            return column == Name ? swatch(row) : QVariant();
        case Qt::BackgroundRole:
            if (hypotheticalOf(m_scenario.pool, model(row).name)) {
                return Theme::of(QApplication::palette()).warningTint;
            }
            return {};
        case kColorRole:
            return modelColor(row, Theme::of(QApplication::palette()).dark);
        case kBarRole:
            return column == Share || column == Extra ? QVariant(number(row, column)) : QVariant();
        case kOwnRole: {
            const auto field = fieldOf(column);
            return field && ownValue(m_scenario, model(row).name, *field).has_value();
        }
        case kSortRole:
            if (column <= Provider) return display(row, column);
            return sortKey(row, column);
        case kExportRole:
            return column <= Provider ? display(row, column) : plainNumber(number(row, column));
        default:
            return {};
    }
}

QString ModelTableModel::tip(int row, int column) const {
    const ModelInfo& info = model(row);
    const QString name = labelText(info.name);
    const auto field = fieldOf(column);
    const bool own = field && ownValue(m_scenario, info.name, *field);
    switch (column) {
        case Name:
            return tr("%1: Space, or the box, switches it").arg(name);
        case Input:
        case Output: {
            const QString listed = priceText(column == Input ? info.inputPrice : info.outputPrice);
            const QString source =
                info.priceSource.empty() ? tr("the data") : labelText(info.priceSource);
            if (own) return tr("Your own; %1 by %2. Delete returns to it.").arg(listed, source);
            return std::isnan(number(row, column))
                       ? tr("Unknown. Type it, or take it from a price list.")
                       : tr("By %1").arg(source);
        }
        case Multiplier:
            return tr("Factor on whatever answers of %1 cost; Delete returns to 1").arg(name);
        case Capacity: {
            QString said =
                own ? tr("A limit of its own, % of the queries; Delete returns to the common one")
                    : tr("The common limit, % of the queries; type a number for one of its own");
            if (atLimit(row)) {
                said +=
                    '\n' + tr("At its limit: 1,000 more slots save %1")
                               .arg(usd(m_solve->chosen.capacityPrice[std::size_t(row)] * 1000.0));
            }
            return said;
        }
        case FirstToken:
            return tr("Seconds until an answer of %1 begins").arg(name);
        case Speed:
            return tr("Tokens a second from then on");
        case Accuracy:
            return std::isnan(number(row, column))
                       ? tr("No answers of %1 are recorded").arg(name)
                       : tr("Of the recorded answers of %1 to the routed queries").arg(name);
        case Alone:
            return tr("USD per 1,000 queries if %1 took every one, as predicted").arg(name);
        case Share:
            return tr("Share of the queries that %1 gets now").arg(name);
        case Spend:
            return tr("What goes to %1 now, USD per 1,000 queries of the batch").arg(name);
        default:
            return worthTip(row, column);
    }
}

QVariant ModelTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant((section <= Provider ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignBottom);
    }
    if (role == kGroupRole) return group(section);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case Name:
            return tr("Model");
        case Provider:
            return tr("Provider");
        case Input:
            return tr("input");
        case Output:
            return tr("output");
        case Multiplier:
            return tr("×");
        case Capacity:
            return tr("L, % of N");
        case FirstToken:
            return tr("first\ntoken, s");
        case Speed:
            return tr("tokens\n/ s");
        case Accuracy:
            return tr("accuracy");
        case Alone:
            return tr("alone,\n$/1,000");
        case Share:
            return tr("share");
        case Spend:
            return tr("spend,\n$/1,000");
        case Extra:
            return m_solve && m_solve->constraints.mode == RoutingMode::QualityUnderBudget
                       ? tr("without it\nless, points")
                       : tr("without it\nmore, $/1k");
        case BreakFactor:
            return tr("break-\neven ×");
        case BreakPrice:
            return tr("output\nprice");
        default:
            return tr("enough L,\n% of N");
    }
}

Qt::ItemFlags ModelTableModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid()) return flags;
    if (index.column() == Name) flags |= Qt::ItemIsUserCheckable;
    if (fieldOf(index.column())) flags |= Qt::ItemIsEditable;
    return flags;
}

bool ModelTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
    const int row = index.row();
    if (index.column() == Name && role == Qt::CheckStateRole) {
        if ((value.toInt() == Qt::Checked) != isRowOn(row)) toggle(row);
        return true;
    }
    const auto field = fieldOf(index.column());
    if (role != Qt::EditRole || !field) return false;
    const QString typed = value.toString();
    if (typed == data(index, Qt::EditRole).toString()) return false;
    const QString name = labelText(model(row).name);
    const auto read = numberFrom(typed);
    if (!read) {
        emit refused(typed.trimmed().isEmpty()
                         ? tr("The %1 stays as it was: an empty field is no number. Delete returns "
                              "to the value of the list.")
                               .arg(what(*field, name))
                         : tr("The %1 stays as it was: “%2” is no number.")
                               .arg(what(*field, name), labelText(typed.left(60).toStdString())));
        return false;
    }
    const double meant = *field == PoolField::Capacity ? *read / 100.0 : *read;
    if (const auto other = inOtherUnit(model(row), *field, meant)) {
        emit unitAsked(row, *field, meant, *other);
        return false;
    }
    accept(row, *field, meant);
    return true;
}

void ModelTableModel::accept(int row, PoolField field, double value) {
    Scenario next = m_scenario;
    try {
        setValue(next, model(row), field, value);
    } catch (const Error& error) {
        emit refused(sentence(error));
        return;
    }
    const QString changed = what(field, labelText(model(row).name));
    if (next == m_scenario) return;
    emit edited(next, changed);
    const bool price = field == PoolField::InputPrice || field == PoolField::OutputPrice ||
                       field == PoolField::Multiplier;
    if (price && value == 0.0) {
        emit remarked(
            tr("The %1 is 0: that is free now, not unknown. Ctrl+Z takes it back.").arg(changed));
    }
}

void ModelTableModel::toggle(int row) {
    std::vector<std::string> names;
    names.reserve(m_models.size());
    for (const ModelInfo& each : m_models) names.push_back(each.name);
    Scenario next = m_scenario;
    const bool on = !isRowOn(row);
    const QString name = labelText(model(row).name);
    if (!setOn(next.pool, names, model(row).name, on)) {
        emit refused(tr("%1 stays on: one model has to be left to route to.").arg(name));
        return;
    }
    emit edited(next, on ? tr("switch %1 on").arg(name) : tr("switch %1 off").arg(name));
}

void ModelTableModel::reset(int row, int column) {
    const auto field = fieldOf(column);
    if (!field || !ownValue(m_scenario, model(row).name, *field)) return;
    Scenario next = m_scenario;
    resetValue(next, model(row).name, *field);
    emit edited(next, tr("reset the %1").arg(what(*field, labelText(model(row).name))));
}

void ModelTableModel::resetRow(int row) {
    Scenario next = m_scenario;
    resetModel(next, model(row).name);
    if (next != m_scenario) emit edited(next, tr("reset %1").arg(labelText(model(row).name)));
}

}  // namespace orl
