#include "ui/pages/queries/ask_dialog.h"

#include <QLabel>
#include <QStandardItemModel>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/charts/strips_chart.h"
#include "ui/pages/queries/why_content.h"
#include "ui/pages/queries/why_tables.h"
#include "ui/session/label_text.h"
#include "ui/style/palette.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

QLabel* saying(const QString& text) {
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QTableView* tableOf(QStandardItemModel* model, const QString& name, int swatches) {
    auto* table = new QTableView;
    table->setObjectName(name);
    styleTable(*table);
    model->setParent(table);
    table->setModel(model);
    table->setSortingEnabled(false);
    fitColumns(*table, swatches);
    return table;
}

}  // namespace

AskDialog::AskDialog(const Asked& asked, const Dataset& learned, const SharedPrefixes* beginnings,
                     QWidget* parent)
    : QDialog(parent) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("All models for the text asked about"));
    const auto& models = asked.view->experiment->models;
    const bool dark = Theme::of(palette()).dark;
    QString shown = labelText(asked.text).simplified();
    constexpr int kMostShown = 400;
    if (shown.size() > kMostShown) shown = shown.left(kMostShown) + "…";
    QStringList notes{labelText(asked.why.verdict)};
    for (const std::string& note : asked.notes) notes << labelText(note);

    auto* strips = new StripsChart;
    strips->setContent(stripsOf(asked.why, models, false, dark));
    const QueryDetail detail{0, asked.parts, asked.neighbours, {}};
    auto* predictions = new QStandardItemModel;
    fillPredictions(*predictions, asked.why, {asked.sigma, asked.outputTokens}, &detail, models,
                    dark);
    auto* neighbours = new QStandardItemModel;
    fillNeighbours(*neighbours, &detail, asked.why, learned, beginnings, models);
    auto* near = tableOf(neighbours, "neighbours", -1);
    constexpr int kLeastText = 240;
    stretchColumn(*near, 1, kLeastText);

    auto* tabs = new QTabWidget;
    tabs->addTab(strips, tr("&Reduced cost"));
    tabs->addTab(tableOf(predictions, "predictions", 0), tr("&Predictions and σ"));
    tabs->addTab(near, tr("&Neighbours"));
    auto* column = new QVBoxLayout(this);
    column->addWidget(saying(shown));
    column->addWidget(saying(notes.join('\n')));
    column->addWidget(tabs, 1);
    constexpr int kWide = 800;
    constexpr int kAround = 190;  // text, verdict and tabs
    resize(kWide, strips->minimumSizeHint().height() + kAround);
}

}  // namespace orl
