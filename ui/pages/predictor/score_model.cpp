#include "ui/pages/predictor/score_model.h"

#include <QApplication>
#include <QFont>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/style/palette.h"
#include "ui/widgets/column_info.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"

namespace orl {

namespace {

constexpr ColumnInfo kColumns[] = {
    {"", "", Better::Neither},
    {QT_TR_NOOP("AUC"),
     QT_TR_NOOP(
         "Chance that a right answer was predicted higher than a wrong one; 0.5 is guessing"),
     Better::More},
    {QT_TR_NOOP("Brier"),
     QT_TR_NOOP("Mean squared distance of the predicted chance from the recorded score"),
     Better::Less},
    {QT_TR_NOOP("Log\nloss"),
     QT_TR_NOOP("Mean surprise at the recorded score, in nats; punishes wrong certainty"),
     Better::Less},
    {QT_TR_NOOP("ECE"),
     QT_TR_NOOP(
         "Expected calibration error: mean distance of predicted from observed share over 15 "
         "bins; of the mean row, over all cells together"),
     Better::Less},
    {QT_TR_NOOP("Length\n± tokens"),
     QT_TR_NOOP("Mean absolute error of the predicted output tokens of an answer"), Better::Less},
    {QT_TR_NOOP("Cost, ± $\n/ 1,000"),
     QT_TR_NOOP("Mean absolute error of the predicted cost of an answer, for 1,000 answers"),
     Better::Less},
    {QT_TR_NOOP("Cells"), QT_TR_NOOP("Held-out answers with a recorded score"), Better::Neither},
};
static_assert(std::size(kColumns) == ScoreModel::ColumnCount);

}  // namespace

ScoreModel::ScoreModel(const QString& what, QObject* parent)
    : QAbstractTableModel(parent), m_what(what) {}

void ScoreModel::setRows(std::vector<ScoreRow> rows) {
    // Same rows, new numbers: selection and scrolling stay.
    const bool same = std::ranges::equal(rows, m_rows, {}, &ScoreRow::name, &ScoreRow::name);
    if (!same) beginResetModel();
    m_rows = std::move(rows);
    findBest();
    if (!same) {
        endResetModel();
    } else if (!m_rows.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void ScoreModel::setWhat(const QString& what) {
    if (what == m_what) return;
    m_what = what;
    emit headerDataChanged(Qt::Horizontal, Name, Name);
}

void ScoreModel::findBest() {
    m_best.assign(ColumnCount, kMissing);
    for (int row = 0; row < rowCount(); ++row) {
        if (!m_rows[std::size_t(row)].competes) continue;
        for (int column = 0; column < ColumnCount; ++column) {
            const double value = number(row, column);
            double& best = m_best[std::size_t(column)];
            if (beats(value, best, kColumns[column].better)) best = value;
        }
    }
}

int ScoreModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ScoreModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

double ScoreModel::number(int row, int column) const {
    const PredictionScore& score = m_rows[std::size_t(row)].score;
    switch (column) {
        case Auc:
            return score.auc;
        case Brier:
            return score.brier;
        case LogLoss:
            return score.logLoss;
        case Ece:
            return score.ece;
        case LengthError:
            return score.lengthMae;
        case CostError:
            return score.costMae * 1000.0;
        case Cells:
            return static_cast<double>(score.cells);
        default:
            return kMissing;
    }
}

bool ScoreModel::isBest(int row, int column) const {
    return m_rows[std::size_t(row)].competes && number(row, column) == m_best[std::size_t(column)];
}

QString ScoreModel::display(int row, int column) const {
    if (column == Name) return m_rows[std::size_t(row)].name;
    const double value = number(row, column);
    if (std::isnan(value)) return QStringLiteral("–");
    switch (column) {
        case CostError:
            return usd(value);
        case Cells:
            return count(std::int64_t(value));
        case LengthError:
            return QLocale::c().toString(value, 'f', value < 100.0 ? 1 : 0);
        default:
            return QLocale::c().toString(value, 'f', 3);
    }
}

QVariant ScoreModel::look(int row, int column, int role) const {
    const ScoreRow& each = m_rows[std::size_t(row)];
    const Theme theme = Theme::of(QApplication::palette());
    if (role == Qt::DecorationRole && column == Name && each.color >= 0) {
        return modelColor(each.color, theme.dark);
    }
    if (role == Qt::FontRole && (isBest(row, column) || each.marked)) {
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    if (role == Qt::ForegroundRole && column == Ece && each.off) return theme.warning;
    if (role == Qt::BackgroundRole && isBest(row, column)) {
        QColor tint = theme.accent;
        tint.setAlphaF(0.16F);
        return tint;
    }
    return {};
}

QVariant ScoreModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int row = index.row();
    const int column = index.column();
    switch (role) {
        case Qt::DisplayRole:
            return display(row, column);
        case Qt::ToolTipRole:
            if (column == Name) return m_rows[std::size_t(row)].tip;
            return std::isnan(number(row, column)) ? tr("Not recorded in these data") : QString();
        case kExportRole: {
            if (column == Name) return display(row, column);
            const double value = number(row, column);
            return std::isnan(value) ? QString()
                                     : QString::number(value, 'g', QLocale::FloatingPointShortest);
        }
        case kSortRole:
            if (m_rows[std::size_t(row)].last) return kMissing;
            return column == Name ? QVariant(row) : QVariant(number(row, column));
        case Qt::TextAlignmentRole:
            return QVariant((column == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
        default:
            return look(row, column, role);
    }
}

QVariant ScoreModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    if (role == Qt::DisplayRole) return section == Name ? m_what : tr(kColumns[section].title);
    if (role == Qt::ToolTipRole && section != Name) return tr(kColumns[section].tip);
    if (role == Qt::TextAlignmentRole) {
        return QVariant((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    return {};
}

}  // namespace orl
