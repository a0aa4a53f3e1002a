#include <QTableWidget>
#include <cmath>

#include "core/lab/load_query.h"
#include "ui/pages/simulation/lane.h"
#include "ui/pages/simulation/runner.h"
#include "ui/pages/simulation/words.h"
#include "ui/session/label_text.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"

namespace orl {

namespace {

void setCell(QTableWidget& table, int row, int column, const QString& text) {
    QTableWidgetItem* item = table.item(row, column);
    if (!item) {
        item = new QTableWidgetItem;
        if (column > 0) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        table.setItem(row, column, item);
    }
    if (item->text() != text) item->setText(text);
}

}  // namespace

void LaneView::showTable(bool shown) {
    m_table->setVisible(shown);
    m_ground = {};
    if (shown && m_cursor) {
        fillTable();
        m_table->resizeColumnsToContents();
    }
    update();
}

void LaneView::fillTable() {
    const SimulationPlan& plan = m_view->runs->plan;
    const Experiment& experiment = m_view->experiment();
    m_table->setRowCount(int(rowCount()));
    const double begin = m_view->runs->runs[m_run].result.measures.firstArrival;
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        const auto row = int(j);
        const std::int64_t limit = plan.slotsOf(j);
        setCell(*m_table, row, 0, labelText(experiment.models[j]));
        setCell(*m_table, row, 1, limit == kUnlimited ? tr("no limit") : count(limit));
        QStringList levels;
        for (const std::uint32_t there : m_cursor->levels(j)) levels << QString::number(there);
        setCell(*m_table, row, 2,
                tr("%1 (%2)").arg(count(std::int64_t(m_cursor->serving(j))), levels.join(" · ")));
        setCell(*m_table, row, 3, count(std::int64_t(m_cursor->queue(j).size())));
        const double passed = m_cursor->time() - begin;
        const bool known = limit != kUnlimited && limit > 0 && passed > 0.0;
        setCell(*m_table, row, 4,
                known ? percent(m_cursor->busySeconds(j) / (double(limit) * passed), 0)
                      : QStringLiteral("–"));
        const double until = outUntil(plan, j, m_cursor->time());
        setCell(*m_table, row, 5,
                std::isnan(until)   ? (limit == 0 ? tr("no slots") : tr("in"))
                : std::isinf(until) ? tr("out")
                                    : tr("out until %1").arg(clockText(until, m_view->end())));
    }
    if (rowCount() > experiment.models.size()) {
        const auto row = int(experiment.models.size());
        setCell(*m_table, row, 0, tr("waiting together"));
        setCell(*m_table, row, 3, count(std::int64_t(m_cursor->common().size())));
    }
}

QString LaneView::csv() const {
    if (!m_cursor) return {};
    const_cast<LaneView*>(this)->fillTable();
    return tableCsv(*m_table->model());
}

void LaneView::saveTable() {
    const auto error = saveAsked(this, tr("Save the lane as CSV"), QStringLiteral("lane.csv"),
                                 [this](const QString& path) { saveText(path, csv()); });
    if (error) emit exported(*error);
}

void LaneView::savePicture() {
    const auto error = saveAsked(
        this, tr("Save the lane as a picture"), QStringLiteral("lane.png"),
        [this](const QString& path) {
            if (grab().save(path, "PNG")) return;
            throw Error(path.toStdString(), "The picture cannot be written",
                        "Choose another place, or make room there");
        },
        tr("Pictures (*.png)"));
    if (error) emit exported(*error);
}

}  // namespace orl
