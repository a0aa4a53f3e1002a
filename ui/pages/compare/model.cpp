#include "ui/pages/compare/model.h"

#include <QApplication>
#include <QFont>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "core/route/router.h"
#include "ui/pages/compare/columns.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"

namespace orl {

namespace {

const MatchedComparison* matchOf(const TunedBaselines& baselines, const std::string& router) {
    const auto found = std::ranges::find(baselines.matched, router, &MatchedComparison::router);
    return found == baselines.matched.end() ? nullptr : &*found;
}

const TunedBaselines& baselinesOf(const ComparisonView& view, bool hindsight) {
    return hindsight ? view.hindsight : view.tuned();
}

QString signedNumber(double value, int decimals, const QString& unit) {
    const QString size = QLocale::c().toString(std::abs(value), 'f', decimals);
    if (size.toDouble() == 0.0) return "±" + size + unit;
    return (value > 0.0 ? "+" : "−") + size + unit;
}

}  // namespace

ComparisonModel::ComparisonModel(QObject* parent) : QAbstractTableModel(parent) {}

const TunedBaselines& ComparisonModel::baselines() const {
    return baselinesOf(*m_view, m_hindsight);
}

bool ComparisonModel::inHindsight() const {
    return &baselines() == &m_view->hindsight;
}

void ComparisonModel::setView(std::shared_ptr<const ComparisonView> view) {
    show(std::move(view), m_hindsight);
}

void ComparisonModel::setHindsight(bool hindsight) {
    show(m_view, hindsight);
}

void ComparisonModel::show(std::shared_ptr<const ComparisonView> view, bool hindsight) {
    std::vector<std::string> before;
    for (int row = 0; row < rowCount(); ++row) before.push_back(at(row).router);
    std::vector<std::string> after;
    std::vector<std::size_t> tuned;
    if (view) {
        for (const Evaluation& each : view->evaluations) after.push_back(each.router);
        const auto& matched = baselinesOf(*view, hindsight).matched;
        for (std::size_t k = 0; k < matched.size(); ++k) {
            const std::string& router = matched[k].router;
            if (routerInfo(router).parameterName.empty() || std::isnan(matched[k].parameter)) {
                continue;
            }
            after.push_back(router);
            tuned.push_back(k);
        }
    }
    // Same rows, new numbers: selection and scrolling stay.
    const bool sameRows = before == after && tuned.size() == m_tuned.size();
    if (!sameRows) beginResetModel();
    m_view = std::move(view);
    m_hindsight = hindsight;
    m_tuned = std::move(tuned);
    findBest();
    if (!sameRows) {
        endResetModel();
    } else if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void ComparisonModel::setBase(const std::string& router) {
    m_base = router;
    findBest();
    if (rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void ComparisonModel::findBest() {
    m_best.assign(ColumnCount, kMissing);
    m_baseRow = -1;
    for (int row = 0; row < rowCount(); ++row) {
        if (at(row).router == m_base && !tunedAt(row)) m_baseRow = row;
        for (int column = 0; column < ColumnCount; ++column) {
            if (!competes(row, column)) continue;
            const double value = number(row, column);
            double& best = m_best[std::size_t(column)];
            if (beats(value, best, comparisonColumn(column).better)) best = value;
        }
    }
}

int ComparisonModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid() || !m_view) return 0;
    return static_cast<int>(m_view->evaluations.size() + m_tuned.size());
}

const Evaluation& ComparisonModel::at(int row) const {
    const MatchedComparison* tuned = tunedAt(row);
    return tuned ? tuned->tuned : m_view->evaluations[std::size_t(row)];
}

const MatchedComparison* ComparisonModel::tunedAt(int row) const {
    const auto first = m_view->evaluations.size();
    return std::size_t(row) < first ? nullptr
                                    : &baselines().matched[m_tuned[std::size_t(row) - first]];
}

double ComparisonModel::place(int row) const {
    if (!tunedAt(row)) return row;
    const auto own = std::ranges::find(m_view->evaluations, at(row).router, &Evaluation::router);
    return double(own - m_view->evaluations.begin()) + 0.5;
}

bool ComparisonModel::competes(int row, int column) const {
    // Tuned to the solver, a baseline is no competitor of its own.
    if (tunedAt(row) || routerInfo(at(row).router).needsTruth) return false;
    // A whole curve is no worse for missing the present floor with one setting.
    const bool ofCurve = column == Aiq || column == AverageGap || column == CallsForHalf;
    return ofCurve || at(row).feasible;
}

int ComparisonModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

double ComparisonModel::number(int row, int column) const {
    const Evaluation& evaluation = at(row);
    // Part of the queries: neither cheap nor accurate beside those that serve all.
    if (!evaluation.servesAll() && column >= Cost && column <= GapRecovered) return kMissing;
    switch (column) {
        case Meets:
            return evaluation.feasible ? 1.0 : 0.0;
        case Cost:
            return evaluation.costPer1000();
        case RealizedCost:
            return evaluation.realizedCostPer1000();
        case Accuracy:
            return evaluation.realizedAccuracy;
        case PredictedAccuracy:
            return evaluation.predictedAccuracy;
        case ArenaScore:
            return scores(row).routerArena;
        case GapRecovered:
            return scores(row).gapRecovered;
        case Aiq:
            return ofCurve(row).aiq;
        case AverageGap:
            return ofCurve(row).averageGapRecovered;
        case CallsForHalf:
            return ofCurve(row).callsForHalf;
        case Saving: {
            const MatchedComparison* match = savingAt(row);
            return match && match->reached ? match->saving : kMissing;
        }
        case Gap:
            return evaluation.gap;
        case Parameter:
            return evaluation.parameter.value_or(kMissing);
        case Overload:
            return double(evaluation.overload);
        case Time:
            return evaluation.milliseconds;
        default:
            return kMissing;
    }
}

RouterScores ComparisonModel::scores(int row) const {
    return routerScores(at(row), *m_view->solve->singleModels);
}

const MatchedComparison* ComparisonModel::savingAt(int row) const {
    if (const MatchedComparison* tuned = tunedAt(row)) return tuned;
    // A router with a parameter has the accuracy only where it is tuned.
    const std::string& router = at(row).router;
    return routerInfo(router).parameterName.empty() ? matchOf(baselines(), router) : nullptr;
}

CurveScores ComparisonModel::ofCurve(int row) const {
    if (!m_view->curves || tunedAt(row)) return {};
    const auto found = std::ranges::find(*m_view->curves, at(row).router, &RouterCurve::router);
    if (found == m_view->curves->end()) return {};
    return m_view->curveScores[std::size_t(found - m_view->curves->begin())];
}

bool ComparisonModel::isDefined(int column) const {
    for (int row = 0; row < rowCount(); ++row) {
        if (!std::isnan(number(row, column))) return true;
    }
    return false;
}

bool ComparisonModel::isBest(int row, int column) const {
    if (!competes(row, column)) return false;
    return number(row, column) == m_best[std::size_t(column)];
}

QString ComparisonModel::difference(int row, int column) const {
    if (m_baseRow < 0 || m_baseRow == row) return {};
    const double value = number(row, column);
    const double base = number(m_baseRow, column);
    if (std::isnan(value) || std::isnan(base)) return {};
    if (column == Cost || column == RealizedCost) {
        return base > 0.0 ? "  " + signedNumber((value / base - 1.0) * 100.0, 1, " %") : QString();
    }
    if (column == Accuracy || column == PredictedAccuracy) {
        return "  " + signedNumber((value - base) * 100.0, 1, tr(" pt"));
    }
    return {};
}

QString ComparisonModel::display(int row, int column) const {
    const double value = number(row, column);
    switch (column) {
        case Name:
            return tunedAt(row) ? tr("%1, tuned").arg(routerTitle(at(row).router))
                                : routerTitle(at(row).router);
        case Meets:
            if (at(row).served > 0 && !at(row).servesAll()) return servedText(at(row));
            return at(row).feasible ? tr("yes") : tr("no");
        case Cost:
        case RealizedCost:
            return usd(value) + difference(row, column);
        case Accuracy:
            return percent(value) + difference(row, column);
        case PredictedAccuracy: {
            const Constraints& asked = m_view->solve->constraints;
            const bool missed = at(row).shortfall > 0.0 && !at(row).feasible;
            return (missed ? percentAgainst(value, asked.qualityFloor) : percent(value)) +
                   difference(row, column);
        }
        case Saving: {
            const MatchedComparison* match = savingAt(row);
            if (match && !match->reached) return tr("out of reach");
            return percent(value) + (inHindsight() || std::isnan(value)
                                         ? QString()
                                         : tr(" at %1").arg(signedNumber(
                                               match->accuracyLead * 100.0, 1, tr(" pt"))));
        }
        case ArenaScore:
        case Aiq:
            return std::isnan(value) ? QStringLiteral("–") : QLocale::c().toString(value, 'f', 3);
        case GapRecovered:
        case AverageGap:
        case CallsForHalf:
            return percent(value);
        case Gap:
            return gapText(value);
        case Parameter:
            return std::isnan(value) ? QStringLiteral("–") : QLocale::c().toString(value, 'g', 4);
        case Overload:
            return count(at(row).overload);
        default:
            return duration(value);
    }
}

QVariant ComparisonModel::exported(int row, int column) const {
    if (column == Name) {
        return QString::fromStdString(at(row).router + (tunedAt(row) ? " (tuned)" : ""));
    }
    const double value = number(row, column);
    return std::isnan(value) ? QString()
                             : QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString ComparisonModel::tip(int row, int column) const {
    if (column == Name) {
        if (tunedAt(row)) {
            return inHindsight()
                       ? tr("Its parameter set so that it has the solver's accuracy at the least "
                            "cost: in hindsight, on the very queries that are routed")
                       : tr("Its parameter set so that it has the solver's accuracy at the least "
                            "cost on %1; here it can come out more or less accurate")
                             .arg(QString::fromStdString(m_view->heldOut->on));
        }
        if (const OwnPlan* own = m_view->solve->experiment->ownPlanOf(at(row).router)) {
            QString text = labelText(own->rule);
            for (const std::string& remark : own->remarks) text += '\n' + labelText(remark);
            return text.toHtmlEscaped().replace('\n', QStringLiteral("<br>"));
        }
        const std::string_view rule = routerInfo(at(row).router).description;
        return QString::fromUtf8(rule.data(), qsizetype(rule.size()));
    }
    if (column == Meets) return labelText(at(row).explanation);
    const auto score = [](double value) { return QLocale::c().toString(value, 'f', 3); };
    if (column == Aiq && !std::isnan(number(row, column))) {
        return tr("Divided by the greatest cost instead of the range: %1")
            .arg(score(ofCurve(row).aiqOverGreatestCost));
    }
    if (column == CallsForHalf && !std::isnan(number(row, column))) {
        return tr("For 80 % of the gap: %1").arg(percent(ofCurve(row).callsForMost));
    }
    return {};
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int row = index.row();
    const int column = index.column();
    switch (role) {
        case Qt::DisplayRole:
            return display(row, column);
        case Qt::ToolTipRole:
            return tip(row, column);
        case kExportRole:
            return exported(row, column);
        case kSortRole:
            return column == Name ? QVariant(place(row)) : QVariant(number(row, column));
        case Qt::TextAlignmentRole:
            return column == Name ? QVariant(Qt::AlignLeft | Qt::AlignVCenter)
                                  : QVariant(Qt::AlignRight | Qt::AlignVCenter);
        case Qt::FontRole:
            if (isBest(row, column)) {
                QFont bold;
                bold.setBold(true);
                return bold;
            }
            return {};
        case Qt::BackgroundRole:
            if (isBest(row, column)) {
                QColor tint = Theme::of(QApplication::palette()).accent;
                tint.setAlphaF(0.16F);
                return tint;
            }
            return {};
        case Qt::ForegroundRole:
            if (column == Meets && !at(row).feasible) {
                return Theme::of(QApplication::palette()).warning;
            }
            return {};
        case Qt::DecorationRole:
            if (column == Name) {
                return routerStyle(QString::fromStdString(at(row).router),
                                   Theme::of(QApplication::palette()).dark)
                    .color;
            }
            return {};
        default:
            return {};
    }
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    if (role == Qt::DisplayRole) return tr(comparisonColumn(section).title);
    if (role == Qt::ToolTipRole) return tr(comparisonColumn(section).tip);
    if (role == Qt::TextAlignmentRole) {
        return QVariant((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    return {};
}

}  // namespace orl
