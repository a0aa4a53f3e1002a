#include "ui/pages/predictor/neighbour_models.h"

#include <QApplication>
#include <QFont>
#include <QLocale>
#include <cmath>

#include "ui/session/label_text.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"

namespace orl {

namespace {

/// A model's name in two short lines: the whole one is in the tooltip.
QString headerOf(const QString& name) {
    constexpr int kLine = 9;
    QString shown = name.section('/', -1);
    if (shown.size() <= kLine) return shown;
    // Broken after the last mark that leaves the first line short enough.
    int cut = kLine;
    for (int at = kLine; at > 2; --at) {
        if (!shown[at - 1].isLetterOrNumber()) {
            cut = at;
            break;
        }
    }
    const QString rest = shown.mid(cut);
    return shown.left(cut) + "\n" + (rest.size() <= kLine ? rest : rest.left(kLine - 1) + "…");
}

QString scoreText(double score) {
    if (std::isnan(score)) return QStringLiteral("–");
    const bool whole = score == 0.0 || score == 1.0;
    return QLocale::c().toString(score, 'f', whole ? 0 : 2);
}

}  // namespace

void QueryListModel::setView(const std::shared_ptr<const PredictorView>& view) {
    const auto data = view ? view->prepared->data : nullptr;
    const auto rows = view ? view->rows : std::vector<std::size_t>();
    if (data == m_data && rows == m_rows) return;
    beginResetModel();
    m_data = data;
    m_rows = rows;
    m_beginnings = view ? view->prepared->beginnings : nullptr;
    endResetModel();
}

int QueryListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant QueryListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const std::string& text = m_data->queries[m_rows[std::size_t(index.row())]].text;
    if (role == Qt::DisplayRole) return oneLine(text, *m_beginnings);
    if (role == Qt::ToolTipRole) return tooltipOf(text);
    if (role == kTextRole) return QString::fromStdString(text);
    return {};
}

void NeighbourModel::setView(std::shared_ptr<const NeighbourView> view, PredictorKind kind) {
    const auto models = [](const NeighbourView* of) {
        return of ? of->study->prepared->data->modelCount() : 0;
    };
    const bool same = view && m_view && view->neighbours.size() == m_view->neighbours.size() &&
                      models(view.get()) == models(m_view.get());
    if (!same) beginResetModel();
    m_view = std::move(view);
    m_kind = kind;
    if (!same) {
        endResetModel();
    } else {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    }
}

int NeighbourModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid() || !m_view) return 0;
    return FirstNeighbour + static_cast<int>(m_view->neighbours.size());
}

int NeighbourModel::columnCount(const QModelIndex& parent) const {
    if (parent.isValid() || !m_view) return 0;
    return FirstModel + static_cast<int>(dataset().modelCount());
}

std::size_t NeighbourModel::datasetRow(int row) const {
    if (row < FirstNeighbour) return m_view->study->rows[m_view->position];
    return m_view->neighbours[std::size_t(row - FirstNeighbour)].row;
}

double NeighbourModel::number(int row, int column) const {
    if (column == Similarity) {
        return row < FirstNeighbour
                   ? kMissing
                   : m_view->neighbours[std::size_t(row - FirstNeighbour)].similarity;
    }
    if (column == Text) return kMissing;
    const Eigen::Index model = column - FirstModel;
    if (row == Predicted) {
        const JudgedPredictor* judged = m_view->study->of(m_kind);
        return judged ? judged->predictions.quality(Eigen::Index(m_view->position), model)
                      : kMissing;
    }
    return dataset().score(Eigen::Index(datasetRow(row)), model);
}

const std::string& NeighbourModel::text(int row) const {
    static const std::string none;
    return m_view ? dataset().queries[datasetRow(row)].text : none;
}

QString NeighbourModel::display(int row, int column) const {
    if (column == Text) {
        if (row == Predicted) return tr("the query, predicted");
        if (row == Recorded) return tr("the query, recorded");
        return oneLine(text(row), *m_view->study->prepared->beginnings);
    }
    const double value = number(row, column);
    if (column == Similarity) {
        return row < FirstNeighbour ? QString() : QLocale::c().toString(value, 'f', 3);
    }
    return row == Predicted ? percent(value, 0) : scoreText(value);
}

QString NeighbourModel::tip(int row, int column) const {
    if (column <= Text) return tooltipOf(text(row));
    const QString name = labelText(dataset().models[std::size_t(column - FirstModel)].name);
    if (row == Predicted) {
        return tr("%1: predicted chance of a right answer %2")
            .arg(name, percent(number(row, column)));
    }
    return tr("%1: recorded score %2").arg(name, scoreText(number(row, column)));
}

QVariant NeighbourModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int row = index.row();
    const int column = index.column();
    switch (role) {
        case Qt::DisplayRole:
            return display(row, column);
        case Qt::ToolTipRole:
            return tip(row, column);
        case kExportRole: {
            if (column == Text) {
                return row < FirstNeighbour ? display(row, column)
                                            : QString::fromStdString(text(row));
            }
            const double value = number(row, column);
            return std::isnan(value) ? QString()
                                     : QString::number(value, 'g', QLocale::FloatingPointShortest);
        }
        case Qt::TextAlignmentRole:
            return QVariant((column == Text ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
        case Qt::FontRole:
            if (row < FirstNeighbour) {
                QFont bold;
                bold.setBold(true);
                return bold;
            }
            return {};
        case Qt::BackgroundRole: {
            const double value = column < FirstModel ? kMissing : number(row, column);
            if (std::isnan(value)) return {};
            QColor tint = Theme::of(QApplication::palette()).accent;
            tint.setAlphaF(static_cast<float>(0.3 * std::clamp(value, 0.0, 1.0)));
            return tint;
        }
        default:
            return {};
    }
}

QVariant NeighbourModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant((section == Text ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (section == Similarity) {
        if (role == Qt::DisplayRole) return tr("Simi-\nlarity");
        if (role == Qt::ToolTipRole)
            return tr("Cosine of the angle between the two texts' vectors");
        return {};
    }
    if (section == Text) return role == Qt::DisplayRole ? tr("Training query") : QVariant();
    const std::string& name = dataset().models[std::size_t(section - FirstModel)].name;
    const QString whole = labelText(name);
    if (role == Qt::DisplayRole) return headerOf(whole);
    if (role == Qt::ToolTipRole) return whole;
    return {};
}

}  // namespace orl
