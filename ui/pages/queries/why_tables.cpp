#include "ui/pages/queries/why_tables.h"

#include <QLocale>
#include <cmath>

#include "ui/results/query_text.h"
#include "ui/session/label_text.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

QStandardItem* textCell(const QString& text) {
    auto* item = new QStandardItem(text);
    item->setEditable(false);
    return item;
}

QStandardItem* figureCell(const QString& text) {
    QStandardItem* item = textCell(text);
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

QString fixedDigits(double value, int decimals) {
    return std::isfinite(value) ? QLocale::c().toString(value, 'f', decimals) : QStringLiteral("–");
}

QString scoreMark(double score) {
    if (std::isnan(score)) return QStringLiteral("–");
    if (score == 1.0) return QStringLiteral("✓");
    if (score == 0.0) return QStringLiteral("✗");
    return QLocale::c().toString(score, 'f', 2);
}

QStandardItem* modelCell(const Why& why, std::size_t column, const std::vector<std::string>& models,
                         bool dark) {
    QStandardItem* item = textCell(labelText(models[column]));
    item->setData(modelColor(int(column), dark), Qt::DecorationRole);
    if (why.chosen == column) {
        QFont bold = item->font();
        bold.setBold(true);
        item->setFont(bold);
        item->setToolTip(QObject::tr("the choice"));
    }
    return item;
}

double valueAt(const std::vector<double>& values, std::size_t index) {
    return index < values.size() ? values[index] : kMissing;
}

/// A new heading only where it is another one: the view keeps its widths.
void startTable(QStandardItemModel& model, const QStringList& titles) {
    model.setRowCount(0);
    model.setColumnCount(int(titles.size()));
    model.setHorizontalHeaderLabels(titles);
}

}  // namespace

PredictedRow predictedRowOf(const Prepared& prepared, std::size_t position) {
    PredictedRow row;
    if (position >= prepared.rows.size()) return row;
    const auto take = [&](const Grid& grid) {
        std::vector<double> values;
        values.reserve(std::size_t(grid.cols()));
        for (Eigen::Index j = 0; j < grid.cols(); ++j) {
            values.push_back(grid(Eigen::Index(position), j));
        }
        return values;
    };
    row.sigma = take(prepared.predictions->uncertainty);
    row.outputTokens = take(prepared.predictions->outputTokens);
    return row;
}

void fillPredictions(QStandardItemModel& model, const Why& why, const PredictedRow& predicted,
                     const QueryDetail* detail, const std::vector<std::string>& models, bool dark) {
    startTable(model, {QObject::tr("Model"), QObject::tr("quality"), QObject::tr("σ"),
                       QObject::tr("retrieval"), QObject::tr("kernel"), QObject::tr("regression"),
                       QObject::tr("classes"), QObject::tr("mean"), QObject::tr("tokens"),
                       QObject::tr("$/1,000")});
    const PredictionParts none;
    const PredictionParts& parts = detail ? detail->parts : none;
    for (const ModelReason& reason : why.models) {
        const std::size_t j = reason.model;
        model.appendRow({modelCell(why, j, models, dark), figureCell(percent(reason.quality)),
                         figureCell(percent(valueAt(predicted.sigma, j))),
                         figureCell(percent(valueAt(parts.retrieval, j))),
                         figureCell(percent(valueAt(parts.kernel, j))),
                         figureCell(percent(valueAt(parts.regression, j))),
                         figureCell(percent(valueAt(parts.mixture, j))),
                         figureCell(percent(valueAt(parts.prior, j))),
                         figureCell(fixedDigits(valueAt(predicted.outputTokens, j), 0)),
                         figureCell(usd(reason.cost * 1000.0))});
    }
}

void fillNeighbours(QStandardItemModel& model, const QueryDetail* detail, const Why& why,
                    const Dataset& data, const SharedPrefixes* beginnings,
                    const std::vector<std::string>& models) {
    QStringList titles{QObject::tr("Similar"), QObject::tr("Training query")};
    // The choice and its rival first: they are what is asked about.
    for (const ModelReason& reason : why.models) titles << labelText(models[reason.model]);
    startTable(model, titles);
    for (int column = 2; column < int(titles.size()); ++column) {
        model.horizontalHeaderItem(column)->setToolTip(titles[column].toHtmlEscaped());
    }
    if (!detail) return;
    static const SharedPrefixes kNone;
    for (const SimilarQuery& near : detail->neighbours) {
        const std::string& text = data.queries[near.row].text;
        QStandardItem* said = textCell(oneLine(text, beginnings ? *beginnings : kNone));
        said->setToolTip(tooltipOf(text));
        QList<QStandardItem*> row{figureCell(fixedDigits(near.similarity, 2)), said};
        for (const ModelReason& reason : why.models) {
            row << figureCell(
                scoreMark(data.score(Eigen::Index(near.row), Eigen::Index(reason.model))));
        }
        model.appendRow(row);
    }
}

void fillRecorded(QStandardItemModel& model, const Why& why, const std::vector<std::string>& models,
                  bool dark) {
    startTable(model, {QObject::tr("Model"), QObject::tr("predicted"), QObject::tr("recorded"),
                       QObject::tr("predicted $/1,000"), QObject::tr("recorded $/1,000"),
                       QObject::tr("reduced, recorded")});
    for (const ModelReason& reason : why.models) {
        const double hindsight = reason.recordedCost - why.qualityPrice * reason.score +
                                 reason.slotPrice + reason.secondsPrice;
        model.appendRow(
            {modelCell(why, reason.model, models, dark), figureCell(percent(reason.quality)),
             figureCell(scoreMark(reason.score)), figureCell(usd(reason.cost * 1000.0)),
             figureCell(usd(reason.recordedCost * 1000.0)), figureCell(usd(hindsight * 1000.0))});
    }
}

}  // namespace orl
