// What the table of models says of their worth.
#include <QApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/pages/models/table_model.h"
#include "ui/pages/models/worth_panel.h"
#include "ui/session/label_text.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

QString figure(double value, int decimals) {
    return QLocale::c().toString(value, 'f', decimals);
}

bool ofCost(const SolveView& solve) {
    return solve.constraints.mode == RoutingMode::CostUnderFloor;
}

/// In the unit of the column: USD per 1,000 queries, or points of accuracy.
double shownDifference(const SolveView& solve, double difference) {
    return ofCost(solve) ? difference / double(solve.experiment->problem.queryCount()) * 1000.0
                         : difference * 100.0;
}

}  // namespace

const WorthKeeper::Row* ModelTableModel::worthOf(int row) const {
    if (!m_worth || !m_solve || std::size_t(row) >= m_worth->rows().size()) return nullptr;
    return &m_worth->rows()[std::size_t(row)];
}

void ModelTableModel::worthChanged() {
    changed();
    emit headerDataChanged(Qt::Horizontal, Extra, Extra);
}

double ModelTableModel::worthNumber(const WorthKeeper::Row& known, int row, int column) const {
    if (!known.worth) {
        if (column != Extra || !known.ifOn) return kMissing;
        // Switched off: less than nothing is lost without it.
        const double now =
            ofCost(*m_solve) ? m_solve->chosen.cost : m_solve->chosen.predictedAccuracy;
        return shownDifference(*m_solve, ofCost(*m_solve) ? now - *known.ifOn : *known.ifOn - now);
    }
    const ModelWorth& worth = *known.worth;
    switch (column) {
        case Extra: {
            const double more = worth.without - worth.with;
            return shownDifference(*m_solve, ofCost(*m_solve) ? more : -more);
        }
        case BreakFactor:
            return worth.breakEven.multiple;
        case BreakPrice:
            return worth.breakEven.multiple *
                   valueInForce(m_scenario, model(row), PoolField::OutputPrice);
        default:
            return std::isnan(worth.with)
                       ? kMissing
                       : double(worth.enoughSlots) /
                             double(m_solve->experiment->problem.queryCount()) * 100.0;
    }
}

/// It could use more than its limit.
bool ModelTableModel::isShort(int row) const {
    const WorthKeeper::Row* known = worthOf(row);
    return known && known->worth && !std::isnan(known->worth->with) &&
           known->worth->enoughSlots > m_solve->constraints.capacityOf(std::size_t(row));
}

QString ModelTableModel::worthText(int row, int column) const {
    const WorthKeeper::Row* known = worthOf(row);
    if (!known) return QStringLiteral("–");
    if (!known->worth && !known->ifOn) return QStringLiteral("○");
    const double value = worthNumber(*known, row, column);
    if (!known->worth) {
        if (column != Extra) return {};
        if (std::isnan(value)) return tr("off");
        return tr("if on −%1").arg(ofCost(*m_solve) ? usd(value) : figure(value, 2));
    }
    const ModelWorth& worth = *known->worth;
    if (std::isnan(worth.with)) return QStringLiteral("–");
    const QString about = worth.isRough() ? QStringLiteral("≈ ") : QString();
    using Kind = BreakEven::Kind;
    const Kind kind = worth.breakEven.kind;
    switch (column) {
        case Extra:
            if (worth.needed()) return tr("needed");
            if (worth.without == worth.with) return tr("nothing");
            // Less than this nobody negotiates about.
            if (ofCost(*m_solve) && value > 0.0 && value < 1e-4) return tr("< $0.0001");
            return about + (ofCost(*m_solve) ? "+" + usd(value) : "−" + figure(value, 2));
        case BreakFactor:
            if (kind == Kind::NeverLoses) return tr("any price");
            if (kind == Kind::NotEvenFree) return tr("not if free");
            if (kind == Kind::Unknown) return QStringLiteral("–");
            return (kind == Kind::LosesLast ? "▲ " : "▼ ") + about +
                   figure(value, value < 0.1 ? 3 : 2);
        case BreakPrice:
            return std::isnan(value) ? QString() : usd(value);
        default:
            return about + figure(value, 1);
    }
}

QVariant ModelTableModel::worthTone(int row, int column) const {
    const Theme& theme = Theme::of(QApplication::palette());
    const WorthKeeper::Row* known = worthOf(row);
    if (!known) return theme.warning;
    if (!known->fresh) return theme.mutedText;
    if (!known->worth) return theme.mutedText;
    if (std::isnan(known->worth->with)) return theme.warning;
    if (column == Enough && isShort(row)) return theme.warning;
    if (column == Extra && known->worth->without == known->worth->with) return theme.mutedText;
    const BreakEven::Kind kind = known->worth->breakEven.kind;
    if (column == BreakFactor || column == BreakPrice) {
        if (kind == BreakEven::Kind::GetsFirst) return theme.accent;
        if (kind != BreakEven::Kind::LosesLast) return theme.mutedText;
    }
    return {};
}

QString ModelTableModel::worthTip(int row, int column) const {
    const WorthKeeper::Row* known = worthOf(row);
    if (!known) return tr("Nothing is routed");
    QString said;
    if (!known->fresh) said = tr("Of the settings before; solved again in the background. ");
    const QString name = labelText(model(row).name);
    switch (column) {
        case Extra:
            return said + (ofCost(*m_solve)
                               ? tr("What the same %1 costs more without %2, USD per 1,000 queries")
                               : tr("What the same %1 reaches less without %2, points of accuracy"))
                              .arg(askedText(*m_solve), name);
        case BreakFactor:
        case BreakPrice:
            return said + tr("The value of × at which %1 loses its last query (▲) or would get its "
                             "first (▼), and the output price that this is")
                              .arg(name);
        default:
            return said + tr("The limit beyond which %1 gains nothing").arg(name);
    }
}

}  // namespace orl
